"""What still stands in the way of a decision, as Vietnamese sentences; the part of form and people."""

from collections import Counter, defaultdict

from django.db.models import Q

from teams.models import Decision, Membership, Team, TeamRole


def faults_of_form(lines, on):
    """Of a decision to be issued on the day `on`."""
    decision, faults = lines.decision, []
    if not lines.bases:
        faults.append("Quyết định chưa có căn cứ nào.")
    if not lines.articles:
        faults.append("Quyết định chưa có điều nào.")
    if decision.effective_on and decision.effective_on < on:
        faults.append(
            f"Ngày có hiệu lực {decision.effective_on:%d/%m/%Y} đã qua; hãy ghi ngày khác, hoặc để trống "
            "nếu quyết định có hiệu lực từ ngày ký."
        )
    return faults


def faults_of_people(lines, on):
    """Judged on the teams as they stand after the decision takes effect on the day `on`."""
    people = defaultdict(list)
    for line in lines.appointments:
        people[line.team_id].append((line.official, line.role))
    for member in _staying(lines):
        people[member.team_id].append((member.official, member.role))
    faults = [*_faults_of_kind(lines), *_faults_of_founding(lines, on), *_faults_of_leaving(lines, on)]
    for team in lines.teams:
        if team.ends_on and team.ends_on <= on:
            faults.append(f"{team} đã giải thể từ {team.ends_on:%d/%m/%Y}.")
        times = Counter(official for official, _ in people[team.pk])
        faults += [f"{official} có tên hai lần trong {team}." for official, number in times.items() if number > 1]
        leaders = sum(role == TeamRole.LEADER for _, role in people[team.pk])
        if leaders != 1:
            number = f"có {leaders}" if leaders else "chưa có ai"
            faults.append(f"{team} phải có đúng một tổ trưởng; theo dự thảo thì {number}.")
    return faults


def _staying(lines):
    standing = [team.pk for team in lines.teams if team.starts_on]
    if not standing:
        return []
    leaving = [line.membership_id for line in lines.dismissals]
    staying = Membership.objects.filter(team__in=standing, ends_on=None).exclude(pk__in=leaving)
    return list(staying.select_related("official"))


def _faults_of_kind(lines):
    kind = lines.decision.kind
    if kind == Decision.Kind.FOUND and not lines.founded:
        return ["Quyết định thành lập chưa thành lập tổ nào."]
    if kind == Decision.Kind.REFORM and not (lines.dismissals or lines.appointments):
        return ["Quyết định kiện toàn chưa có ai vào hoặc thôi làm thành viên."]
    return []


def _faults_of_founding(lines, on):
    new = [team for team in lines.founded if team.starts_on is None]
    if not new:
        return []
    same = Q(village__in=[team.village_id for team in new if team.village_id])
    if any(team.village_id is None for team in new):
        same |= Q(village=None, commune=lines.decision.commune_id)
    others = Team.objects.exclude(starts_on=None).filter(Q(ends_on=None) | Q(ends_on__gt=on), same)
    taken = set(others.values_list("village", flat=True))
    faults = [
        f"{team.village or 'Xã'} đã có tổ; hãy dùng quyết định kiện toàn." for team in new if team.village_id in taken
    ]
    gone = [team.village for team in new if team.village_id and team.village.valid_to and team.village.valid_to <= on]
    return faults + [f"{village} không còn từ {village.valid_to:%d/%m/%Y}." for village in gone]


def _faults_of_leaving(lines, on):
    faults = []
    for member in (line.membership for line in lines.dismissals):
        if member.ends_on:
            faults.append(f"{member.official} đã thôi làm thành viên của {member.team}.")
        elif member.starts_on > on:
            faults.append(f"{member.official} chỉ vào {member.team} từ {member.starts_on:%d/%m/%Y}.")
    return faults
