"""The words a decision of each kind is proposed with, and the fixed ones of every decision (Nghị định 30/2020/NĐ-CP,
Phụ lục I and Mẫu 1.2)."""

from config.vietnamese import document_number, long_date
from teams.models import Decision
from villages.models import Commune, Village

TEAM = "Tổ công nghệ số cộng đồng"
MOST_VILLAGES_BY_NAME = 5  # more of them would make Điều 4 longer than the rest

FOUNDING = "Thành lập {teams} (có danh sách thành viên kèm theo Quyết định này)."
REFORMING = "Kiện toàn {teams} (có danh sách {lists} kèm theo Quyết định này)."
ASSIGNING = "Giao chỉ tiêu cho {teams} (có bảng chỉ tiêu kèm theo Quyết định này)."
AMENDING = "Sửa đổi, bổ sung {affected}."
AMENDING_TARGETS = (
    "Sửa đổi, bổ sung chỉ tiêu giao cho {teams} tại {affected} (có bảng chỉ tiêu sửa đổi, bổ sung kèm theo Quyết định "
    "này)."
)
ENDING_TARGETS = "Thôi giao các chỉ tiêu sau đây tại {affected}:"
ENDING_TARGETS_TOO = "Thôi giao các chỉ tiêu sau đây:"
REPLACING = "Thay thế {affected}."
REPLACING_PEOPLE = "Cử các ông (bà) có tên trong danh sách kèm theo Quyết định này làm thành viên {teams}."
REPEALING = "Bãi bỏ {affected}."
RECALLING = "Thu hồi {affected}."
CORRECTING = "Đính chính {affected} như sau:\n{note}"
DISSOLVING = "Giải thể {teams}."

DUTIES = (
    "Tổ công nghệ số cộng đồng có nhiệm vụ: tuyên truyền về chuyển đổi số; đi từng ngõ, gõ từng nhà, trực tiếp "
    "hướng dẫn từng người dân sử dụng các nền tảng số, ứng dụng số thiết thực; tiếp nhận nhu cầu hỗ trợ của người "
    "dân; báo cáo kết quả với Ủy ban nhân dân {commune} theo định kỳ."
)
DUTIES_GO_ON = (
    "Tổ công nghệ số cộng đồng sau kiện toàn tiếp tục thực hiện nhiệm vụ được giao tại Quyết định thành lập Tổ."
)
HAND_OVER = "Thành viên thôi tham gia có trách nhiệm bàn giao công việc cho Tổ trưởng."
CARRY_OUT = (
    "Các Tổ tổ chức thực hiện, hướng dẫn từng hộ, từng người dân và ghi kết quả từng lượt thăm; công chức "
    "Văn hóa - Xã hội theo dõi, tổng hợp kết quả, báo cáo Ủy ban nhân dân {commune}."
)
DISSOLVED_WITH = "Giải thể {dissolved} kể từ ngày Quyết định này có hiệu lực."
TASKS_END = (
    "Thành viên thôi tham gia Tổ bàn giao tài liệu, công việc cho công chức Văn hóa - Xã hội; các chỉ tiêu đã giao "
    "thôi thực hiện kể từ ngày Quyết định này có hiệu lực."
)
TARGETS_END = "Các chỉ tiêu đã giao thôi thực hiện kể từ ngày Quyết định này có hiệu lực."
REST_STANDS = "Các nội dung khác của Quyết định số {symbol} không thay đổi."
ALSO_TARGETS = "Tổ thực hiện các chỉ tiêu được giao tại bảng chỉ tiêu kèm theo Quyết định này."
EFFECT = "Quyết định này có hiệu lực thi hành kể từ {effect}."
EFFECT_OF_REPLACING = "Quyết định này có hiệu lực thi hành kể từ {effect} và thay thế {affected}."
EXECUTION = (
    "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân {commune}, công chức Văn hóa - Xã hội, {heads} và {others} chịu "
    "trách nhiệm thi hành Quyết định này."
)


def propose_articles(
    decision,
    teams,
    *,
    joining=False,
    leaving=False,
    parting=False,
    targets=False,
    relation=None,
    ending=(),
    dissolved=(),
):
    """Texts of Điều 1–4 for `decision` on `teams` ([Team] with their villages), whatever of people and targets it
    has lines for; an official may change every word. `parting`: whether anybody leaves with what goes out of force;
    `relation`: with a decision issued before; `ending`: names of targets assigned no longer; `dissolved`: [Team] that
    cease to be."""
    kind, commune = decision.kind, decision.commune.label
    first, second = _first_articles(kind, joining=joining, targets=targets, ending=ending)
    if second == TASKS_END and not (parting or dissolved):
        second = TARGETS_END
    if dissolved and kind != Decision.Kind.DISSOLVE:
        first = f"{first}\n{DISSOLVED_WITH}"
    if leaving and not dissolved:
        second = f"{second} {HAND_OVER}"
    if targets and (kind in (Decision.Kind.FOUND, Decision.Kind.REFORM) or (kind == Decision.Kind.REPLACE and joining)):
        second = f"{second}\n{ALSO_TARGETS}"
    words = {
        "commune": commune,
        "teams": name_teams(teams),
        "lists": "thành viên sau kiện toàn" + " và thành viên thôi tham gia" * leaving,
        "heads": name_heads([team.village for team in teams if team.village_id]),
        "others": "các Tổ công nghệ số cộng đồng"
        if not (joining or leaving or kind in (Decision.Kind.FOUND, Decision.Kind.REFORM))
        else "các ông (bà) có tên trong danh sách kèm theo",
        "effect": long_date(decision.effective_on) if decision.effective_on else "ngày ký",
        "dissolved": name_teams(dissolved),
        **_words_of(relation),
    }
    effect = EFFECT_OF_REPLACING if kind == Decision.Kind.REPLACE and (joining or targets) else EFFECT
    return [text.format(**words) for text in (first, second, effect, EXECUTION)]


