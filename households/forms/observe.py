from django import forms

from households.forms.visit import VisitForm
from households.models import Trait


class ObservationForm(VisitForm):
    """The traits of a household and its members, recorded by the office."""

    def __init__(self, data=None, *, household):
        super().__init__(data, user=None, household_pk=household.pk)
        self.household = household
        for name in list(self.fields):
            del self.fields[name]
        self.skills = []

    def clean(self):
        return forms.Form.clean(self)

    def observations(self):
        """The answers about this household and its members only, whatever else was posted."""
        people = {person.pk for person in self.people}
        own = {(self.household.pk, None, trait.pk) for trait in self.traits if trait.owner == Trait.Owner.HOUSEHOLD}
        own |= {
            (None, person, trait.pk)
            for person in people
            for trait in self.traits
            if trait.owner == Trait.Owner.RESIDENT
        }
        return [answer for answer in self._observations() if answer[:3] in own]
