"""Why a reorganisation cannot be carried out as it is planned, as Vietnamese sentences."""

from collections import Counter

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.html import format_html

from households.models import Exclusion, HouseholdVillage, Import, LifeEvent, Observation, Residence, Visit
from targets.models import Target
from teams.models import Decision, Membership, RegisterEntry, Team
from villages.models import Commune, Village

FIRST = {  # what the officer can do about a decision that stands in the way
    Decision.State.SUBMITTED: "hãy đề nghị lãnh đạo ký rồi ban hành, hoặc trả lại, trước khi sắp xếp",
    Decision.State.SIGNED: "hãy cấp số, hoặc đề nghị lãnh đạo trả lại, trước khi sắp xếp",
}


def faults_of(plan):
    return [*_of_day(plan), *_of_names(plan), *_of_homes(plan), *_of_decisions(plan), *_of_targets(plan)]


def _of_day(plan):
    today = timezone.localdate()
    if plan.on > today:
        return ["Ngày có hiệu lực không thể ở tương lai: hãy làm việc này từ chính ngày ấy."]
    faults = [
        f"{old} chỉ có từ {old.valid_from:%d/%m/%Y}; ngày có hiệu lực phải sau ngày ấy."
        for old in [*plan.olds, *plan.closing]
        if plan.on <= old.valid_from
    ]
    for what, day in _latest_facts(plan):
        if day and day > plan.on:
            faults.append(f"Ngày có hiệu lực không thể trước {what} ngày {day:%d/%m/%Y}.")
    new_posts = [post for post in plan.posts_over if post.starts_on >= plan.on]
    for post in new_posts:
        faults.append(
            f"{post.official} bắt đầu làm {post} từ {post.starts_on:%d/%m/%Y}: chức vụ ấy sẽ kết thúc "
            "trước khi bắt đầu. Hãy bỏ chức vụ ấy hoặc chọn ngày sau."
        )
    return faults


def _latest_facts(plan):
    """(what, its last day) of all that happened in these villages, or is decided for them."""
    olds = plan.olds
    homes = HouseholdVillage.objects.filter(village__in=olds)
    lived = Residence.objects.filter(household__village__in=olds)
    for name, rows in (("hộ vào thôn", homes), ("người chuyển vào", lived)):
        yield f"lần ghi {name} mới nhất,", rows.aggregate(last=Max("starts_on"))["last"]
    for name, rows in (("hộ rời thôn", homes), ("người chuyển đi hoặc mất", lived)):
        yield f"lần ghi {name} mới nhất,", rows.aggregate(last=Max("ends_on"))["last"]
    visited = Visit.objects.filter(village__in=olds).aggregate(last=Max("visited_at"))["last"]
    yield "lượt thăm mới nhất,", visited and timezone.localdate(visited)
    for whom, where in (("hộ", "household__village__in"), ("người", "resident__village__in")):
        seen = Observation.objects.filter(visit=None, **{where: olds}).aggregate(last=Max("observed_at"))["last"]
        yield f"lần ghi đặc điểm của {whom} mới nhất,", seen and timezone.localdate(seen)
        excluded = Exclusion.objects.filter(**{where: olds}).aggregate(starts=Max("starts_on"), ends=Max("ended_at"))
        yield f"lần miễn tính {whom} mới nhất,", excluded["starts"]
        yield f"lần thôi miễn tính {whom} mới nhất,", excluded["ends"] and timezone.localdate(excluded["ends"])
    happened = LifeEvent.objects.filter(household__village__in=olds).aggregate(last=Max("on"))["last"]
    yield "diễn biến mới nhất của hộ,", happened
    teams = Q(village__in=olds) | Q(village=None, commune__in=plan.closing)
    yield "khi tổ bắt đầu,", Team.objects.filter(teams).aggregate(last=Max("starts_on"))["last"]
    members = Membership.objects.filter(team__in=Team.objects.filter(teams))
    yield "khi thành viên mới của tổ bắt đầu,", members.aggregate(last=Max("starts_on"))["last"]
    reformed = Decision.objects.filter(state=Decision.State.ISSUED, reforms__team__in=Team.objects.filter(teams))
    yield "khi tổ được kiện toàn,", reformed.aggregate(last=Max("effective_on"))["last"]
    if plan.closing:
        papers = RegisterEntry.objects.filter(commune__in=plan.closing)
        yield "văn bản mới nhất trong sổ của xã,", papers.aggregate(last=Max("issued_on"))["last"]
        decided = Decision.objects.filter(commune__in=plan.closing)
        yield "khi quyết định mới nhất của xã có hiệu lực,", decided.aggregate(last=Max("effective_on"))["last"]


