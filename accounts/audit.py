from functools import wraps

from auditlog.context import auditlog_value, set_actor
from django.db import transaction


def audited(action):
    """Makes `action(…, *, by)` one transaction whose audit entries name `by`, in a request or outside one."""

    @wraps(action)
    def wrapper(*args, by, **kwargs):
        outer = auditlog_value.get(None)
        try:
            with transaction.atomic(), set_actor(by):
                return action(*args, by=by, **kwargs)
        finally:
            auditlog_value.set(outer)

    return wrapper
