"""All that is kept of one person, as he may have it himself (Luật 91/2025/QH15, Điều 4.1): page and file are drawn from
the same words. The note of a visit may speak of others of his household, too: whoever hands it out reads it first."""

from django.db.models import Exists, OuterRef, Q, Subquery, prefetch_related_objects
from django.utils import timezone

from config.vietnamese import show_phone
from households.consents import consents_of
from households.models import (
    Ability,
    Exclusion,
    LifeEvent,
    LifeEventPerson,
    Observation,
    Residence,
    Resident,
    TraitValue,
)

R = Resident.Relation


def copy_of(resident):
    """[(title, [{column: words}])]"""
    entries = resident.entries  # under more than one id where he was entered twice
    prefetch_related_objects(entries, "household", "village")
    homes = Residence.objects.filter(resident__in=entries).select_related("household__village")
    visit = ["visit__membership__official", "visit__cancellation"]
    now = {"counts": Exists(Ability.objects.filter(guidance=OuterRef("pk"), resident=resident))}
    lessons = list(resident.guidances.select_related("skill", *visit).annotate(**now))
    now = {"counts": Exists(TraitValue.objects.filter(observation=OuterRef("pk"), resident=resident))}
    seen = list(Observation.objects.filter(resident=resident).select_related("trait", "by", *visit).annotate(**now))
    return [
        ("Nhân thân", [_person(entry) for entry in entries]),
        ("Đã ở những hộ nào", [_residence(row) for row in homes]),
        ("Đã có việc gì", _events(entries)),
        ("Nay làm được gì", [_ability(row) for row in sorted(lessons, key=_skill) if row.counts]),
        ("Đặc điểm nay ghi nhận", [_trait(row) for row in sorted(seen, key=_trait_order) if row.counts]),
        ("Lượt thăm có nói đến người này", _visits(lessons, seen)),
        ("Đề nghị miễn tính", [_exclusion(row) for row in _exclusions(resident)]),
        ("Được gọi xác minh", [_call(row) for row in resident.verification_calls.select_related("team")]),
        ("Đã được thông báo", [_notice(row) for row in resident.household.notices.counting().select_related("by")]),
        ("Đồng ý cho từng mục đích", [_agreement(row) for row in consents_of(resident)]),
        ("Yêu cầu về dữ liệu cá nhân", [_request(row) for row in resident.data_requests.all()]),
    ]


def _person(resident):
    return {
        "Họ và tên": resident.full_name,
        "Năm sinh": f"{resident.birth_year or ''}{' (ước chừng)' if resident.birth_year_estimated else ''}",
        "Giới tính": resident.get_sex_display(),
        "Quan hệ với chủ hộ": resident.get_relation_display(),
        "Số điện thoại": show_phone(resident.phone),
        "Tình trạng": resident.get_state_display(),
        "Số điện thoại của hộ": show_phone(resident.household.phone),
        "Địa chỉ": ", ".join(
            filter(None, [resident.household.address, resident.household.lane, str(resident.village)])
        ),
    }


def _residence(row):
    return {
        "Hộ": f"{row.household.number}, {row.household.village}",
        "Từ": _day(row.starts_on),
        "Đến": _day(row.ends_on),
    }


def _events(entries):
    """Without the names of others whom they concerned."""
    ids = [entry.pk for entry in entries]
    lines = LifeEventPerson.objects.filter(event=OuterRef("pk"), resident__in=ids).order_by("pk")
    events = LifeEvent.objects.about(ids) | LifeEvent.objects.filter(former_head__in=ids)
    events = events.annotate(was=Subquery(lines.values("relation")[:1])).select_related("household", "other")
    return [
        {
            "Ngày": _day(row.on),
            "Việc": row.get_kind_display(),
            "Hộ": " → ".join(home.number for home in (row.household, row.other) if home),
            "Quan hệ trước đó": _relation(R.HEAD if row.former_head_id in ids else row.was),
            "Ghi chú": row.note,
        }
        for row in events.order_by("on", "pk")
    ]


