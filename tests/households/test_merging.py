from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from households.actions import registry
from households.actions.erasure import erase
from households.actions.life import merge_household
from households.actions.merging import merge_households, merge_residents, undo_merge
from households.actions.personal import record_consents
from households.actions.taking_back import take_back
from households.actions.visit import log_visit, withdraw_visit
from households.directory import directory_of
from households.forms.merge import MergeResidentsForm
from households.models import (
    Ability,
    Guidance,
    GuidanceTally,
    Household,
    HouseholdVillage,
    LatestVisit,
    LifeEvent,
    Observation,
    Purpose,
    Residence,
    Resident,
    Skill,
    Tally,
    TraitValue,
    VerificationCall,
    Visit,
    VisitLabel,
)
from households.resting import what_rests_on
from households.sheet import people_of
from households.standing import standing_on
from households.tally import CHANGES, rebuild
from households.timeline import resident_timeline
from targets.reorganising.actions import undo as undo_reorganisation
from tests.factories import (
    content_of,
    days_ago,
    make_call,
    make_consent,
    make_household,
    make_renamed,
    make_visit,
    see,
    teach,
)
from villages.models import BulkRun

TODAY = timezone.localdate
FACTS = [Guidance, Observation, Visit, VerificationCall, Residence, HouseholdVillage, LatestVisit, Ability, TraitValue]


def everything():
    """All facts and derived rows, so that two states can be compared."""
    rows = {model: sorted(map(repr, map(plain, model.objects.values()))) for model in [*FACTS, Resident, Household]}
    counted = Tally.objects.exclude(key=CHANGES).exclude(number=0)
    rows[Tally] = sorted(counted.values_list("village", "key", "birth_year", "sex", "number"))
    taught = GuidanceTally.objects.exclude(number=0)
    rows[GuidanceTally] = sorted(taught.values_list("team", "whole_month", "day", "skill", "number"))
    return rows


def plain(row):
    """Without what may differ: when a row changed, and the ids of those that are derived."""
    derived = row.keys() & {"observation_id", "guidance_id"}
    shown = {name: value.timestamp() if isinstance(value, datetime) else value for name, value in row.items()}
    return sorted(
        (name, shown[name]) for name in shown.keys() - {"changed_at", "version", *(["id"] if derived else [])}
    )


def person(name="Triệu Văn Bình", year=1980, **fields):
    return Resident(full_name=name, birth_year=year, **fields)


def past(world, day):
    return standing_on([world.village.pk, world.other_village.pk], day).counted()


@pytest.fixture
def twins(world):
    """The same man twice in one household: the one kept came later; each was taught and seen, once in one visit."""
    home = make_household(world.village, "010", [person()], world.officer, lane="Ngõ 1")
    other = registry.add_member(home, resident=person("Trieu Van Binh", 1981, phone="+84912345678"), by=world.officer)
    home.refresh_from_db()
    first, second = home.head, other
    Residence.objects.filter(resident=second).update(starts_on=TODAY() - timedelta(days=400))
    skill = Skill.objects.get(code="dich-vu-cong").pk
    teach(home, first, by=world.member, skill="dich-vu-cong", level=3, at=days_ago(30))
    teach(home, second, by=world.member, skill="dich-vu-cong", level=2, at=days_ago(20))
    both = ((first.pk, skill, 3, True), (second.pk, skill, 1, True))
    make_visit(home, by=world.member, at=days_ago(10), outcome="GUIDED", guidances=both)
    see(home, first, by=world.member, at=days_ago(5), has=True)
    see(home, second, by=world.member, at=days_ago(4), has=False)
    make_call(world.team, first)
    return home, second, first  # kept, merged


def test_all_of_both_counts_for_the_one_kept_and_undo_restores_both(world, twins):
    home, kept, merged = twins
    before = everything()
    on_paper = [one.pk for one in people_of([home.pk])[home.pk]]

    run = merge_residents(kept, merged, values={"birth_year": 1980}, by=world.officer)

    assert not Guidance.objects.filter(resident=merged).exists()
    assert Guidance.objects.filter(resident=kept).count() == 3  # the lesson that both had in one visit is one
    assert Ability.objects.get(resident=kept).level == 3
    assert not TraitValue.objects.get(resident=kept).value
    home.refresh_from_db()
    merged.refresh_from_db()
    assert (home.head, merged.kept, merged.state) == (kept, kept, "MERGED")
    assert [one.pk for one in people_of([home.pk])[home.pk]] == on_paper
    assert VerificationCall.objects.get().resident == kept
    assert sum(number for (_, key, *_), number in past(world, TODAY() - timedelta(days=500)).items() if key == "p") == 3
    assert rebuild([world.village.pk]) == 0

    undo_merge(run, by=world.officer)

    assert everything() == before
    assert rebuild([world.village.pk]) == 0


