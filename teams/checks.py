"""What still stands in the way of a decision, as Vietnamese sentences; the people's part."""

from collections import defaultdict

from teams.actions import teams_of
from teams.models import Decision, Membership, Team, TeamRole


def faults_of_form(decision):
    faults = []
    if not decision.articles.all():
        faults.append("Quyết định chưa có điều nào.")
    if not decision.bases.all():
        faults.append("Quyết định chưa có căn cứ nào.")
    return faults


def faults_of_people(decision, on):
    """Judged on the teams as they stand after the decision takes effect on the day `on`."""
    faults = []
    lines = defaultdict(list)
    leaving, changed = set(), set(decision.founded_teams.values_list("pk", flat=True))
    for dismissal in decision.dismissals.select_related("membership__official", "membership__team"):
        membership = dismissal.membership
        leaving.add(membership.pk)
        changed.add(membership.team_id)
        if membership.ends_on:
            faults.append(f"{membership.official} đã thôi làm thành viên của {membership.team}.")
        elif membership.starts_on > on:
            faults.append(f"{membership.official} chỉ vào {membership.team} từ {membership.starts_on:%d/%m/%Y}.")
    for appointment in decision.appointments.select_related("official", "team"):
        lines[appointment.team_id].append((appointment.official, appointment.role))
        changed.add(appointment.team_id)
    teams = teams_of(decision)
    standing = Membership.objects.filter(team__in=teams, ends_on=None).exclude(pk__in=leaving)
    for membership in standing.select_related("official"):
        lines[membership.team_id].append((membership.official, membership.role))
    for team in teams:
        people = lines[team.pk]
        if team.starts_on is None and Team.objects.in_force(on).filter(village=team.village).exists():
            faults.append(f"{team.village} đã có tổ; hãy dùng quyết định kiện toàn.")
        if team.ends_on and team.ends_on <= on:
            faults.append(f"{team} đã giải thể từ {team.ends_on:%d/%m/%Y}.")
        twice = {str(official) for official, _ in people if [o for o, _ in people].count(official) > 1}
        faults += [f"{name} có tên hai lần trong {team}." for name in sorted(twice)]
        leaders = sum(role == TeamRole.LEADER for _, role in people)
        if leaders != 1 and team.pk in changed:
            faults.append(f"{team} phải có đúng một tổ trưởng; theo dự thảo thì có {leaders}.")
    if decision.kind == Decision.Kind.FOUND and not decision.founded_teams.all():
        faults.append("Quyết định thành lập chưa thành lập tổ nào.")
    if decision.kind == Decision.Kind.REFORM and not (leaving or decision.appointments.all()):
        faults.append("Quyết định kiện toàn chưa có ai vào hoặc thôi làm thành viên.")
    return faults
