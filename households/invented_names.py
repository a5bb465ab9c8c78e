"""Names of people who do not exist, for the demonstration and for measurements: the surnames usual among the Dao,
Tày, Sán Dìu and Kinh of the area, with given names in use there."""

SURNAMES = {
    "Triệu": 14,
    "Đặng": 12,
    "Bàn": 10,
    "Lý": 8,
    "Hoàng": 8,
    "Nguyễn": 8,
    "Nông": 6,
    "Phạm": 5,
    "Vi": 4,
    "Từ": 4,
    "Trương": 4,
    "Trần": 4,
    "Dương": 3,
    "Lê": 3,
    "Vũ": 3,
    "Bùi": 2,
    "Đàm": 2,
    "Hà": 2,
    "Lục": 2,
    "Ninh": 2,
    "Phùng": 2,
}
MEN_MIDDLE = "Văn Văn Văn Văn Tiến Quý Hữu Đức Minh Quang Xuân Công Thanh Kim Ngọc Đình Mạnh Trung Duy Bảo"
WOMEN_MIDDLE = "Thị Thị Thị Thị Thị Thị Thu Ngọc Thanh Hồng Kim Thúy Bích Minh Phương Mỹ Diệu Khánh Hải Bảo"
MEN_GIVEN = """
    An Ánh Bảo Bắc Bình Chiến Chung Cường Dũng Dương Đạt Đăng Điệp Đông Đức Giang Hải Hào Hiếu Hoàn Hoàng Hùng Huy Hưng
    Khánh Khoa Kiên Lâm Linh Long Lộc Mạnh Minh Nam Nghĩa Nguyên Phong Phú Phúc Phương Quân Quang Quý Quyết Sáng Sinh
    Sơn Tài Tân Thái Thành Thắng Thịnh Thọ Thuận Tiến Toàn Trung Trường Tuấn Tùng Tú Vinh Việt Vũ
"""
WOMEN_GIVEN = """
    Anh Ánh Bình Châm Châu Chi Cúc Diễm Dung Duyên Đào Giang Hà Hạnh Hằng Hiền Hoa Hòa Hồng Huệ Huyền Hương Khánh Kim
    Lan Lành Liên Linh Loan Lụa Lý Mai Mến Minh Mùi My Nga Ngân Ngọc Nguyệt Nhung Oanh Phượng Phương Quyên Quỳnh Tâm
    Thanh Thảo Thắm Thoa Thơm Thu Thủy Thúy Tình Trang Tuyết Uyên Vân Xuân Yến
"""
MIDDLE = {"M": MEN_MIDDLE.split(), "F": WOMEN_MIDDLE.split()}
GIVEN = {"M": MEN_GIVEN.split(), "F": WOMEN_GIVEN.split()}
LANES = [*(f"Ngõ {number}" for number in range(1, 7)), "Xóm Đình", "Xóm Giữa", "Xóm Trên", "Xóm Dưới", "Xóm Đồng"]


def surname(rng):
    return rng.choices(list(SURNAMES), SURNAMES.values())[0]


def full_name(rng, sex, family=None):
    """A name for a man ("M") or a woman ("F"), of the surname `family` if given."""
    return f"{family or surname(rng)} {rng.choice(MIDDLE[sex])} {rng.choice(GIVEN[sex])}"


def phone(number):
    """The mobile number, E.164, of the invented person `number`, from a block of round numbers."""
    return f"+8490{number % 10_000_000:07}"
