"""What still stands in the way of a decision, as Vietnamese sentences."""

from teams.checks import faults_of_form, faults_of_people
from teams.models import Decision
from targets.models import Target


def faults_of(decision, on):
    """All that must be mended before `decision` can be submitted, signed or issued with effect from `on`."""
    return [*faults_of_form(decision), *faults_of_people(decision, on), *faults_of_targets(decision, on)]


def faults_of_targets(decision, on):
    faults = []
    targets = list(decision.targets.select_related("indicator", "team"))
    if decision.kind == Decision.Kind.ASSIGN and not targets:
        faults.append("Quyết định giao chỉ tiêu chưa giao chỉ tiêu nào.")
    for target in targets:
        name = f"Chỉ tiêu “{target.indicator.short_name}” của {target.team}"
        if target.due_on < on:
            faults.append(f"{name} hết hạn {target.due_on:%d/%m/%Y}, trước ngày có hiệu lực {on:%d/%m/%Y}.")
        later = others(target).filter(starts_on__gte=on, ended_on=None).first()
        if later:
            faults.append(f"{name} đã được giao từ {later.starts_on:%d/%m/%Y} theo {later.decision}.")
    return faults


def others(target):
    """Targets in force, or to come, of the same team and indicator."""
    return (
        Target.objects.filter(team=target.team_id, indicator__code=target.indicator.code)
        .exclude(starts_on=None)
        .exclude(pk=target.pk)
        .select_related("decision")
    )
