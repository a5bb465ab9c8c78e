"""The people and households that somebody may see and looks for."""

from dataclasses import dataclass

from households.models import Household, Resident
from households.search import closest, households_like, people_like, phone_tail

MOST = 50
MOST_SUGGESTED = 8


@dataclass(frozen=True)
class Hits:
    people: list[Resident]
    households: list[Household]
    more: bool  # than are here
    by_phone: bool


def hits_of(text, *, user, most=MOST):
    """At most `most` rows in all; a fifth of them is for households, where there are some."""
    residents = Resident.objects.visible_to(user).unmerged().order_by("sort_key", "pk")
    homes = Household.objects.visible_to(user).unmerged()
    people = closest(residents, people_like(text), most + 1)
    households = closest(homes.by_lane(), households_like(text), most + 1)
    for_people = most - min(len(households), most // 5)
    for_households = most - min(len(people), for_people)
    return Hits(
        _in_order(residents.select_related("household__village"), people[:for_people]),
        _in_order(homes.select_related("village", "head"), households[:for_households]),
        more=len(people) > for_people or len(households) > for_households,
        by_phone=bool(phone_tail(text)),
    )


def _in_order(rows, pks):
    by_pk = rows.in_bulk(pks)
    return [by_pk[pk] for pk in pks if pk in by_pk]
