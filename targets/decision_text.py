"""The complete text of a decision as data: what is shown, signed, stored at issue and hashed."""

import hashlib
import json
from functools import cached_property
from itertools import groupby

from django.db.models import OuterRef, Subquery, prefetch_related_objects

from config.vietnamese import long_date, show_number
from targets.models import Indicator, Target
from teams.lines import HELD, RANKS, Lines, place
from teams.models import Decision, RegisterEntry
from teams.wording import TEAM, authority_name, signature_lines
from villages.models.official import describe_posts

ROMAN = ["I", "II", "III"]
PEOPLE = ["STT", "Họ và tên", "Chức vụ, đơn vị công tác", "Chức danh trong Tổ"]
LEAVING = ["STT", "Họ và tên", "Chức danh trong Tổ"]
WHOLE_TEAMS = "DANH SÁCH THÀNH VIÊN SAU KIỆN TOÀN"
TARGETS = ["STT", "Tên chỉ tiêu", "Giải thích", "Đơn vị tính", "Chỉ tiêu cụ thể", "Thời hạn"]


class DraftLines(Lines):
    """All that a decision says, targets too."""

    @cached_property
    def targets(self):
        """Each with `latest_start`: when the latest that another decision assigned in its place began."""
        if not (self.decision.assigns_targets or self.decision.amends_targets):
            return []
        amended = ("amends__indicator", "amends__team") if self.decision.amends_targets else ()
        places = {"team": OuterRef("team"), "indicator__code": OuterRef("indicator__code")}
        others = Target.objects.filter(**places, starts_on__isnull=False, ended_on=None).exclude(decision=self.decision)
        latest = others.order_by("-starts_on").values("starts_on")[:1]
        lines = self.decision.targets.annotate(latest_start=Subquery(latest))
        lines = list(lines.select_related("indicator", "team__village", *amended))
        teams = {team.pk: team for team in self.teams}
        for line in lines:
            line.team = teams.setdefault(line.team_id, line.team)
        return sorted(lines, key=lambda line: (place(line.team), line.indicator.code, line.pk))


def compose(decision, *, on, signer=None, number=None, lines=None):
    """Text of `decision` as it stands, dated `on`; number and signature only as far as they exist.

    Keys: nation and agency (two lines each), symbol, place_and_date, title, subject, authority, bases, articles
    (each without its 'Điều n.'), signature {lines, name}, recipients, annexes [{label, title, note, tables
    [{caption, columns, rows}]}]. Strings are final, punctuation included.
    """
    lines = lines or DraftLines(decision)
    bases = [f"Căn cứ {basis.citation}" for basis in lines.bases]
    if decision.proposer:
        bases.append(f"Theo đề nghị của {decision.proposer}")
    text = {
        "nation": ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
        "agency": ["ỦY BAN NHÂN DÂN", decision.commune.label.upper()],
        "title": "QUYẾT ĐỊNH",
        "subject": f"Về việc {decision.subject}",
        "authority": authority_name(decision).upper(),
        "bases": _listed(bases),
        "articles": _closed(lines.articles),
        "signature": signature(decision, signer, on),
        "recipients": _listed(_recipients(decision)),
        "annexes": _annexes(decision, lines, on),
    }
    return dated(text, decision, on=on, number=number)


def dated(text, decision, *, on, number=None):
    """`text` with the number and date it is issued under, or with room for them."""
    symbol = RegisterEntry.decision_symbol(number) if number else "…/QĐ-UBND"
    day = long_date(on) if number else f"ngày … tháng … năm {on.year}"
    note = f"(Kèm theo Quyết định số {symbol} {day} của {authority_name(decision)})"
    return text | {
        "symbol": symbol,
        "place_and_date": f"{decision.commune.name}, {day}",
        "annexes": [annex | {"note": note} for annex in text["annexes"]],
    }


