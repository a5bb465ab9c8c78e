from households.models.ability import Ability, Skill, Trait, TraitValue
from households.models.call import VerificationCall
from households.models.distinct import DistinctPair
from households.models.draft import SheetDraft
from households.models.exclusion import Exclusion, ExclusionSubject
from households.models.household import Household
from households.models.importing import Import, ImportRow
from households.models.label import VisitLabel
from households.models.life import LifeEvent, LifeEventPerson
from households.models.personal import Consent, DataRequest, NoticeGiven, Purpose
from households.models.residence import HouseholdVillage, Residence
from households.models.resident import Resident
from households.models.tally import GuidanceTally, Tally
from households.models.visit import Guidance, LatestVisit, Observation, PromiseMove, Visit, VisitCancellation

__all__ = [
    "Ability",
    "Consent",
    "DataRequest",
    "DistinctPair",
    "Exclusion",
    "ExclusionSubject",
    "Guidance",
    "GuidanceTally",
    "Household",
    "HouseholdVillage",
    "Import",
    "ImportRow",
    "LatestVisit",
    "LifeEvent",
    "LifeEventPerson",
    "NoticeGiven",
    "Observation",
    "PromiseMove",
    "Purpose",
    "Residence",
    "Resident",
    "SheetDraft",
    "Skill",
    "Tally",
    "Trait",
    "TraitValue",
    "VerificationCall",
    "Visit",
    "VisitCancellation",
    "VisitLabel",
]
