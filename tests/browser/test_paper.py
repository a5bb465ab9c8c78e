"""The page that types a sheet back, by keyboard alone; and what is printed, without accessibility violations."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from households.models import SheetDraft, Visit
from households.sheet_codes import household_code
from tests.factories import PASSWORD, make_household, make_promise, make_world

pytestmark = pytest.mark.browser
DAY = f"{timezone.localdate() - timedelta(days=1):%d/%m/%Y}"


@pytest.fixture
def world(transactional_db):
    world = make_world()
    world.team_leader.set_password(PASSWORD)
    world.team_leader.save()
    world.rows.home = make_household(world.village, "012A", by=world.officer, lane="Ngõ 2")
    return world


@pytest.fixture
def signed_in(live_server, page, world):
    page.goto(f"{live_server.url}/dang-nhap/")
    page.fill("input[name=username]", world.team_leader.username)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hôm nay")
    return page


def check(page):
    results = Axe().run(page)
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"


def test_sheet_is_typed_by_keyboard_checked_line_by_line_and_kept(world, live_server, signed_in):
    page, address = signed_in, live_server.url + reverse("sheet-enter", args=[world.village.pk])
    page.goto(address)

    page.keyboard.type(f"{DAY} {household_code(world.home.pk)} k")
    page.keyboard.press("Enter")
    page.keyboard.type(f"{DAY} 9999 k")
    page.keyboard.press("Enter")

    expect(page.locator("#said-1")).to_contain_text("hộ 012A (Triệu Văn Bình): không ai ở nhà")
    expect(page.locator("#said-2")).to_contain_text("Mã hộ “9999” gõ chưa đúng")
    expect(page.locator("[data-draft]")).to_contain_text("Đã giữ nháp")
    expect(page.locator("#line-3")).to_be_focused()
    check(page)
    assert SheetDraft.objects.get().user == world.team_leader
    assert not Visit.objects.filter(household=world.home).exists()

    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.get_by_role("button", name="Lưu các dòng").press("Enter")

    expect(page.get_by_role("heading", name="Đã lưu đủ 1 dòng")).to_be_visible()
    check(page)
    assert Visit.objects.get(household=world.home).author == world.team_leader
    assert not SheetDraft.objects.exists()


def test_printed_pages_and_promise_form_have_no_violation(world, live_server, signed_in):
    make_promise(world.home, by=world.member, note="giúp bà cài VNeID")
    pages = [("sheet-print", world.village), ("team-handover", world.team), ("promise-move", world.home)]

    for name, row in pages:
        signed_in.goto(live_server.url + reverse(name, args=[row.pk]))
        check(signed_in)


def test_sheet_is_sent_once_and_after_every_check_that_is_under_way(world, live_server, signed_in):
    page, sent = signed_in, []
    page.add_init_script("""
        const real = window.fetch;
        window.held = [];
        window.fetch = (...asked) => new Promise((go) => window.held.push(() => go(real(...asked))));
    """)
    page.on("request", lambda one: sent.append(one) if one.method == "POST" and one.is_navigation_request() else None)
    page.goto(live_server.url + reverse("sheet-enter", args=[world.village.pk]))
    for home in (world.home, world.household):
        page.keyboard.type(f"{DAY} {household_code(home.pk)} k")
        page.keyboard.press("Enter")
    page.wait_for_function("window.held.length == 2")
    page.evaluate("window.held[0]()")
    page.wait_for_timeout(500)

    for _ in range(2):
        page.get_by_role("button", name="Lưu các dòng").click()
    page.wait_for_timeout(300)
    before = len(sent)
    page.evaluate("window.held[1]()")

    expect(page.get_by_role("heading", name="Đã lưu đủ 2 dòng")).to_be_visible()
    assert (before, len(sent)) == (0, 1)
    assert not SheetDraft.objects.exists()
