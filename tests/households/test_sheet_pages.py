"""A lane's sheet is printed, typed back line by line, and kept as a draft on the way."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from households.actions import registry
from households.models import Ability, Household, LatestVisit, Resident, SheetDraft, Skill, Trait, TraitValue, Visit
from households.sheet_codes import household_code, person_code
from households.sheet_reading import LINES
from households.tally import rebuild
from tests.factories import make_household, make_village

YESTERDAY = timezone.localdate() - timedelta(days=1)
DAY = f"{YESTERDAY:%d/%m/%Y}"


@pytest.fixture
def clerk(world, as_user):
    return as_user(world.member)


@pytest.fixture
def home(world):
    """A household of two, never visited."""
    people = [Resident(full_name=name, birth_year=1950) for name in ("Bàn Thị Sáu", "Bàn Văn Bảy")]
    return make_household(world.village, "012A", people, by=world.officer, lane="Ngõ 2")


def code(home):
    return household_code(home.pk)


def address(world, name="sheet-enter"):
    return reverse(name, args=[world.village.pk])


def typed(*lines, uuid=None, **fields):
    return {"uuid": str(uuid or uuid4())} | {f"line-{number}": line for number, line in enumerate(lines, 1)} | fields


def states(response):
    return [reading.state for reading in response.context["form"].readings if reading.state != "empty"]


def test_line_is_stored_as_a_visit_at_noon_of_its_day(world, clerk, home):
    skill, trait = Skill.objects.get(code="dich-vu-cong"), Trait.objects.get(code="dinh-danh")
    line = f"{DAY} {code(home)} h {person_code(2, home.pk)} {skill.pk}-3 c{trait.pk} ; cần kính"

    response = clerk.post(address(world), typed(line, save="1"))

    visit = Visit.objects.get(household=home)
    assert visit.receipt_code in response.text
    assert (visit.author, visit.note, visit.outcome) == (world.member, "cần kính", "GUIDED")
    assert f"{timezone.localtime(visit.visited_at):%d/%m/%Y %H:%M}" == f"{DAY} 12:00"
    assert Ability.objects.get(skill=skill, resident__full_name="Bàn Văn Bảy").level == 3
    assert TraitValue.objects.get(trait=trait).value
    assert rebuild([world.village.pk]) == 0


def test_check_stores_nothing_and_shows_each_line_in_words_or_its_fault(world, clerk, home):
    before = Visit.objects.count()

    response = clerk.post(address(world), typed(f"{DAY} {code(home)} k", f"{DAY} 9999 k", check="1"))

    assert states(response) == ["read", "fault"]
    assert "hộ 012A (Bàn Thị Sáu): không ai ở nhà" in response.text
    assert "Mã hộ “9999” gõ chưa đúng" in response.text
    assert f'value="{DAY} 9999 k"' in response.text
    assert Visit.objects.count() == before


def test_form_sent_twice_stores_once(world, clerk, home):
    data = typed(f"{DAY} {code(home)} k", f"{DAY} {code(home)} c", save="1")

    first, second = (clerk.post(address(world), data) for _ in "ab")

    assert Visit.objects.filter(household=home).count() == 2
    assert states(first) == states(second) == ["stored", "stored"]
    receipts = [re.findall(r"luot-tham/[0-9a-f-]{36}", response.text) for response in (first, second)]
    assert receipts[0] == receipts[1]


def test_visit_of_this_morning_sent_twice_is_stored_once(world, clerk, home):
    data = typed(f"{timezone.localdate():%d/%m/%Y} {code(home)} k", save="1")

    responses = [clerk.post(address(world), data) for _ in "ab"]

    assert [states(response) for response in responses] == [["stored"], ["stored"]]
    visit = Visit.objects.get(household=home)
    assert visit.visited_at <= visit.received_at


def test_faulty_line_stays_and_is_stored_after_mending(world, clerk, home):
    data = typed(f"{DAY} {code(home)} k", f"{DAY} {code(home)} l", save="1")

    response = clerk.post(address(world), data)
    kept = SheetDraft.objects.get()
    mended = clerk.post(address(world), data | {"line-2": f"{data['line-2']} {DAY}"})

    assert states(response) == ["stored", "fault"]
    assert kept.lines == [data["line-1"], data["line-2"]]
    assert mended.context["form"].is_finished
    assert Visit.objects.filter(household=home).count() == 2
    assert LatestVisit.objects.get(household=home).promised_on == YESTERDAY
    assert not SheetDraft.objects.exists()


def test_stored_line_that_is_changed_afterwards_changes_nothing(world, clerk, home):
    data = typed(f"{DAY} {code(home)} k", save="1")
    clerk.post(address(world), data)

    earlier = YESTERDAY - timedelta(days=1)
    changes = [f"{DAY} {code(home)} c", f"{earlier:%d/%m/%Y} {code(home)} k", "rác", ""]
    responses = [clerk.post(address(world), data | {"line-1": line}) for line in changes]

    assert all("đã lưu với nội dung khác" in response.text for response in responses)
    assert Visit.objects.get(household=home).outcome == "NOBODY_HOME"


def test_line_without_day_takes_that_of_the_faulty_line_above_but_no_older_one(world, clerk, home):
    lines = [f"{DAY} {code(home)} k", f"{DAY} 9999 k", f"{code(home)} c", f"40/11 {code(home)} k", f"{code(home)} k"]

    response = clerk.post(address(world), typed(*lines))

    assert states(response) == ["read", "fault", "read", "fault", "fault"]
    assert response.context["form"].readings[4].fault.startswith("Cần ngày thăm")


def test_same_line_twice_is_pointed_out(world, clerk, home):
    line = f"{DAY} {code(home)} k"

    response = clerk.post(address(world), typed(line, line, save="1"))

    assert states(response) == ["stored", "fault"]
    assert "Giống hệt dòng 1" in response.text
    assert Visit.objects.filter(household=home).count() == 1


def test_line_that_log_visit_refuses_says_why(world, clerk, home):
    response = clerk.post(address(world), typed(f"01/02/2024 {code(home)} k", save="1"))

    assert "bạn không làm nhiệm vụ của tổ" in response.text
    assert not Visit.objects.filter(household=home).exists()


def test_household_of_another_village_cannot_be_named(world, clerk):
    response = clerk.post(address(world), typed(f"{DAY} {code(world.other_household)} k", save="1"))

    assert "Không có hộ mang mã này ở Thôn 1" in response.text
    assert not Visit.objects.filter(household=world.other_household).exists()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("99999-3", "Không có nội dung số 99999"),
        ("c99999", "Không có đặc điểm số 99999 của người"),
    ],
)
def test_number_that_means_nothing_is_refused(answer, message, world, clerk, home):
    line = f"{DAY} {code(home)} h {person_code(1, home.pk)} {answer} {Skill.objects.first().pk}-1"

    assert message in clerk.post(address(world), typed(line)).text


def test_trait_of_a_person_is_not_one_of_the_household(world, clerk, home):
    trait = Trait.objects.get(code="dinh-danh")

    response = clerk.post(address(world), typed(f"{DAY} {code(home)} k c{trait.pk}"))

    assert f"Không có đặc điểm số {trait.pk} của hộ" in response.text


def test_person_number_beyond_the_household_is_refused(world, clerk, home):
    line = f"{DAY} {code(home)} h {person_code(3, home.pk)} {Skill.objects.first().pk}-1"

    assert "không có người thứ 3" in clerk.post(address(world), typed(line)).text


def test_codes_stay_when_people_and_households_come_and_go(world, clerk, home):
    gone, stays = home.residents.order_by("pk")
    neighbour = make_household(world.village, "001B", by=world.officer, lane="Ngõ 1")
    registry.move_resident(gone, to=neighbour, relation="", on=timezone.localdate(), by=world.officer)
    home.refresh_from_db()
    registry.save_members(home, residents=[Resident(full_name="An Thị Mới")], head=None, by=world.officer)
    line = f"{DAY} {code(home)} h {person_code(2, home.pk)} {Skill.objects.first().pk}-2"

    clerk.post(address(world), typed(line, save="1"))
    page = clerk.get(address(world, "sheet-print"))

    assert Ability.objects.filter(resident=stays, level=2).exists()
    block = next(block for block in page.context["blocks"] if block.household == home)
    assert [(code, person.full_name) for code, person in block.people] == [
        (person_code(2, home.pk), stays.full_name),
        (person_code(3, home.pk), "An Thị Mới"),
    ]


def test_draft_is_kept_by_a_check_and_shown_again(world, clerk, home):
    data = typed(f"{DAY} {code(home)} k", "", "nửa dòng")

    clerk.post(address(world), data)
    page = clerk.get(address(world))

    assert page.context["form"].lines[:3] == [data["line-1"], "", "nửa dòng"]
    assert f'name="uuid" value="{data["uuid"]}"' in page.text
    assert "Bản nháp giữ lúc" in page.text


def test_draft_of_another_is_not_shown(world, clerk, as_user):
    clerk.post(address(world), typed("nửa dòng"))

    assert "nửa dòng" not in as_user(world.team_leader).get(address(world)).text


def test_second_sheet_does_not_overwrite_the_draft_of_the_first(world, clerk):
    clerk.post(address(world), typed("tờ thứ nhất"))

    response = clerk.post(address(world), typed("tờ thứ hai"))

    assert "Bạn còn một tờ khác" in response.text
    assert "tờ thứ hai" in response.text
    assert SheetDraft.objects.get().text == "tờ thứ nhất"


def test_emptied_sheet_leaves_no_draft(world, clerk):
    data = typed("nửa dòng")
    clerk.post(address(world), data)

    clerk.post(address(world), data | {"line-1": ""})

    assert not SheetDraft.objects.exists()


def test_lines_are_checked_while_they_are_typed(world, clerk, home):
    data = typed(f"{DAY} {code(home)} k", "rác")

    answer = clerk.post(address(world, "sheet-check"), data).json()

    assert [line["state"] for line in answer["lines"]][:3] == ["read", "fault", "empty"]
    assert "không ai ở nhà" in answer["lines"][0]["said"]
    assert answer["kept"]
    assert SheetDraft.objects.get().lines == [data["line-1"], "rác"]


def test_broken_form_keeps_what_was_typed_and_stores_nothing(world, clerk, home):
    line = f"{DAY} {code(home)} k"

    response = clerk.post(address(world), typed(line, save="1") | {"uuid": "hỏng"})
    again = clerk.post(address(world), typed(line, save="1") | {"uuid": response.context["form"].data["uuid"]})

    assert "Biểu mẫu gửi lên bị hỏng" in response.text
    assert f'value="{line}"' in response.text
    assert states(again) == ["stored"]


def test_forty_lines_cost_a_check_no_more_queries_than_one(world, clerk):
    lines = []
    for number in range(LINES):
        household = make_household(world.village, f"5{number:02}", by=world.officer)
        lines.append(f"{DAY} {code(household)} h {person_code(1, household.pk)} {Skill.objects.first().pk}-1")
    uuid = uuid4()
    clerk.post(address(world), typed(*lines[:1], uuid=uuid))

    clerk.post(address(world), typed(*lines[:1], uuid=uuid))
    few = len(clerk.queries)
    response = clerk.post(address(world), typed(*lines, uuid=uuid))

    assert states(response) == ["read"] * LINES
    assert len(clerk.queries) == few


def test_sheet_shows_a_lane_or_all_lanes_in_order(world, clerk, home):
    make_household(world.village, "001B", by=world.officer, lane="Ngõ 1")
    make_household(world.village, "777", by=world.officer, lane="Ngõ 3")

    whole = clerk.get(address(world, "sheet-print"))
    lane = clerk.get(address(world, "sheet-print"), {"ngo": "Ngõ 2"})
    no_lane = clerk.get(address(world, "sheet-print"), {"ngo": "-"})
    unknown = clerk.get(address(world, "sheet-print"), {"ngo": "Ngõ lạ"})

    assert [block.household.lane for block in whole.context["blocks"]] == ["", "Ngõ 1", "Ngõ 2", "Ngõ 3"]
    assert [block.household for block in lane.context["blocks"]] == [home]
    assert [block.household for block in no_lane.context["blocks"]] == [world.household]
    assert unknown.status_code == 200


def test_sheet_prints_codes_and_no_phone(world, clerk, home):
    Household.objects.update(phone="+84912345678")
    Resident.objects.update(phone="+84912345678")

    page = clerk.get(address(world, "sheet-print")).text

    assert code(home) in page
    assert person_code(2, home.pk) in page
    assert "Bàn Văn Bảy" in page
    assert "912" not in page


def test_sheet_of_a_village_without_households_says_so(world, as_user):
    empty = make_village(world.here, "7")

    page = as_user(world.officer).get(reverse("sheet-print", args=[empty.pk]))

    assert "Không có hộ nào" in page.text
