import secrets
from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from accounts.audit import audited
from accounts.models import User
from teams.models import (
    TeamRole,
    Decision,
    DecisionArticle,
    DecisionBasis,
    DecisionEvent,
    Membership,
    RegisterEntry,
    Team,
)
from teams.wording import propose_articles, team_name
from villages.models import Access, Role

PASSWORD_LETTERS = "abcdefghkmnpqrstuvwxyz23456789"


@audited
def draft(decision, *, bases, villages, by, at=None):
    """Saves a new draft that rests on `bases` (in order), founds a team in each of `villages` and has the
    articles proposed for its kind."""
    decision.save()
    set_bases(decision, bases=bases, by=by)
    found_teams(decision, villages=villages, by=by)
    propose(decision, by=by)
    record(decision, DecisionEvent.Step.DRAFTED, by=by, at=at)
    return decision


@audited
def set_bases(decision, *, bases, by):
    DecisionBasis.objects.filter(decision=decision).delete()
    for order, basis in enumerate(bases, start=1):
        DecisionBasis.objects.create(decision=decision, basis=basis, order=order)


@audited
def set_articles(decision, *, texts, by):
    DecisionArticle.objects.filter(decision=decision).delete()
    for order, text in enumerate(texts, start=1):
        DecisionArticle.objects.create(decision=decision, order=order, text=text)


@audited
def propose(decision, *, by):
    """Replaces the articles by those proposed for the kind and the teams of the draft."""
    set_articles(decision, texts=propose_articles(decision, teams_of(decision)), by=by)


@audited
def found_teams(decision, *, villages, by):
    """Makes the draft found a team in each of `villages`, and in no other."""
    for team in decision.founded_teams.exclude(village__in=villages):
        team.delete()
    for village in villages:
        Team.objects.get_or_create(
            village=village,
            founded_by=decision,
            defaults={"commune": decision.commune, "name": team_name(village)},
        )


def teams_of(decision):
    """Teams that `decision` founds, appoints to, dismisses from or assigns targets to, in village order."""
    ids = {
        *decision.founded_teams.values_list("pk", flat=True),
        *decision.appointments.values_list("team", flat=True),
        *decision.dismissals.values_list("membership__team", flat=True),
        *decision.targets.values_list("team", flat=True),
    }
    return list(Team.objects.filter(pk__in=ids).select_related("village").order_by("village__sort_key", "pk"))


def record(decision, step, *, by, at=None, reason=""):
    DecisionEvent.objects.create(decision=decision, step=step, by=by, at=at or timezone.now(), reason=reason)


def locked(decision, state):
    """The row of `decision` locked and still in `state`; otherwise ValidationError says where it is now."""
    stored = Decision.objects.select_for_update().get(pk=decision.pk)
    if stored.state != state:
        raise ValidationError(f"Quyết định này đã đổi trạng thái: {stored.get_state_display().lower()}.")
    return stored


@audited
def send_back(decision, *, reason, by, at=None):
    stored = locked(decision, Decision.State.SUBMITTED)
    stored.state = Decision.State.DRAFT
    stored.save()
    record(stored, DecisionEvent.Step.RETURNED, by=by, at=at, reason=reason)


def next_number(commune, year, series=""):
    """The number after the highest of the series: numbers run from 01 each year and are not reused
    (Nghị định 30/2020/NĐ-CP, Điều 15)."""
    last = RegisterEntry.objects.filter(commune=commune, year=year, series=series).aggregate(Max("number"))
    return (last["number__max"] or 0) + 1


def register(decision, *, number, issued_on, signer, series=""):
    """The register's line for `decision`; ValidationError names the document that holds the number already."""
    holder = RegisterEntry.objects.filter(
        commune=decision.commune, year=issued_on.year, series=series, number=number
    ).first()
    if holder:
        raise ValidationError(
            {
                "number": f"Số {number} năm {issued_on.year} đã cấp cho {holder.document_type} {holder.symbol} "
                f"ngày {holder.issued_on:%d/%m/%Y} “{holder.subject}”."
            }
        )
    return RegisterEntry.objects.create(
        commune=decision.commune,
        year=issued_on.year,
        series=series,
        number=number,
        symbol=RegisterEntry.decision_symbol(number),
        issued_on=issued_on,
        document_type="Quyết định",
        subject=f"Về việc {decision.subject}",
        signer=signer,
        recipients=decision.recipients,
        decision=decision,
    )


@audited
def take_effect_on_people(decision, *, on, by):
    """Founds the teams of `decision`, ends the memberships it dismisses and begins those it appoints, from `on`."""
    for team in decision.founded_teams.all():
        team.starts_on = on
        team.save()
    for dismissal in decision.dismissals.select_related("membership__access"):
        membership = dismissal.membership
        membership.ends_on, membership.ended_by = on, decision
        membership.save()
        if membership.access:
            membership.access.ends_at = max(day_begins(on), membership.access.starts_at)
            membership.access.save()
    for appointment in decision.appointments.select_related("team__village", "official__user"):
        membership = Membership.objects.create(
            team=appointment.team,
            official=appointment.official,
            role=appointment.role,
            starts_on=on,
            started_by=decision,
        )
        open_access(membership, by=by)


def open_access(membership, *, by):
    """Opens the access that goes with `membership`, if its official has an account."""
    user, team = membership.official.user, membership.team
    if user is None or membership.access_id:
        return
    membership.access = Access.objects.create(
        user=user,
        commune_id=team.commune_id,
        village_id=team.village_id,
        role=TeamRole(membership.role).access_role,
        starts_at=day_begins(membership.starts_on),
        granted_by=by,
    )
    membership.save()


def day_begins(day):
    return timezone.make_aware(datetime.combine(day, time.min))


@audited
def give_account(official, *, username, by):
    """Creates the account of `official` and opens the access of his memberships; returns the password he is to
    replace when he first signs in."""
    password = new_password()
    official.user = User.objects.create_user(
        username, password, full_name=official.full_name, phone=personal_phone(official)
    )
    official.save()
    for membership in official.memberships.in_force().select_related("team", "official__user"):
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
