"""Tập dượt: whoever learns the forms logs visits that run through everything and leave nothing, so that they are in no
number by construction. On for a session, until switched off or signed out."""

from contextlib import contextmanager

from django.db import transaction

KEY = "rehearsal"  # in the session; base.html asks for it too


def is_rehearsing(request):
    return KEY in request.session


def switch(request, *, on):
    if on:
        request.session[KEY] = True
    else:
        request.session.pop(KEY, None)


@contextmanager
def taken_back():
    """Whatever is written inside is undone at the end; what is to be shown of it must be drawn inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
