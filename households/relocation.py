"""Households when their villages are reorganised, by statements over whole villages: a commune of 200,000 people in one
transaction. What was where stays readable from HouseholdVillage, which is also the way back."""

from collections import Counter, defaultdict

from django.db.models import F, Max
from django.utils import timezone

from households.models import Household, HouseholdVillage, Resident, SheetDraft, Tally
from households.tally import CHANGES, TALLY_KEY, add_difference, rebuild
from villages import bulk

AT_ONCE = 500


def relocate(moves, *, on):
    """Moves the present households of each old village (id) to its new one on the day `on`: `moves` is
    [(old, new, ids of the households, or None for all)]. Their numbers must be free in the new villages."""
    for old, new, ids in moves:
        for some in [None] if ids is None else _slices(ids):
            _move(old, new, some, on)
    _carry_tallies(moves)


def _move(old, new, ids, on):
    here = Household.objects.present().filter(village=old, **({} if ids is None else {"pk__in": ids}))
    going = list(here.select_for_update().order_by("pk").values_list("pk", flat=True))
    # Of those that are here: a household that was merged keeps its period, for an undo to find it.
    HouseholdVillage.objects.filter(household__in=here, ends_on=None).update(ends_on=on)
    settled = (HouseholdVillage(household_id=pk, village_id=new, starts_on=on) for pk in going)
    HouseholdVillage.objects.bulk_create(settled, batch_size=2000)
    here.update(village=new, changed_at=timezone.now(), version=F("version") + 1)
    _bring_people(old, new)


def _bring_people(old, new):
    Resident.objects.filter(village=old, household__in=Household.objects.filter(village=new)).update(village=new)


def _carry_tallies(moves):
    olds, news = {old for old, *_ in moves}, {new for _, new, _ in moves}
    if any(ids is not None for *_, ids in moves):
        rebuild([*olds, *news])
    elif len(news) == len(moves):
        for old, new, _ in moves:
            Tally.objects.filter(village=old).exclude(key=CHANGES).update(village=new)
        add_difference(Counter(), Counter(), olds | news)
    else:
        _join_tallies(dict(move[:2] for move in moves))


def _join_tallies(followers):
    before, after = Counter(), Counter()
    rows = Tally.objects.filter(village__in=followers).exclude(key=CHANGES).order_by()
    for village, *key, number in rows.values_list(*TALLY_KEY, "number"):
        before[village, *key] += number
        after[followers[village], *key] += number
    add_difference(before, after, {*followers, *followers.values()})


def bring_back(pairs, *, on):
    """Takes relocate() back, for those who came from an old village to its new one, `pairs` [(old, new)] of ids, on
    the day `on` and are still there; who came since stays, for the caller to see."""
    olds, news = {old for old, _ in pairs}, {new for _, new in pairs}
    came = HouseholdVillage.objects.filter(village__in=news, starts_on=on, ends_on=None)
    former = HouseholdVillage.objects.filter(village__in=olds, ends_on=on, household__in=came.values("household"))
    last = former.order_by().values("household").annotate(last=Max("pk")).values("last")
    homes = defaultdict(list)
    for pk, household, old in HouseholdVillage.objects.filter(pk__in=last).values_list("pk", "household", "village"):
        homes[old].append((pk, household))
    for old, moved in homes.items():
        for some in _slices(moved):
            periods, households = zip(*some, strict=True)
            came.filter(household__in=households).delete()
            HouseholdVillage.objects.filter(pk__in=periods).update(ends_on=None)
            there = Household.objects.filter(pk__in=households)
            there.update(village=old, changed_at=timezone.now(), version=F("version") + 1)
            Resident.objects.filter(household__in=households).update(village=old)
    if len(pairs) == len(olds) == len(news):
        for old, new in pairs:
            Tally.objects.filter(village=new).exclude(key=CHANGES).update(village=old)
        add_difference(Counter(), Counter(), olds)
    else:
        rebuild([*olds, *news])


def _slices(rows):
    rows = list(rows)
    return [rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE)]


def clashes_in(villages):
    """Present households of `villages` (ids, the largest first) whose number one of an earlier village has already:
    {household id: (number, village id)}, with the numbers that are taken."""
    rows = Household.objects.present().filter(village__in=villages).order_by("number_key", "pk")
    by_village = defaultdict(list)
    for pk, number, village in rows.values_list("pk", "number", "village"):
        by_village[village].append((pk, number))
    taken: set = set()
    clashing: dict = {}
    for village in villages:
        clashing |= {pk: (number, village) for pk, number in by_village[village] if number in taken}
        taken |= {number for _, number in by_village[village]}
    return clashing, taken


def carry_sheets(run, followers):
    """The lines of paper that somebody is typing for a village go along; behind those he types for another village
    that is merged with it."""
    drafts = list(SheetDraft.objects.filter(village__in=followers).order_by("pk"))
    kept: dict = {}
    for draft in drafts:
        draft.village_id = followers[draft.village_id]
        first = kept.setdefault((draft.user_id, draft.village_id), draft)
        if first is not draft:
            first.text = f"{first.text}\n{draft.text}"
    bulk.delete(run, [draft for draft in drafts if draft not in kept.values()])
    bulk.change(run, list(kept.values()), ["village", "text"])
