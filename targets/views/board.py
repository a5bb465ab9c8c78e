from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from config.paging import page_of
from targets.board import board_of
from targets.confirmation import confirmation_of
from targets.evidence import COUNTED, GROUPS, exclusions, lessons, sizes, sources
from targets.forms.board import DayForm
from targets.lists import board_progress, day_of, group_members, group_of
from targets.models import Target
from targets.progress import progress_of
from targets.served import call_as_then, villages_of
from teams.models import Membership
from villages.contacts import contacts_of
from villages.models import Commune, Role, Village, VillageSuccession


def board(request):
    form = DayForm(request.GET)
    progress = board_progress(request.user, form.day)
    rates = confirmation_of([line.target for line in progress], form.day)
    indicators, rows = board_of(progress, rates)
    context = {"form": form, "on": form.day, "indicators": indicators, "rows": rows}
    past = form.day < timezone.localdate()
    assigned = [row.team.village for row in rows if row.team.village]
    others = [] if past else Village.objects.visible_to(request.user).in_force().select_related("commune")
    others = [village for village in others if village not in assigned]
    context["several"] = len({village.commune_id for village in [*assigned, *others]}) > 1
    return render(request, "targets/board.html", context | {"past": past, "unassigned": others})


def target_detail(request, pk):
    form = DayForm(request.GET)
    targets = Target.objects.visible_to(request.user, form.day).with_symbols()
    target = get_object_or_404(targets.with_all(), pk=pk)
    on = day_of(target, form, request.user)
    progress = progress_of([target], on)[0]
    theirs = Target.objects.visible_to(request.user).filter(pk=pk).exists()  # today, and so its people and village
    terms = list(targets.with_terms_of(target)) if theirs else []
    context = {"target": target, "progress": progress, "form": form, "on": on, "theirs": theirs}
    context["terms"] = terms[1:] and terms
    context["rate"] = confirmation_of([target], on).get(target.team_id)
    if Village.objects.peopled_for(request.user).filter(pk__in=villages_of(target, on)).exists():
        context |= _evidence(request, target, progress, on)
    call_as_then([target], on)
    return render(request, "targets/target_detail.html", context)


def _evidence(request, target, progress, on):
    if not target.indicator.is_share:
        return {"lessons": page_of(request, lessons(target, on), count=progress.count.counted)}
    group = group_of(request)
    rows = group_members(target, group, on)
    numbers = sizes(progress.count)
    page = page_of(request, rows, count=numbers[GROUPS.index(group)])
    found = sources(target, [row.pk for row in page], on)
    groups = [entry for entry in zip(GROUPS, numbers, strict=True) if entry[1] or entry[0] == COUNTED]
    excluded = exclusions(target, list(page), on)
    evidence = [(row, found.get(row.pk, []), excluded.get(row.pk)) for row in page]
    return {"group": group, "groups": groups, "page": page, "evidence": evidence}


def village_detail(request, pk):
    opened = {
        "peopled": Exists(Village.objects.peopled_for(request.user).filter(pk=OuterRef("pk"))),
        "loggable": Exists(Village.objects.loggable_by(request.user).in_force().filter(pk=OuterRef("pk"))),
        "opens_commune": Exists(Commune.objects.seen_by(request.user, Role).filter(pk=OuterRef("commune"))),
    }
    villages = Village.objects.visible_to(request.user).select_related("commune").annotate(**opened)
    village = get_object_or_404(villages, pk=pk)
    on = village.valid_to - timedelta(days=1) if village.valid_to else timezone.localdate()
    links = VillageSuccession.objects.visible_to(request.user).with_opened(request.user)
    became = list(links.filter(old=village)) if village.valid_to else []
    places = [village.pk, *_followers(became, links)]  # where the team that served it on that day is now
    targets = Target.objects.visible_to_public().in_force(on).filter(team__village__in=places).with_all()
    progress = progress_of(targets, on)
    appointed = Membership.objects.visible_to(request.user).filter(team__village__in=places)
    context = {
        "village": village,
        "on": on,
        "came": links.filter(new=village) if village.past else [],
        "became": became,
        "members": appointed.in_force(on).in_rank().select_related("official", "team"),
        "group": contacts_of(village.positions.in_force(on)),
        "progress": progress,
        "rates": confirmation_of([line.target for line in progress], on).values(),
        "households": village.households.present().count() if village.peopled and not village.valid_to else 0,
        "visits": village.visits.with_where()[:8] if village.peopled else [],
    }
    return render(request, "targets/village_detail.html", context)


def _followers(became, links):
    """Ids of what a village `became` ([VillageSuccession]), and of what that became by `links`."""
    found: set = set()
    while became:
        found |= {link.new_id for link in became}
        closed = [link.new_id for link in became if link.new.valid_to]
        became = list(links.filter(old__in=closed)) if closed else []
    return found
