"""Types of administrative documents and the letters they have in a symbol (Nghị định 30/2020/NĐ-CP, Phụ lục III,
mục I). A công văn has none: its symbol names the agency and the field, as in 12/UBND-VX."""

DECISION, LETTER = "Quyết định", "Công văn"

LETTERS = {
    "Nghị quyết": "NQ",
    DECISION: "QĐ",
    "Chỉ thị": "CT",
    "Quy chế": "QC",
    "Quy định": "QyĐ",
    "Thông cáo": "TC",
    "Thông báo": "TB",
    "Hướng dẫn": "HD",
    "Chương trình": "CTr",
    "Kế hoạch": "KH",
    "Phương án": "PA",
    "Đề án": "ĐA",
    "Dự án": "DA",
    "Báo cáo": "BC",
    "Biên bản": "BB",
    "Tờ trình": "TTr",
    "Hợp đồng": "HĐ",
    LETTER: "",
    "Công điện": "CĐ",
    "Bản ghi nhớ": "BGN",
    "Bản thỏa thuận": "BTT",
    "Giấy ủy quyền": "GUQ",
    "Giấy mời": "GM",
    "Giấy giới thiệu": "GGT",
    "Giấy nghỉ phép": "GNP",
    "Phiếu gửi": "PG",
    "Phiếu chuyển": "PC",
    "Phiếu báo": "PB",
}


def series_code(document_type):
    """What the own series of a type is called: its letters, or 'CV'."""
    return LETTERS.get(document_type, "") or "CV"


def usual_notation(document_type):
    """What stands after the number in a symbol of the commune's committee: 'KH-UBND'."""
    letters = LETTERS.get(document_type, "")
    return f"{letters}-UBND" if letters else "UBND"
