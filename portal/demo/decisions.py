"""The decisions of the demo, made by the functions that the pages use, each with the moment it is said to be of."""

from datetime import date, timedelta

from portal.demo.people import CODE, at
from targets.actions import assign, issue, sign, submit
from targets.decision_text import compose, digest_of
from targets.models import Indicator, Target
from teams import actions
from teams.models import Appointment, Decision, LegalBasis, RegisterEntry, Team, TeamRole
from teams.wording import propose_subject
from villages.models import Position

INVENTED = "(số liệu minh họa)"
LAUNCHED_ON = date(2022, 6, 7)
FOUNDING_NUMBER, ASSIGNING_NUMBER = 152, 2
# The article gives no values: these are invented, for indicators that were published by June 2022.
FIRST_TARGETS = {"QG-01": 60, "QG-02": 50, "QG-04": 60, "QG-05": 40, "DP-12": 100}
# Those of this year, at their published levels.
INDICATORS = ["QG-01", "QG-02", "QG-04", "QG-05", "QG-07", "QG-10", "DP-09", "DP-12"]
Kind = LegalBasis.Kind


def first_monday_of_january(before):
    """The latest first Monday of a January that lies before the day `before`."""
    sevenths = [date(year, 1, 7) for year in (before.year, before.year - 1)]
    mondays = [day - timedelta(days=day.weekday()) for day in sevenths]
    return next(day for day in mondays if day < before)


def demo_decisions():
    """The mark by which a demonstration is known: its founding decision, since an issued one never changes."""
    return Decision.objects.filter(
        commune__code=CODE, issued_on=LAUNCHED_ON, subject__endswith=INVENTED, state=Decision.State.ISSUED
    )


def found_teams(stage):
    """The decision of 07/6/2022 that founds both teams and gives them targets."""
    bases, drafted_at = _founding_bases(stage), at(date(2022, 6, 1), 9)
    decision = _draft(stage, Decision.Kind.FOUND, bases, stage.villages.values(), drafted_at)
    for team in decision.founded_teams.select_related("village"):
        for official, role in stage.team_roles[team.village.name]:
            Appointment.objects.create(decision=decision, team=team, official=official, role=role)
    _assign(stage, decision, decision.founded_teams.all(), FIRST_TARGETS, due_on=date(2022, 12, 31))
    actions.propose(decision, by=stage.users["congchuc"])
    first, second, *rest = decision.articles.values_list("text", flat=True)
    first += "\nSố của Quyết định này và tên những người trong danh sách là số liệu minh họa."
    second += " Giá trị các chỉ tiêu là số liệu minh họa."
    actions.set_articles(decision, texts=[first, second, *rest], by=stage.users["congchuc"])
    _issue(stage, decision, FOUNDING_NUMBER, LAUNCHED_ON)
    return decision


def assign_this_year(stage, issued_on, founding):
    """The decision of a January that assigns the targets of this year. In the first days of a year, before its own
    decision, last January's runs on to the end of it, so that a demo never shows only what is over."""
    due_on = date(stage.today.year, 12, 31)
    bases = [
        _basis(Kind.DECISION, "411/QĐ-TTg"),
        LegalBasis.objects.create(
            kind=Kind.LETTER,
            symbol="3240/BTTTT-CĐSQG",
            issued_on=date(2024, 8, 8),
            issuer="Bộ Thông tin và Truyền thông",
            title="về việc thúc đẩy hoạt động của Tổ công nghệ số cộng đồng",
        ),
        _basis(Kind.PLAN, "305/KH-UBND"),
        LegalBasis.objects.create(
            commune=stage.commune,
            kind=Kind.DECISION,
            symbol=founding.symbol,
            issued_on=founding.issued_on,
            issuer="UBND xã Dân Chủ",
            title=f"về việc {founding.subject}",
        ),
    ]
    decision = _draft(stage, Decision.Kind.ASSIGN, bases, [], at(issued_on - timedelta(days=6), 9))
    values = dict(Indicator.objects.filter(code__in=INDICATORS).values_list("code", "published_level"))
    _assign(stage, decision, Team.objects.filter(commune=stage.commune), values, due_on)
    actions.propose(decision, by=stage.users["congchuc"])
    _issue(stage, decision, ASSIGNING_NUMBER, issued_on)