def digest_of(text):
    """SHA-256 of the stored text, over its canonical JSON."""
    return hashlib.sha256(json.dumps(text, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def text_of(decision, *, on, lines=None):
    """What a page shows: the stored text once signed, otherwise the draft as it stands on the day `on`."""
    return decision.text or compose(decision, on=on, lines=lines)


def mark_of(decision):
    """What must be seen on every page of a decision that is not issued; '' on one that is."""
    if decision.is_issued:
        return ""
    if decision.state == Decision.State.DROPPED:
        return "Không ban hành"
    return "Đã ký, chưa ban hành" if decision.signed_by_id else "Dự thảo"


def signing_office(signer, on):
    """The highest post, chủ tịch or phó chủ tịch, that `signer` (Official) holds on the day `on`; or None."""
    posts = signer.positions.in_force(on).of_signers()
    return min(posts, key=lambda post: post.rank, default=None)


def signature(decision, signer, on):
    office = signing_office(signer, on) if signer else None
    return {
        "lines": signature_lines(decision.authority, office and office.kind),
        "name": signer.full_name if office else "",
    }


def _listed(items):
    """Each ends with ';', the last with '.'."""
    plain = [item.rstrip(" ;.,") for item in items]
    return [f"{item};" for item in plain[:-1]] + [f"{item}." for item in plain[-1:]]


def _closed(articles):
    """'./.' ends the last article, and only that; a list ends with '.'."""
    texts = [text.removesuffix("./.").removesuffix("/.").rstrip(" ;\n") for text in articles]
    whole = [text if text.endswith((".", ":", "!", "?", "…")) else f"{text}." for text in texts]
    return whole[:-1] + [f"{text.rstrip('.;:')}./." for text in whole[-1:]]


def _recipients(decision):
    lines = [line.lstrip("-– ") for line in decision.recipients.splitlines() if line.strip("-– ")]
    filed = any(line.casefold().startswith("lưu") for line in lines)
    return lines if filed else [*lines, "Lưu: VT"]


def _annexes(decision, lines, on):
    annexes = [_joining(decision, lines, on), _leaving(lines), _targets(lines)]
    annexes = [annex for annex in annexes if annex]
    labels = [f"Phụ lục {number}" for number in ROMAN] if len(annexes) > 1 else ["Phụ lục"]
    return [{"label": label, **annex} for label, annex in zip(labels, annexes, strict=False)]


def _joining(decision, lines, on):
    """Those who are appointed; of a kiện toàn the whole team as it then is."""
    former = {(line.membership.team_id, line.membership.official_id): line.membership for line in lines.dismissals}
    reforms = decision.kind == Decision.Kind.REFORM
    rows = [(line, _role(line, former, reforms)) for line in lines.appointments]
    if reforms:
        staying = lines.staying(decision.effective_on or on)
        prefetch_related_objects(staying, HELD)
        rows = [*((member, member.get_role_display()) for member in staying), *rows]
        rows.sort(key=lambda row: (place(row[0].team), RANKS.index(row[0].role)))
    if not rows:
        return None
    tables, teams = [], []
    for team, members in groupby(rows, key=lambda row: row[0].team):
        listed = [
            [str(number), line.official.full_name, _posts(line.official, on), role]
            for number, (line, role) in enumerate(members, start=1)
        ]
        tables.append({"caption": team.name, "columns": PEOPLE, "rows": listed})
        teams.append(team)
    return _annex(WHOLE_TEAMS if reforms else "DANH SÁCH THÀNH VIÊN", teams, tables)


def whole_teams_in(text):
    """[[name, role]] of those whom a text lists as the teams after it."""
    tables = [table for annex in text["annexes"] if annex["title"].startswith(WHOLE_TEAMS) for table in annex["tables"]]
    return [[row[1], row[3]] for table in tables for row in table["rows"]]


def _role(line, former, reforms):
    was = former.get((line.team_id, line.official_id))
    if was and was.role != line.role:
        return f"{line.get_role_display()} (trước là {was.get_role_display()})"
    return f"{line.get_role_display()} (bổ sung)" if reforms and not was else line.get_role_display()


def _leaving(lines):
    """Those who go; who only takes another role in the same team is among those who join."""
    back = {(line.team_id, line.official_id) for line in lines.appointments}
    going = [line.membership for line in lines.dismissals]
    going = [member for member in going if (member.team_id, member.official_id) not in back]
    if not going:
        return None
    tables, teams = [], []
    for team, members in groupby(going, key=lambda member: member.team):
        rows = [
            [str(number), member.official.full_name, member.get_role_display()]
            for number, member in enumerate(members, start=1)
        ]
        tables.append({"caption": team.name, "columns": LEAVING, "rows": rows})
        teams.append(team)
    return _annex("DANH SÁCH THÀNH VIÊN THÔI THAM GIA", teams, tables)


def _targets(lines):
    """One table for all teams that are assigned the same."""
    if not lines.targets:
        return None
    tables: dict = {}
    for team, targets in groupby(lines.targets, key=lambda line: line.team):
        rows = tuple(_target_row(number, target) for number, target in enumerate(targets, start=1))
        tables.setdefault(rows, []).append(team)
    teams = [team for group in tables.values() for team in group]
    together = [
        {"caption": "; ".join(team.name for team in group), "columns": TARGETS, "rows": [list(row) for row in rows]}
        for rows, group in tables.items()
    ]
    what = "CHỈ TIÊU SỬA ĐỔI, BỔ SUNG GIAO CHO" if lines.decision.amends_targets else "CHỈ TIÊU GIAO CHO"
    return _annex(what, teams, together)


def _target_row(number, target):
    indicator = target.indicator
    at_most = "không quá " if indicator.direction == Indicator.Direction.AT_MOST else ""
    value = at_most + show_number(target.value, 2)
    per = "" if target.per == Target.Per.TERM else f" {target.get_per_display()}"
    due = f"{target.due_on:%d/%m/%Y}"
    if target.amends_id and target.amends.value != target.value:
        per += f" (trước là {show_number(target.amends.value, 2)})"
    if target.amends_id and target.amends.due_on != target.due_on:
        due += f" (trước là {target.amends.due_on:%d/%m/%Y})"
    return (str(number), indicator.name, indicator.explanation, indicator.unit, value + per, due)


def _annex(title, teams, tables):
    """An annex on one team names it in its title, and its table needs no caption."""
    if len(teams) == 1:
        return {"title": f"{title} {teams[0].name.upper()}", "tables": [table | {"caption": ""} for table in tables]}
    return {"title": f"{title} CÁC {TEAM.upper()}", "tables": tables}


def _posts(official, on):
    posts = [post for post in official.held if post.starts_on <= on and (post.ends_on is None or post.ends_on > on)]
    return describe_posts(posts)
