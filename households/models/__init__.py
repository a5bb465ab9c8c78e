from households.models.ability import Ability, Skill, Trait, TraitValue
from households.models.household import Household, HouseholdVillage, Residence, Resident
from households.models.tally import GuidanceTally, Tally
from households.models.visit import Guidance, LatestVisit, Observation, Visit, VisitCancellation

__all__ = [
    "Ability",
    "Guidance",
    "GuidanceTally",
    "Household",
    "HouseholdVillage",
    "LatestVisit",
    "Observation",
    "Residence",
    "Resident",
    "Skill",
    "Tally",
    "Trait",
    "TraitValue",
    "Visit",
    "VisitCancellation",
]
