"""The demo commune, its two villages, and the people who work for them. Only Đinh Văn Lượng is real: the article on
the conference of 07/6/2022 names him."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import User
from households.invented_names import phone
from teams.actions import personal_phone
from teams.models import TeamRole
from villages.models import Access, Commune, Official, Position, Role, Village

CODE = "07051"
PASSWORD = "demo-dan-chu-2022"
IN_OFFICE = date(2022, 1, 1)
Kind = Position.Kind

ACCOUNTS = {
    "lanhdao": "Lãnh đạo: ký quyết định, xem toàn xã",
    "congchuc": "Công chức kiêm văn thư: soạn quyết định, cấp số, quản lý hộ dân",
    "totruong1": "Tổ trưởng Thôn 1: ghi lượt thăm, sửa hộ dân của thôn",
    "thanhvien1": "Tổ viên Thôn 1: ghi lượt thăm",
    "totruong2": "Tổ trưởng Thôn 2",
    "theodoi": "Theo dõi: chỉ xem số liệu",
    "quantri": "Quản trị: trang /quan-tri/",
}
# (user name, full name, posts)
OF_THE_COMMUNE = [
    ("lanhdao", "Đinh Văn Lượng", [Kind.VICE_CHAIR]),
    ("congchuc", "Nguyễn Thị Hồng Nhung", [Kind.CULTURE_OFFICER, Kind.CLERK, Kind.COMMITTEE_MEMBER]),
]
# village → (user name, full name, posts, role in the team that the founding decision appoints him to)
OF_THE_VILLAGES = {
    "1": [
        ("totruong1", "Triệu Văn Hưng", [Kind.CELL_SECRETARY, Kind.VILLAGE_HEAD], TeamRole.LEADER),
        ("", "Linh Thị Bích Ngọc", [Kind.YOUTH_UNION], TeamRole.DEPUTY),
        ("thanhvien1", "Bàn Thị Hoa", [Kind.WOMENS_UNION], TeamRole.MEMBER),
        ("", "Đặng Tiến Tài", [Kind.FARMERS_UNION], TeamRole.MEMBER),
        ("", "Hoàng Văn Quý", [Kind.VILLAGE_POLICE], None),
        ("", "Lý Thị Mai", [Kind.FRONT_HEAD], None),
        ("", "Nông Đức Thịnh", [Kind.VETERANS], None),
    ],
    "2": [
        ("totruong2", "Trương Văn Sáng", [Kind.CELL_SECRETARY, Kind.VILLAGE_HEAD], TeamRole.LEADER),
        ("", "Lục Văn Phúc", [Kind.FARMERS_UNION], TeamRole.DEPUTY),
        ("", "Vi Thị Thoa", [Kind.WOMENS_UNION], TeamRole.MEMBER),
        ("", "Từ Quang Bảo", [Kind.VILLAGE_POLICE], None),
        ("", "Nông Thị Liên", [Kind.FRONT_HEAD], None),
        ("", "Hà Minh Vinh", [Kind.VETERANS], None),
        ("", "Đặng Thu Trang", [Kind.YOUTH_UNION], None),
    ],
}


@dataclass
class Stage:
    """What the parts of the demo share."""

    commune: Commune
    today: date
    villages: dict[str, Village] = field(default_factory=dict)  # name → village
    users: dict[str, User] = field(default_factory=dict)  # user name → account
    team_roles: dict[str, list[tuple[Official, TeamRole]]] = field(default_factory=dict)  # village name → its team


def at(day, hour, minute=0):
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def create_admin():
    """The superuser, who has no part in the portal itself."""
    return User.objects.create(
        username="quantri",
        full_name="Quản trị cổng",
        password=make_password(PASSWORD),
        is_staff=True,
        is_superuser=True,
        sets_own_password=False,
    )


def create_people(admin, today):
    """The commune with its villages, officials, their positions and accounts; returns the Stage."""
    commune = Commune.objects.create(
        name="Dân Chủ",
        code=CODE,
        district="thành phố Hạ Long",
        province="tỉnh Quảng Ninh",
        valid_from=date(2020, 1, 1),
    )
    stage = Stage(commune, today, users={"quantri": admin})
    for username, full_name, kinds in OF_THE_COMMUNE:
        _official(stage, username, full_name, kinds)
    _grant(stage, "lanhdao", Role.LEADER, by=admin)
    _grant(stage, "congchuc", Role.OFFICER, by=admin)
    for name, people in OF_THE_VILLAGES.items():
        village = Village.objects.create(commune=commune, name=name, valid_from=commune.valid_from)
        stage.villages[name] = village
        stage.team_roles[name] = []
        for username, full_name, kinds, role in people:
            official = _official(stage, username, full_name, kinds, village)
            if role:
                stage.team_roles[name].append((official, role))
    _account(stage, "theodoi", "Phạm Minh Đức", None)
    _grant(stage, "theodoi", Role.OBSERVER, by=stage.users["congchuc"])
    return stage


def _official(stage, username, full_name, kinds, village=None):
    number = phone(stage.commune.officials.count() + 1)
    official = Official(commune=stage.commune, full_name=full_name, phone=number)
    if Kind.VILLAGE_HEAD in kinds:
        official.public_phone = number
    if username:
        official.user = _account(stage, username, full_name, personal_phone(official))
    official.save()
    for kind in kinds:
        Position.objects.create(official=official, village=village, kind=kind, starts_on=IN_OFFICE)
    return official


def _account(stage, username, full_name, number):
    stage.users[username] = User.objects.create(
        username=username,
        full_name=full_name,
        phone=number,
        password=stage.users["quantri"].password,
        sets_own_password=False,
    )
    return stage.users[username]


def _grant(stage, username, role, by):
    Access.objects.create(
        user=stage.users[username], commune=stage.commune, role=role, starts_at=at(IN_OFFICE, 0), granted_by=by
    )