def test_a_visit_sent_late_counts_for_the_one_kept_and_goes_back_with_undo(world, twins):
    home, kept, merged = twins
    skill = Skill.objects.exclude(code="dich-vu-cong").first().pk
    said = content_of(
        home,
        outcome="GUIDED",
        visited_at=days_ago(1),
        guidances=((kept.pk, skill, 1, True), (merged.pk, skill, 2, True)),
    )
    run = merge_residents(kept, merged, values={}, by=world.officer)

    visit = log_visit(said, by=world.member)

    assert log_visit(said, by=world.member) == visit
    assert visit.guidances.get().resident == kept
    assert visit.guidances.get().level == 2
    assert not VisitLabel.objects.filter(visit=visit, kind__in=["LEFT", "MOVED"]).exists()
    assert rebuild([world.village.pk]) == 0

    undo_merge(run, by=world.officer)

    assert dict(visit.guidances.values_list("resident", "level")) == {kept.pk: 1, merged.pk: 2}
    assert rebuild([world.village.pk]) == 0


def test_undo_goes_on_after_later_facts_and_says_what_prevents_it(world, twins):
    home, kept, merged = twins
    run = merge_residents(kept, merged, values={"phone": "+84911111111"}, by=world.officer)
    later = teach(home, kept, by=world.member, level=1)
    withdraw_visit(Visit.objects.filter(guidances__resident=kept).earliest("visited_at"), reason="Sai", by=world.member)
    kept.refresh_from_db()
    kept.phone = "+84922222222"
    registry.save_members(Household.objects.get(pk=home.pk), residents=[kept], head=kept, by=world.officer)

    with pytest.raises(ValidationError, match="thay đổi ở Trieu Van Binh"):
        undo_merge(run, by=world.officer)

    assert rebuild([world.village.pk]) == 0
    kept.phone = "+84911111111"
    registry.save_members(Household.objects.get(pk=home.pk), residents=[kept], head=kept, by=world.officer)
    undo_merge(run, by=world.officer)
    assert later.guidances.get().resident == kept
    assert Resident.objects.get(pk=merged.pk).is_present
    assert rebuild([world.village.pk]) == 0


def test_what_was_merged_twice_is_undone_in_turn(world, twins):
    home, kept, merged = twins
    before = everything()
    third = registry.add_member(home, resident=person("Triệu Văn Bính", 1982), by=world.officer)
    first_run = merge_residents(kept, merged, values={}, by=world.officer)
    second_run = merge_residents(third, kept, values={}, by=world.officer)

    visit = teach(home, merged, by=world.member)

    assert visit.guidances.get().resident == third
    assert Resident.objects.get(pk=merged.pk).kept == third
    with pytest.raises(ValidationError, match="hoàn tác lần gộp ấy trước"):
        undo_merge(first_run, by=world.officer)
    undo_merge(second_run, by=world.officer)
    undo_merge(first_run, by=world.officer)
    assert visit.guidances.get().resident == merged
    withdraw_visit(visit, reason="Sai", by=world.member)
    assert rebuild([world.village.pk]) == 0
    assert set(everything()[Guidance]) >= set(before[Guidance])


@pytest.fixture
def homes(world):
    """One household twice: entered with its people on two days, each visited; one child in one of them only."""
    merged = make_household(
        world.village, "020", [person(), person("Triệu Thị Con", 2005)], world.officer, on=date(2021, 1, 1)
    )
    kept = make_household(world.village, "021", [person("Trieu Van Binh")], world.officer, on=date(2023, 1, 1))
    teach(merged, merged.head, by=world.member, level=2, at=days_ago(9))
    teach(kept, kept.head, by=world.member, level=3, at=days_ago(8))
    make_visit(merged, by=world.member, at=days_ago(2), outcome="PROMISED", promised_on=TODAY() + timedelta(days=3))
    return kept, merged


