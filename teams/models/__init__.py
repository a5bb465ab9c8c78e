from teams.models.decision import Decision, DecisionArticle, DecisionBasis, DecisionEvent
from teams.models.legal_basis import LegalBasis
from teams.models.register import Numbering, RegisterEntry
from teams.models.relation import DecisionRelation, Dissolution
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
    "Numbering",
    "RegisterEntry",
    "Team",
    "TeamRole",
]
