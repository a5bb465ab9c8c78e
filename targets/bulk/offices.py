"""The commune, its offices and accounts, and the decision on its teams, issued by the portal's own actions."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from accounts.models import User
from households.invented_names import full_name
from targets.actions import assign, issue, sign, submit
from targets.decision_text import compose, digest_of
from targets.files import pdf_of
from targets.models import Indicator, Target
from teams.actions import add_photo, add_signed_copy, draft, heads_to_hand_to, invite, save_launch, set_handovers
from teams.models import Appointment, Decision, Launch, LegalBasis, SignedCopy, Team, TeamRole
from teams.photos import draw_photo
from teams.wording import propose_subject
from villages.models import Access, Commune, Official, Position, Role, Village

LONG_AGO = date(2015, 1, 1)
TEAM = [TeamRole.LEADER, TeamRole.DEPUTY, TeamRole.MEMBER, TeamRole.MEMBER, TeamRole.MEMBER]
POSTS = ["VILLAGE_HEAD", "YOUTH_UNION", "WOMENS_UNION", "FARMERS_UNION", "VETERANS"]


@dataclass(frozen=True)
class Offices:
    commune: Commune
    villages: list[Village]
    leader: User
    officer: User


def make_offices(rng, *, villages, password):
    """A commune of so many villages, with its leader, officer, observer and administrator."""
    hashed = make_password(password)  # once: it is made to be slow
    commune = Commune.objects.create(name="Thử Nghiệm", code="99999", province="tỉnh Thử Nghiệm", valid_from=LONG_AGO)
    accounts = {
        username: User(username=username, password=hashed, full_name=_name(rng), sets_own_password=False)
        for username in ["lanhdao", "congchuc", "theodoi", "quantri"]
    }
    accounts["quantri"].is_staff = accounts["quantri"].is_superuser = True
    for user in accounts.values():
        user.save()
    for username, kind in [("lanhdao", "CHAIR"), ("congchuc", "CULTURE_OFFICER")]:
        _official(commune, accounts[username], kind)
    for username, role in [("lanhdao", Role.LEADER), ("congchuc", Role.OFFICER), ("theodoi", Role.OBSERVER)]:
        Access.objects.create(
            user=accounts[username], commune=commune, role=role, starts_at=at_eight(LONG_AGO, time.min)
        )
    places = [
        Village.objects.create(commune=commune, name=str(number), valid_from=LONG_AGO)
        for number in range(1, villages + 1)
    ]
    return Offices(commune, places, accounts["lanhdao"], accounts["congchuc"])


def issue_decision(rng, offices, *, on, due_on, password):
    """Founds a team of five in each village and gives it every indicator as a target, from the day `on`."""
    commune, by, signer = offices.commune, offices.officer, offices.leader
    at = at_eight(on)
    decision = Decision(
        commune=commune, kind=Decision.Kind.FOUND, subject=propose_subject(Decision.Kind.FOUND, commune)
    )
    draft(decision, bases=_bases(commune, on), villages=offices.villages, by=by, at=at)
    hashed = make_password(password)
    teams = list(decision.founded_teams.select_related("village"))
    for team in teams:
        for username, role, post in zip(usernames(team.village), TEAM, POSTS, strict=True):
            user = User.objects.create(
                username=username, password=hashed, full_name=_name(rng), sets_own_password=False
            )
            official = _official(commune, user, post, team.village)
            Appointment.objects.create(decision=decision, team=team, official=official, role=role)
    assign(decision, lines=_targets(teams, due_on), by=by)
    submit(decision, by=by, at=at)
    _sign(decision, by=signer, at=at + timedelta(hours=1))
    issue(decision, number=1, issued_on=on, by=by, at=at + timedelta(hours=2))
    scan = ContentFile(pdf_of(decision, on=on), "scan.pdf")
    add_signed_copy(decision, file=scan, file_format=SignedCopy.Format.PDF, by=by, at=at + timedelta(hours=3))


def leave_work_on_the_desks(rng, offices, *, on, due_on):
    """A launch, people without an account, and a decision at each step before its issue, for all the teams."""
    commune, by = offices.commune, offices.officer
    _hold_launch(commune, on=on, by=by)
    for _ in offices.villages:
        Official.objects.create(commune=commune, full_name=_name(rng))
    teams = list(Team.objects.filter(commune=commune).select_related("village"))
    bases = list(LegalBasis.objects.all())
    LegalBasis.objects.create(
        commune=commune,
        kind=LegalBasis.Kind.PLAN,
        symbol="02/KH-UBND",
        issued_on=on,
        issuer=f"Ủy ban nhân dân {commune.label}",
        title="chuyển đổi số năm sau",
    )
    for steps in [[], [submit], [submit, _sign]]:
        subject = propose_subject(Decision.Kind.ASSIGN, commune)
        decision = Decision(commune=commune, kind=Decision.Kind.ASSIGN, subject=subject)
        draft(decision, bases=bases, villages=[], by=by)
        assign(decision, lines=_targets(teams, due_on), by=by)
        for step in steps:
            step(decision, by=offices.leader if step == _sign else by)


def _hold_launch(commune, *, on, by):
    """A conference on the issued decision with all that goes to one: its list, who was handed it, and a picture."""
    launch = Launch(
        commune=commune, title="Hội nghị ra mắt Tổ công nghệ số cộng đồng", held_on=on, body="Hội nghị thử nghiệm."
    )
    launch.decision = Decision.objects.get(commune=commune, state=Decision.State.ISSUED)
    save_launch(launch, speeches=[("Nguyễn Văn Thử", "Chủ tịch", "khai mạc")], by=by)
    set_handovers(launch, handovers=heads_to_hand_to(launch), by=by)
    invite(launch, by=by)
    stream = BytesIO()
    Image.effect_noise((1600, 1000), 60).save(stream, "PNG")
    add_photo(launch, drawn=draw_photo(ContentFile(stream.getvalue())), caption="Ảnh thử nghiệm", by=by)


def _sign(decision, *, by, at=None):
    digest = digest_of(compose(decision, on=timezone.localdate(at)))
    sign(decision, digest=digest, by=by, at=at)


def _targets(teams, due_on):
    indicators = list(Indicator.objects.filter(commune=None, replaced_by=None))
    return [
        Target(team=team, indicator=indicator, value=indicator.published_level or 80, due_on=due_on)
        for team in teams
        for indicator in indicators
    ]


def usernames(village):
    """totruong1, topho1, thanhvien1, thanhvien1b, thanhvien1c of Thôn 1."""
    members = [f"thanhvien{village.name}{letter}" for letter in ("", "b", "c")]
    return [f"totruong{village.name}", f"topho{village.name}", *members]


def at_eight(day, hour=time(8)):
    return timezone.make_aware(datetime.combine(day, hour))


def _name(rng):
    return full_name(rng, rng.choice("MF"))


def _official(commune, user, kind, village=None):
    official = Official.objects.create(commune=commune, full_name=user.full_name, user=user)
    Position.objects.create(official=official, kind=kind, village=village, starts_on=LONG_AGO)
    return official


def _bases(commune, on):
    law = LegalBasis.objects.create(
        kind=LegalBasis.Kind.LAW,
        issued_on=date(2015, 6, 19),
        issuer="Quốc hội",
        title="Tổ chức chính quyền địa phương",
    )
    plan = LegalBasis.objects.create(
        commune=commune,
        kind=LegalBasis.Kind.PLAN,
        symbol="01/KH-UBND",
        issued_on=on - timedelta(days=7),
        issuer=f"Ủy ban nhân dân {commune.label}",
        title="về việc thành lập Tổ công nghệ số cộng đồng",
    )
    return [law, plan]