def test_a_household_entered_twice_becomes_one_and_two_again(world, homes):
    kept, merged = homes
    child = merged.residents.get(full_name="Triệu Thị Con")
    since = directory_of(world.village)["version"]
    before = everything()
    then = past(world, date(2022, 1, 1))

    same = {merged.head: kept.head}
    run = merge_households(kept, merged, same=same, values={"number": "020", "lane": "Ngõ 5"}, by=world.officer)

    kept.refresh_from_db()
    assert (kept.number, kept.lane, kept.latest_visit.promised_on) == ("020", "Ngõ 5", TODAY() + timedelta(days=3))
    assert kept.visits.count() == 3
    assert {one.pk for one in kept.residents.present()} == {kept.head_id, child.pk}
    assert past(world, date(2022, 1, 1)) == then
    assert rebuild([world.village.pk]) == 0
    directory = directory_of(world.village, since=since)
    assert directory["gone"] == [merged.pk]
    assert {one["id"] for home in directory["households"] if home["id"] == kept.pk for one in home["people"]} == {
        kept.head_id,
        child.pk,
    }
    (father,), skill = same, Skill.objects.first().pk
    lessons = ((father.pk, skill, 3, True), (child.pk, skill, 3, True))
    late = content_of(merged, outcome="GUIDED", visited_at=timezone.now(), guidances=lessons)
    visit = log_visit(late, by=world.member)
    assert log_visit(late, by=world.member) == visit
    visit.refresh_from_db()
    assert visit.household == kept
    assert {one.resident_id for one in visit.guidances.all()} == {kept.head_id, child.pk}
    assert not visit.labels.filter(kind__in=["LEFT", "MOVED"]).exists()
    assert rebuild([world.village.pk]) == 0
    withdraw_visit(visit, reason="Sai", by=world.member)

    undo_merge(run, by=world.officer)

    assert rebuild([world.village.pk]) == 0
    visit.refresh_from_db()
    assert visit.household == merged
    after = everything()
    mine = {model: [row for row in after[model] if row not in before[model]] for model in before}
    assert {model for model, rows in mine.items() if rows} <= {Visit, Guidance}
    assert all(set(before[model]) <= set(after[model]) for model in before)


def test_a_household_whose_number_was_given_away_does_not_come_back(world, homes):
    kept, merged = homes
    run = merge_households(kept, merged, same={}, values={}, by=world.officer)
    make_household(world.village, merged.number, ["Ai Đó"], world.officer)

    with pytest.raises(ValidationError, match="nay có hộ khác mang số 020"):
        undo_merge(run, by=world.officer)

    assert Household.objects.get(pk=merged.pk).kept == kept


def test_who_is_erased_is_erased_with_his_double_and_does_not_come_back(world, twins):
    _, kept, merged = twins
    run = merge_residents(kept, merged, values={}, by=world.officer)

    erase(Resident.objects.get(pk=kept.pk), by=world.officer)

    named = Resident.objects.filter(search_key="trieu van binh", pk__in=[kept.pk, merged.pk])
    assert not named.exists()
    with pytest.raises(ValidationError, match="đã được xóa"):
        undo_merge(run, by=world.officer)
    assert rebuild([world.village.pk]) == 0


def test_what_brought_a_merged_person_in_is_taken_back_only_after_the_merge(world, twins):
    home, kept, merged = twins
    event = LifeEvent.objects.about([kept.pk]).get(kind="NOTED")
    run = merge_residents(kept, merged, values={}, by=world.officer)

    for one in LifeEvent.objects.touching([home]):
        with pytest.raises(ValidationError, match="hoàn tác lần gộp ấy trước"):
            take_back(one, by=world.officer)

    assert len(resident_timeline(kept, world.officer)) == 2
    undo_merge(run, by=world.officer)
    with pytest.raises(ValidationError, match="Đã có lượt thăm"):
        take_back(event, by=world.officer)
    assert rebuild([world.village.pk]) == 0


def test_whoever_moved_since_he_was_compared_is_not_merged(world):
    homes = [make_household(world.village, number, ["Ai Đó", person()], world.officer) for number in ("030", "031")]
    kept, merged = (home.residents.get(full_name="Triệu Văn Bình") for home in homes)
    moved = Resident.objects.get(pk=merged.pk)
    registry.move_resident(moved, to=world.other_household, relation="", by=world.officer)

    with pytest.raises(ValidationError, match="vừa được ghi sang hộ khác"):
        merge_residents(kept, merged, values={}, by=world.officer)

    assert rebuild([world.village.pk, world.other_village.pk]) == 0


def test_whoever_moved_since_does_not_head_the_household_merged(world, homes):
    kept, merged = homes
    chosen = merged.head
    registry.move_resident(Resident.objects.get(pk=chosen.pk), to=world.household, relation="", by=world.officer)

    with pytest.raises(ValidationError, match="vừa được ghi sang hộ khác"):
        merge_households(kept, merged, same={}, values={"head": chosen}, by=world.officer)


def test_known_birth_year_stays_known(world):
    kept = make_household(world.village, "030", [person()], world.officer)
    merged = make_household(world.village, "031", [person(year=1981, birth_year_estimated=True)], world.officer)

    merge_households(kept, merged, same={merged.head: kept.head}, values={}, by=world.officer)

    kept.head.refresh_from_db()
    assert (kept.head.birth_year, kept.head.birth_year_estimated) == (1980, False)


