"""The public register: what anybody reads of issued decisions, and nothing of anything else."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from targets.decision_text import LEAVING, PEOPLE, TARGETS
from teams.models import RegisterEntry
from tests.factories import issue_decision, make_draft, make_official, make_paper, make_village
from tests.targets.papers import read_pdf

TODAY = timezone.localdate()
LIST = reverse("published-list")


def detail(decision):
    return reverse("published-detail", args=[decision.pk])


def pdf(decision):
    return reverse("published-pdf", args=[decision.pk])


def symbols(client, **query):
    return [(row["entry"].symbol, row["decision"].commune.name) for row in client.get(LIST, query).context["rows"]]


def founding(world, name="3", **fields):
    head = make_official(world.here, "Lò Văn Hùng", positions=[("VILLAGE_HEAD", world.village)])
    return make_draft(world.officer, world.here, villages=[make_village(world.here, name)], leaders=[head], **fields)


def test_anybody_reads_number_date_type_subject_effect_and_file(world, client):
    page = client.get(LIST, {"xa": world.here.code})

    (row,) = page.context["rows"]
    words = " ".join(re.sub(r"<[^>]*>", " ", page.text).split())
    assert row["decision"] == world.decision
    assert "01/QĐ-UBND 05/01/2026 Quyết định của Ủy ban nhân dân xã Dân Chủ" in words
    assert "Về việc thành lập Tổ công nghệ số cộng đồng Còn hiệu lực, từ ngày 05/01/2026" in words
    assert detail(world.decision) in page.text
    assert client.get(pdf(world.decision)).content == bytes(world.decision.file.pdf)


def test_decision_that_begins_later_says_so(world, client):
    later = TODAY + timedelta(days=9)
    decision = founding(world, effective_on=later)
    issue_decision(decision, officer=world.officer, leader=world.leader, on=TODAY, number=8)

    page = client.get(detail(decision))

    assert f"Chưa có hiệu lực, từ ngày {later:%d/%m/%Y}" in client.get(LIST).text
    assert "Chưa có hiệu lực" in page.text
    assert "Còn hiệu lực" not in page.text


def test_decision_that_another_repealed_has_no_effect_any_more(world, client):
    repealing = make_draft(world.officer, world.here, kind="REPEAL", affected=world.decision)
    issue_decision(repealing, officer=world.officer, leader=world.leader, on=TODAY, number=8)

    page = client.get(detail(world.decision)).text

    assert f"Hết hiệu lực, từ ngày {TODAY:%d/%m/%Y}" in page
    assert "Bị bãi bỏ bởi" in page
    assert detail(repealing) in page
    assert "Hết hiệu lực" in client.get(LIST, {"xa": world.here.code}).text


def test_page_holds_the_whole_text(world, client):
    page = client.get(detail(world.decision)).text

    text = world.decision.text
    articles = [paragraph for article in text["articles"] for paragraph in article.split("\n")]
    for part in [*text["bases"], *articles, *text["recipients"], text["symbol"], text["place_and_date"]]:
        assert part in page
    assert "Đặng Văn Cường" in page
    assert "draft-mark" not in page


@pytest.mark.parametrize("role", [None, "officer"])
def test_nothing_is_known_of_what_is_not_issued_or_lives_on_paper(world, client, role):
    draft = founding(world, name="Bí Mật")
    paper = make_paper(world.here, by=world.officer, subject="Chỉ có trên giấy")
    if role:
        client.force_login(world.users[role])

    page = client.get(LIST).text

    assert [client.get(address(draft)).status_code for address in (detail, pdf)] == [404, 404]
    assert RegisterEntry.objects.visible_to_public().count() == 2
    assert paper.subject not in page
    assert len(symbols(client)) == 2


@pytest.mark.parametrize(
    "typed", ["thanh lap to cong nghe", "THÀNH LẬP", "01 qd", "tổ", "01/QĐ-UBND", "to\u0302\u0309"]
)
def test_search_takes_words_with_and_without_accents(world, client, typed):
    assert symbols(client, q=typed) == [("01/QĐ-UBND", "Dân Chủ"), ("01/QĐ-UBND", "Quảng La")]


@pytest.mark.parametrize("typed", ["kiện toàn", "Bình", "02"])
def test_search_finds_nothing_where_nothing_is(world, client, typed):
    assert symbols(client, q=typed) == []


def test_very_accents_come_first(world, client):
    for number, subject in [(8, "kiện toàn Tổ hoa màu"), (9, "kiện toàn Tổ hòa giải")]:
        decision = founding(world, name=str(number))
        decision.subject = subject
        decision.save()
        issue_decision(decision, officer=world.officer, leader=world.leader, on=TODAY, number=number)

    assert [symbol for symbol, _ in symbols(client, q="hoa")] == ["08/QĐ-UBND", "09/QĐ-UBND"]
    assert [symbol for symbol, _ in symbols(client, q="hòa")] == ["09/QĐ-UBND", "08/QĐ-UBND"]


@pytest.mark.parametrize(
    "query", [{"xa": "99999"}, {"nam": "1e9"}, {"nam": "9" * 30}, {"q": "x" * 10_000}, {"trang": "-1"}]
)
def test_what_is_not_understood_narrows_nothing(world, client, query):
    assert len(symbols(client, **query)) == 2


def test_filter_by_commune_and_year(world, client):
    assert symbols(client, xa=world.there.code) == [("01/QĐ-UBND", "Quảng La")]
    assert len(symbols(client, nam="2026")) == 2


def test_list_has_pages_and_the_nearest_is_shown(world, client):
    page = client.get(LIST, {"trang": "99"}).context["page"]

    assert (page.number, page.paginator.per_page, len(page)) == (1, 25, 2)


def test_published_text_names_nobody_s_phone_or_birth(world, client):
    """The stored text has no column for either, so there is nothing to hide in what is published."""
    head = make_official(
        world.here,
        "Lò Văn Hùng",
        positions=[("VILLAGE_HEAD", world.village)],
        phone="+84912345678",
        public_phone="+84987654321",
    )
    decision = make_draft(world.officer, world.here, villages=[make_village(world.here, "3")], leaders=[head])
    issue_decision(decision, officer=world.officer, leader=world.leader, on=TODAY, number=8)

    drawn = " ".join(page.text for page in read_pdf(client.get(pdf(decision)).content))
    columns = {column for annex in decision.text["annexes"] for table in annex["tables"] for column in table["columns"]}

    assert not {"Số điện thoại", "Năm sinh", "Ngày sinh"} & {*PEOPLE, *LEAVING, *TARGETS}
    assert columns == set(PEOPLE)
    for shown in (client.get(detail(decision)).text, drawn):
        assert "Lò Văn Hùng" in shown
        digits = re.sub(r"[\s.]", "", shown)
        assert not any(number in digits for number in ("912345678", "987654321"))


def test_public_home_leads_to_the_register(world, client):
    home = client.get("/", {"xa": world.here.code}).text

    assert f"{LIST}?xa={world.here.code}" in home
