"""The page of a check under way, which asks for its steps by itself."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from households.actions.importing import start_import
from households.models import Import
from tests.factories import LONG_AGO, make_world
from tests.households.books import book_of

pytestmark = pytest.mark.browser


@pytest.fixture
def begun(transactional_db, live_server, context):
    """The page and address of an import of which no step was taken yet."""
    world = make_world()
    one = Import(commune=world.here, sheet="households", since=LONG_AGO)
    start_import(one, file=book_of(["1", "900", "Ngõ 9", "Lý Văn Nhập", "Chủ hộ", 1970, "Nam", ""]), by=world.officer)
    client = Client()
    client.force_login(world.officer)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    return context.new_page(), live_server.url + one.get_absolute_url()


def test_check_runs_to_its_end_by_itself(begun):
    page, address = begun

    page.goto(address)

    expect(page.get_by_role("button", name="Nhập 1 dòng")).to_be_visible()
    assert page.url == address


def test_check_that_fails_says_so_and_stops(begun):
    page, address = begun
    asked = []
    page.route("**/*buoc=*", lambda route: (asked.append(route.request.url), route.fulfill(status=500)))

    page.goto(address)

    expect(page.get_by_role("main").get_by_role("status")).to_contain_text(
        "Máy chủ gặp lỗi nên việc kiểm tra dừng ở đây"
    )
    page.wait_for_timeout(1000)
    assert len(asked) == 1
