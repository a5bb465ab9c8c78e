"""Carries a reorganisation out in one transaction and one run, and takes it back within the day."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from accounts.audit import audited
from households.models import Household, HouseholdVillage, Skill, Trait, Visit
from households.relocation import bring_back, carry_sheets, relocate
from targets.models import Indicator, Target
from targets.reorganising.faults import faults_of
from teams.models import Appointment, Launch, Membership, Reform, Team
from teams.succession import carry_drafts, carry_teams
from villages import bulk
from villages.models import Commune, Official, Position, Reorganisation, Village, VillageSuccession
from villages.succession import (
    carry_accesses,
    carry_officials,
    carry_posts,
    succeed_communes,
    succeed_villages,
)

Kind = Reorganisation.Kind


@audited
def reorganise(plan, *, digest, by):
    """Carries out what the dry run of `digest` told; returns the Reorganisation. ValidationError if something changed
    since, or stands in the way."""
    _hold(plan)
    plan.read_anew()
    if digest != plan.digest:
        raise ValidationError("Có điều đã thay đổi từ lúc bạn xem trước. Hãy xem lại rồi thực hiện.")
    if faults := faults_of(plan):
        raise ValidationError(faults)
    run = bulk.start(_told(plan), communes=plan.communes, by=by)
    made = Reorganisation.objects.create(run=run, kind=plan.kind, on=plan.on, basis=plan.basis)
    if plan.new_commune:
        succeed_communes(run, plan.closing, plan.new_commune, on=plan.on, basis=plan.basis)
        run.communes.add(plan.new_commune)
    succeed_villages(run, plan.successors, plan.new_commune, on=plan.on, basis=plan.basis)
    _carry_people(run, plan)
    _carry_households(run, plan)
    _carry_papers(run, plan)
    return made


def _told(plan):
    """'Sắp xếp đơn vị: đổi tên thôn (Thôn 1 thành thôn Khe Mó)'"""
    olds = ", ".join(old.label for old in plan.closing or plan.olds)
    news = ", ".join(new.label for new in ([plan.new_commune] if plan.new_commune else plan.news))
    where = f", {plan.news[0].commune.label}" if plan.kind == Kind.MOVE else ""
    kind = Kind(plan.kind).label
    return f"Sắp xếp đơn vị: {kind[:1].lower()}{kind[1:]} ({olds} thành {news}{where})"


def _hold(plan):
    """One reorganisation of a commune after another, and none while a decision takes effect there."""
    communes = Commune.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in plan.communes])
    list(communes.order_by("pk"))
    stored = Village.objects.select_for_update().filter(pk__in=[old.pk for old in plan.olds]).order_by("pk")
    if any(village.valid_to for village in stored):
        raise ValidationError("Một thôn trong số này vừa được sắp xếp. Hãy tải lại trang.")


def _carry_people(run, plan):
    of_members = {one.access_id for one in plan.teams.memberships}
    others = [access for access in plan.accesses if access.pk not in of_members]
    carry_accesses(run, others, plan.successors, plan.new_commune, on=plan.on)
    if plan.new_commune:
        carry_officials(run, list(Official.objects.filter(commune__in=plan.closing)), plan.new_commune)
    if plan.kind == Kind.MOVE:
        carry_officials(run, officials_bound_to(plan.olds[0], plan.teams), plan.news[0].commune)
    carry_posts(run, plan.posts, plan.successors, on=plan.on)
    carry_teams(run, plan.teams, on=plan.on)
    for target in plan.targets:
        target.ended_on, target.ended_by = max(plan.on, target.starts_on), None
    bulk.change(run, plan.targets, ["ended_on", "ended_by"])


def officials_bound_to(village, teams):
    """Officials with a post in `village` or a place in one of its `teams` (TeamPlan), and none elsewhere in the
    commune: they go with it to another commune."""
    members = {one.official_id for one in teams.memberships}
    posts = Position.objects.in_force()
    here = Q(pk__in=posts.filter(village=village).values("official")) | Q(pk__in=members)
    elsewhere = Membership.objects.not_over().exclude(team__village=village)
    staying = Q(pk__in=posts.exclude(village=village).values("official")) | Q(pk__in=elsewhere.values("official"))
    return list(Official.objects.filter(here, commune=village.commune_id).exclude(staying))


def _carry_households(run, plan):
    renumbered = [household for household, _ in plan.renumbered]
    for household, number in plan.renumbered:
        household.number = number
    bulk.change(run, renumbered, ["number"])
    if plan.homes is None:
        moves = [(old.pk, news[0].pk, None) for old, news in plan.successors.items()]
    else:
        going = {id(new): [pk for pk, home in plan.homes.items() if home is new] for new in plan.news}
        moves = [(old.pk, new.pk, going[id(new)]) for old, news in plan.successors.items() for new in news]
    relocate(moves, on=plan.on)
    carry_sheets(run, {old.pk: _largest(plan, old).pk for old in plan.olds})


def _largest(plan, old):
    numbers = {id(new): number for new, number in plan.households_of}
    return max(plan.successors[old], key=lambda new: numbers.get(id(new), 0))


def _carry_papers(run, plan):
    """What is still being prepared in communes that are merged, and what they made for themselves."""
    if not plan.new_commune:
        return
    carry_drafts(run, plan.drafts, plan.new_commune)
    coming = Launch.objects.filter(commune__in=plan.closing, held_on__gte=plan.on)
    own = [model.objects.filter(commune__in=plan.closing) for model in (Skill, Trait, Indicator)]
    for rows in [coming, *own]:
        rows = list(rows)
        for row in rows:
            row.commune = plan.new_commune
        bulk.change(run, rows, ["commune"])


def teams_made(run):
    """Interim teams, in the place of those that ended."""
    return Team.objects.filter(pk__in=run.changes.filter(content_type__model="team", before__isnull=True).values("row"))


@audited
def undo(reorganisation, *, by):
    """Takes it back on the day it was done, as long as nothing later rests on it; ValidationError says what does."""
    run = type(reorganisation.run).objects.select_for_update().get(pk=reorganisation.run_id)
    if run.undone_at:
        raise ValidationError("Lần sắp xếp này đã được hoàn tác.")
    if timezone.localdate(run.at) != timezone.localdate():
        raise ValidationError("Chỉ hoàn tác được trong ngày thực hiện.")
    links = list(VillageSuccession.objects.filter(run=run).select_related("new"))
    news = [link.new_id for link in links]
    list(Village.objects.select_for_update().filter(pk__in=news).order_by("pk"))
    _refuse_rested(news)
    _refuse_named(run)
    bring_back([(link.old_id, link.new_id) for link in links], on=reorganisation.on)
    bulk.undo(run, by=by)


def _refuse_rested(news):
    """What would stand in the new villages without them; the run's own rows, bulk.undo() looks at."""
    visits = Visit.objects.filter(village__in=news).count()
    came = HouseholdVillage.objects.filter(village__in=news).count()
    moved = Household.objects.present().filter(village__in=news).count()
    if visits or came != moved:
        more = f"{visits} lượt thăm" if visits else "hộ chuyển đi"
        raise ValidationError(f"Không hoàn tác được: từ đó ở thôn mới đã ghi {more}.")


def _refuse_named(run):
    """A decision may name the teams that go; its lines would go with them unseen."""
    made = teams_made(run)
    lines = [model.objects.filter(team__in=made).select_related("decision") for model in (Appointment, Reform, Target)]
    drafts = {line.decision for found in lines for line in found}
    if issued := [decision for decision in drafts if decision.is_issued]:
        names = ", ".join(f"“{decision.subject}”" for decision in issued)
        raise ValidationError(f"Không hoàn tác được: đã ban hành quyết định {names} về tổ mới.")
    if drafts:
        names = ", ".join(f"“{draft.subject}”" for draft in drafts)
        raise ValidationError(f"Không hoàn tác được: dự thảo {names} đã nêu tổ mới. Hãy xóa hoặc sửa dự thảo ấy trước.")
