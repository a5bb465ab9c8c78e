"""The articles a decision of each kind is proposed with (reference wording: Mẫu 1.2, Nghị định 30/2020/NĐ-CP)."""

from teams.models import Decision

DUTIES = (
    "Tổ công nghệ số cộng đồng có nhiệm vụ: tuyên truyền về chuyển đổi số; đi từng ngõ, gõ từng nhà, trực tiếp "
    "hướng dẫn từng người dân sử dụng các nền tảng số, ứng dụng số thiết thực; tiếp nhận nhu cầu hỗ trợ của người "
    "dân; báo cáo kết quả với Ủy ban nhân dân {commune} theo định kỳ."
)
EFFECT = "Quyết định này có hiệu lực thi hành kể từ {effect}."
EXECUTION = (
    "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân {commune}, Trưởng {villages} và các ông (bà) có tên tại Điều 1 "
    "chịu trách nhiệm thi hành Quyết định này./."
)
FIRST = {
    Decision.Kind.FOUND: "Thành lập {teams}; thành viên của tổ theo danh sách kèm theo Quyết định này.",
    Decision.Kind.REFORM: "Kiện toàn {teams}; thành viên thôi tham gia và thành viên bổ sung theo danh sách kèm theo "
    "Quyết định này.",
    Decision.Kind.ASSIGN: "Giao chỉ tiêu cho {teams} theo bảng chỉ tiêu kèm theo Quyết định này.",
}
SECOND = {
    Decision.Kind.ASSIGN: "Các tổ tổ chức thực hiện, hướng dẫn từng hộ, từng người dân và ghi kết quả từng lượt thăm; "
    "công chức Văn hóa - Xã hội theo dõi, tổng hợp kết quả báo cáo Ủy ban nhân dân {commune}.",
}


def propose_articles(decision, teams):
    """Texts of Điều 1–4 for `decision` on `teams` ([Team]); an official may change every word."""
    villages = ", ".join(team.village.label for team in teams if team.village_id) or "các thôn"
    names = ", ".join(team.name for team in teams) or "Tổ công nghệ số cộng đồng"
    words = {
        "commune": decision.commune.label,
        "villages": villages,
        "teams": names,
        "effect": f"ngày {decision.effective_on:%d/%m/%Y}" if decision.effective_on else "ngày ký",
    }
    texts = [FIRST[decision.kind], SECOND.get(decision.kind, DUTIES), EFFECT, EXECUTION]
    return [text.format(**words) for text in texts]


def propose_subject(kind, commune):
    names = {
        Decision.Kind.FOUND: "thành lập Tổ công nghệ số cộng đồng tại các thôn trên địa bàn {commune}",
        Decision.Kind.REFORM: "kiện toàn Tổ công nghệ số cộng đồng trên địa bàn {commune}",
        Decision.Kind.ASSIGN: "giao chỉ tiêu cho các Tổ công nghệ số cộng đồng trên địa bàn {commune}",
    }
    return names[kind].format(commune=commune.label)


def team_name(village):
    return f"Tổ công nghệ số cộng đồng {village.label}"


def signature_lines(authority, position_kind):
    """The lines above the signer's name: on whose behalf and in which office he signs
    (Nghị định 30/2020/NĐ-CP, Điều 13 và Phụ lục I, Phần I, mục II.7)."""
    lines = ["TM. ỦY BAN NHÂN DÂN"] if authority == Decision.Authority.COMMITTEE else []
    return [*lines, "CHỦ TỊCH"] if position_kind == "CHAIR" else [*lines, "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]


def authority_line(decision):
    return f"{decision.get_authority_display()} {decision.commune.label}".upper()


