import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.functional import cached_property

from households.models import Visit

MOMENTS = timedelta(minutes=10)
CLOCK_DIFFERS = timedelta(minutes=10)  # more than this is worth a word


@dataclass(frozen=True)
class VisitContent:
    """What a person says about a visit, normalised; ids only, so that it can be compared without the database."""

    uuid: UUID
    village: int | None  # None: where the household was
    household: int | None
    outcome: str
    place: str = Visit.Place.HOME
    visited_at: datetime | None = None  # None: when it is received
    note: str = ""
    promised_on: date | None = None
    companions: tuple[int, ...] = ()
    guidances: tuple[tuple[int, int, int, bool], ...] = ()  # (resident, skill, level, taught)
    observations: tuple[tuple[int | None, int | None, int, bool], ...] = ()  # (household, resident, trait, has it)
    notice: int | None = None  # version of the notice on personal data that was read to the household
    clock: timedelta = timedelta(0)  # what to add to `visited_at`, as the phone's clock said it

    @cached_property
    def digest(self):
        content = {field.name: getattr(self, field.name) for field in fields(self)}
        content |= {"visited_at": self.visited_at and self.visited_at.timestamp(), "uuid": None}
        del content["clock"]  # measured anew each time it is sent
        if self.notice is None:  # as before there were notices
            del content["notice"]
        if self.household is not None:  # it may move before the form is sent again
            del content["village"]
        return hashlib.sha256(json.dumps(content, default=str, sort_keys=True).encode()).hexdigest()

    @property
    def people(self):
        return {resident for resident, *_ in self.guidances} | {
            resident for _, resident, *_ in self.observations if resident is not None
        }