NUMBER = "+84912345678"


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("refusing", ["kept", "merged"])
def test_number_of_whoever_refused_calls_under_either_id_is_not_kept(refusing, whole, world):
    first, second = (
        make_household(world.village, number, [person(phone=NUMBER)], world.officer) for number in ("030", "031")
    )
    kept, merged = first.head, second.head
    refused = kept if refusing == "kept" else merged
    record_consents(refused, answers={Purpose.objects.get(code="goi-dien"): False}, by=world.officer)
    for row in (kept, merged):
        row.refresh_from_db()
    before = kept.phone

    asked = "phone" in MergeResidentsForm(one=kept, other=merged, user=world.officer).fields
    if whole:
        run = merge_households(first, second, same={merged: kept}, values={}, by=world.officer)
    else:
        run = merge_residents(kept, merged, values={"phone": NUMBER}, by=world.officer)

    assert not asked
    assert not Resident.objects.get(pk=kept.pk).phone
    undo_merge(run, by=world.officer)
    assert Resident.objects.get(pk=kept.pk).phone == before


def test_number_of_whoever_agreed_since_is_kept(world):
    first, second = (
        make_household(world.village, number, [person(phone=NUMBER)], world.officer) for number in ("030", "031")
    )
    make_consent(second.head, given=False, by=world.officer)
    make_consent(first.head, given=True, by=world.officer)

    merge_residents(first.head, second.head, values={}, by=world.officer)

    assert Resident.objects.get(pk=first.head_id).phone == NUMBER


@pytest.mark.parametrize("kind", ["BORN", "DIED", "MERGED"])
def test_what_happened_since_a_merge_is_taken_back_and_then_the_merge(kind, world, homes):
    kept, merged = homes
    child = merged.residents.get(full_name="Triệu Thị Con")
    before = everything()
    run = merge_households(kept, merged, same={merged.head: kept.head}, values={}, by=world.officer)
    kept.refresh_from_db()
    if kind == "BORN":
        registry.add_member(kept, resident=person("Triệu Bé", TODAY().year), kind=kind, by=world.officer)
    elif kind == "DIED":
        registry.depart(Resident.objects.get(pk=child.pk), state="DEAD", by=world.officer)
    else:
        merge_household(kept, into=world.household, by=world.officer)

    take_back(LifeEvent.objects.latest("pk"), by=world.officer)
    undo_merge(run, by=world.officer)

    assert everything() == before
    assert rebuild([world.village.pk]) == 0


def test_no_undo_is_promised_where_it_is_over(world, twins):
    _, kept, merged = twins
    event = LifeEvent.objects.about([merged.pk]).first()
    run = merge_residents(kept, merged, values={}, by=world.officer)
    BulkRun.objects.filter(pk=run.pk).update(at=timezone.now() - timedelta(days=31))
    LifeEvent.objects.filter(pk=event.pk).update(at=timezone.now() - timedelta(days=40))

    reason, _ = what_rests_on(LifeEvent.objects.get(pk=event.pk))

    assert "không rút lại được" in reason
    assert "hãy hoàn tác" not in reason


def test_household_merged_through_a_reorganisation_comes_back_into_its_village(world, homes):
    kept, merged = homes
    before = everything()
    run = merge_households(kept, merged, same={merged.head: kept.head}, values={}, by=world.officer)
    reorganisation = make_renamed(world.village, by=world.officer)

    undo_reorganisation(reorganisation, by=world.officer)
    undo_merge(run, by=world.officer)

    assert everything()[HouseholdVillage] == before[HouseholdVillage]
    assert rebuild([world.village.pk]) == 0


@pytest.mark.parametrize("times", [1, 2])
def test_late_visit_names_only_whom_a_merged_household_held(times, world, homes):
    kept, merged = homes
    skill, father = Skill.objects.first().pk, merged.head
    said = content_of(merged, outcome="GUIDED", visited_at=days_ago(1), guidances=((father.pk, skill, 2, True),))
    merge_households(kept, merged, same={father: kept.head}, values={}, by=world.officer)
    if times == 2:
        last = make_household(world.village, "022", [person()], world.officer)
        merge_households(last, kept, same={kept.head: last.head}, values={}, by=world.officer)

    visit = log_visit(said, by=world.member)

    assert not visit.labels.filter(kind__in=["LEFT", "MOVED"]).exists()
    assert visit.guidances.get().resident == Resident.objects.get(pk=father.pk).kept
    assert rebuild([world.village.pk]) == 0
