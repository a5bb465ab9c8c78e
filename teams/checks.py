"""What still stands in the way of a decision, as Vietnamese sentences; the part of form and people."""

from collections import Counter, defaultdict

from django.db.models import Q

from teams.models import Decision, DecisionRelation, Membership, Team, TeamRole


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


def faults_of_relations(lines, on):
    """Of what a decision that takes effect on the day `on` does to decisions issued before."""
    decision = lines.decision
    if decision.affects_another and not lines.relations:
        return [f"Quyết định {decision.get_kind_display().lower()} chưa chọn quyết định nào đã ban hành."]
    faults = [fault for relation in lines.relations for fault in faults_of_relation(relation, decision, on)]
    if decision.kind == Decision.Kind.DISSOLVE and not lines.dissolved:
        faults.append("Quyết định giải thể chưa chọn tổ nào.")
    for team in lines.dissolved:
        if team.ends_on:
            faults.append(f"{team} kết thúc từ {team.ends_on:%d/%m/%Y} nên không giải thể được nữa.")
        elif team.starts_on > on:
            faults.append(f"{team} chỉ bắt đầu từ {team.starts_on:%d/%m/%Y}, không giải thể trước ngày đó được.")
    return faults


def faults_of_relation(relation, document, on):
    """Of one `relation` that `document` (a decision or letter of a commune) has with an issued decision from `on`."""
    affected, faults = relation.affected, []
    if _is_of_another(relation, document.commune):
        faults.append(f"Quyết định số {affected.symbol} là của xã khác.")
    if relation.kind == DecisionRelation.Kind.AMENDS and affected.amends_targets:
        faults.append(f"Quyết định số {affected.symbol} tự nó là sửa đổi; hãy chọn quyết định gốc.")
    if on < affected.effective_on:
        faults.append(
            f"Quyết định số {affected.symbol} có hiệu lực từ {affected.effective_on:%d/%m/%Y}; văn bản này không thể "
            f"có hiệu lực từ {on:%d/%m/%Y}, trước ngày đó."
        )
    if relation.ended_from:
        how = HOW_ENDED[relation.ended_how]
        faults.append(f"Quyết định số {affected.symbol} đã {how} từ {relation.ended_from:%d/%m/%Y}.")
    return faults


def _is_of_another(relation, commune):
    """Only the targets of a team that came with its village are for its new commune to amend."""
    affected = relation.affected
    if relation.kind == DecisionRelation.Kind.AMENDS and affected.commune_id not in commune.lineage:
        return not Decision.objects.known_in(commune.lineage).filter(pk=affected.pk).exists()
    return affected.commune_id not in commune.lineage


HOW_ENDED = {"REPLACES": "bị thay thế", "REPEALS": "bị bãi bỏ", "RECALLS": "bị thu hồi"}


def faults_of_people(lines, on):
    """Judged on the teams as they stand after the decision takes effect on the day `on`."""
    people, undoing = defaultdict(list), lines.undoing(on)
    for line in lines.appointments:
        people[line.team_id].append((line.official, line.role))
    touched = _with_those_left(lines, undoing)
    for member in lines.staying(on):
        people[member.team_id].append((member.official, member.role))
    faults = [*_faults_of_kind(lines), *_faults_of_founding(lines, on), *_faults_of_leaving(lines, on)]
    dissolved = {team.pk for team in undoing.teams}
    for team in touched:
        if team.pk in dissolved:
            if any(line.team_id == team.pk for line in lines.appointments):
                faults.append(f"{team} giải thể theo quyết định này nên không bổ nhiệm ai vào tổ được.")
            continue
        if team.ends_on:
            faults.append(
                f"{team} kết thúc từ {team.ends_on:%d/%m/%Y} nên không thay đổi được nữa; hãy lưu lại phần thành viên."
            )
            continue
        times = Counter(official for official, _ in people[team.pk])
        faults += [f"{official} có tên hai lần trong {team}." for official, number in times.items() if number > 1]
        leaders = sum(role == TeamRole.LEADER for _, role in people[team.pk])
        if leaders != 1:
            number = f"có {leaders}" if leaders else "chưa có ai"
            faults.append(f"{team} phải có đúng một tổ trưởng; theo dự thảo thì {number}.")
    return faults


def faults_of_undoing(undoing):
    """Of what goes out of force by a letter, which can appoint nobody."""
    dissolved = {team.pk for team in undoing.teams}
    left = {member.team_id: member.team for member in undoing.memberships if member.team_id not in dissolved}
    leaders = Membership.objects.filter(team__in=left, ends_on=None, role=TeamRole.LEADER)
    led = set(leaders.exclude(pk__in=[member.pk for member in undoing.memberships]).values_list("team", flat=True))
    return [
        f"{team} sẽ không còn tổ trưởng; hãy soạn quyết định thu hồi và cử tổ trưởng mới trong quyết định ấy."
        for pk, team in left.items()
        if pk not in led
    ]


def _with_those_left(lines, undoing):
    """Teams that the lines name, and those whose people change because a decision on them goes out of force."""
    teams = {team.pk: team for team in lines.teams}
    for member in undoing.memberships:
        teams.setdefault(member.team_id, member.team)
    return list(teams.values())


def _faults_of_kind(lines):
    kind = lines.decision.kind
    if kind == Decision.Kind.FOUND and not lines.founded:
        return ["Quyết định thành lập chưa thành lập tổ nào."]
    if kind == Decision.Kind.REFORM and not lines.teams:
        return ["Quyết định kiện toàn chưa chọn tổ nào."]
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
