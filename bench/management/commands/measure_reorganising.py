"""The whole commune becomes another one, and is put back: in one transaction each, however many live there."""

from time import perf_counter

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.models import User
from bench.bars import Bars
from households.models import Resident
from targets.reorganising.actions import reorganise, undo
from targets.reorganising.plan import Plan
from teams.models import Decision
from villages.models import Commune, Reorganisation, Village

MOST_SECONDS = 120


class Command(BaseCommand):
    help = "Measures how long a merge of communes takes with the residents that are there, and its undoing."

    def handle(self, **options):
        bars, officer = Bars(self.stdout.write), User.objects.get(username="congchuc")
        Decision.objects.exclude(state=Decision.State.ISSUED).update(state=Decision.State.DRAFT)
        residents = Resident.objects.count()
        plan = plan_of(Commune.objects.get(valid_to=None))
        made = timed(bars, f"reorganise_{residents}_s", lambda: reorganise(plan, digest=plan.digest, by=officer))
        timed(bars, f"reorganise_undo_{residents}_s", lambda: undo(made, by=officer))


def plan_of(commune):
    today = timezone.localdate()
    new = Commune(name="Quảng La", code="07054", province=commune.province, valid_from=today)
    successors = {
        old: [Village(commune=new, kind=old.kind, name=old.name, valid_from=today)]
        for old in commune.villages.filter(valid_to=None)
    }
    kind, basis = Reorganisation.Kind.COMMUNES, "Nghị quyết 1679/NQ-UBTVQH15"
    return Plan(kind, today, basis, successors, closing=[commune], new_commune=new)


def timed(bars, name, work):
    began = perf_counter()
    done = work()
    bars.at_most(name, perf_counter() - began, MOST_SECONDS)
    return done
