"""What each role finds on its desk. A desk is None for someone it is not for."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from households.at_home import add_hints
from households.calls import last_finished_month
from households.models import DataRequest, Exclusion, Household, VerificationCall, VisitLabel
from households.review import reviews_of
from targets.board import lags_of
from targets.models import Target
from targets.progress import progress_of
from teams.lapses import lapses_of
from teams.models import Decision, DecisionEvent, Membership, Team
from villages.models import Commune, Official, Village, oversees

IN_A_SECTION = 8
NEXT_DOORS = 5  # on a phone each takes a hand's breadth


@dataclass(frozen=True)
class TeamDesk:
    """Hôm nay: promised first, then never visited lane by lane, then the longest unvisited."""

    villages: list
    promised: list
    never: list
    oldest: list
    progress: list
    reviews: int
    without_head: list


def team_desk(user):
    villages = list(Village.objects.loggable_by(user).in_force())
    if not villages:
        return None
    households = Household.objects.filter(village__in=villages).present()
    households = households.select_related("head", "latest_visit", "village")
    due = households.promised(timezone.localdate()).select_related("latest_visit__promised_in")
    promised = list(due[:IN_A_SECTION])
    others = households.inhabited().exclude(pk__in=[household.pk for household in promised])
    never = list(others.never_visited()[:NEXT_DOORS])
    oldest = list(others.longest_unvisited()[:NEXT_DOORS])
    add_hints([*promised, *oldest])
    targets = Target.objects.visible_to(user).in_force().filter(team__village__in=villages)
    return TeamDesk(
        villages,
        promised,
        never,
        oldest,
        progress_of(targets.with_all()),
        reviews_of(user).count(),
        list(Household.objects.editable_by(user).without_head().select_related("village")[:NEXT_DOORS]),
    )


@dataclass(frozen=True)
class OfficeDesk:
    """What waits for a leader's signature or an officer's hand, and who is behind and why."""

    to_sign: list
    to_number: list
    drafts: list
    without_account: list
    lags: list
    targets: int
    to_reform: list
    reviews: bool
    calls: bool
    data_requests: int
    overdue_requests: int
    exclusions: int
    without_head: bool
    first_steps: bool  # for the officer of a commune for which nobody has drafted a team yet

    @property
    def several(self):
        """Whether those behind are of more than one commune."""
        return len({lag.progress.target.team.commune_id for lag in self.lags}) > 1


def office_desk(user):
    if not oversees(user):
        return None
    decidable = Exclusion.objects.decidable_by(user).order_by().values("verdict")  # all the same: one number
    waiting = {
        "exclusions": Coalesce(Subquery(decidable.annotate(number=Count("pk")).values("number")), 0),
        "reviews": Exists(VisitLabel.objects.waiting_for(user)),
        "calls": Exists(VerificationCall.objects.recordable_by(user).uncalled().filter(month=last_finished_month())),
        "without_head": Exists(Household.objects.editable_by(user).without_head().order_by()),
        "edits": Exists(Commune.objects.editable_by(user)),
        "with_team": Exists(Team.objects.filter(commune=OuterRef("pk")).order_by()),
    }
    requests = list(DataRequest.objects.handled_by(user).open().order_by().only("outcome", "next_on"))
    waits = Commune.objects.overseen_by(user).annotate(**waiting)[0]
    returned = DecisionEvent.objects.filter(decision=OuterRef("pk")).order_by("-at", "-pk")
    papers = Decision.objects.numberable_by(user) | Decision.objects.editable_by(user)
    papers = papers.defer("text").annotate(
        last_step=Subquery(returned.values("step")[:1]), last_reason=Subquery(returned.values("reason")[:1])
    )
    members = Membership.objects.in_force().filter(official__user=None)
    progress = progress_of(Target.objects.visible_to(user).in_force().with_shared())
    return OfficeDesk(
        list(Decision.objects.signable_by(user).defer("text")),
        [decision for decision in papers if decision.state == Decision.State.SIGNED],
        [decision for decision in papers if decision.state == Decision.State.DRAFT][:IN_A_SECTION],
        list(Official.objects.editable_by(user).filter(memberships__in=members).distinct()[:IN_A_SECTION]),
        lags_of(progress)[:IN_A_SECTION],
        len(progress),
        lapses_of(Team.objects.draftable_by(user).filter(ends_on=None))[:IN_A_SECTION],
        waits.reviews,
        waits.calls,
        len(requests),
        sum(request.is_overdue for request in requests),
        waits.exclusions,
        waits.without_head,
        waits.edits and not waits.with_team,
    )
