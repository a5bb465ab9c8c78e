import secrets
from contextlib import contextmanager
from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from accounts.audit import audited
from accounts.models import User
from teams.models import (
    Appointment,
    Decision,
    DecisionArticle,
    DecisionBasis,
    DecisionEvent,
    Dismissal,
    Membership,
    RegisterEntry,
    Team,
    TeamRole,
)
from teams.wording import propose_articles, team_name
from villages.models import Access, Official, Role

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
def save_draft(decision, *, bases, villages, articles, by):
    """Saves a changed draft. `articles` None asks for those proposed; texts that nobody has reworded follow the
    change."""
    stored = locked(decision, Decision.State.DRAFT)
    if articles is not None and articles == texts_of(stored) == proposal_for(stored):
        articles = None
    decision.save()
    set_bases(decision, bases=bases, by=by)
    found_teams(decision, villages=villages, by=by)
    set_articles(decision, texts=proposal_for(decision) if articles is None else articles, by=by)
    return decision


@audited
def delete_draft(decision, *, by):
    """Removes a draft that was never submitted, with the teams it would have founded."""
    stored = locked(decision, Decision.State.DRAFT)
    if stored.events.filter(step=DecisionEvent.Step.SUBMITTED).exists():
        raise ValidationError("Dự thảo này đã từng trình ký nên phải giữ lại; hãy sửa thay vì xóa.")
    for team in stored.founded_teams.all():
        team.delete()
    stored.delete()


@audited
def set_bases(decision, *, bases, by):
    former = DecisionBasis.objects.filter(decision=decision)
    if [line.basis_id for line in former] == [basis.pk for basis in bases]:
        return
    former.delete()
    for order, basis in enumerate(bases, start=1):
        DecisionBasis.objects.create(decision=decision, basis=basis, order=order)


@audited
def set_articles(decision, *, texts, by):
    if texts_of(decision) == texts:
        return
    DecisionArticle.objects.filter(decision=decision).delete()
    for order, text in enumerate(texts, start=1):
        DecisionArticle.objects.create(decision=decision, order=order, text=text)


def texts_of(decision):
    return list(DecisionArticle.objects.filter(decision=decision).values_list("text", flat=True))


@audited
def propose(decision, *, by):
    """Replaces the articles by those proposed for the kind and the lines of the draft."""
    set_articles(decision, texts=proposal_for(decision), by=by)


def proposal_for(decision):
    return propose_articles(
        decision,
        teams_of(decision),
        joining=decision.appointments.exists(),
        leaving=decision.dismissals.exists(),
        targets=decision.targets.exists(),
    )


@contextmanager
def wording_kept_up(decision, *, by):
    """Around a change of a draft's lines: articles that nobody has reworded follow it."""
    follow = texts_of(decision) == proposal_for(decision)
    yield
    if follow:
        propose(decision, by=by)


@audited
def found_teams(decision, *, villages, by):
    """Makes the draft found a team in each of `villages`, and in no other."""
    for team in decision.founded_teams.exclude(village__in=villages):
        team.delete()
    former = {team.village_id: team for team in decision.founded_teams.all()}
    for village in villages:
        name, team = team_name(village), former.get(village.pk)
        if team is None:
            Team.objects.create(village=village, founded_by=decision, commune_id=decision.commune_id, name=name)
        elif team.name != name:  # the village was given another name meanwhile
            team.name = name
            team.save()


@audited
def set_people(decision, *, appointments, leaving, by, read_version=None):
    """Makes a draft appoint just `appointments` [(team, official, role)] and dismiss just `leaving` [Membership]."""
    stored = opened(decision, read_version)
    with wording_kept_up(stored, by=by):
        wanted = {(team.pk, official.pk): role for team, official, role in appointments}
        for line in Appointment.objects.filter(decision=stored):
            role = wanted.pop((line.team_id, line.official_id), None)
            if role is None:
                line.delete()
            elif line.role != role:
                line.role = role
                line.save()
        for (team, official), role in wanted.items():
            Appointment.objects.create(decision=stored, team_id=team, official_id=official, role=role)
        kept = {member.pk for member in leaving}
        for line in Dismissal.objects.filter(decision=stored).exclude(membership__in=kept):
            line.delete()
        for member in leaving:
            Dismissal.objects.get_or_create(decision=stored, membership=member)


def teams_of(decision):
    """Teams that `decision` founds, appoints to, dismisses from or assigns targets to, in village order."""
    ids = {
        *decision.founded_teams.values_list("pk", flat=True),
        *decision.appointments.values_list("team", flat=True),
        *decision.dismissals.values_list("membership__team", flat=True),
        *decision.targets.values_list("team", flat=True),
    }
    return list(Team.objects.filter(pk__in=ids).select_related("village").order_by("village__sort_key", "pk"))


def opened(decision, read_version=None):
    """The draft locked for a change of its lines, as version `read_version` if that is given; ChangedMeanwhile if
    somebody else saved after that was read."""
    stored = locked(decision, Decision.State.DRAFT)
    if read_version is not None and stored.version != read_version:
        raise ChangedMeanwhile("Người khác vừa lưu dự thảo này.")
    stored.version += 1
    stored.save()
    return stored


class ChangedMeanwhile(ValidationError):
    pass


def record(decision, step, *, by, at=None, reason=""):
    DecisionEvent.objects.create(decision=decision, step=step, by=by, at=at or timezone.now(), reason=reason)


def locked(decision, state):
    """The row of `decision` locked and still in `state`; otherwise ValidationError says where it is now."""
    stored = Decision.objects.select_for_update().get(pk=decision.pk)
    if stored.state != state:
        raise _moved_on(stored)
    return stored


def _moved_on(stored):
    return ValidationError(f"Quyết định này đã sang bước khác: {stored.get_state_display().lower()}.")


@audited
def send_back(decision, *, reason, by, at=None):
    """Makes a decision without a number a draft again; a signature it had is void."""
    stored = Decision.objects.select_for_update().get(pk=decision.pk)
    if stored.state not in (Decision.State.SUBMITTED, Decision.State.SIGNED):
        raise _moved_on(stored)
    stored.state, stored.text, stored.signed_by = Decision.State.DRAFT, None, None
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
        close_access(membership)
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
        ends_at=day_begins(membership.ends_on) if membership.ends_on else None,
        granted_by=by,
    )
    membership.save()


def close_access(membership):
    """Ends the access of a membership with it; one that was ended before stays so."""
    access, end = membership.access, day_begins(membership.ends_on)
    if access is None or (access.ends_at and access.ends_at <= end):
        return
    access.ends_at = max(end, access.starts_at)
    access.save()


def day_begins(day):
    return timezone.make_aware(datetime.combine(day, time.min))


@audited
def give_account(official, *, username, by):
    """Creates the account of `official` and opens the access of his memberships; returns the password he is to
    replace when he first signs in."""
    if Official.objects.select_for_update().filter(pk=official.pk, user=None).first() is None:
        raise ValidationError("Người này vừa được cấp tài khoản.")
    password = new_password()
    official.user = User.objects.create_user(
        username, password, full_name=official.full_name, phone=personal_phone(official)
    )
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
