"""The words of the minutes of a conference, as data (Nghị định 30/2020/NĐ-CP, Phụ lục III, Mẫu 1.9)."""

from config.vietnamese import document_number, long_date
from targets.launch_page import LaunchPage, announced_targets, clock, when
from teams.actions import posts_on

PEOPLE = ["STT", "Họ và tên", "Chức vụ, đơn vị công tác"]
DOTS = "……"
LISTED = "Chỉ tiêu giao cho các tổ được công bố theo bảng kèm theo Biên bản này."


def compose_minutes(launch):
    """Keys: nation and agency (two lines each), symbol, title, subject, facts [[label, text]], attendance and targets
    [{caption, columns, rows}], course [[heading, paragraphs]], ending, signatures [{office, name}], recipients."""
    page = LaunchPage(launch)
    attendees = list(launch.attendees.all())
    present = [one for one in attendees if one.present]
    return {
        "nation": ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
        "agency": ["ỦY BAN NHÂN DÂN", launch.commune.label.upper()],
        "symbol": launch.minutes_symbol or "…/BB-UBND",
        "title": "BIÊN BẢN",
        "subject": launch.title,
        "facts": [
            ["Thời gian bắt đầu:", f"{when(launch)}."],
            ["Địa điểm:", f"{launch.place or DOTS}."],
            ["Thành phần tham dự:", _present(present, attendees)],
            ["Chủ trì (chủ tọa):", f"{_person(launch.chair, launch.held_on)}."],
            ["Thư ký (người ghi biên bản):", f"{_person(launch.secretary, launch.held_on)}."],
        ],
        "attendance": {"caption": "", "columns": PEOPLE, "rows": _rows(present)},
        "course": _course(page),
        "targets": announced_targets(page.decisions),
        "ending": f"Hội nghị kết thúc vào {_end(launch)}./.",
        "signatures": [
            {"office": "THƯ KÝ", "name": launch.secretary.full_name if launch.secretary else ""},
            {"office": "CHỦ TỌA", "name": launch.chair.full_name if launch.chair else ""},
        ],
        "recipients": ["Lưu: VT, Hồ sơ."],
    }


def _present(present, invited):
    if not present:
        return f"{DOTS}."
    absent = len(invited) - len(present)
    away = f"; vắng {document_number(absent)} người" if absent else ""
    return f"có mặt {document_number(len(present))} người (có danh sách kèm theo Biên bản này){away}."


def _rows(people):
    return [[str(number), one.name, one.post] for number, one in enumerate(people, start=1)]


def _person(official, day):
    if official is None:
        return DOTS
    post = posts_on(day, [official]).get(official.pk)
    return f"{official.full_name}, {post}" if post else official.full_name


def _course(page):
    parts = [["Diễn biến hội nghị", [line for line in page.launch.body.split("\n") if line.strip()]]]
    if page.speeches:
        parts.append(["Phát biểu tại hội nghị", [_speech(speech) for speech in page.speeches]])
    if page.decisions:
        announced = [f"{_named(decision)}." for decision in page.decisions]
        parts.append(["Quyết định được công bố", [*announced, *([LISTED] if page.targets else [])]])
    if page.handovers:
        parts.append(["Trao quyết định", [_handed(line) for line in page.handovers]])
    return parts


def _speech(speech):
    return f"{speech}: {speech.topic.rstrip('.;')}." if speech.topic else f"{speech}."


def _named(decision):
    return f"Quyết định số {decision.symbol} {long_date(decision.issued_on)} về việc {decision.subject}"


def _handed(line):
    post = f", {line.post}" if line.post else ""
    return f"Trao Quyết định số {line.decision.symbol} cho {line.official.full_name}{post}."


def _end(launch):
    day = long_date(launch.held_on)
    return f"{clock(launch.ends_at)}, {day}" if launch.ends_at else f"…… giờ ……, {day}"