def _of_names(plan):
    faults = []
    same = Counter((id(new.commune), new.kind, new.name.casefold()) for new in plan.news)
    faults += [f"Hai thôn mới cùng mang tên {new.label}." for new in plan.news if _twice(same, new)][:1]
    for commune in {new.commune.pk: new.commune for new in plan.news if new.commune.pk}.values():
        others = Village.objects.in_force().filter(commune=commune).exclude(pk__in=[old.pk for old in plan.olds])
        taken = {(kind, name.casefold()) for kind, name in others.values_list("kind", "name")}
        mine = [new for new in plan.news if new.commune.pk == commune.pk]
        faults += [f"{commune} đã có {new.label}." for new in mine if (new.kind, new.name.casefold()) in taken]
    if plan.new_commune:
        code = plan.new_commune.code
        standing = Commune.objects.filter(code=code, valid_to=None).exclude(pk__in=[one.pk for one in plan.closing])
        faults += [f"Mã {code} đang là của {other.label}." for other in standing]
        if Commune.objects.filter(code=code, valid_from=plan.on).exists():
            faults.append(f"Đã có một xã mã {code} từ chính ngày này.")
    return faults


def _twice(same, new):
    return same[id(new.commune), new.kind, new.name.casefold()] > 1


def _of_homes(plan):
    if plan.homes is None:
        return []
    if plan.is_unsorted:
        return [f"{len(plan.unassigned)} hộ chưa có thôn mới: hãy xếp ở dưới đây rồi bấm “Xem trước” lần nữa."]
    faults = list(plan.mistakes)
    if plan.unassigned:
        faults.append(f"{len(plan.unassigned)} hộ chưa có thôn mới; mỗi hộ phải được xếp vào một thôn.")
    faults += [f"Chưa có hộ nào được xếp vào {new.label}." for new, number in plan.households_of if not number]
    return faults


def _of_decisions(plan):
    """What was handed to the leader, or read from a file, names teams and communes as they are: that comes first."""
    importing = Import.objects.open().filter(commune__in=plan.communes).select_related("commune")
    faults = [f"{one.commune} đang nhập Excel dở ({one.file_name}): hãy nhập xong hoặc bỏ trước." for one in importing]
    waiting = [draft for draft in plan.drafts if draft.state != Decision.State.DRAFT]
    return faults + [
        format_html(
            '<a href="{}">Quyết định “{}”</a> ({}) nêu tổ, thôn hoặc xã cũ: {}.',
            draft.get_absolute_url(),
            draft.subject,
            draft.get_state_display().lower(),
            FIRST[draft.state],
        )
        for draft in waiting
    ]


def _of_targets(plan):
    """A team that goes on in another commune can no longer teach, or ask for, what the old one has for itself."""
    leaving = [team for team, new in plan.teams.continuing if new.commune_id not in (None, team.commune_id)]
    asked = Q(indicator__skill__commune__in=plan.communes) | Q(indicator__trait__commune__in=plan.communes)
    running = Target.objects.exclude(starts_on=None).filter(Q(ended_on=None) | Q(ended_on__gt=plan.on), asked)
    running = running.filter(team__in=leaving, due_on__gte=plan.on).select_related("indicator", "team__commune")
    return [
        f"Chỉ tiêu “{target.indicator.short_name}” của {target.team} tính theo nội dung, đặc điểm riêng của "
        f"{target.team.commune.label}: hãy thôi giao chỉ tiêu ấy trước."
        for target in running.by_village()
    ]
