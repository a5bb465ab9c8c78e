"""The columns of the three sheets that the commune fills in or takes out as Excel: one declaration from which the
template, the export and the import are made, so that what was written out can be corrected and read back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Prefetch, prefetch_related_objects

from config.vietnamese import show_phone
from households import cells
from households.models import Household, HouseholdVillage, Residence, Resident
from households.usual_words import KINDS_OF_POSITION, KINDS_OF_VILLAGE, RELATIONS, SEXES, STATES
from villages.models import Official, Position, Village

R, K = Resident.Relation, Position.Kind


@dataclass(frozen=True)
class Column:
    name: str
    heading: str
    read: Callable[[Any], cells.Read]  # what stands in a cell → its value; ValueError if it cannot be one
    write: Callable[[Any], Any]  # a line of the sheet → what stands in its cell: text, a number, a day or ""
    others: tuple = ()  # other usual headings, in any case, with or without accents
    choices: Callable[[Any], list] | None = None  # a commune → what the drop-down offers
    example: Any = ""
    width: int = 14
    required: bool = False  # a file without this column cannot be read
    help: str = ""

    @property
    def is_id(self):
        return self.read is cells.number


@dataclass(frozen=True)
class Sheet:
    code: str
    slug: str  # in addresses and names of files
    title: str  # of the tab, and of the sheet in a sentence when lower-cased
    columns: tuple

    def __getitem__(self, name):
        return self.by_name[name]

    @cached_property
    def by_name(self):
        return {column.name: column for column in self.columns}


class HouseholdLine(NamedTuple):
    """A person of a household; or a household in which nobody is listed."""

    household: Household
    resident: Resident | None
    household_since: date | None  # in its village
    resident_since: date | None  # in the household


class OfficialLine(NamedTuple):
    """A post of an official; or an official without any."""

    official: Official
    position: Position | None


def household_lines(households, *, people=None):
    """HouseholdLine of each person (of the queryset `people`; all present ones not erased) of `households` (rows in
    their order, as many as may be held at once); the head of a household first."""
    homes = Prefetch("villages", HouseholdVillage.objects.filter(ends_on=None), to_attr="homes_now")
    places = Prefetch("residences", Residence.objects.filter(ends_on=None), to_attr="places_now")
    members = (Resident.objects.present().named() if people is None else people).order_by("pk").prefetch_related(places)
    households = list(households)
    prefetch_related_objects(households, "village", homes, Prefetch("residents", members, to_attr="listed"))
    for household in households:
        since = _start(household.homes_now)
        for resident in sorted(household.listed, key=lambda one: one.pk != household.head_id):
            yield HouseholdLine(household, resident, since, _start(resident.places_now))
        if not household.listed:
            yield HouseholdLine(household, None, since, None)


def official_lines(officials, *, positions=None):
    """OfficialLine of each position (of the queryset `positions`; all, past ones too) of `officials` (rows in their
    order, as many as may be held at once)."""
    held = Position.objects.all() if positions is None else positions
    officials = list(officials)
    prefetch_related_objects(officials, Prefetch("positions", held.select_related("village"), to_attr="listed"))
    for official in officials:
        yield from (OfficialLine(official, position) for position in official.listed or [None])


def _start(periods):
    return periods[0].starts_on if periods else None


def _villages(commune):
    return [str(village) for village in commune.villages.in_force()]


def _labels(choices):
    return lambda commune: choices.labels


def _yes(commune):
    return ["x"]


def _of(part, write):
    """What `write` says of the `part` of a line, "" where there is none."""

    def written(line):
        one = getattr(line, part)
        return "" if one is None else write(one)

    return written


def _household(write):
    return _of("household", write)


def _resident(write):
    return _of("resident", write)


def _official(write):
    return _of("official", write)


def _position(write):
    return _of("position", write)


def _place_of(position):
    return str(position.village) if position.village_id else ""


def _state(line):
    return (line.resident or line.household).get_state_display()


HOUSEHOLDS = Sheet(
    "households",
    "ho-dan",
    "Hộ và nhân khẩu",
    (
        Column("household_id", "Mã hộ trong cổng", cells.number, _household(lambda one: one.pk), width=10,
               help="Do cổng ghi khi tải xuống; để trống nếu là hộ mới."),
        Column("resident_id", "Mã trong cổng", cells.number, _resident(lambda one: one.pk), width=10,
               others=("Mã người trong cổng",), help="Do cổng ghi khi tải xuống; để trống nếu là người mới."),
        Column("village", "Thôn", cells.line(120), _household(lambda one: str(one.village)), choices=_villages,
               others=("Tên thôn", "Thôn, bản", "Bản", "Xóm", "Khu phố", "Tổ dân phố", "Khu", "Khu dân cư",
                       "Thôn, bản, khu phố"), example="Thôn 1", required=True),
        Column("number", "Số hộ", cells.line(20), _household(lambda one: one.number), width=9, required=True,
               others=("Hộ số", "Mã hộ", "Số hộ khẩu", "Số thứ tự hộ", "STT hộ", "Số sổ hộ"), example="001",
               help="Mỗi người trong hộ một dòng, cùng ghi số hộ này."),
        Column("lane", "Ngõ, xóm", cells.line(100), _household(lambda one: one.lane), width=18,
               others=("Ngõ", "Tên ngõ", "Tên đường", "Đường", "Cụm dân cư"), example="Ngõ 3"),
        Column("address", "Địa chỉ", cells.line(200), _household(lambda one: one.address), width=24,
               others=("Số nhà", "Nơi ở", "Chỗ ở", "Chỗ ở hiện nay", "Nơi ở hiện nay", "Địa chỉ hộ"),
               example="Số nhà 12"),
        Column("household_phone", "Điện thoại của hộ", cells.phone(), _household(lambda one: show_phone(one.phone)),
               others=("SĐT hộ", "SĐT của hộ", "Số điện thoại của hộ", "Số điện thoại hộ", "SĐT chủ hộ",
                       "Số điện thoại chủ hộ", "Điện thoại chủ hộ"), example="0912 345 678"),
        Column("household_since", "Hộ ở thôn từ ngày", cells.day, lambda line: line.household_since or "",
               help="Để trống: từ ngày nhập.", example=date(2020, 1, 1), width=12),
        Column("full_name", "Họ và tên", cells.line(100, name=True), _resident(lambda one: one.full_name), width=26,
               others=("Họ tên", "Họ và tên nhân khẩu", "Họ tên nhân khẩu", "Họ, chữ đệm và tên",
                       "Họ và tên thành viên", "Họ tên thành viên", "Tên nhân khẩu", "Tên"),
               example="Nguyễn Văn An", required=True),
        Column("head", "Chủ hộ", cells.mark_or_name,
               lambda line: "x" if line.resident and line.household.head_id == line.resident.pk else "", width=8,
               choices=_yes, others=("Là chủ hộ", "Họ tên chủ hộ", "Họ và tên chủ hộ", "Tên chủ hộ", "Chủ hộ (x)"),
               example="x", help="x ở dòng của chủ hộ, hoặc họ tên chủ hộ ở mọi dòng của hộ."),
        Column("relation", "Quan hệ với chủ hộ", cells.choice(R, RELATIONS, other=R.OTHER),
               _resident(lambda one: one.get_relation_display()), choices=_labels(R), width=16,
               others=("Quan hệ", "QH với chủ hộ", "Quan hệ chủ hộ", "Mối quan hệ với chủ hộ", "Mối quan hệ"),
               example=R.HEAD.label),
        Column("birth_year", "Năm sinh", cells.birth_year, _resident(lambda one: one.birth_year or ""), width=10,
               others=("Ngày sinh", "Ngày, tháng, năm sinh", "NS", "Sinh ngày", "Sinh năm"),
               example=1980),
        Column("birth_year_estimated", "Năm sinh ước chừng", cells.mark,
               _resident(lambda one: "x" if one.birth_year_estimated else ""), choices=_yes, width=10,
               others=("Ước chừng",), help="x nếu chưa chắc năm sinh."),
        Column("sex", "Giới tính", cells.choice(Resident.Sex, SEXES),
               _resident(lambda one: one.get_sex_display()), choices=_labels(Resident.Sex), others=("Giới", "Nam/Nữ"),
               example="Nam", width=9),
        Column("phone", "Số điện thoại", cells.phone(), _resident(lambda one: show_phone(one.phone)),
               example="0912 345 678",
               others=("SĐT", "Điện thoại", "Điện thoại di động", "Số ĐT", "Di động", "Số di động", "SĐT cá nhân")),
        Column("resident_since", "Ở hộ từ ngày", cells.day, lambda line: line.resident_since or "", width=12,
               help="Để trống: từ ngày nhập.", example=date(2020, 1, 1)),
        Column("state", "Tình trạng", cells.choice(Resident.State, STATES), _state, choices=_labels(Resident.State),
               others=("Trạng thái", "Hiện trạng"), example=Resident.State.PRESENT.label,
               help="Người đã chuyển đi, đã mất: không nhập từ tệp, ghi ở trang của hộ."),
    ),
)  # fmt: skip
VILLAGES = Sheet(
    "villages",
    "thon",
    "Thôn",
    (
        Column("village_id", "Mã trong cổng", cells.number, lambda one: one.pk, width=10,
               help="Do cổng ghi khi tải xuống; để trống nếu là thôn mới."),
        Column("kind", "Loại", cells.choice(Village.Kind, KINDS_OF_VILLAGE),
               lambda one: one.get_kind_display(), choices=_labels(Village.Kind), others=("Loại thôn", "Loại hình"),
               example="thôn"),
        Column("name", "Tên", cells.line(100), lambda one: one.name, width=24, required=True,
               others=("Tên thôn", "Thôn", "Tên thôn, bản", "Thôn, bản", "Tên thôn, bản, khu phố",
                       "Thôn, bản, khu phố"), example="Khe Mó",
               help="Chỉ ghi tên riêng, ví dụ 1 hoặc Khe Mó; ghi cả loại (Thôn 1) cũng được."),
        Column("valid_from", "Có từ ngày", cells.day, lambda one: one.valid_from, others=("Từ ngày", "Ngày thành lập"),
               help="Để trống: từ ngày nhập.", example=date(2020, 1, 1)),
    ),
)  # fmt: skip
OFFICIALS = Sheet(
    "officials",
    "can-bo",
    "Cán bộ",
    (
        Column("official_id", "Mã trong cổng", cells.number, _official(lambda one: one.pk), width=10,
               help="Do cổng ghi khi tải xuống; để trống nếu là người mới."),
        Column("position_id", "Mã chức vụ trong cổng", cells.number, _position(lambda one: one.pk), width=10,
               help="Do cổng ghi khi tải xuống; để trống nếu là chức vụ mới."),
        Column("full_name", "Họ và tên", cells.line(100, name=True), _official(lambda one: one.full_name), width=26,
               others=("Họ tên", "Họ và tên cán bộ", "Tên cán bộ", "Cán bộ"), example="Triệu Văn Hưng",
               required=True, help="Người kiêm nhiều chức vụ: mỗi chức vụ một dòng."),
        Column("phone", "Số điện thoại", cells.phone(landline=True), _official(lambda one: show_phone(one.phone)),
               others=("SĐT", "Điện thoại", "Số ĐT", "Di động"), example="0912 345 678",
               help="Chỉ người trong xã thấy."),
        Column("public_phone", "Số điện thoại công khai", cells.phone(landline=True),
               _official(lambda one: show_phone(one.public_phone)), others=("SĐT công khai", "Điện thoại công khai"),
               help="Để trống nếu không công khai số nào.", width=18),
        Column("kind", "Chức vụ", cells.choice(K, KINDS_OF_POSITION), _position(lambda one: one.get_kind_display()),
               choices=_labels(K), others=("Chức danh", "Chức vụ, chức danh", "Nhiệm vụ"), example=K.VILLAGE_HEAD.label,
               width=30),
        Column("village", "Thôn", cells.line(120), _position(_place_of), choices=_villages, example="Thôn 1",
               others=HOUSEHOLDS["village"].others, help="Để trống: chức vụ ở xã."),
        Column("starts_on", "Từ ngày", cells.day, _position(lambda one: one.starts_on), width=12,
               others=("Ngày bắt đầu", "Giữ chức vụ từ ngày"), example=date(2022, 1, 1),
               help="Để trống: từ ngày nhập."),
        Column("ends_on", "Đến ngày", cells.day, _position(lambda one: one.ends_on or ""), width=12,
               others=("Ngày kết thúc", "Thôi chức vụ từ ngày"), help="Để trống nếu đang giữ."),
    ),
)  # fmt: skip
SHEETS = {sheet.code: sheet for sheet in (HOUSEHOLDS, VILLAGES, OFFICIALS)}
EXAMPLE = "VÍ DỤ"  # in the first column of a row that the import leaves out
