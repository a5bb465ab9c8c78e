"""The visit form without a household: a pattern that the phone fills (static/js/shell-household.js)."""

from households.forms.questions import person_row
from households.forms.visit import VisitForm
from households.models import Household, Resident, Trait
from households.notice import CURRENT

HOUSEHOLD, PERSON = "__household__", "__person__"


class SampleVisitForm(VisitForm):
    notice_due = CURRENT

    def __init__(self, *, user, village):
        super().__init__(user=user, household_pk=0)
        self.household = Household(pk=HOUSEHOLD, village=village)
        self.people = []

    def sample_rows(self):
        traits = [trait for trait in self.traits if trait.owner == Trait.Owner.RESIDENT]
        person = Resident(pk=PERSON, full_name=PERSON)
        return [person_row(self.data, person, self.skills, traits, {}, open_anyway=False)]
