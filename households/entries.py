"""Visits as the phone sends them (docs/api.md), read into VisitContent. Nothing is believed: types, sizes and words are
checked here, and whether the visit may be stored is judged by log_visits."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from config.validators import refuse_id_number
from config.vietnamese import tidy
from households.actions.content import VisitContent
from households.models import Visit
from households.notice import VERSIONS

MOST_IN_A_BATCH = 50
MOST_ANSWERS = 2400  # of one visit: a hall full of people, forty things each
LONGEST_NOTE = 1000
LARGEST_ID = 2**63 - 1
EARLIEST_YEAR = 2000
SMALL = timedelta(minutes=2)  # a slow line and a loose clock, not a difference


class Unreadable(Exception):
    """The whole sending cannot be read; the message says why."""


def read_batch(data, received_at):
    """([entry as sent], clock difference) of a decoded sending. Raises Unreadable."""
    if not isinstance(data, dict) or not isinstance(data.get("visits"), list):
        raise Unreadable("Cần một đối tượng JSON có danh sách “visits”.")
    if not 1 <= len(data["visits"]) <= MOST_IN_A_BATCH:
        raise Unreadable(f"Mỗi lần gửi từ 1 đến {MOST_IN_A_BATCH} lượt thăm.")
    return data["visits"], _clock(data.get("sent_at"), received_at)


def _clock(sent_at, received_at):
    """What to add to a time of the phone's clock; nothing where it does not say its own time, or goes well."""
    try:
        sent_at = _moment(sent_at)
    except ValidationError:
        raise Unreadable("“sent_at” phải là giờ của điện thoại lúc gửi, có múi giờ.") from None
    difference = received_at - sent_at if sent_at else timedelta(0)
    return difference if abs(difference) > SMALL else timedelta(0)


def read_entry(data, clock):
    """VisitContent of one visit. Raises ValidationError by field name."""
    if not isinstance(data, dict):
        raise ValidationError({"uuid": "Lượt thăm phải là một đối tượng JSON."})
    reader = _Reader(data)
    typed, saved = reader.read("visited_at", _moment), reader.read("saved_at", _moment)
    content = {
        "uuid": reader.read("uuid", _uuid),
        "household": reader.read("household", _id_or_none),
        "village": reader.read("village", _id_or_none),
        "outcome": reader.read("outcome", _word(Visit.Outcome, "Hãy chọn kết quả của lượt thăm.")),
        "place": reader.read("place", _word(Visit.Place, "Nơi gặp chưa đúng.", Visit.Place.HOME)),
        "note": reader.read("note", _note),
        "promised_on": reader.read("promised_on", _day),
        "companions": reader.read("companions", _companions),
        "guidances": reader.read("guidances", _guidances),
        "observations": reader.read("observations", _observations),
        "notice": reader.read("notice", _notice),
    }
    if not reader.faults and (content["household"] is None) == (content["village"] is None):
        reader.faults["household"] = ["Lượt thăm là của một hộ, hoặc của một thôn (buổi hướng dẫn tập trung)."]
    if reader.faults:
        raise ValidationError(reader.faults)
    return VisitContent(**content, visited_at=typed or saved, clock=timedelta(0) if typed or not saved else clock)


class _Reader:
    def __init__(self, data):
        self.data, self.faults = data, {}

    def read(self, name, of):
        try:
            return of(self.data.get(name))
        except ValidationError as fault:
            self.faults[name] = fault.messages
        return None


def _uuid(value):
    try:
        return UUID(value)
    except (TypeError, ValueError, AttributeError):
        raise ValidationError("Mã của lượt thăm bị hỏng. Hãy ghi lại lượt này bằng biểu mẫu mới.") from None


def _id(value):
    if type(value) is not int or not 0 < value <= LARGEST_ID:
        raise ValidationError("Mã số chưa đúng.")
    return value


def _id_or_none(value):
    return None if value is None else _id(value)


def _word(choices, message, default=None):
    def read(value):
        value = default if value is None else value
        if value not in choices.values:
            raise ValidationError(message)
        return choices(value).value

    return read


def _text(value):
    if value is not None and not isinstance(value, str):
        raise ValidationError("Phải là chữ.")
    return value or ""


def _note(value):
    text = tidy(_text(value))
    if any(char == "\x00" or "\ud800" <= char <= "\udfff" for char in text):  # halves of letters; no database has them
        raise ValidationError("Ghi chú có ký tự không dùng được.")
    if len(text) > LONGEST_NOTE:
        raise ValidationError(f"Ghi chú dài quá {LONGEST_NOTE} ký tự.")
    refuse_id_number(text)
    return text


def _notice(value):
    if value is not None and (type(value) is not int or value not in VERSIONS):
        raise ValidationError("Bản thông báo này không có; hãy tải lại danh bạ.")
    return value


def _day(value):
    try:
        day = parse_date(_text(value)) if value else None
    except ValueError:
        day = None
    if value and not isinstance(day, date):
        raise ValidationError("Ngày hẹn chưa đúng, ví dụ 28/11/2026.")
    return day


def _moment(value):
    """A time with its zone, or the local time that somebody typed."""
    try:
        moment = parse_datetime(_text(value)) if value else None
    except ValueError:
        moment = None
    if value and not isinstance(moment, datetime):
        raise ValidationError("Ngày giờ chưa đúng, ví dụ 07/06/2022 14:00.")
    if moment and not EARLIEST_YEAR <= moment.year <= timezone.localdate().year + 1:
        raise ValidationError("Ngày giờ chưa đúng; hãy xem lại năm.")
    return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment


def _list(value):
    value = [] if value is None else value
    if not isinstance(value, list) or len(value) > MOST_ANSWERS:
        raise ValidationError("Lượt này ghi quá nhiều mục; hãy chia làm hai lượt.")
    return value


def _companions(value):
    return tuple(sorted({_id(pk) for pk in _list(value)}))


def _guidances(value):
    levels = {}
    for one in _objects(value):
        level, taught = one.get("level"), one.get("taught", True)
        if type(level) is not int or not 0 <= level <= 3 or not isinstance(taught, bool):
            raise ValidationError("Mức làm được phải từ 0 đến 3.")
        levels[_id(one.get("resident")), _id(one.get("skill"))] = (level, taught and level > 0)
    return tuple((*key, *answer) for key, answer in sorted(levels.items()))


def _observations(value):
    seen = {}
    for one in _objects(value):
        owner = (_id_or_none(one.get("household")), _id_or_none(one.get("resident")))
        if (owner[0] is None) == (owner[1] is None) or not isinstance(one.get("value"), bool):
            raise ValidationError("Đặc điểm phải của một hộ hoặc một người, có hoặc không.")
        seen[(*owner, _id(one.get("trait")))] = one["value"]
    return tuple(sorted(((*key, has) for key, has in seen.items()), key=str))


def _objects(value):
    rows = _list(value)
    if not all(isinstance(row, dict) for row in rows):
        raise ValidationError("Mỗi mục phải là một đối tượng JSON.")
    return rows
