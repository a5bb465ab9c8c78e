"""The complete text of a decision as data: what is shown, signed, stored at issue and hashed."""

import hashlib
import json

from config.vietnamese import long_date
from teams.actions import teams_of
from teams.models import RegisterEntry
from teams.wording import authority_line, signature_lines
from villages.models import Position
from villages.models.official import titles_of


def compose(decision, *, on, signer=None, number=None):
    """Text of `decision` as it stands, dated `on`; number and signature only as far as they exist.

    Keys: agency (lines), motto, symbol, place_and_date, title, subject, authority, bases, articles, members
    [{team, rows [[name, posts, role]]}], leaving, targets [{team, rows [[name, explanation, unit, value, due]]}],
    signature {lines, name}, recipients.
    """
    place = decision.commune.name
    return {
        "agency": ["ỦY BAN NHÂN DÂN", decision.commune.label.upper()],
        "symbol": RegisterEntry.decision_symbol(number) if number else "…/QĐ-UBND",
        "place_and_date": f"{place}, {long_date(on)}" if number else f"{place}, ngày … tháng … năm {on.year}",
        "title": "QUYẾT ĐỊNH",
        "subject": f"Về việc {decision.subject}",
        "authority": authority_line(decision),
        "bases": [f"Căn cứ {line.basis.citation}" for line in decision.bases.select_related("basis")]
        + ([f"Theo đề nghị của {decision.proposer}"] if decision.proposer else []),
        "articles": [article.text for article in decision.articles.all()],
        "members": _members(decision, on),
        "leaving": _leaving(decision),
        "targets": _targets(decision),
        "signature": {
            "lines": signature_lines(decision.authority, _office(signer, on)) if signer else [],
            "name": signer.full_name if signer else "",
        },
        "recipients": [*decision.recipients.splitlines(), "Lưu: VT"],
    }


def digest_of(text):
    """SHA-256 of the stored text, over its canonical JSON."""
    return hashlib.sha256(json.dumps(text, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def text_of(decision, *, on):
    """What a page shows: the stored text once signed, otherwise the draft as it stands on the day `on`."""
    return decision.text or compose(decision, on=on)


def signing_office(signer, on):
    """The highest post, chủ tịch or phó chủ tịch, that `signer` (Official) holds on the day `on`; or None."""
    posts = signer.positions.in_force(on).of_signers()
    return min(posts, key=lambda post: post.rank, default=None)


def _office(signer, on):
    post = signing_office(signer, on)
    return post.kind if post else Position.Kind.VICE_CHAIR


def _members(decision, on):
    tables = []
    for team in teams_of(decision):
        rows = [
            [line.official.full_name, _posts(line.official, on), line.get_role_display()]
            for line in decision.appointments.filter(team=team).select_related("official")
        ]
        if rows:
            tables.append({"team": team.name, "rows": rows})
    return tables


def _posts(official, on):
    posts = list(official.positions.in_force(on).select_related("village"))
    villages = dict.fromkeys(post.village.label for post in posts if post.village_id)
    return f"{titles_of(posts)} {', '.join(villages)}".strip()


def _leaving(decision):
    lines = decision.dismissals.select_related("membership__official", "membership__team")
    return [
        [line.membership.official.full_name, line.membership.get_role_display(), line.membership.team.name]
        for line in lines
    ]


def _targets(decision):
    tables = []
    for team in teams_of(decision):
        rows = [
            [
                target.indicator.name,
                target.indicator.explanation,
                target.indicator.unit,
                target.shown_value,
                f"{target.due_on:%d/%m/%Y}",
            ]
            for target in decision.targets.filter(team=team).select_related("indicator")
        ]
        if rows:
            tables.append({"team": team.name, "rows": rows})
    return tables


