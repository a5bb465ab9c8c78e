"""A team member's phone: a Chromium profile that outlives its browser, behind a line that can be cut."""

import re
from contextlib import suppress

from playwright.sync_api import Error, expect

from tests.factories import PASSWORD

SIZE = {"width": 360, "height": 740}
# Saves visits through the modules of the page, as its forms do, and returns their UUIDs.
SAVE = """async ([households, first]) => {
  const { save } = await import("/static/js/saving.js");
  const nothing = { village: null, visited_at: null, promised_on: null };
  const lists = { companions: [], guidances: [], observations: [] };
  const made = [];
  for (const [place, household] of households.entries()) {
    const told = { household, outcome: "NOBODY_HOME", place: "HOME", note: `lượt ${first + place}` };
    const visit = { uuid: crypto.randomUUID(), saved_at: new Date().toISOString(), ...told, ...nothing, ...lists };
    await save(visit, `Hộ ${household}`);
    made.push(visit.uuid);
  }
  return made;
}"""
QUEUE = """async () => {
  const { readAll } = await import("/static/js/store.js");
  return (await readAll("queue")).map(({ uuid, state, receipt, owner }) => ({ uuid, state, receipt, owner }));
}"""


class Phone:
    def __init__(self, launch, line):
        self.launch, self.line, self.context = launch, line, None
        self.start()

    def start(self):
        self.context = self.launch(viewport=SIZE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
        self.page = self.context.pages[0]

    def restart(self):
        self.context.close()
        self.start()

    def go(self, path):
        with suppress(Exception):  # "aborted" where the page that was left still loads
            self.page.goto(self.line.url + path)
        self.page.wait_for_load_state("load")

    def sign_in(self, name):
        self.go("/dang-nhap/")
        self.page.get_by_label("Số điện thoại hoặc tên đăng nhập").fill(name)
        self.page.get_by_label("Mật khẩu").fill(PASSWORD)
        self.page.get_by_role("main").get_by_role("button", name="Đăng nhập", exact=True).click()
        self.page.wait_for_url("**/")

    def sign_out(self):
        self.page.get_by_role("button", name="Đăng xuất").click()
        expect(self.page.get_by_role("link", name="Đăng nhập").first).to_be_visible()

    def prepare(self, name):
        """Signs in and waits until the phone holds what it needs without network."""
        self.sign_in(name)
        expect(self.page.locator("[data-said]")).to_contain_text("mở được khi mất mạng")
        self.wait_for("caches.match('/luot-tham/tren-may/').then(Boolean)")

    def ask(self, script):
        """What `script` answers, asked again where the page was just left for another."""
        for _ in range(20):
            with suppress(Error):
                return self.page.evaluate(script)
            self.page.wait_for_timeout(200)
        return self.page.evaluate(script)

    def wait_for(self, promise):
        for _ in range(100):
            if self.ask(promise):
                return
            self.page.wait_for_timeout(200)
        raise AssertionError(f"never true: {promise}")

    def save(self, households, first=1):
        return self.page.evaluate(SAVE, [[household.pk for household in households], first])

    def queue(self):
        return self.ask(QUEUE)

    def states(self):
        return [entry["state"] for entry in self.queue()]

    def wait_until_sent(self, number):
        """Until the phone says that `number` visits were received."""
        expect(self.page.locator("[data-queue-bar]")).to_have_attribute("data-state", "received", timeout=30_000)
        assert self.states() == ["received"] * number

    @property
    def bar(self):
        return self.page.locator("[data-queue-bar]")

    def offers_to_send(self):
        expect(self.page.get_by_role("button", name="Gửi ngay")).to_be_visible()

    def send_now(self):
        """Presses the button, even if it is just gone: every 20 seconds the phone tries by itself."""
        self.bar.locator("[data-again]").dispatch_event("click")

    def says(self, text):
        expect(self.bar).to_contain_text(re.compile(text))