def enter_papers(stage, issued_on):
    """Documents on paper before and after that decision, so that the register shows both; all invented."""
    papers = [
        (1, "Kế hoạch", "Về việc chuyển đổi số của xã trong năm", "Các thôn\nCác Tổ công nghệ số cộng đồng"),
        (3, "Thông báo", "Về việc họp Ban chỉ đạo chuyển đổi số", "Các thành viên Ban chỉ đạo"),
    ]
    for number, document_type, subject, recipients in papers:
        entry = RegisterEntry(
            commune=stage.commune,
            number=number,
            document_type=document_type,
            issued_on=issued_on,
            subject=f"{subject} {INVENTED}",
            signer="Đinh Văn Lượng",
            recipients=recipients,
            kept_by="VT",
            copies=12,
            sent_on=issued_on,
        )
        actions.enter_paper(entry, notation="", by=stage.users["congchuc"])


def submit_reform(stage):
    """A decision that waits for the leader's signature: the youth union's secretary joins the team of Thôn 2."""
    yesterday = stage.today - timedelta(days=1)
    bases = [_basis(Kind.LETTER, "793/BTTTT-THH"), _basis(Kind.PLAN, "305/KH-UBND")]
    decision = _draft(stage, Decision.Kind.REFORM, bases, [], at(yesterday, 9))
    village = stage.villages["2"]
    joining = village.positions.get(kind=Position.Kind.YOUTH_UNION).official
    team = Team.objects.get(village=village)
    people = {"appointments": [(team, joining, TeamRole.MEMBER)], "leaving": [], "reformed": [team]}
    actions.set_people(decision, **people, by=stage.users["congchuc"])
    submit(decision, by=stage.users["congchuc"], at=at(yesterday, 15, 20))


def _founding_bases(stage):
    commune, minister = stage.commune, "Bộ Thông tin và Truyền thông"
    rows = [
        (None, Kind.LETTER, "793/BTTTT-THH", date(2022, 3, 5), minister,
         "hướng dẫn thí điểm triển khai Tổ công nghệ số cộng đồng"),
        (None, Kind.DECISION, "411/QĐ-TTg", date(2022, 3, 31), "Thủ tướng Chính phủ",
         "phê duyệt Chiến lược quốc gia phát triển kinh tế số và xã hội số đến năm 2025, định hướng đến năm 2030"),
        (commune, Kind.PLAN, "125/KH-UBND", date(2022, 5, 16), "UBND thành phố Hạ Long",
         "về việc thành lập Tổ công nghệ số cộng đồng trên địa bàn thành phố Hạ Long"),
        (commune, Kind.PLAN, "305/KH-UBND", date(2022, 5, 22), "UBND xã Dân Chủ",
         "về việc thành lập Tổ công nghệ số cộng đồng trên địa bàn xã"),
    ]  # fmt: skip
    names = ["commune", "kind", "symbol", "issued_on", "issuer", "title"]
    return [LegalBasis.objects.create(**dict(zip(names, row, strict=True))) for row in rows]


def _basis(kind, symbol):
    return LegalBasis.objects.get(kind=kind, symbol=symbol)


def _draft(stage, kind, bases, villages, moment):
    subject = f"{propose_subject(kind, stage.commune)} {INVENTED}"
    decision = Decision(commune=stage.commune, kind=kind, subject=subject)
    return actions.draft(decision, bases=bases, villages=villages, by=stage.users["congchuc"], at=moment)


def _assign(stage, decision, teams, values, due_on):
    indicators = Indicator.objects.filter(code__in=values, replaced_by=None)
    lines = [
        Target(team=team, indicator=indicator, value=values[indicator.code], due_on=due_on)
        for team in teams
        for indicator in indicators
    ]
    assign(decision, lines=lines, by=stage.users["congchuc"])


def _issue(stage, decision, number, issued_on):
    officer, leader = stage.users["congchuc"], stage.users["lanhdao"]
    submit(decision, by=officer, at=at(issued_on, 8))
    sign(decision, digest=digest_of(compose(decision, on=issued_on)), by=leader, at=at(issued_on, 9, 30))
    issue(decision, number=number, issued_on=issued_on, by=officer, at=at(issued_on, 10))
    decision.refresh_from_db()
