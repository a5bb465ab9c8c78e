"""Saving what a form says, where the database or the action may still refuse it."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError


def refusal_of(save):
    """The ValidationError that says why `save` (an action, one transaction) stored nothing; None where it did."""
    try:
        save()
    except IntegrityError:
        return ValidationError("Vừa có người lưu một mục trùng với mục này. Hãy kiểm tra lại rồi lưu.")
    except ValidationError as error:
        return error
    return None


def saved(form):
    """Whether `form` was saved; otherwise it says why not, beside its fields where it has them."""
    error = refusal_of(form.save)
    if error is None:
        return True
    refusals = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
    for name, messages in refusals.items():
        form.add_error(name if name in form.fields else None, messages)
    return False
