"""Writes to the tables of this app, by subject."""

from teams.actions.account import end_access, give_account, grant, personal_phone, reset_password
from teams.actions.drafting import (
    ChangedMeanwhile,
    delete_draft,
    draft,
    opened,
    propose,
    save_draft,
    set_articles,
    set_people,
    texts_of,
    wording_kept_up,
)
from teams.actions.people import take_effect_on_people, undo_people
from teams.actions.signed_copy import add_signed_copy
from teams.actions.step import locked, next_number, record, register, send_back

__all__ = [
    "ChangedMeanwhile",
    "add_signed_copy",
    "delete_draft",
    "draft",
    "end_access",
    "give_account",
    "grant",
    "locked",
    "next_number",
    "opened",
    "personal_phone",
    "propose",
    "record",
    "register",
    "reset_password",
    "save_draft",
    "send_back",
    "set_articles",
    "set_people",
    "take_effect_on_people",
    "texts_of",
    "undo_people",
    "wording_kept_up",
]
