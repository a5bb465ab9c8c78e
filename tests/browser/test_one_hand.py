"""A member at the door with a small phone in one hand: taps from Hôm nay to the receipt, and targets, text and
contrast of the pages on the way, also with letters twice as large."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from households.models import Household, Resident, Skill, Visit
from tests.factories import days_ago, make_household, make_visit, make_world

pytestmark = pytest.mark.browser
SMALL = {"width": 320, "height": 640}
TARGETS = "main :is(a, button, summary, select, textarea, input:not([type=hidden]))"
TOO_SMALL = f"""() => [...document.querySelectorAll("{TARGETS}")]
  .filter((target) => target.checkVisibility())
  .map((target) => target.matches("[type=radio], [type=checkbox]") ? target.closest("label") : target)
  .filter((target) => {{
    const {{ width, height }} = target.getBoundingClientRect();
    return width < 48 || height < 48;
  }})
  .map((target) => target.outerHTML.slice(0, 200))"""
SMALL_LETTERS = """() => [...document.querySelectorAll("main *")]
  .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .filter((element) => element.checkVisibility() && parseFloat(getComputedStyle(element).fontSize) < 16)
  .map((element) => element.outerHTML.slice(0, 200))"""
UNFOLD = "document.querySelectorAll('details').forEach((details) => (details.open = true))"
ENHANCED = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}}


@pytest.fixture
def world(transactional_db):
    world = make_world()
    people = [
        Resident(full_name=name, birth_year=year) for name, year in [("Trương Thị Sáu", 1960), ("Lý A Sáng", 2001)]
    ]
    make_household(world.village, "010", people, by=world.officer, lane="Xóm Đồng Mạ Trên")
    make_household(world.village, "011", ["Hoàng Thị Phương Nghiêm"], by=world.officer, lane="Ngõ Chợ")
    make_visit(world.household, by=world.member, at=days_ago(2, hour=19), outcome="REFUSED")
    make_visit(world.household, by=world.member, at=days_ago(1), promised_on=days_ago(1).date())
    return world


@pytest.fixture
def phone(world, live_server, context):
    client = Client()
    client.force_login(world.member)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.set_viewport_size(SMALL)
    page.goto(live_server.url)
    return Phone(page, live_server.url)


class Phone:
    """One page, whose taps are counted."""

    def __init__(self, page, url):
        self.page, self.url, self.taps = page, url, 0

    def tap(self, target):
        target.click()
        self.taps += 1

    def row(self, name):
        return self.page.get_by_role("listitem").filter(has=self.page.get_by_role("link", name=name).first)

    def receipt(self):
        self.page.wait_for_url("**/luot-tham/*-*/")
        return self.page.locator(".receipt").inner_text()


def test_nobody_at_home_takes_two_taps_at_most(world, phone):
    phone.tap(phone.row("Trương Thị Sáu").get_by_role("button", name="Không ai ở nhà"))

    receipt = phone.receipt()
    assert receipt == Visit.objects.get(household__number="010").receipt_code
    assert phone.taps <= 2


def test_lesson_for_one_person_takes_five_taps_at_most(world, phone):
    page = phone.page

    phone.tap(phone.row("Trương Thị Sáu").get_by_role("link", name="Ghi lượt thăm"))
    phone.tap(page.locator("summary", has_text="Trương Thị Sáu"))
    skill = page.get_by_role("group", name=Skill.objects.first().name)
    phone.tap(skill.get_by_text("Tự làm được", exact=True))
    expect(page.get_by_label("Đã hướng dẫn")).to_be_checked()
    phone.tap(page.get_by_role("button", name="Lưu lượt thăm"))

    assert phone.receipt()
    visit = Visit.objects.get(household__number="010")
    assert (visit.outcome, visit.guidances.get().resident.full_name) == ("GUIDED", "Trương Thị Sáu")
    assert phone.taps <= 5


def test_level_that_is_only_noted_leaves_the_outcome_to_the_user(world, phone):
    page = phone.page
    guided = page.get_by_label("Đã hướng dẫn")
    page.goto(phone.url + reverse("visit-create", args=[world.household.pk]))

    page.get_by_role("group", name=Skill.objects.first().name).get_by_text("Tự làm được", exact=True).click()
    expect(guided).to_be_checked()
    page.get_by_label("Biết từ trước").check()
    expect(guided).not_to_be_checked()
    page.get_by_label("Hẹn lại").first.check()
    page.get_by_label("Biết từ trước").uncheck()

    expect(guided).not_to_be_checked()


def test_half_filled_form_is_as_it_was_after_somebody_missing_was_added(world, phone):
    page = phone.page
    household = Household.objects.get(number="010")
    page.goto(f"{phone.url}{reverse('visit-create', args=[household.pk])}")
    page.locator("details.person").first.evaluate("(details) => (details.open = true)")
    first = page.get_by_role("group", name="Thanh toán trực tuyến").first.get_by_label("Tự làm được", exact=True)
    first.check()
    level = page.locator(f"[name={first.get_attribute('name')}][value='{first.input_value()}']")
    page.locator("details", has_text="ghi chú, người đi cùng").last.evaluate("(details) => (details.open = true)")
    page.get_by_label("Ghi chú").fill("giúp bà cài VNeID")

    page.get_by_role("link", name="Thêm người").click()
    page.get_by_label("Họ và tên").fill("Lý Thị Mới")
    page.get_by_role("main").get_by_role("button").last.click()

    page.wait_for_url("**/luot-tham/moi/?nguoi=*")
    expect(page.get_by_label("Ghi chú")).to_have_value("giúp bà cài VNeID")
    expect(level).to_be_checked()
    page.reload()
    expect(page.get_by_label("Ghi chú")).to_have_value("")


def test_half_filled_form_is_not_put_before_another_person(world, phone, context):
    page = phone.page
    form = f"{phone.url}{reverse('visit-create', args=[world.household.pk])}"
    page.goto(form)
    page.locator("details", has_text="ghi chú, người đi cùng").last.evaluate("(details) => (details.open = true)")
    page.get_by_label("Ghi chú").fill("giúp bà cài VNeID")
    page.get_by_role("link", name="Thêm người").click()
    page.get_by_label("Họ và tên").wait_for()

    client = Client()
    client.force_login(world.team_leader)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": phone.url}])
    page.goto(form)
    page.wait_for_load_state("networkidle")

    expect(page.get_by_label("Ghi chú")).to_have_value("")


def test_slip_is_undone_and_the_next_door_stored_with_a_tap_each(world, phone):
    phone.tap(phone.row("Trương Thị Sáu").get_by_role("button", name="Không ai ở nhà"))
    code = phone.receipt()
    phone.tap(phone.page.get_by_role("button", name="Hoàn tác"))
    phone.page.get_by_role("heading", name="Ghi lại hộ này").wait_for()
    phone.tap(phone.page.get_by_role("region", name="Ghi lại hộ này").get_by_role("button", name="Không ai ở nhà"))
    phone.page.get_by_role("region", name="Hộ tiếp theo").wait_for()

    assert phone.receipt() != code
    assert Visit.objects.counting().filter(household__number="010").count() == 1


def test_several_doors_of_a_lane_take_a_tap_each_and_one_to_save(world, phone):
    phone.page.goto(phone.url + reverse("lane-nobody", args=[world.village.pk], query={"ngo": "Ngõ Chợ"}))

    phone.tap(phone.page.get_by_text("Hoàng Thị Phương Nghiêm"))
    phone.tap(phone.page.get_by_role("button", name="Ghi không ai ở nhà"))
    phone.page.get_by_role("heading", name="Đã ghi 1 hộ").wait_for()

    assert Visit.objects.get(household__number="011").outcome == "NOBODY_HOME"


def field_pages(world):
    village, household = [world.village.pk], [world.household.pk]
    return {
        "Hôm nay": "/",
        "Hộ dân": reverse("household-list") + "?ngo=Ngõ Chợ",
        "Hộ": world.household.get_absolute_url(),
        "Ghi lượt thăm": reverse("visit-create", args=household),
        "Biên nhận": world.visit.get_absolute_url(),
        "Chọn ngõ": reverse("lane-nobody", args=village),
        "Cả ngõ": reverse("lane-nobody", args=village, query={"ngo": ""}),
        "Thêm hộ": reverse("household-add", args=village),
        "Thêm người": reverse("resident-add", args=household),
    }


def test_targets_and_letters_of_field_pages_are_large_and_clear_in_sunlight(world, phone):
    page, found = phone.page, {}

    for name, path in field_pages(world).items():
        page.goto(phone.url + path)
        page.evaluate(UNFOLD)
        pale = Axe().run(page, options=ENHANCED)
        found[name] = page.evaluate(TOO_SMALL) + page.evaluate(SMALL_LETTERS)
        if pale.violations_count:
            found[name].append(pale.generate_report())

    assert not any(found.values()), found


@pytest.mark.parametrize("letters", ["100%", "200%"])
def test_field_pages_fit_a_small_phone(world, phone, letters):
    page, wide = phone.page, {}

    for name, path in field_pages(world).items():
        page.goto(phone.url + path)
        page.evaluate("(size) => (document.documentElement.style.fontSize = size)", letters)
        page.evaluate(UNFOLD)
        if (width := page.evaluate("document.documentElement.scrollWidth")) > SMALL["width"]:
            wide[name] = width

    assert wide == {}