def _first_articles(kind, *, joining, targets, ending):
    """Điều 1 and Điều 2, to be filled in."""
    Kind = Decision.Kind
    if kind == Kind.AMEND:
        heading = ENDING_TARGETS_TOO if targets else ENDING_TARGETS
        listed = "\n".join([heading, *(f"- {_plain(name)};" for name in ending)]) if ending else ""
        parts = [AMENDING_TARGETS if targets else "", listed]
        return "\n".join(part for part in parts if part) or AMENDING, REST_STANDS
    return {
        Kind.FOUND: (FOUNDING, DUTIES),
        Kind.REFORM: (REFORMING, DUTIES_GO_ON),
        Kind.ASSIGN: (ASSIGNING, CARRY_OUT),
        Kind.REPLACE: _replacing(joining=joining, targets=targets),
        Kind.REPEAL: (REPEALING, TASKS_END),
        Kind.RECALL: (RECALLING, TASKS_END),
        Kind.CORRECT: (CORRECTING, REST_STANDS),
        Kind.DISSOLVE: (DISSOLVING, TASKS_END),
    }[kind]


def _replacing(*, joining, targets):
    if joining:
        return REPLACING_PEOPLE, DUTIES
    return (ASSIGNING, CARRY_OUT) if targets else (REPLACING, TASKS_END)


def amending_nothing(relation):
    """The first article that is proposed as long as nothing is amended."""
    return AMENDING.format(**_words_of(relation))


def _plain(name):
    """A name that may hold braces, within a text that is still to be filled in."""
    return name.replace("{", "{{").replace("}", "}}")


def _words_of(relation):
    if relation is None:
        return {"affected": "Quyết định số …", "symbol": "…", "note": "…"}
    affected = relation.affected
    cited = f"{affected.citation} về việc {affected.subject}"
    return {"affected": cited, "symbol": affected.symbol, "note": relation.note or "…"}


def name_teams(teams):
    """'Tổ công nghệ số cộng đồng Thôn 1', '02 Tổ công nghệ số cộng đồng tại Thôn 1, Thôn 2'."""
    if not teams:
        return f"các {TEAM}"
    of_villages = all(team.village_id and team.name == team_name(team.village) for team in teams)
    if len(teams) == 1 or not of_villages:
        return "; ".join(team.name for team in teams)
    places = ", ".join(team.village.label for team in teams)
    return f"{document_number(len(teams))} {TEAM} tại {places}"


def name_heads(villages):
    """'Trưởng Thôn 1, Trưởng bản Khe Mó'; of many villages only their kinds."""
    if 0 < len(villages) <= MOST_VILLAGES_BY_NAME:
        return ", ".join(f"{head_of(village.kind)} {village.label}" for village in villages)
    kinds = dict.fromkeys(village.kind for village in villages) or [Village.Kind.THON]
    return ", ".join(f"{head_of(kind)} các {Village.Kind(kind).label}" for kind in kinds)


def head_of(kind):
    return "Tổ trưởng" if kind == Village.Kind.TO_DAN_PHO else "Trưởng"


def propose_subject(kind, commune):
    """The part after 'Về việc'."""
    of_villages = "tại các thôn " if commune.kind == Commune.Kind.XA else ""
    return {
        Decision.Kind.FOUND: f"thành lập {TEAM} {of_villages}trên địa bàn {commune.label}",
        Decision.Kind.REFORM: f"kiện toàn {TEAM} trên địa bàn {commune.label}",
        Decision.Kind.ASSIGN: f"giao chỉ tiêu cho các {TEAM} trên địa bàn {commune.label}",
        Decision.Kind.AMEND: "sửa đổi, bổ sung Quyết định số …",
        Decision.Kind.REPLACE: "thay thế Quyết định số …",
        Decision.Kind.REPEAL: "bãi bỏ Quyết định số …",
        Decision.Kind.RECALL: "thu hồi Quyết định số …",
        Decision.Kind.CORRECT: "đính chính Quyết định số …",
        Decision.Kind.DISSOLVE: f"giải thể {TEAM} trên địa bàn {commune.label}",
    }[kind]


def filled_subject(subject, affected):
    """A proposed subject with the decision that was chosen: 'bãi bỏ Quyết định số 15/QĐ-UBND ngày …'."""
    return subject.replace("Quyết định số …", f"Quyết định số {affected.symbol} {long_date(affected.issued_on)}")


def team_name(village):
    return f"{TEAM} {village.label}"


def signature_lines(authority, position_kind=None):
    """The lines above the signer's name: on whose behalf and in which office he signs, the latter left out as long
    as nobody has signed (Nghị định 30/2020/NĐ-CP, Điều 13 và Phụ lục I, Phần I, mục II.7)."""
    lines = ["TM. ỦY BAN NHÂN DÂN"] if authority == Decision.Authority.COMMITTEE else []
    if position_kind is None:
        return lines
    return [*lines, "CHỦ TỊCH"] if position_kind == "CHAIR" else [*lines, "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]


def authority_name(decision):
    """'Ủy ban nhân dân xã Dân Chủ'."""
    return f"{decision.get_authority_display()} {decision.commune.label}"
