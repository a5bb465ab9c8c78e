"""What still stands in the way of a decision, as Vietnamese sentences."""

import json

from django.db.models import Q

from targets.decision_text import DraftLines, compose, whole_teams_in
from targets.documents.font import missing_from_font
from targets.models import Target
from teams.checks import faults_of_form, faults_of_people, faults_of_relations
from teams.effects import amendments_of
from teams.models import Decision
from teams.wording import amending_nothing


def faults_of(decision, on, *, lines=None):
    """All that must be mended before `decision` can be submitted, signed or issued on the day `on`."""
    lines = lines or DraftLines(decision)
    effective_on = decision.effective_on or on
    text = compose(decision, on=on, lines=lines)
    return [
        *faults_of_form(lines, on),
        *faults_of_wording(lines, effective_on),
        *faults_of_relations(lines, effective_on),
        *faults_of_people(lines, effective_on),
        *faults_of_targets(lines, effective_on),
        *faults_of_letters(text),
        *faults_of_whole_teams(decision, text),
    ]


def faults_of_wording(lines, on):
    """Of articles that still say what was proposed, and would be proposed otherwise by now."""
    faults, proposal = [], lines.proposal(on)
    for place, article in enumerate(lines.article_lines, start=1):
        if article.proposed and article.text not in proposal:
            faults.append(f"Điều {place} không còn đúng với những gì quyết định này làm; hãy sửa hoặc đề xuất lại.")
    return faults


def faults_of_whole_teams(decision, text):
    """Of a signed list of whole teams from which somebody has left, or to which somebody has come, since."""
    signed = whole_teams_in(decision.text) if decision.text else []
    if not signed or signed == whole_teams_in(text):
        return []
    return ["Thành viên của tổ đã thay đổi từ lúc ký; lãnh đạo phải trả lại để lập lại danh sách."]


def faults_of_targets(lines, on):
    """Of targets that begin, and of those that end, on the day `on`."""
    faults = [*_faults_of_amending(lines), *_faults_of_replacing(lines)]
    if not lines.targets:
        empty = lines.decision.kind == Decision.Kind.ASSIGN
        return [*faults, "Quyết định giao chỉ tiêu chưa giao chỉ tiêu nào."] if empty else faults
    undoing = lines.undoing(on)
    later = _begun_later(lines.targets, on, undoing.decisions)
    dissolved = {team.pk for team in undoing.teams}
    for team in dict.fromkeys(target.team for target in lines.targets):
        if team.ends_on:
            faults.append(f"{team} kết thúc từ {team.ends_on:%d/%m/%Y} nên không giao chỉ tiêu được.")
        elif team.pk in dissolved:
            faults.append(f"{team} giải thể theo quyết định này nên không giao chỉ tiêu được.")
    for target in lines.targets:
        name = f"Chỉ tiêu “{target.indicator.short_name}” của {target.team}"
        if target.due_on < on:
            faults.append(f"{name} hết hạn {target.due_on:%d/%m/%Y}, trước ngày có hiệu lực {on:%d/%m/%Y}.")
        if target.indicator.replaced_by_id and not target.amends_id:
            faults.append(f"{name} theo định nghĩa cũ, đã có bản mới.")
        if other := later.get((target.team_id, target.indicator.code)):
            faults.append(f"{name} đã được giao từ {other.starts_on:%d/%m/%Y} theo {other.decision}.")
    return faults


def _faults_of_replacing(lines):
    """A decision that replaces another says something in its place."""
    if lines.decision.kind != Decision.Kind.REPLACE or lines.appointments or lines.targets:
        return []
    if not lines.article_lines or not lines.article_lines[0].proposed:
        return []
    return [
        "Quyết định thay thế chưa cử ai, chưa giao chỉ tiêu nào; nếu chỉ để quyết định cũ hết hiệu lực thì hãy soạn "
        "quyết định bãi bỏ."
    ]


def _faults_of_amending(lines):
    """An amending decision changes something, and only targets of the decision it names that have not ended."""
    decision = lines.decision
    if not decision.amends_targets or not lines.relations:
        return []
    amended = [target.amends for target in lines.targets if target.amends_id]
    touched = [*amended, *(line.target for line in lines.endings)]
    if not touched and lines.articles[:1] == [amending_nothing(lines.relations[0])]:
        return ["Dự thảo chưa sửa đổi chỉ tiêu nào, các điều cũng chưa ghi nội dung sửa đổi."]
    affected = {relation.affected_id for relation in lines.relations}
    named = affected | set(amendments_of(affected).values_list("source", flat=True))
    faults = []
    for target in touched:
        name = f"Chỉ tiêu “{target.indicator.short_name}” của {target.team}"
        if target.decision_id not in named:
            faults.append(f"{name} không thuộc quyết định được sửa đổi; hãy lưu lại trang Chỉ tiêu.")
        elif target.ended_on:
            faults.append(f"{name} đã thôi từ {target.ended_on:%d/%m/%Y}; hãy lưu lại trang Chỉ tiêu.")
    return faults


def targets_undone(undoing):
    """Targets that end with what goes out of force: of its decisions, and of the teams that are dissolved."""
    if not undoing.teams and not undoing.decisions:
        return []
    going = Q(team__in=[team.pk for team in undoing.teams]) | Q(decision__in=undoing.decisions)
    going |= Q(decision__in=amendments_of(undoing.decisions))
    running = Target.objects.exclude(starts_on=None).filter(Q(ended_on=None) | Q(ended_on__gt=undoing.on), going)
    return list(running.filter(due_on__gte=undoing.on).select_related("indicator", "team").order_by("team", "pk"))


def faults_of_letters(text):
    """Of what the files of a decision could not show."""
    missing = missing_from_font(json.dumps(text, ensure_ascii=False))
    if not missing:
        return []
    return [f"Văn bản có ký tự mà phông chữ không in được: {' '.join(missing)}. Hãy bỏ hoặc thay các ký tự đó."]


def _begun_later(targets, on, undone):
    """{(team id, indicator code): Target} of other decisions that begins on the day `on` or after it, but for those
    amended and those of `undone` decisions."""
    standing = {target.team_id for target in targets if target.latest_start and target.latest_start >= on}
    if not standing:
        return {}
    others = Target.objects.filter(team__in=standing, starts_on__gte=on, ended_on=None)
    others = others.exclude(decision__in=[targets[0].decision_id, *undone])
    others = others.exclude(pk__in=[target.amends_id for target in targets if target.amends_id])
    others = others.select_related("decision", "indicator")
    return {(target.team_id, target.indicator.code): target for target in others}


def others(target):
    """Targets in force, or to come, of the same team and indicator."""
    return (
        Target.objects.filter(team=target.team_id, indicator__code=target.indicator.code)
        .exclude(starts_on=None)
        .exclude(pk=target.pk)
        .select_related("decision")
    )
