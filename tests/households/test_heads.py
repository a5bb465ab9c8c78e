"""Whoever heads a household is told to be its head, and nobody else is, whatever made him so."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households.actions import life, registry
from households.actions.merging import merge_households, merge_residents, undo_merge
from households.actions.taking_back import take_back
from households.forms.merge import MergeResidentsForm
from households.models import LifeEvent, Resident
from tests.factories import make_household
from tests.households.books import apply, book_of, press, upload

TODAY = timezone.localdate


def home_of(world, number, *members):
    people = [Resident(full_name=name, birth_year=year, sex="M", relation=relation) for name, year, relation in members]
    return make_household(world.village, number, people, world.officer, lane="Ngõ 1")


def relations(household):
    household.refresh_from_db()
    return household.head and household.head.full_name, dict(
        household.residents.present().values_list("full_name", "relation")
    )


def person(name):
    return Resident.objects.get(full_name=name)


FATHER, MOTHER, CHILD = ("Cha", 1950, "HEAD"), ("Mẹ", 1952, "SPOUSE"), ("Con", 1980, "CHILD")


@pytest.fixture
def family(world):
    return home_of(world, "020", FATHER, MOTHER, CHILD)


def test_head_of_the_household_merged_heads_the_one_kept(world, family):
    other = home_of(world, "021", ("Chín", 1970, "HEAD"), ("Vợ Chín", 1972, "SPOUSE"))
    before = relations(family), relations(other)

    run = merge_households(family, other, same={}, values={"head": other.head}, by=world.officer)

    told = {"Chín": "HEAD", "Vợ Chín": "SPOUSE", "Cha": "", "Mẹ": "", "Con": ""}
    assert relations(family) == ("Chín", told)
    undo_merge(run, by=world.officer)
    assert (relations(family), relations(other)) == before


def test_relations_of_both_households_follow_from_who_heads_them_together(world, family):
    other = home_of(world, "021", ("Me", 1952, "HEAD"), ("Con Út", 1985, "CHILD"), ("Con", 1980, "CHILD"))
    same = {other.head: person("Mẹ"), other.residents.get(full_name="Con"): family.residents.get(full_name="Con")}

    merge_households(family, other, same=same, values={"head": other.head}, by=world.officer)

    assert relations(family) == ("Mẹ", {"Mẹ": "HEAD", "Cha": "SPOUSE", "Con": "CHILD", "Con Út": "CHILD"})


def test_what_only_the_double_was_to_the_head_is_kept(world):
    kept = home_of(world, "020", ("Cha", 1950, "HEAD"), ("Con", 1980, ""))
    merged = home_of(world, "021", ("Cha", 1951, "HEAD"), ("Con", 1981, "CHILD"))
    same = {one: kept.residents.get(full_name=one.full_name) for one in merged.residents.all()}

    merge_households(kept, merged, same=same, values={}, by=world.officer)

    assert relations(kept) == ("Cha", {"Cha": "HEAD", "Con": "CHILD"})


def test_relation_is_asked_only_within_a_household_that_neither_heads(world, family):
    far = home_of(world, "021", ("Con", 1980, "HEAD")).head
    near = registry.add_member(
        family, resident=Resident(full_name="Con", birth_year=1981, relation="OTHER"), by=world.officer
    )
    child, father = family.residents.get(full_name="Con", birth_year=1980), person("Cha")
    pairs = [(child, far), (father, near), (child, near)]

    asked = ["relation" in MergeResidentsForm(one=one, other=other, user=world.officer).fields for one, other in pairs]

    assert asked == [False, False, True]


@pytest.mark.parametrize(("name", "told"), [("Cha", "HEAD"), ("Con", "CHILD")])
def test_person_kept_is_told_to_be_head_only_where_he_is(name, told, world, family):
    double = home_of(world, "021", ("Người Ta", 1970, "HEAD"), ("Đôi", 1980, "HEAD" if name == "Con" else "CHILD"))
    kept, merged = family.residents.get(full_name=name), double.residents.get(full_name="Đôi")

    merge_residents(kept, merged, values={"relation": "CHILD"} if name == "Cha" else {}, by=world.officer)

    assert relations(family) == ("Cha", {"Cha": "HEAD", "Mẹ": "SPOUSE", "Con": "CHILD"})


def ago(days):
    return TODAY() - timedelta(days=days)


@pytest.mark.parametrize("typed", [{"relation": "SPOUSE", "phone": "0912345678"}, {}])
def test_former_head_who_returns_is_what_he_is_told_to_be(typed, world, family, as_user):
    father = family.head
    registry.depart(father, state="LEFT", on=ago(9), by=world.officer)
    life.change_head(family, head=person("Mẹ"), on=ago(8), by=world.officer)
    sent = {"on": f"{TODAY():%d/%m/%Y}", "note": "", "returning": father.pk} | typed

    as_user(world.officer).post(reverse("household-arrival", args=[family.pk]), sent)

    father.refresh_from_db()
    assert (father.state, father.relation) == ("PRESENT", typed.get("relation", ""))
    assert father.phone == ("+84912345678" if typed else "")
    assert relations(family)[0] == "Mẹ"
    take_back(LifeEvent.objects.latest("pk"), by=world.officer)
    father.refresh_from_db()
    assert (father.state, father.relation) == ("LEFT", "HEAD")


def test_head_who_returns_and_is_chosen_again_leaves_all_as_it_was(world, family):
    before, father = relations(family), family.head
    registry.depart(father, state="LEFT", on=ago(9), by=world.officer)
    life.return_resident(father, on=ago(8), by=world.officer)
    between = relations(family)

    life.change_head(family, head=person("Cha"), on=ago(7), by=world.officer)

    assert between == (None, {"Cha": "", "Mẹ": "SPOUSE", "Con": "CHILD"})
    assert relations(family) == before


@pytest.mark.parametrize("name", ["household-birth", "household-arrival", "resident-move"])
def test_nobody_comes_in_as_head(name, world, family, as_user):
    row = person("Con") if name == "resident-move" else family

    form = as_user(world.officer).get(reverse(name, args=[row.pk])).context["form"]

    assert "HEAD" not in dict(form.fields["relation"].choices)


@pytest.mark.parametrize(("kind", "head"), [("BORN", None), ("CAME", "Bé")])
def test_a_newborn_heads_no_household(kind, head, world):
    empty = home_of(world, "030")

    registry.add_member(empty, resident=Resident(full_name="Bé", birth_year=TODAY().year), kind=kind, by=world.officer)

    assert relations(empty) == (head, {"Bé": "HEAD" if head else ""})


CHOSEN = [
    ("household-head", [], 17, True),
    ("household-head", [], 18, False),
    ("household-split", ["Mẹ", "Trẻ"], 17, True),
    ("household-split", ["Trẻ"], 17, False),
]


@pytest.mark.parametrize(("name", "going", "age", "asked"), CHOSEN)
def test_child_heads_adults_only_if_it_is_meant(name, going, age, asked, world, as_user):
    household = home_of(world, "020", FATHER, MOTHER, ("Trẻ", TODAY().year - age, "CHILD"))
    young, people = person("Trẻ"), [person(one).pk for one in going]
    sent = {"on": f"{TODAY():%d/%m/%Y}", "note": "", "head": young.pk, "people": people, "number": "031"}
    client, url = as_user(world.officer), reverse(name, args=[household.pk])

    first = client.post(url, sent)
    again = client.post(url, sent | {"anyway": "on"}) if asked else first

    assert ("chưa đủ 18 tuổi" in first.text, again.status_code) == (asked, 302)
    young.refresh_from_db()
    assert young.household.head == young


def edit(client, household, head, **typed):
    rows = list(household.residents.present())
    sent = {"number": household.number, "read_version": household.version, "lane": household.lane}
    sent |= {"members-TOTAL_FORMS": len(rows), "members-INITIAL_FORMS": len(rows)}
    for place, row in enumerate(rows):
        told = {"id": row.pk, "full_name": row.full_name, "birth_year": row.birth_year, "sex": row.sex}
        told["relation"] = typed.get(row.full_name, row.relation)
        sent |= {f"members-{place}-{name}": value for name, value in told.items()}
        if row.full_name == head:
            sent["head"] = f"members-{place}"
    return client.post(reverse("household-edit", args=[household.pk]), sent)


@pytest.mark.parametrize("typed", [{"Cha": "SPOUSE", "Mẹ": "HEAD"}, {}])
def test_head_changed_on_the_list_is_told_so_and_taken_back(typed, world, family, as_user):
    before = relations(family)

    edit(as_user(world.officer), family, "Mẹ", **typed)

    told = {"Mẹ": "HEAD", "Cha": typed.get("Cha", ""), "Con": "CHILD"}
    assert relations(family) == ("Mẹ", told)
    take_back(LifeEvent.objects.get(kind="HEAD"), by=world.officer)
    assert relations(family) == before


GROWN = ("1", "020", "", "Con", 1980)
FILES = {
    "both named": ([[*GROWN, "x", ""], ["1", "020", "", "Cha", 1950, "", ""]], "Con"),
    "both called head": ([[*GROWN, "x", "Chủ hộ"], ["1", "020", "", "Cha", 1950, "", "Chủ hộ"]], "Con"),
    "former not named": ([[*GROWN, "x", "Con"]], "Con"),
    "newcomer": ([["1", "020", "", "Cậu", 1960, "", "Chủ hộ"]], "Cậu"),
    "head stays": ([["1", "020", "", "Cha", 1950, "x", ""], [*GROWN, "", "Chủ hộ"]], "Cha"),
}


@pytest.mark.parametrize("what", FILES)
def test_head_that_a_file_names_is_told_so_and_nobody_else_until_it_is_taken_back(what, world, family, as_user):
    rows, head = FILES[what]
    before, client = relations(family), as_user(world.officer)
    columns = ["Thôn", "Số hộ", "Ngõ", "Họ và tên", "Năm sinh", "Chủ hộ", "Quan hệ với chủ hộ"]

    one = upload(client, book_of(*rows, head=columns))
    foreseen = {row.values["full_name"]: row.values.get("relation") for row in one.rows.filter(old__has_key="relation")}
    apply(client, one, *one.numbers["warnings"])
    name, told = relations(family)

    assert (name, [name for name, relation in told.items() if relation == "HEAD"]) == (head, [head])
    assert told["Mẹ"] == "SPOUSE"
    named = [row[3] for row in rows]
    assert foreseen == {name: told[name] for name in named if name in before[1] and told[name] != before[1][name]}
    press(client, "import-undo", one)
    assert relations(family) == before


def test_heads_of_a_file_cost_the_same_for_one_household_and_for_three(world, family, as_user):
    homes = [home_of(world, f"02{number}", FATHER, CHILD) for number in (1, 2, 3)]
    client, columns = as_user(world.officer), ["Thôn", "Số hộ", "Họ và tên", "Năm sinh", "Chủ hộ"]

    def cost(*households):
        one = upload(client, book_of(*(["1", home.number, "Con", 1980, "x"] for home in households), head=columns))
        with CaptureQueriesContext(connection) as queries:
            apply(client, one, *one.numbers["warnings"])
        return len(queries)

    assert cost(family) == cost(*homes)
    assert {home[0] for home in map(relations, homes)} == {"Con"}
