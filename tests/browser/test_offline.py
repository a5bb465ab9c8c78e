"""Visits through everything that happens to a phone in a valley: each is stored once, and the phone says nothing
untrue on the way. The network is cut for real: by the browser's switch, and by a line that dies."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from households.models import Visit, VisitLabel
from households.tally import rebuild
from households.views import offline
from tests.browser.line import DEAF, OPEN, SLOW, Line
from tests.browser.phone import Phone
from tests.factories import PASSWORD, make_household, make_world
from villages.models import Access

pytestmark = pytest.mark.browser


@pytest.fixture
def world(transactional_db):
    world = make_world()
    for name, user in world.users.items():
        user.username = name
        user.set_password(PASSWORD)
        user.save()
    return world


@pytest.fixture
def households(world):
    return [make_household(world.village, f"1{n:02}", [f"Trương Thị {n}"], by=world.officer) for n in range(30)]


@pytest.fixture
def line(live_server):
    address = urlsplit(live_server.url)
    line = Line(address.hostname, address.port)
    yield line
    line.close()


@pytest.fixture
def phone(world, line, playwright, browser_type_launch_args, tmp_path):
    def launch(**options):
        return playwright.chromium.launch_persistent_context(
            str(tmp_path / "profile"), **browser_type_launch_args, **options
        )

    phone = Phone(launch, line)
    yield phone
    phone.context.close()


def check(page):
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def stored(uuids):
    return sorted(str(uuid) for uuid in Visit.objects.filter(uuid__in=uuids).values_list("uuid", flat=True))


def receipts(phone):
    return {entry["uuid"]: entry["receipt"] for entry in phone.queue()}


def true_receipts(uuids):
    return {str(visit.uuid): visit.receipt_code for visit in Visit.objects.filter(uuid__in=uuids)}


def test_pages_of_a_team_open_without_network_and_a_visit_waits(world, phone, line):
    page = phone.page
    make_household(world.village, "010", ["Trương Thị Sáu"], by=world.officer)
    phone.prepare("member")
    line.cut()

    phone.go("/")
    expect(page.get_by_role("heading", name="Hôm nay")).to_be_visible()
    page.get_by_label("Tìm hộ để ghi lượt thăm").fill("truong thi sau")
    page.get_by_role("button", name="Tìm hộ").click()
    page.get_by_role("link", name="Trương Thị Sáu").first.click()
    expect(page.get_by_text("Chưa có lượt thăm nào.")).to_be_visible()
    page.get_by_role("link", name="Ghi lượt thăm").click()
    skill = page.get_by_role("group", name="Thanh toán trực tuyến")
    skill.get_by_label("Tự làm được", exact=True).check()
    page.get_by_label("Đã đọc hết, gia đình đã nghe").check()
    check(page)
    page.get_by_role("button", name="Lưu lượt thăm").dblclick()
    expect(page.get_by_text("Trên máy, chưa gửi", exact=True).first).to_be_visible()
    assert "mã" not in page.get_by_role("listitem").filter(has_text="Trương Thị Sáu").inner_text()
    check(page)
    phone.go("/chi-tieu/")
    expect(page.get_by_text("Trang này cần có mạng")).to_be_visible()
    for typed in ["sau truong", "tts", "10"]:
        page.get_by_label("Tìm tên, chữ cái đầu").fill(typed)
        page.get_by_role("button", name="Tìm", exact=True).first.click()
        expect(page.get_by_role("main").get_by_role("listitem")).to_have_text([re.compile("Trương Thị Sáu")])

    line.state = OPEN
    phone.go("/")
    phone.wait_until_sent(1)
    visit = Visit.objects.get(household__number="010")
    assert (visit.author, visit.outcome) == (world.member, "GUIDED")
    assert receipts(phone) == {str(visit.uuid): visit.receipt_code}
    assert visit.household.notices.get().version == 1

    with page.expect_response("**/danh-ba/**"):
        phone.go("/")
    page.wait_for_timeout(500)  # until it is kept
    line.cut()
    phone.go(f"/ho-dan/{visit.household_id}/luot-tham/moi/")
    expect(page.get_by_role("button", name="Lưu lượt thăm")).to_be_visible()
    expect(page.get_by_label("Đã đọc hết, gia đình đã nghe")).to_have_count(0)


def test_thirty_visits_survive_airplane_mode_reload_and_restart(world, households, phone, line):
    phone.prepare("member")
    phone.context.set_offline(True)
    uuids = phone.save(households[:10])
    phone.page.reload()
    uuids += phone.save(households[10:20], first=11)
    line.cut()
    phone.restart()
    phone.go("/")
    uuids += phone.save(households[20:], first=21)
    phone.says("30 lượt trên máy, chưa gửi")
    assert stored(uuids) == []

    line.state = OPEN
    phone.restart()
    phone.go("/")
    phone.wait_until_sent(30)

    assert stored(uuids) == sorted(uuids)
    assert receipts(phone) == true_receipts(uuids)
    order = Visit.objects.filter(uuid__in=uuids).order_by("visited_at").values_list("note", flat=True)
    assert list(order) == [f"lượt {number}" for number in range(1, 31)]
    assert rebuild([world.village.pk]) == 0


def test_answer_lost_after_the_commit_is_not_believed_and_counted_once(households, phone, line):
    phone.prepare("member")
    line.state = DEAF
    uuids = phone.save(households[:3])
    phone.says("3 lượt trên máy, chưa gửi")
    assert stored(uuids) == sorted(uuids)
    assert line.lost_answers >= 1
    phone.offers_to_send()

    line.state = OPEN
    phone.send_now()
    phone.wait_until_sent(3)

    assert stored(uuids) == sorted(uuids)
    assert receipts(phone) == true_receipts(uuids)


def test_two_tabs_send_each_visit_once(households, phone, line):
    phone.prepare("member")
    line.cut()
    phone.go("/")
    uuids = phone.save(households[:12])
    other = phone.context.new_page()
    other.goto(line.url + "/")

    line.state = OPEN
    for page in (phone.page, other):
        page.evaluate("dispatchEvent(new Event('online'))")
    phone.wait_until_sent(12)

    assert stored(uuids) == sorted(uuids)
    assert receipts(phone) == true_receipts(uuids)


def test_clock_wrong_by_a_day_is_corrected_and_said(households, phone, line):
    phone.context.clock.install(time=timezone.now() + timedelta(days=1))
    phone.prepare("member")

    (uuid,) = phone.save(households[:1])

    visit = Visit.objects.get(uuid=uuid)
    assert abs(visit.visited_at - visit.received_at).total_seconds() < 60
    assert (visit.claimed_at - visit.visited_at).days in (0, 1)
    assert visit.labels.filter(kind=VisitLabel.Kind.CLOCK).exists()


def test_phone_that_keeps_nothing_sends_at_once_and_says_when_it_cannot(world, households, phone, line):
    phone.context.add_init_script("indexedDB.open = () => { throw new DOMException('refused', 'SecurityError'); };")
    page = phone.page
    phone.sign_in("member")
    phone.go(f"/ho-dan/{households[0].pk}/luot-tham/moi/")
    page.get_by_label("Từ chối").check()
    line.cut()

    page.get_by_role("button", name="Lưu lượt thăm").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa lưu: máy này không cho cất lượt thăm")
    assert not Visit.objects.filter(household=households[0]).exists()

    line.state = OPEN
    page.get_by_role("button", name="Lưu lượt thăm").click()
    page.wait_for_url("**/luot-tham/*-*/")
    expect(page.locator(".receipt")).to_have_text(Visit.objects.get(household=households[0]).receipt_code)


def test_bad_visit_in_the_middle_is_refused_alone_and_can_be_mended(households, phone, line):
    page = phone.page
    phone.prepare("member")
    line.cut()
    phone.go("/")
    uuids = phone.save(households[:3])
    page.evaluate(
        """async (uuid) => {
          const { change } = await import("/static/js/store.js");
          await change("queue", uuid, (entry) => ({ ...entry, visit: { ...entry.visit, outcome: "PROMISED" } }));
        }""",
        uuids[1],
    )

    line.state = OPEN
    phone.go("/")
    phone.says("1 lượt cần xem lại")
    assert sorted(phone.states()) == ["received", "received", "refused"]
    assert stored(uuids) == sorted([uuids[0], uuids[2]])
    phone.bar.get_by_role("link", name="Xem").click()
    expect(page.get_by_text("Hẹn lại thì hãy chọn ngày hẹn.")).to_be_visible()
    page.get_by_role("link", name="Sửa lại").click()
    expect(page.get_by_label("Hẹn lại", exact=True)).to_be_checked()
    expect(page.get_by_role("alert")).to_contain_text("Lượt này chưa được nhận")
    expect(page.locator(".field[data-invalid]")).to_contain_text("Hẹn lại thì hãy chọn ngày hẹn.")
    page.get_by_label("Hoặc hẹn ngày khác").fill("01/01/2020")
    page.get_by_role("button", name="Lưu lượt thăm").click()
    expect(page.locator(".field[data-invalid]")).to_contain_text("Ngày hẹn phải từ ngày thăm trở đi")
    page.get_by_role("link", name="Đến chỗ ấy").click()
    expect(page.get_by_label("Hoặc hẹn ngày khác")).to_be_in_viewport()
    page.locator("[name=promise]").nth(1).check()
    page.get_by_role("button", name="Lưu lượt thăm").click()
    page.wait_for_url("**/luot-tham/*-*-*/")
    assert stored(uuids) == sorted(uuids)
    assert set(phone.states()) == {"received"}


def test_conflict_is_said_and_nothing_changes(world, households, phone, line):
    phone.prepare("member")
    (uuid,) = phone.save(households[:1])
    page = phone.page
    page.evaluate(
        """async (uuid) => {
          const { change } = await import("/static/js/store.js");
          const said = (entry) => ({ ...entry.visit, note: "khác" });
          await change("queue", uuid, (entry) => ({ ...entry, state: "waiting", revision: 9, visit: said(entry) }));
        }""",
        uuid,
    )
    phone.go("/")

    phone.says("1 lượt cần xem lại")
    phone.go("/luot-tham/tren-may/")
    expect(page.get_by_text("đã được nhận từ trước với nội dung khác")).to_be_visible()
    page.get_by_role("link", name="Sửa lại").click()
    expect(page.get_by_role("alert")).to_contain_text("đã được nhận từ trước")
    assert Visit.objects.get(uuid=uuid).note == "lượt 1"


def test_signing_out_with_visits_waiting_warns_first(households, phone, line):
    page = phone.page
    phone.prepare("member")
    line.cut()
    phone.go("/")
    phone.save(households[:2])
    said = []
    page.once("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_timeout(500)
    expect(phone.bar).to_be_visible()
    assert "Còn 2 lượt trên máy này chưa được nhận" in said[0]
    page.on("dialog", lambda dialog: dialog.accept())
    with page.expect_event("dialog", lambda dialog: dialog.message.startswith("Chưa đăng xuất được")):
        page.get_by_role("button", name="Đăng xuất").click()
    phone.go("/")
    expect(page.get_by_role("heading", name="Hôm nay")).to_be_visible()


def test_another_person_on_the_phone_neither_sees_nor_sends_them(world, households, phone, line):
    page = phone.page
    phone.prepare("member")
    line.cut()
    phone.go("/")
    uuids = phone.save(households[:2])
    page.route("**/luot-tham/gui/", lambda route: route.abort())
    line.state = OPEN
    page.on("dialog", lambda dialog: dialog.accept())
    phone.sign_out()
    kept = "import('/static/js/store.js').then(({ readAll }) => readAll('households')).then((rows) => rows.length)"
    assert page.evaluate(kept) == 0
    assert page.evaluate("caches.keys().then((names) => names.filter((name) => name.startsWith('shell-')).length)") == 0
    page.unroute("**/luot-tham/gui/")

    phone.prepare("team_leader")
    page.wait_for_timeout(1500)
    expect(phone.bar).to_be_hidden()
    phone.go("/luot-tham/tren-may/")
    expect(page.get_by_text("Không có lượt thăm nào trên máy này.")).to_be_visible()
    assert stored(uuids) == []
    phone.sign_out()

    phone.prepare("member")
    phone.wait_until_sent(2)
    assert stored(uuids) == sorted(uuids)
    assert set(Visit.objects.filter(uuid__in=uuids).values_list("author__username", flat=True)) == {"member"}


def test_expired_session_asks_to_sign_in_and_goes_on(households, phone, line):
    page = phone.page
    phone.prepare("member")
    line.cut()
    phone.go("/")
    uuids = phone.save(households[:2])
    Session.objects.all().delete()
    phone.offers_to_send()

    line.state = OPEN
    phone.send_now()
    expect(page.get_by_role("link", name="Đăng nhập lại để gửi")).to_be_visible()
    assert stored(uuids) == []
    page.get_by_role("link", name="Đăng nhập lại để gửi").click()
    expect(page.get_by_text("Trên máy này có lượt thăm chưa được nhận")).to_be_visible()
    phone.sign_in("member")
    phone.wait_until_sent(2)

    assert stored(uuids) == sorted(uuids)


def test_member_who_left_still_sends_what_he_did_before_and_keeps_nothing_of_the_village(
    world, households, phone, line
):
    phone.prepare("member")
    line.cut()
    phone.go("/")
    uuids = phone.save(households[:2])
    leave_in_a_moment(world)

    line.state = OPEN
    phone.go("/")
    phone.wait_until_sent(2)

    assert stored(uuids) == sorted(uuids)
    phone.wait_for(
        "import('/static/js/store.js').then(({ readAll }) => readAll('households')).then((rows) => !rows.length)"
    )


def leave_in_a_moment(world):
    """From now on; what was saved before was his to save."""
    membership = world.team.memberships.get(official=world.member_official)
    membership.ends_on = timezone.localdate() + timedelta(days=1)
    membership.save()
    Access.objects.filter(pk=membership.access_id).update(ends_at=timezone.now())


def test_visits_survive_a_new_service_worker(households, phone, line, monkeypatch):
    phone.prepare("member")
    line.cut()
    phone.go("/")
    uuids = phone.save(households[:2])

    line.state = OPEN
    phone.go("/")
    get_a_new_service_worker(phone, monkeypatch)
    phone.wait_for("navigator.serviceWorker.getRegistration().then((all) => !all.installing && !all.waiting)")
    phone.go("/")
    phone.wait_until_sent(2)

    assert stored(uuids) == sorted(uuids)


def get_a_new_service_worker(phone, monkeypatch):
    """Until it has begun to fetch what it keeps."""
    assets = list(offline._assets())
    monkeypatch.setattr(offline, "_assets", lambda: assets[:-1])
    before = phone.ask("caches.keys()")
    phone.ask("navigator.serviceWorker.getRegistration().then((worker) => worker.update())")
    phone.wait_for(f"caches.keys().then((names) => names.join() !== '{','.join(before)}')")


def test_pages_open_while_a_new_service_worker_waits_for_a_slow_line(phone, line, monkeypatch):
    phone.prepare("member")
    line.state = SLOW
    get_a_new_service_worker(phone, monkeypatch)

    for _ in range(3):
        phone.page.goto(f"{line.url}/ho-dan/", timeout=15_000)

    expect(phone.page.get_by_role("heading", level=1)).to_be_visible()


def test_days_to_promise_are_counted_from_the_day_on_which_the_phone_is_used(world, phone, line):
    phone.context.clock.install(time=timezone.now())
    phone.prepare("member")
    line.cut()
    later = timezone.localtime() + timedelta(days=2)
    later += timedelta(days=-later.weekday() % 7)  # a Monday: the day after and the week after have no other name
    phone.context.clock.set_fixed_time(later)

    phone.go(f"/ho-dan/{world.household.pk}/luot-tham/moi/")

    tomorrow = phone.page.get_by_label("Ngày mai")
    expect(tomorrow).to_have_value(f"{later + timedelta(days=1):%Y-%m-%d}")
    expect(phone.page.get_by_label("Tuần sau")).to_have_value(f"{later + timedelta(days=7):%Y-%m-%d}")


def test_old_directory_asks_to_be_loaded_again(world, phone, line):
    phone.prepare("member")
    phone.page.evaluate(
        """async () => {
          const { change } = await import("/static/js/store.js");
          await change("facts", "village", (facts) => ({ ...facts, fetched_at: Date.now() - 15 * 24 * 3600_000 }));
        }"""
    )
    line.cut()

    phone.go("/")

    expect(phone.page.get_by_text("đã quá 14 ngày: hãy tải lại khi có mạng")).to_be_visible()


def test_rehearsal_stores_nothing_without_network_and_takes_nothing_from_it_afterwards(world, phone, line):
    page = phone.page
    form = f"/ho-dan/{world.household.pk}/luot-tham/moi/"
    phone.prepare("member")
    page.get_by_role("button", name="Bắt đầu tập dượt").click()
    expect(page.locator("body[data-rehearsal]")).to_be_visible()
    phone.wait_for("Promise.resolve(localStorage.rehearsal === '1')")

    line.cut()
    phone.go(form)
    expect(page.locator("main")).to_contain_text("Tập dượt cần có mạng")
    assert not page.locator("form[data-visit]").count()

    line.state = OPEN
    phone.go("/")
    page.get_by_role("button", name="Thôi tập dượt").click()
    expect(page.locator("body:not([data-rehearsal])")).to_be_visible()
    phone.wait_for("Promise.resolve(!localStorage.rehearsal)")
    line.cut()
    phone.go(form)
    page.locator("main").get_by_text("Không ai ở nhà").first.click()
    page.get_by_role("button", name="Lưu lượt thăm").click()
    phone.says("1 lượt trên máy, chưa gửi")
    assert phone.states() == ["waiting"]
