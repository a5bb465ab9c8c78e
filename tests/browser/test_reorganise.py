"""Dân Chủ and its three neighbours become xã Quảng La, 07054, through the pages, with every old number unchanged."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from targets.models import Target
from targets.progress import progress_of
from tests.browser.test_whole_thread import PHONE, Walk
from tests.factories import PASSWORD, days_ago, grant, make_commune, make_household, make_village, make_world, see
from villages.models import Commune, Role

pytestmark = pytest.mark.browser


@pytest.fixture
def world(transactional_db):
    world = make_world()
    for name, code in (("Bằng Cả", "07057"), ("Tân Dân", "07039")):
        make_household(make_village(make_commune(name, code)), by=world.officer)
    for commune in Commune.objects.exclude(pk=world.here.pk):
        grant(world.officer, Role.OFFICER, commune)
    see(world.household, world.person, by=world.member, at=days_ago(3))
    for name, user in world.users.items():
        user.username = name
        user.set_password(PASSWORD)
        user.save()
    return world


def numbers():
    yesterday = timezone.localdate() - timedelta(days=1)
    targets = Target.objects.exclude(starts_on=None).order_by("pk").with_all()
    return [(line.target.pk, line.count) for line in progress_of(targets, yesterday)]


def test_dan_chu_becomes_quang_la(world, live_server, context):
    walk, before = Walk(live_server.url, context), numbers()
    page = walk.page

    walk.go("/")
    walk.sign_in("officer")
    walk.menu("Thôn")
    walk.follow("Sắp xếp đơn vị")
    walk.follow("Sáp nhập xã")
    for name in ("Bằng Cả", "Dân Chủ", "Quảng La", "Tân Dân"):
        page.get_by_label(f"Xã {name}").check()
    page.get_by_label("Tên của xã mới").fill("Quảng La")
    page.get_by_label("Mã đơn vị của xã mới").fill("07054")
    page.get_by_label("Theo văn bản").fill("Nghị quyết 1679/NQ-UBTVQH15 ngày 16/6/2025")
    walk.press("Xem trước")
    expect(page.locator("#du-kien")).to_be_in_viewport()
    expect(page.get_by_role("main")).to_contain_text("Làm việc tiếp, không cần quyết định mới")
    expect(page.get_by_role("main")).to_contain_text("Thôn 1 Dân Chủ, xã Quảng La")
    walk.press("Thực hiện sắp xếp")
    expect(page.get_by_text("Đã sắp xếp xong.")).to_be_visible()
    walk.follow("Xã Dân Chủ")
    expect(page.get_by_role("main")).to_contain_text("Nghị quyết 1679/NQ-UBTVQH15")
    walk.go(f"/thon/{world.village.pk}/")
    walk.follow("Thôn 1 Dân Chủ")
    expect(page.get_by_role("main")).to_contain_text("Xã Quảng La")

    assert numbers() == before

    page.set_viewport_size(PHONE)
    walk.sign_in("member")
    expect(page.get_by_role("heading", name="Hôm nay")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Thôn 1 Dân Chủ")
    assert walk.errors == []
