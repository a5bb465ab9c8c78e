from teams.models.appointment import Appointment, Dismissal
from teams.models.decision import Decision, DecisionEvent
from teams.models.launch import Attendee, Handover, Launch, LaunchPhoto, Speech
from teams.models.legal_basis import LegalBasis
from teams.models.register import Numbering, RegisterEntry
from teams.models.relation import DecisionRelation, Dissolution, Reform
from teams.models.signed_copy import SignedCopy
from teams.models.team import FormerAccess, Membership, Team, TeamRole
from teams.models.wording import DecisionArticle, DecisionBasis

__all__ = [
    "Appointment",
    "Attendee",
    "Decision",
    "DecisionArticle",
    "DecisionBasis",
    "DecisionEvent",
    "DecisionRelation",
    "Dismissal",
    "Dissolution",
    "FormerAccess",
    "Handover",
    "Launch",
    "LaunchPhoto",
    "LegalBasis",
    "Membership",
    "Numbering",
    "Reform",
    "RegisterEntry",
    "SignedCopy",
    "Speech",
    "Team",
    "TeamRole",
]
