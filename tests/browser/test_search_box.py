"""Suggestions under the box at the head of a page, by keyboard and by a tap."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import make_household, make_world

pytestmark = pytest.mark.browser


@pytest.fixture
def page(transactional_db, live_server, context):
    world = make_world()
    for number, name in [("010", "Đặng Thị Hòa"), ("011", "Đặng Thị Hoa"), ("012", "Lý A Sáng")]:
        make_household(world.village, number, [name], by=world.officer)
    client = Client()
    client.force_login(world.member)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(live_server.url + reverse("visit-list"))
    return page


def test_suggestions_are_chosen_by_keyboard_or_tap(page):
    box, options = page.get_by_role("combobox", name="Tìm tên"), page.get_by_role("option")

    box.press_sequentially("Hòa")
    expect(options).to_have_count(2)
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.nth(1).get_attribute("id"))
    expect(box).to_have_attribute("aria-expanded", "true")
    problems = Axe().run(page, context=".top").response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("Hòa")

    box.press("Backspace")
    expect(options).to_have_count(2)
    box.press("ArrowUp")
    box.press("Enter")
    page.wait_for_url("**/ho-dan/*/")
    first = page.get_by_role("heading", level=1).inner_text()
    box.press_sequentially("sang ly")
    options.first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lý A Sáng")

    assert "Đặng Thị Hòa" in first
    assert not problems
    assert wide == 360


def test_enter_opens_all_that_was_found(page):
    box = page.get_by_role("combobox", name="Tìm tên")

    box.fill("dang hoa")
    box.press("Enter")

    page.wait_for_url("**/tim/?q=dang+hoa")
    expect(page.get_by_role("main").get_by_role("link")).to_have_count(2)
    expect(box).to_have_value("dang hoa")
