"""What still stands in the way of a decision, as Vietnamese sentences."""

import json

from targets.decision_text import DraftLines, compose
from targets.documents.font import missing_from_font
from targets.models import Target
from teams.checks import faults_of_form, faults_of_people
from teams.models import Decision


def faults_of(decision, on, *, lines=None):
    """All that must be mended before `decision` can be submitted, signed or issued on the day `on`."""
    lines = lines or DraftLines(decision)
    effective_on = decision.effective_on or on
    return [
        *faults_of_form(lines, on),
        *faults_of_people(lines, effective_on),
        *faults_of_targets(lines, effective_on),
        *faults_of_letters(compose(decision, on=on, lines=lines)),
    ]


def faults_of_targets(lines, on):
    """Of targets that begin on the day `on`."""
    if not lines.targets:
        empty = lines.decision.kind == Decision.Kind.ASSIGN
        return ["Quyết định giao chỉ tiêu chưa giao chỉ tiêu nào."] if empty else []
    faults = []
    later = _begun_later(lines.targets, on)
    for team in dict.fromkeys(target.team for target in lines.targets):
        if team.ends_on and team.ends_on <= on:
            faults.append(f"{team} đã giải thể từ {team.ends_on:%d/%m/%Y} nên không giao chỉ tiêu được.")
    for target in lines.targets:
        name = f"Chỉ tiêu “{target.indicator.short_name}” của {target.team}"
        if target.due_on < on:
            faults.append(f"{name} hết hạn {target.due_on:%d/%m/%Y}, trước ngày có hiệu lực {on:%d/%m/%Y}.")
        if target.indicator.replaced_by_id:
            faults.append(f"{name} theo định nghĩa cũ, đã có bản mới.")
        if other := later.get((target.team_id, target.indicator.code)):
            faults.append(f"{name} đã được giao từ {other.starts_on:%d/%m/%Y} theo {other.decision}.")
    return faults


def faults_of_letters(text):
    """Of what the files of a decision could not show."""
    missing = missing_from_font(json.dumps(text, ensure_ascii=False))
    if not missing:
        return []
    return [f"Văn bản có ký tự mà phông chữ không in được: {' '.join(missing)}. Hãy bỏ hoặc thay các ký tự đó."]


def _begun_later(targets, on):
    """{(team id, indicator code): Target} of other decisions that begins on the day `on` or after it."""
    standing = {target.team_id for target in targets if target.team.starts_on}
    if not standing:
        return {}
    others = Target.objects.filter(team__in=standing, starts_on__gte=on, ended_on=None)
    others = others.exclude(decision=targets[0].decision_id).select_related("decision", "indicator")
    return {(target.team_id, target.indicator.code): target for target in others}


def others(target):
    """Targets in force, or to come, of the same team and indicator."""
    return (
        Target.objects.filter(team=target.team_id, indicator__code=target.indicator.code)
        .exclude(starts_on=None)
        .exclude(pk=target.pk)
        .select_related("decision")
    )
