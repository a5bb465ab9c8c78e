"""What a reorganisation of villages or communes would do, worked out without writing anything: the dry run shows it,
the action works it out again under its locks and carries it out."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Count, Q

from households.models import Household, Resident
from households.relocation import clashes_in
from targets.models import Target
from teams.succession import plan_teams, unissued
from villages.models import Commune, Reorganisation, Village
from villages.succession import goes_on, new_villages, old_of, open_accesses, posts_of

Kind = Reorganisation.Kind
LONGEST_NUMBER = Household._meta.get_field("number").max_length


@dataclass
class Plan:
    """`successors`: {village: [unsaved villages that follow it]}; `homes`: {household id: the village of those that it
    goes to}, of a split. Of communes that are merged: `closing` and the unsaved `new_commune`."""

    kind: str
    on: date
    basis: str
    successors: dict[Village, list[Village]]
    homes: dict[int, Village] | None = None
    closing: list[Commune] = field(default_factory=list)
    new_commune: Commune | None = None
    keeps_suffix: bool = True
    mistakes: list[str] = field(default_factory=list)  # in what was said of the households

    @cached_property
    def olds(self):
        return list(self.successors)

    @cached_property
    def news(self):
        return new_villages(self.successors)

    @cached_property
    def communes(self):
        """Those concerned that are there already: whoever does it is the officer of each."""
        new = [village.commune for village in self.news if village.commune.pk]
        found = {commune.pk: commune for commune in [*self.closing, *(old.commune for old in self.olds), *new]}
        return list(found.values())

    @cached_property
    def sizes(self):
        """{village id: (present households, present residents)}"""
        found = {}
        for model in (Household, Resident):
            rows = model.objects.present().filter(village__in=self.olds).order_by().values("village")
            found[model] = dict(rows.annotate(number=Count("pk")).values_list("village", "number"))
        return {old.pk: (found[Household].get(old.pk, 0), found[Resident].get(old.pk, 0)) for old in self.olds}

    @cached_property
    def lines(self):
        """[(old village, its households, its residents, [new])]"""
        return [(old, *self.sizes[old.pk], news) for old, news in self.successors.items()]

    @cached_property
    def households_of(self):
        """[(new village, how many households go to it)], of a split"""
        numbers = Counter(id(new) for new in (self.homes or {}).values())
        return [(new, numbers[id(new)]) for new in self.news] if self.homes is not None else []

    @cached_property
    def unassigned(self):
        """Households of a village to be split that nobody has sent anywhere."""
        if self.homes is None:
            return []
        here = Household.objects.present().filter(village__in=self.olds).select_related("head").by_lane()
        return [household for household in here if household.pk not in self.homes]

    @property
    def is_unsorted(self):
        """Whether the households of a split were not yet asked after."""
        return bool(self.unassigned) and not self.homes and not self.mistakes

    @cached_property
    def renumbered(self):
        """[(household, number)] of those whose number another in the new village bears: the largest village keeps its
        numbers."""
        changed = []
        for new in self.news:
            olds = sorted(old_of(self.successors, new), key=lambda old: (-self.sizes[old.pk][0], old.pk))
            if len(olds) > 1:
                changed += self._renumber([old.pk for old in olds])
        return changed

    def _renumber(self, villages):
        clashing, taken = clashes_in(villages)
        names = {old.pk: "".join(word[:1] for word in old.name.split()).upper() or "2" for old in self.olds}
        names |= {old.pk: old.name for old in self.olds if old.name.isdigit()}
        rows = Household.objects.select_related("head", "village").in_bulk(clashing)
        changed, last = [], max((int(one) for one in taken if one.isdecimal() and len(one) < 10), default=0)
        for pk, (number, village) in clashing.items():
            proposed = f"{number}-{names[village]}"
            if not self.keeps_suffix or proposed in taken or len(proposed) > LONGEST_NUMBER:
                last += 1
                proposed = str(last).zfill(len(number))
            taken.add(proposed)
            changed.append((rows[pk], proposed))
        return changed

    @cached_property
    def teams(self):
        return plan_teams(self.successors, self.closing, self.new_commune, on=self.on)

    @cached_property
    def targets(self):
        """Targets that end with their teams."""
        running = Target.objects.exclude(starts_on=None).filter(Q(ended_on=None) | Q(ended_on__gt=self.on))
        running = running.filter(team__in=[team.pk for team in self.teams.ending], due_on__gte=self.on)
        return list(running.with_all().by_village())

    @cached_property
    def posts(self):
        return posts_of(self.successors, self.closing, self.on)

    @cached_property
    def posts_over(self):
        return [post for post in self.posts if not post.village_id or not goes_on(self.successors, post.village)]

    @cached_property
    def accesses(self):
        return list(open_accesses(self.successors, self.closing, self.on))

    @cached_property
    def users(self):
        """Accounts that go along, each once, by name."""
        return sorted({access.user for access in self.accesses}, key=lambda user: (user.get_short_name(), user.pk))

    @cached_property
    def drafts(self):
        """Decisions under way that name these teams, or are of these communes."""
        return unissued(self.successors, self.closing)

    def read_anew(self):
        """Forgets what was read, so that it is read again under locks."""
        for name, value in vars(type(self)).items():
            if isinstance(value, cached_property) and name not in ("olds", "news", "communes"):
                self.__dict__.pop(name, None)

    @property
    def digest(self):
        """Of everything that the dry run tells."""
        said = [self.kind, self.on, self.basis, self.new_commune and (str(self.new_commune), self.new_commune.code)]
        said += [(old.pk, old.version, *sizes, [str(new) for new in news]) for old, *sizes, news in self.lines]
        said += sorted((pk, str(new)) for pk, new in (self.homes or {}).items())
        said += [(household.pk, number) for household, number in self.renumbered]
        for rows in (self.targets, self.posts_over, self.accesses, self.drafts, self.teams.memberships):
            said.append([row.pk for row in rows])
        return hashlib.sha256(repr(said).encode()).hexdigest()[:32]
