"""Draft → issue → visit, sent twice → the number moves by one → behind it stands that visit; by four roles, in a
real browser, with no accessibility violation on any page on the way."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from households.models import Visit
from tests.factories import PASSWORD, make_basis, make_household, make_world

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def world(transactional_db):
    world = make_world()
    for name, user in world.users.items():
        user.username = name
        user.set_password(PASSWORD)
        user.save()
    make_basis(world.here, "125/KH-UBND")
    make_household(world.village, "010", ["Trương Thị Sáu"], by=world.officer)
    return world


@pytest.fixture
def walk(live_server, context):
    return Walk(live_server.url, context)


class Walk:
    """One person after the other at the same address; every page met is checked."""

    def __init__(self, url, context):
        self.url, self.context, self.page, self.errors = url, context, context.new_page(), []
        self.page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))

    def check(self):
        results = Axe().run(self.page)
        assert results.violations_count == 0, f"{self.page.url}\n{results.generate_report()}"

    def sign_in(self, name):
        self.context.clear_cookies()
        self.go("/dang-nhap/")
        self.page.get_by_label("Số điện thoại hoặc tên đăng nhập").fill(name)
        self.page.get_by_label("Mật khẩu").fill(PASSWORD)
        self.press("Đăng nhập")

    def go(self, path):
        self.page.goto(self.url + path)
        self.check()

    def press(self, name):
        self.click(self.page.get_by_role("main").get_by_role("button", name=name, exact=True))

    def follow(self, name, within="main"):
        self.click(self.page.get_by_role(within).get_by_role("link", name=name).first)

    def menu(self, name):
        parts = self.page.get_by_role("navigation", name="Các phần của cổng")
        self.click(parts.get_by_role("link", name=name))

    def click(self, element):
        with self.page.expect_navigation():  # else the page that is left, or an empty one, is checked
            element.click()
        self.check()


def test_whole_thread(world, walk):
    page = walk.page

    # The officer drafts a decision that assigns a target, and submits it.
    walk.go("/")
    walk.sign_in("officer")
    walk.menu("Quyết định")
    walk.follow("Soạn quyết định")
    walk.follow("Giao chỉ tiêu")
    page.get_by_label("125/KH-UBND").fill("1")
    walk.press("Lưu dự thảo")
    due = f"31/12/{timezone.localdate().year}"
    page.get_by_label("Một thời hạn cho tất cả").fill(due)
    team = page.locator("details.team").filter(has=page.get_by_role("heading", name=str(world.team), exact=True))
    team.get_by_role("row", name="Có tài khoản thanh toán").get_by_label("Giá trị").fill("80")
    walk.press("Lưu chỉ tiêu")
    expect(page.locator(".draft-mark").first).to_be_visible()
    walk.press("Trình lãnh đạo ký")

    # The leader finds it on the desk, reads it and signs it; the officer numbers it.
    walk.sign_in("leader")
    page.get_by_role("region", name="Chờ ký").get_by_role("link").click()
    walk.press("Ký quyết định")
    walk.sign_in("officer")
    page.get_by_role("region", name="Đã ký, chờ cấp số").get_by_role("link").click()
    expect(page.get_by_label("Số", exact=True)).to_have_value("2")
    walk.press("Cấp số, ban hành")
    expect(page.get_by_role("heading", name="Quyết định 02/QĐ-UBND")).to_be_visible()

    # The number before.
    walk.sign_in("leader")
    walk.menu("Chỉ tiêu")
    cell = page.get_by_role("row", name="Thôn 1").get_by_role("cell").filter(has_text="chỉ tiêu 80%")
    before = cell.nth(1).inner_text()
    assert "tính 0 · rõ 0" in before

    # A member visits on a phone, and his thumb hits twice.
    page.set_viewport_size(PHONE)
    walk.sign_in("member")
    page.get_by_label("Tìm hộ để ghi lượt thăm").fill("truong thi sau")
    walk.press("Tìm hộ")
    walk.follow("Trương Thị Sáu")
    walk.follow("Ghi lượt thăm")
    page.get_by_label("Đã hướng dẫn").check()
    skill = page.get_by_role("group", name="Thanh toán trực tuyến")
    skill.get_by_label("Tự làm được", exact=True).check()
    page.get_by_role("group", name="Có tài khoản thanh toán").get_by_label("Có", exact=True).check()
    page.get_by_role("button", name="Lưu lượt thăm").dblclick()
    page.wait_for_url("**/luot-tham/*-*/")
    page.wait_for_load_state("networkidle")
    walk.check()
    code = page.locator(".receipt").inner_text()
    page.go_back()
    page.get_by_role("button", name="Lưu lượt thăm").click()
    page.wait_for_url("**/luot-tham/*-*/")
    assert page.locator(".receipt").inner_text() == code
    assert Visit.objects.filter(household__number="010").count() == 1

    # The leader's number moved by one, and behind it stands that visit.
    page.set_viewport_size({"width": 1280, "height": 800})
    walk.sign_in("leader")
    walk.menu("Chỉ tiêu")
    assert "tính 1 · rõ 1" in cell.nth(1).inner_text()
    walk.click(cell.nth(1).get_by_role("link"))
    row = (
        page.get_by_role("region", name="Con số này gồm những ai")
        .get_by_role("listitem")
        .filter(has_text="Trương Thị Sáu")
    )
    row.get_by_role("link", name="lượt thăm").click()
    expect(page.locator(".receipt")).to_have_text(code)
    assert walk.errors == []


PAGES = {
    "": ["/", "/dang-nhap/"],
    "leader": ["/", "/chi-tieu/", "/ho-dan/", "/luot-tham/", "/thon/", "/quyet-dinh/", "/can-bo/", "/can-cu/", "/to/"],
    "officer": ["/", "/ho-dan/moi/", "/thon/moi/", "/can-bo/moi/", "/can-cu/moi/", "/quyet-dinh/moi/?loai=FOUND"],
    "team_leader": ["/", "/ho-dan/", "/doi-mat-khau/"],
    "observer": ["/", "/chi-tieu/"],
}


@pytest.mark.parametrize("width", [1280, 360])
def test_pages_fit_and_have_no_violation(world, walk, width):
    own = {
        "officer": [world.household, world.village, world.decision, world.team, world.member_official, world.target],
        "team_leader": [world.household, world.village, world.visit, world.target],
    }
    forms = {"team_leader": ["luot-tham/moi/", "sua/", "chuyen/", "dac-diem/"]}
    walk.page.set_viewport_size({"width": width, "height": 800})

    wide = []
    for role, paths in PAGES.items():
        if role:
            walk.sign_in(role)
        rows = [row.get_absolute_url() for row in own.get(role, [])]
        rows += [world.household.get_absolute_url() + form for form in forms.get(role, [])]
        for path in [*paths, *rows]:
            walk.go(path)
            if walk.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append(path)

    assert wide == []
    assert walk.errors == []
