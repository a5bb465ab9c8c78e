"""Who gets the files of a decision, what they are called, and that the PDF of an issued one never changes."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document

from targets.actions import sign, submit
from targets.checks import faults_of
from targets.decision_text import compose, digest_of
from targets.models import DecisionFile, Indicator
from teams import actions
from teams.models import Appointment, Decision, TeamRole
from tests.factories import issue_decision, make_basis, make_draft, make_official, make_village
from tests.targets.papers import read_pdf

TODAY = timezone.localdate()


def get(client, decision, ending):
    return client.get(reverse(f"decision-{ending}", args=[decision.pk]))


def words(response):
    return " ".join(page.text for page in read_pdf(response.content))


@pytest.fixture
def draft(world):
    return make_draft(world.officer, world.here, kind=Decision.Kind.REFORM)


@pytest.mark.parametrize(
    ("ending", "kind", "beginning"),
    [
        ("pdf", "application/pdf", b"%PDF-1.7"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
    ],
)
def test_file_is_sent_as_what_it_is(world, as_user, ending, kind, beginning):
    response = get(as_user(world.member), world.decision, ending)

    assert response["Content-Type"] == kind
    assert response["Content-Disposition"] == f'attachment; filename="quyet-dinh-01-qd-ubnd.{ending}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert response.content.startswith(beginning)


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_file_is_for_those_who_see_the_decision(world, as_user, draft, ending):
    def statuses(decision):
        roles = ["leader", "officer", "member", "observer", "outsider"]
        return [get(as_user(world.users[role]), decision, ending).status_code for role in roles]

    assert statuses(world.decision) == [200, 200, 200, 200, 404]
    assert statuses(draft) == [200, 200, 404, 404, 404]


def test_decision_page_links_to_both_files(world, as_user):
    page = as_user(world.member).get(world.decision.get_absolute_url()).text

    for ending in ("pdf", "docx"):
        assert f'href="{reverse(f"decision-{ending}", args=[world.decision.pk])}"' in page


def test_draft_is_drawn_as_it_stands_and_named_a_draft(world, as_user, draft):
    officer = as_user(world.officer)
    draft.subject = "kiện toàn lần hai"
    draft.save()

    response = get(officer, draft, "pdf")
    file = Document(io.BytesIO(get(officer, draft, "docx").content))

    assert response["Content-Disposition"] == f'attachment; filename="du-thao-quyet-dinh-{draft.pk}.pdf"'
    assert "DỰ THẢO" in words(response)
    assert "Về việc kiện toàn lần hai" in words(response)
    assert "Về việc kiện toàn lần hai" in [paragraph.text for paragraph in file.paragraphs]
    assert not DecisionFile.objects.filter(decision=draft).exists()


def test_signed_decision_without_a_number_says_so(world, as_user):
    target = (world.team, world.target.indicator, 85, world.target.due_on)
    decision = make_draft(world.officer, world.here, kind=Decision.Kind.ASSIGN, targets=[target])
    submit(decision, by=world.officer)
    sign(decision, digest=digest_of(compose(decision, on=TODAY)), by=world.leader)

    text = words(get(as_user(world.officer), decision, "pdf"))

    assert "ĐÃ KÝ, CHƯA BAN HÀNH" in text
    assert "Đinh Văn Lượng" in text


def test_pdf_is_made_at_issue_and_kept_whatever_changes(world, as_user):
    member = as_user(world.member)
    before = get(member, world.decision, "pdf").content
    docx = Document(io.BytesIO(get(member, world.decision, "docx").content))

    Indicator.objects.update(name="Khác")
    type(world.here).objects.filter(pk=world.here.pk).update(name="Khác")

    assert get(member, world.decision, "pdf").content == before == bytes(world.decision.file.pdf)
    assert [line.text for line in docx.tables[0].rows[0].cells[0].paragraphs[:2]] == ["ỦY BAN NHÂN DÂN", "XÃ DÂN CHỦ"]
    assert "Số: 01/QĐ-UBND" in words(get(member, world.decision, "pdf"))


def test_decision_issued_before_files_were_kept_gives_the_same_bytes(world, as_user):
    member = as_user(world.member)
    kept = get(member, world.decision, "pdf").content

    world.decision.file.delete()

    assert get(member, world.decision, "pdf").content == kept
    assert not DecisionFile.objects.filter(decision=world.decision).exists()


def test_letters_that_no_file_could_show_are_named_before_signing(draft):
    draft.subject = "kiện toàn 😀 tổ 🎉 “mới” – 😀"

    assert [fault for fault in faults_of(draft, TODAY) if "phông chữ" in fault] == [
        "Văn bản có ký tự mà phông chữ không in được: 😀 🎉. Hãy bỏ hoặc thay các ký tự đó."
    ]


def test_large_decision_is_drawn_with_everybody_in_it(world, as_user):
    village = make_village(world.here, "9")
    decision = make_draft(world.officer, world.here, villages=[village])
    decision.subject = "s" * 480
    decision.save()
    team = decision.founded_teams.get()
    for number in range(60):
        official = make_official(world.here, f"{'Nguyễn Phúc Tôn Nữ ' * 2}{number}", None, [("VILLAGE_HEAD", village)])
        role = TeamRole.MEMBER if number else TeamRole.LEADER
        Appointment.objects.create(decision=decision, team=team, official=official, role=role)

    issue_decision(decision, officer=world.officer, leader=world.leader, on=TODAY, number=40)

    text = words(get(as_user(world.member), decision, "pdf"))
    assert text.count("Trưởng thôn, Thôn 9") == 60


HOSTILE = "“Tên”\t‘pasted’ – 😀 שלום 你好 \u202eđảo\u202c \x07 e\u0301 </w:t> #panic() $x$ " + "dài" * 200


def test_files_of_a_draft_open_whatever_was_pasted_into_it(world, as_user):
    officer = as_user(world.officer)
    decision = make_draft(world.officer, world.here, villages=[make_village(world.here, HOSTILE[:50])])
    decision.subject, decision.proposer, decision.recipients = HOSTILE[:500], HOSTILE[:200], f"{HOSTILE}\n" * 2
    decision.save()
    actions.set_articles(decision, texts=[HOSTILE, f"{HOSTILE}\na) {HOSTILE}"], by=world.officer)
    bases = [make_basis(world.here, f"{number}/KH-UBND", title=HOSTILE[:200]) for number in range(40)]
    decision.bases.all().delete()
    for number, basis in enumerate(bases):
        decision.bases.create(basis=basis, order=number)

    pdf, docx = get(officer, decision, "pdf"), get(officer, decision, "docx")

    assert words(pdf).count("Căn cứ") == 40
    assert len([line for line in Document(io.BytesIO(docx.content)).paragraphs if "Căn cứ" in line.text]) == 40
