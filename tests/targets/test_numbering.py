"""The setting of a commune: who gives a number, and in which series."""

from datetime import date

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from targets.actions import sign, submit
from targets.decision_text import compose, digest_of
from teams.actions import numbering_of
from teams.models import Decision, Numbering, RegisterEntry
from tests.factories import make_draft, make_paper, moment

TODAY = timezone.localdate()


def submitted(world, on=TODAY):
    targets = [(world.team, world.target.indicator, 85, date(2030, 12, 31))]
    decision = make_draft(world.officer, world.here, kind="ASSIGN", targets=targets)
    submit(decision, by=world.officer, at=moment(on, hour=0))
    return decision


def signed_now(world, on=TODAY):
    decision = submitted(world, on)
    sign(decision, digest=digest_of(compose(decision, on=on)), by=world.leader, at=moment(on))
    decision.refresh_from_db()
    return decision


def automatic(world, **fields):
    return Numbering.objects.create(commune=world.here, given="AT_SIGNING", first_year=TODAY.year, **fields)


def setting(world):
    return reverse("numbering-edit", args=[world.here.pk])


def test_officer_sets_how_numbers_are_given_and_the_trail_says_so(world, as_user):
    officer = as_user(world.officer)
    form = officer.get(setting(world)).context["form"]

    officer.post(setting(world), {"series": "BY_TYPE", "given": "AT_SIGNING", "first_number": "152"})

    numbering = Numbering.objects.get(commune=world.here)
    assert (form["series"].value(), form["given"].value(), form["first_number"].value()) == ("ONE", "BY_HAND", 2)
    assert (numbering.series, numbering.first_number, numbering.first_year) == ("BY_TYPE", 152, TODAY.year)
    assert LogEntry.objects.get_for_object(numbering).get().actor == world.officer


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"first_number": "1"}, "first_number"),
        ({"first_number": "x" * 10_000}, "first_number"),
        ({"first_number": "0"}, "first_number"),
        ({"series": "NONE"}, "series"),
        ({"given": ""}, "given"),
    ],
    ids=str,
)
def test_impossible_setting_is_refused_beside_its_field(world, as_user, changes, field):
    sent = {"series": "ONE", "given": "AT_SIGNING", "first_number": "2"} | changes

    response = as_user(world.officer).post(setting(world), sent)

    assert set(response.context["form"].errors) == {field}
    assert not Numbering.objects.exists()


def test_setting_that_somebody_else_saved_meanwhile_is_not_overwritten(world, as_user):
    automatic(world, first_number=152, version=1)
    sent = {"series": "ONE", "given": "BY_HAND", "first_number": "152", "read_version": "0"}

    response = as_user(world.officer).post(setting(world), sent)

    assert "Người khác vừa lưu" in response.text
    assert Numbering.objects.get().issues_at_signing


def test_signature_issues_at_once_where_the_portal_gives_the_numbers(world, as_user):
    automatic(world, first_number=152)
    decision = submitted(world)
    leader = as_user(world.leader)
    page = leader.get(decision.get_absolute_url())

    answer = leader.post(
        reverse("decision-sign", args=[decision.pk]), {"digest": page.context["page"].digest}, follow=True
    )

    decision.refresh_from_db()
    assert "Ký là ban hành ngay hôm nay" in page.text
    assert "Đã ký và ban hành." in answer.text
    assert (decision.state, decision.symbol, decision.issued_on) == (Decision.State.ISSUED, "152/QĐ-UBND", TODAY)
    assert [event.step for event in decision.events.all()][-2:] == ["SIGNED", "ISSUED"]
    assert digest_of(decision.text) == decision.digest
    assert decision.file.pdf
    assert decision.targets.get().starts_on == TODAY


def test_numbers_given_by_the_portal_follow_each_other_and_those_on_paper(world):
    automatic(world, first_number=152)

    symbols = [signed_now(world).symbol]
    symbols.append(make_paper(world.here, by=world.officer).symbol)
    symbols.append(make_paper(world.here, by=world.officer, number=154, document_type="Thông báo").symbol)

    assert symbols == ["152/QĐ-UBND", "153/KH-UBND", "154/TB-UBND"]
    with pytest.raises(ValidationError, match="Số tiếp theo trong sổ là 155"):
        make_paper(world.here, by=world.officer, number=160)


def test_first_number_of_one_year_is_not_that_of_the_next(world):
    automatic(world, first_number=152)
    Numbering.objects.update(first_year=TODAY.year - 1)
    RegisterEntry.objects.update(year=TODAY.year - 1)

    assert signed_now(world).symbol == "01/QĐ-UBND"


def test_series_per_type_gives_decisions_their_own_numbers(world):
    automatic(world, first_number=2, series="BY_TYPE")
    make_paper(world.here, by=world.officer)

    assert signed_now(world).symbol == "02/QĐ-UBND"
    assert RegisterEntry.objects.get(commune=world.here, document_type="Kế hoạch").symbol == "01/KH-UBND"


def test_what_was_signed_before_the_change_still_gets_its_number_by_hand(world, as_user):
    decision = signed_now(world)
    automatic(world, first_number=2)
    page, day = reverse("decision-issue", args=[decision.pk]), f"{TODAY:%d/%m/%Y}"
    officer = as_user(world.officer)

    refused = officer.post(page, {"number": "9", "issued_on": day})
    taken = officer.post(page, {"number": "2", "issued_on": day})

    assert "không bỏ cách số" in refused.context["form"].errors["number"][0]
    assert taken.status_code == 302


def test_signature_that_cannot_take_effect_gives_no_number(world):
    """A fault found at issue leaves neither signature nor number."""
    automatic(world, first_number=2)
    decision = submitted(world)
    Decision.objects.filter(pk=decision.pk).update(effective_on=date(2020, 1, 1))
    decision.refresh_from_db()

    with pytest.raises(ValidationError, match="đã qua"):
        sign(decision, digest=digest_of(compose(decision, on=TODAY)), by=world.leader)

    decision.refresh_from_db()
    assert decision.state == Decision.State.SUBMITTED
    assert not RegisterEntry.objects.filter(decision=decision).exists()


def test_number_of_one_commune_says_nothing_of_another(world):
    automatic(world, first_number=40)
    make_paper(world.there, by=world.foreign_officer, number=900)

    assert signed_now(world).symbol == "40/QĐ-UBND"
    assert not numbering_of(world.there).issues_at_signing
