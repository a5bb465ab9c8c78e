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
from teams.actions.register import (
    enter_paper,
    hold_register,
    next_number,
    numbering_of,
    refuse_misplaced,
    register,
)
from teams.actions.step import locked, record, send_back

__all__ = [
    "ChangedMeanwhile",
    "delete_draft",
    "draft",
    "end_access",
    "enter_paper",
    "give_account",
    "grant",
    "hold_register",
    "locked",
    "next_number",
    "numbering_of",
    "opened",
    "personal_phone",
    "propose",
    "record",
    "refuse_misplaced",
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
