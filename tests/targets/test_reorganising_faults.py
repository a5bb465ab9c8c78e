"""What stands in the way of a reorganisation is said before anything is done."""

import pytest

from households.actions.exclusion import end
from households.actions.visit import observe
from households.models import Trait
from teams.models import Appointment, Decision
from tests.factories import days_ago, exclude, make_draft, make_household, make_import, make_village
from tests.targets.reorganising import ask
from villages.models import Reorganisation


def said_of_rename(world):
    return {"village": world.village.pk, "kind_of_village": "THON", "name": "Khe Mó"}


def test_what_stands_in_the_way_since_the_dry_run_is_not_offered_again(lived, client):
    client.force_login(lived.officer)
    said = said_of_rename(lived)
    read = ask(client, "doi-ten", **said).context["plan"].digest
    make_household(lived.village, "009", by=lived.officer)
    make_import(lived.here, by=lived.officer)

    page = ask(client, "doi-ten", **said, digest=read)

    assert "đang nhập Excel dở" in page.text
    assert "Thực hiện sắp xếp" not in page.text
    assert not Reorganisation.objects.exists()


def test_list_that_is_being_imported_comes_first(lived, client):
    make_import(lived.here, by=lived.officer)
    client.force_login(lived.officer)

    page = ask(client, "doi-ten", **said_of_rename(lived))

    assert "đang nhập Excel dở" in str(page.context["faults"])


@pytest.mark.parametrize(
    ("what", "name"),
    [("observed", "đặc điểm của người"), ("excluded", "lần miễn tính người"), ("included", "thôi miễn tính người")],
)
def test_day_may_not_precede_what_the_office_recorded(what, name, world, client):
    alone = make_household(make_village(world.here, "Khe Cũ"), by=world.officer, on=days_ago(9).date())
    person = alone.residents.get()
    if what == "observed":
        seen = (None, person.pk, Trait.objects.get(code="dien-thoai").pk, True)
        observe(alone, observations=[seen], by=world.officer, at=days_ago(2))
    else:
        since = days_ago(2 if what == "excluded" else 8)
        given = exclude(alone, person, by=world.member, granted_by=world.officer, at=since)
        if what == "included":
            end(given, reason="Đã về", by=world.officer, at=days_ago(2))
    client.force_login(world.officer)
    said = {"village": alone.village_id, "kind_of_village": "THON", "name": "Khe Mó"}

    early = ask(client, "doi-ten", **said, on=f"{days_ago(3):%d/%m/%Y}")
    late = ask(client, "doi-ten", **said, on=f"{days_ago(2):%d/%m/%Y}")

    assert f"{name} mới nhất" in str(early.context["faults"])
    assert late.context["faults"] == []


def test_what_stands_in_the_way_is_said_before_the_form(lived, client):
    make_import(lived.here, by=lived.officer)
    client.force_login(lived.officer)

    page = ask(client, "doi-ten", **said_of_rename(lived)).text
    before, _, form = page.partition('<form class="stack"')

    assert "Chưa làm được" in before
    assert "đang nhập Excel dở" in before
    assert "đang nhập Excel dở" not in form
    assert 'id="du-kien"' not in form


@pytest.mark.parametrize(
    ("state", "told"), [("SUBMITTED", "hãy đề nghị lãnh đạo ký rồi ban hành"), ("SIGNED", "hãy cấp số")]
)
def test_officer_is_told_what_he_can_do_about_a_decision_in_the_way(state, told, lived, client):
    draft = make_draft(lived.officer, lived.here, kind="REFORM", subject="kiện toàn tổ")
    Appointment.objects.create(decision=draft, team=lived.team, official=lived.member_official, role="DEPUTY")
    Decision.objects.filter(pk=draft.pk).update(state=state)
    client.force_login(lived.officer)

    assert told in str(ask(client, "doi-ten", **said_of_rename(lived)).context["faults"])


def test_preview_leads_to_the_draft_it_concerns_and_says_that_the_team_keeps_its_name(lived, client):
    draft = make_draft(lived.officer, lived.here, kind="REFORM", subject="kiện toàn tổ")
    Appointment.objects.create(decision=draft, team=lived.team, official=lived.member_official, role="DEPUTY")
    client.force_login(lived.officer)

    page = ask(client, "doi-ten", **said_of_rename(lived)).text

    assert f'<a href="{draft.get_absolute_url()}">Kiện toàn tổ</a> (dự thảo)' in page
    assert "Tên tổ giữ nguyên" in page


def test_page_leads_to_what_would_change(lived, client):
    client.force_login(lived.officer)

    page = ask(client, "doi-ten", **said_of_rename(lived)).text

    assert 'action="#du-kien"' in page
    assert 'id="du-kien"' in page
    assert "Chưa làm được" not in page


def test_decision_that_comes_first_is_linked(lived, client):
    paper = make_draft(lived.officer, lived.here, kind="REFORM", subject="kiện toàn <tổ>")
    Appointment.objects.create(decision=paper, team=lived.team, official=lived.member_official, role="MEMBER")
    Decision.objects.filter(pk=paper.pk).update(state=Decision.State.SUBMITTED)
    client.force_login(lived.officer)

    page = ask(client, "doi-ten", **said_of_rename(lived)).text

    assert f'<a href="{paper.get_absolute_url()}">Quyết định “kiện toàn &lt;tổ&gt;”</a> (đã trình ký)' in page


@pytest.mark.parametrize(
    ("kind", "field", "typed", "noun"),
    [
        ("doi-ten", "name", "Thôn Khe Mó", "Thôn"),
        ("chia-tach", "names", "Khe Trên\nthôn Khe Mó", "Thôn"),
        ("sap-nhap-xa", "name", "phường Khe Mó", "Phường"),
    ],
)
def test_common_noun_is_no_part_of_a_new_name(kind, field, typed, noun, lived, client):
    client.force_login(lived.officer)

    form = ask(client, kind, kind_of_village="THON", kind_of_commune="XA", **{field: typed}).context["form"]

    assert form.errors[field] == [f"Chỉ ghi tên riêng, không ghi chữ “{noun}”: “Khe Mó”."]
    assert form[field].value() == typed
