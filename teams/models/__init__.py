from teams.models.decision import Decision, DecisionArticle, DecisionBasis, DecisionEvent, RegisterEntry
from teams.models.legal_basis import LegalBasis
from teams.models.relation import DecisionRelation, Dissolution
from teams.models.signed_copy import SignedCopy
from teams.models.team import Appointment, Dismissal, Launch, Membership, Team, TeamRole

__all__ = [
    "Appointment",
    "Decision",
    "DecisionArticle",
    "DecisionBasis",
    "DecisionEvent",
    "DecisionRelation",
    "Dismissal",
    "Dissolution",
    "Launch",
    "LegalBasis",
    "Membership",
    "RegisterEntry",
    "SignedCopy",
    "Team",
    "TeamRole",
]
