"""Rows with valid defaults, and a small world of two communes for the tests of who may do what."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import count
from types import SimpleNamespace
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.models import User
from households.actions import exclusion, registry
from households.actions.content import VisitContent
from households.actions.importing import start_import
from households.actions.merging import merge_residents
from households.actions.visit import log_visit
from households.calls import last_finished_month
from households.importing.steps import take_step
from households.models import (
    Consent,
    DataRequest,
    Exclusion,
    Household,
    Import,
    Purpose,
    Resident,
    Skill,
    Trait,
    VerificationCall,
    Visit,
    VisitLabel,
)
from targets.actions import assign, issue, sign, submit
from targets.decision_text import compose, digest_of
from targets.models import Indicator, Target
from targets.reorganising.actions import reorganise
from targets.reorganising.plan import Plan
from teams.actions import add_signed_copy, draft, enter_paper, propose
from teams.models import Appointment, Decision, Launch, LegalBasis, RegisterEntry, SignedCopy, Team, TeamRole
from tests.households.books import book_of
from villages import bulk
from villages.models import Access, Commune, DataExport, Official, Position, Reorganisation, Role, Village

PASSWORD = "mật-khẩu-thử-2022"
FOUNDED = date(2026, 1, 5)
LONG_AGO = date(2020, 1, 1)
numbers = count(1)


def moment(day, hour=9):
    return timezone.make_aware(datetime.combine(day, time(hour)))


def days_ago(days, hour=9):
    return moment(timezone.localdate() - timedelta(days=days), hour)


def make_commune(name="Dân Chủ", code="07051", **fields):
    return Commune.objects.create(
        **{"name": name, "code": code, "province": "tỉnh Quảng Ninh", "valid_from": LONG_AGO} | fields
    )


def make_village(commune, name="1", **fields):
    return Village.objects.create(**{"commune": commune, "name": name, "valid_from": LONG_AGO} | fields)


def make_user(full_name="Bàn Văn An", **fields):
    number = next(numbers)
    defaults = {"username": f"user{number}", "full_name": full_name, "sets_own_password": False}
    return User.objects.create_user(password=fields.pop("password", None), **defaults | fields)


def make_official(commune, full_name="Bàn Văn An", user=None, positions=(), **fields):
    official = Official.objects.create(commune=commune, full_name=full_name, user=user, **fields)
    for kind, village in positions:
        Position.objects.create(official=official, kind=kind, village=village, starts_on=LONG_AGO)
    return official


def grant(user, role, commune, village=None, since=LONG_AGO):
    return Access.objects.create(user=user, role=role, commune=commune, village=village, starts_at=moment(since, 0))


def make_basis(commune, symbol="305/KH-UBND", **fields):
    defaults = {
        "kind": LegalBasis.Kind.PLAN,
        "issued_on": date(2022, 5, 22),
        "issuer": "UBND xã Dân Chủ",
        "title": "về việc thành lập Tổ công nghệ số cộng đồng trên địa bàn xã",
    }
    return LegalBasis.objects.create(commune=commune, symbol=symbol, **defaults | fields)


def make_household(village, number="001", members=("Triệu Văn Bình",), by=None, on=LONG_AGO, **fields):
    """A household whose `members`, names or Residents, moved in on `on`; the first is its head."""
    people = [
        Resident(full_name=member, birth_year=1980, sex="M") if isinstance(member, str) else member
        for member in members
    ]
    household = Household(village=village, number=number, **fields)
    registry.create_household(household, residents=people, head=people[0] if people else None, by=by, on=on)
    return household


def make_merge(household, *, by):
    """The run in which somebody whom `household` held twice was merged."""
    one, other = (
        registry.add_member(household, resident=Resident(full_name="Lý Văn Đôi", birth_year=year), by=by)
        for year in (1970, 1971)
    )
    return merge_residents(one, other, values={}, by=by)


def make_draft(
    officer,
    commune,
    *,
    kind=Decision.Kind.FOUND,
    villages=(),
    leaders=(),
    targets=(),
    affected=None,
    note="",
    dissolved=(),
    **fields,
):
    """A draft with a basis that founds teams of `villages`, each headed by the official of `leaders`, assigns
    `targets` [(team or village, indicator, value, due)], does what its kind says to the decision `affected` and
    dissolves the teams `dissolved`."""
    decision = Decision(commune=commune, kind=kind, **{"subject": "thành lập Tổ công nghệ số cộng đồng"} | fields)
    basis = LegalBasis.objects.filter(commune=commune).first() or make_basis(commune)
    lines = {"villages": villages, "affected": affected, "note": note, "dissolved": dissolved}
    draft(decision, bases=[basis], **lines, by=officer)
    teams = {team.village_id: team for team in decision.founded_teams.all()}
    for village, leader in zip(villages, leaders, strict=False):
        Appointment.objects.create(decision=decision, team=teams[village.pk], official=leader, role=TeamRole.LEADER)
    lines = [
        Target(
            team=place if isinstance(place, Team) else teams[place.pk],
            indicator=indicator,
            value=Decimal(value),
            due_on=due,
        )
        for place, indicator, value, due in targets
    ]
    assign(decision, lines=lines, by=officer)
    propose(decision, by=officer)
    return decision


def issue_decision(decision, *, officer, leader, on=FOUNDED, number=None):
    """Submits, signs and numbers `decision`, all on the day `on`, with its articles as they are proposed by now unless
    somebody has reworded one."""
    at = moment(on)
    if all(article.proposed for article in decision.articles.all()):
        propose(decision, by=officer)
    submit(decision, by=officer, at=at)
    sign(decision, digest=digest_of(compose(decision, on=on)), by=leader, at=at)
    issue(decision, number=number or next(numbers), issued_on=on, by=officer, at=at)
    decision.refresh_from_db()
    return decision


def make_renamed(village, *, by, name="Khe Mới"):
    """The Reorganisation that gave `village` a new name today."""
    today = timezone.localdate()
    new = Village(commune=village.commune, kind=village.kind, name=name, valid_from=today)
    plan = Plan(Reorganisation.Kind.RENAME, today, "Nghị quyết số 12/NQ-HĐND", {village: [new]})
    return reorganise(plan, digest=plan.digest, by=by)


def make_signed_copy(decision, *, by, content=b"%PDF-1.7 scan", at=None):
    file = ContentFile(content, "scan.pdf")
    return add_signed_copy(decision, file=file, file_format=SignedCopy.Format.PDF, by=by, at=at)


def make_launch(commune, decision=None, **fields):
    defaults = {"title": "Hội nghị ra mắt", "held_on": timezone.localdate(), "body": "Nội dung."}
    return Launch.objects.create(commune=commune, decision=decision, **defaults | fields)


def make_picture(size=(640, 400), colour="red", kind="JPEG", **saved):
    """An uploaded photograph of one colour."""
    stream = BytesIO()
    Image.new("RGB", size, colour).save(stream, kind, **saved)
    return SimpleUploadedFile("ảnh.jpg", stream.getvalue(), content_type="image/jpeg")


def make_paper(commune, *, by, notation="", **fields):
    """A document on paper, entered with the next number, of today."""
    defaults = {
        "document_type": "Kế hoạch",
        "issued_on": timezone.localdate(),
        "subject": "Chuyển đổi số của xã",
        "signer": "Đinh Văn Lượng",
        "recipients": "Các thôn",
    }
    return enter_paper(RegisterEntry(commune=commune, **defaults | fields), notation=notation, by=by)


def content_of(household, **fields):
    """What somebody says of a visit to `household`: nobody was at home, unless said otherwise."""
    defaults = {"uuid": uuid4(), "village": household.village_id, "household": household.pk}
    return VisitContent(**defaults | {"outcome": Visit.Outcome.NOBODY_HOME} | fields)


def make_visit(household, *, by, at=None, **fields):
    at = at or timezone.now()
    return log_visit(
        content_of(household, **{"visited_at": at} | fields), by=by, at=max(at, fields.get("visited_at", at))
    )


def make_promise(household, *, by, on=None, at=None, note=""):
    """`household`, of which somebody said today (`at`) that he would come on the day `on` (tomorrow)."""
    on = on or timezone.localdate() + timedelta(days=1)
    make_visit(household, by=by, at=at, outcome=Visit.Outcome.PROMISED, promised_on=on, note=note)
    return household


def make_label(visit, kind="NIGHT", **fields):
    """A label or sign of `visit`, open unless `fields` say otherwise."""
    label, _ = VisitLabel.objects.update_or_create(visit=visit, kind=kind, defaults={"detail": "Xem lại."} | fields)
    return label


def make_call(team, resident, month=None, **fields):
    """Somebody drawn to be called, of last month unless said otherwise."""
    month = month or last_finished_month()
    return VerificationCall.objects.create(
        team=team, resident=resident, month=month, **{"drawn_at": timezone.now()} | fields
    )


def make_data_request(resident, kind="ERASE", *, by, on=None, outcome="", **fields):
    """What `resident` asks about his data, as `by` took it down; answered where there is an `outcome`."""
    answered = {"outcome": outcome, "answer": "Đã xong.", "by": by, "at": timezone.now()} if outcome else {}
    day = on or timezone.localdate()
    asked = DataRequest(resident=resident, kind=kind, asker="SELF", received_on=day, taken_by=by, **answered | fields)
    asked.save()
    return asked


def make_consent(resident, *, by, given=True, purpose="goi-dien"):
    agreed = Purpose.objects.get(code=purpose)
    return Consent.objects.create(resident=resident, purpose=agreed, given=given, by=by, at=timezone.now())


def make_run(household, *, by, what="nhập tệp hộ dân"):
    """A bulk run in the commune of `household` that gave it and its people another lane and name."""
    run = bulk.start(what, communes=[household.village.commune], by=by)
    household.lane = f"Ngõ {run.pk}"
    bulk.change(run, [household], ["lane"])
    people = list(household.residents.all())
    for person in people:
        person.full_name = f"{person.full_name} Anh"
    bulk.change(run, people, ["full_name"])
    return run


def make_export(*residents, by):
    export = DataExport.objects.create(
        what="hộ dân", purpose="đối chiếu", rows=len(residents), residents=[one.pk for one in residents], by=by
    )
    export.communes.set([residents[0].village.commune])
    return export


def ask_exclusion(household, resident=None, *, by, **said):
    return exclusion.ask(household, resident=resident, **{"reason": Exclusion.Reason.AWAY} | said, by=by)


def exclude(household, resident=None, *, by, granted_by, at=None, **said):
    """An exclusion that `by` asked for and `granted_by` granted."""
    asked = ask_exclusion(household, resident, by=by, at=at, **said)
    return exclusion.grant([asked], by=granted_by, at=at)[0]


def make_import(commune, *, by, file=None, sheet="households", since=LONG_AGO):
    """An Excel file that is checked and waits to be looked through: of a new household with one person, unless said
    otherwise."""
    file = file or book_of(["1", "900", "Ngõ 9", "Lý Văn Nhập", "Chủ hộ", 1970, "Nam", ""])
    one = start_import(Import(commune=commune, sheet=sheet, since=since), file=file, by=by)
    while one.is_running:
        one = take_step(one)
    return one


def teach(household, person, *, by, skill="dich-vu-cong", level=3, at=None):
    guidance = (person.pk, Skill.objects.get(code=skill).pk, level, True)
    return make_visit(household, by=by, at=at, outcome=Visit.Outcome.GUIDED, guidances=(guidance,))


def see(household, person, *, by, trait="dien-thoai", has=True, at=None):
    observation = (None, person.pk, Trait.objects.get(code=trait).pk, has)
    return make_visit(
        household,
        by=by,
        at=at,
        outcome=Visit.Outcome.PROMISED,
        promised_on=timezone.localdate(at),
        observations=(observation,),
    )


@dataclass
class World:
    """Commune `here` with two villages, a team in each and one user a role; commune `there` with its own."""

    here: Commune
    there: Commune
    village: Village
    other_village: Village
    foreign_village: Village
    users: dict = field(default_factory=dict)
    rows: SimpleNamespace = field(default_factory=SimpleNamespace)

    def __getattr__(self, name):
        if name.startswith("__"):  # what deepcopy() asks for
            raise AttributeError(name)
        try:
            return self.__dict__["users"][name]
        except KeyError:
            return getattr(self.__dict__["rows"], name)


def make_world():
    here, there = make_commune(), make_commune("Quảng La", "07054")
    world = World(here, there, make_village(here), make_village(here, "2"), make_village(there, "Khe Liêu"))
    users = world.users
    for name, commune in [("", here), ("foreign_", there)]:
        users[f"{name}leader"] = make_user("Đinh Văn Lượng")
        users[f"{name}officer"] = make_user("Hoàng Thị Mai")
        users[f"{name}team_leader"] = make_user("Đặng Văn Cường")
        grant(users[f"{name}leader"], Role.LEADER, commune)
        grant(users[f"{name}officer"], Role.OFFICER, commune)
        make_official(commune, "Đinh Văn Lượng", users[f"{name}leader"], [("VICE_CHAIR", None)])
        make_official(commune, "Hoàng Thị Mai", users[f"{name}officer"], [("CULTURE_OFFICER", None), ("CLERK", None)])
    users["member"], users["observer"] = make_user("Lý Thị Dung"), make_user("Phạm Văn Em")
    users["other_team_leader"] = make_user("Nông Văn Giang")
    users["outsider"] = users["foreign_officer"]
    grant(users["observer"], Role.OBSERVER, here)
    rows = world.rows
    rows.official = make_official(here, "Đặng Văn Cường", users["team_leader"], [("VILLAGE_HEAD", world.village)])
    rows.member_official = make_official(here, "Lý Thị Dung", users["member"], [("WOMENS_UNION", world.village)])
    other = make_official(here, "Nông Văn Giang", users["other_team_leader"], [("VILLAGE_HEAD", world.other_village)])
    foreign = make_official(there, "Đặng Văn Cường", users["foreign_team_leader"])
    rows.foreign_official = foreign
    smartphone = Indicator.objects.get(code="QG-01")
    service = Indicator.objects.get(code="DP-12")
    due = date(timezone.localdate().year, 12, 31)
    rows.decision = make_draft(
        users["officer"],
        here,
        villages=[world.village, world.other_village],
        leaders=[rows.official, other],
        targets=[
            (world.village, smartphone, 80, due),
            (world.other_village, smartphone, 80, due),
            (world.village, service, 150, due),
        ],
    )
    team = rows.decision.founded_teams.get(village=world.village)
    Appointment.objects.create(decision=rows.decision, team=team, official=rows.member_official, role=TeamRole.MEMBER)
    issue_decision(rows.decision, officer=users["officer"], leader=users["leader"], number=1)
    rows.foreign_decision = make_draft(
        users["foreign_officer"],
        there,
        villages=[world.foreign_village],
        leaders=[foreign],
        targets=[(world.foreign_village, smartphone, 80, due)],
    )
    issue_decision(rows.foreign_decision, officer=users["foreign_officer"], leader=users["foreign_leader"], number=1)
    rows.team = team
    team.refresh_from_db()
    rows.target = rows.decision.targets.get(team=team, indicator=smartphone)
    rows.basis = make_basis(here, "306/KH-UBND")
    rows.household = make_household(world.village, by=users["officer"])
    rows.person = rows.household.residents.get()
    rows.other_household = make_household(world.other_village, by=users["officer"])
    rows.foreign_household = make_household(world.foreign_village, by=users["foreign_officer"])
    rows.foreign_person = rows.foreign_household.residents.get()
    rows.visit = teach(rows.household, rows.person, by=users["member"])
    return world
