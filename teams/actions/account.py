"""Accounts of officials, and access beyond that of a membership."""

import secrets

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.audit import audited
from accounts.models import User
from teams.actions.people import open_access
from villages.models import Access, Official, Role

PASSWORD_LETTERS = "abcdefghkmnpqrstuvwxyz23456789"


@audited
def give_account(official, *, username, by):
    """Creates the account of `official` and opens the access of his memberships; returns the password he is to
    replace when he first signs in."""
    if Official.objects.select_for_update().filter(pk=official.pk, user=None).first() is None:
        raise ValidationError("Người này vừa được cấp tài khoản.")
    official.refresh_from_db()
    password = new_password()
    official.user = User.objects.create_user(
        username, password, full_name=official.full_name, phone=personal_phone(official)
    )
    official.version += 1  # whoever edits him at the moment would take the account away again
    official.save()
    for membership in official.memberships.not_over().select_related("team", "official__user"):
        open_access(membership, by=by)
    return password


@audited
def reset_password(official, *, by):
    """Gives the account of `official` a new password to be replaced at the next sign-in; returns it."""
    password = new_password()
    official.user.set_password(password)
    official.user.sets_own_password = True
    official.user.save()
    return password


@audited
def grant(user, *, commune, village, role, by):
    """Opens an access now; only roles an officer may grant, never to himself."""
    if role not in Role.grantable_by_officers() or user == by:
        raise ValidationError("Bạn không cấp được quyền này.")
    return Access.objects.create(user=user, commune=commune, village=village, role=role, granted_by=by)


@audited
def end_access(access, *, by):
    access.ends_at = max(timezone.now(), access.starts_at)
    access.save()


def personal_phone(official):
    """A mobile can be signed in with, as long as no other account has it; a landline cannot."""
    phone = official.phone
    if not phone or phone.startswith("+842") or User.objects.filter(phone=phone).exists():
        return None
    return phone


def new_password():
    return "-".join("".join(secrets.choice(PASSWORD_LETTERS) for _ in range(4)) for _ in range(3))