def _relation(value):
    return R(value).label if value else ""


def _skill(lesson):
    return lesson.skill.order, lesson.skill_id


def _trait_order(observation):
    return observation.trait.order, observation.trait_id


def _ability(row):
    return {
        "Nội dung": row.skill.name,
        "Mức": row.get_level_display(),
        "Theo lượt ngày": _day(row.visit.visited_at),
    }


def _trait(row):
    return {"Đặc điểm": row.trait.name, "Có": _yes(row.value), "Ghi nhận ngày": _day(row.observed_at)}


def _visits(lessons, seen):
    lines = [(row.visit, f"{row.skill.name}: {row.get_level_display()}") for row in lessons]
    office = []
    for row in seen:
        words = f"{row.trait.name}: {_yes(row.value).lower()}"
        if row.visit:
            lines.append((row.visit, words))
        else:
            office.append(
                (row.observed_at, {"Lúc": _moment(row.observed_at), "Ai ghi": row.by.full_name, "Ghi gì": words})
            )
    by_visit: dict = {}
    for visit, words in lines:
        by_visit.setdefault(visit, []).append(words)
    dated = office + [(visit.visited_at, _visit(visit, words)) for visit, words in by_visit.items()]
    return [line for _, line in sorted(dated, key=lambda pair: pair[0])]


def _visit(visit, words):
    cancelled = f" (đã hủy: {visit.cancellation.get_kind_display()})" if visit.is_cancelled else ""
    return {
        "Lúc": _moment(visit.visited_at),
        "Ai ghi": visit.membership.official.full_name,
        "Ghi gì": "; ".join(words) + cancelled,
        "Ghi chú của lượt": visit.note,
        "Mã biên nhận": visit.receipt_code,
    }


def _exclusions(resident):
    rows = Exclusion.objects.filter(Q(resident=resident) | Q(household=resident.household_id))
    return rows.select_related("resident", "household").order_by("asked_at", "pk")


def _exclusion(row):
    return {
        "Của": "người này" if row.resident_id else "cả hộ",
        "Lý do": row.get_reason_display(),
        "Nói rõ thêm": row.note,
        "Đề nghị ngày": _day(row.asked_at),
        "Tình trạng": row.state,
        "Xã trả lời": " ".join(filter(None, [_day(row.decided_at), row.answer])),
        "Miễn từ ngày": _day(row.starts_on),
        "Thôi miễn từ ngày": _day(row.ends_on),
        "Lý do kết thúc": row.end_reason,
    }


def _call(row):
    return {
        "Tổ": str(row.team),
        "Tháng": f"{row.month:%m/%Y}",
        "Kết quả": row.get_result_display(),
        "Ghi chú": row.note,
    }


def _notice(row):
    return {"Bản thông báo": str(row.version), "Lúc": _moment(row.at), "Ai đọc": row.by.full_name}


def _agreement(row):
    said = "không cần đồng ý" if not row.purpose.needs_consent else "chưa hỏi"
    if row.given is not None:
        said = f"{'đồng ý' if row.given else 'không đồng ý'}, {_day(row.at)}"
    return {
        "Mục đích": row.purpose.name,
        "Dữ liệu": row.purpose.data,
        "Căn cứ": row.purpose.get_ground_display(),
        "Trả lời": said,
    }


def _request(row):
    return {
        "Nhận ngày": _day(row.received_on),
        "Yêu cầu": row.get_kind_display(),
        "Nội dung": row.details,
        "Hạn": _day(row.due_on),
        "Kết quả": row.get_outcome_display() or "đang xử lý",
        "Trả lời": row.answer,
    }


def _day(value):
    if value is None:
        return ""
    return f"{timezone.localtime(value) if hasattr(value, 'hour') else value:%d/%m/%Y}"


def _moment(value):
    return f"{timezone.localtime(value):%H:%M ngày %d/%m/%Y}"


def _yes(value):
    return "Có" if value else "Không"
