from django.db import migrations

ADULTS, AGED_15, HOUSEHOLDS, RESIDENTS, WORKING = "ADULTS", "AGED_15", "HOUSEHOLDS", "RESIDENTS", "WORKING_AGE"

# (code, name, short name, explanation, measure, population, trait or skill, level, at least, published, source)
INDICATORS = [
    (
        "QG-01",
        "Tỷ lệ dân số trưởng thành có điện thoại thông minh",
        "Người lớn có điện thoại thông minh",
        "Số người từ 18 tuổi trở lên có điện thoại thông minh chia cho số người từ 18 tuổi trở lên của thôn.",
        "TRAIT",
        ADULTS,
        "dien-thoai",
        None,
        None,
        80,
        "Quyết định 411/QĐ-TTg ngày 31/3/2022",
    ),
    (
        "QG-02",
        "Tỷ lệ dân số từ 15 tuổi trở lên có tài khoản giao dịch thanh toán tại ngân hàng hoặc tổ chức được phép khác",
        "Có tài khoản thanh toán",
        "Số người từ 15 tuổi trở lên có tài khoản thanh toán chia cho số người từ 15 tuổi trở lên của thôn.",
        "TRAIT",
        AGED_15,
        "tai-khoan",
        None,
        None,
        80,
        "Quyết định 411/QĐ-TTg ngày 31/3/2022",
    ),
    (
        "QG-03",
        "Tỷ lệ người dân trong độ tuổi lao động được đào tạo kỹ năng số cơ bản",
        "Lao động có kỹ năng số cơ bản",
        "Số người trong độ tuổi lao động làm được (khi có người giúp hoặc tự làm) ít nhất một trong năm kỹ năng số "
        "cơ bản chia cho số người trong độ tuổi lao động của thôn.",
        "BASIC_SKILLS",
        WORKING,
        None,
        2,
        1,
        70,
        "Quyết định 411/QĐ-TTg ngày 31/3/2022",
    ),
    (
        "QG-04",
        "Tỷ lệ hộ gia đình được phủ mạng Internet băng rộng cáp quang",
        "Hộ có Internet cáp quang",
        "Số hộ có đường Internet cáp quang chia cho tổng số hộ của thôn.",
        "TRAIT",
        HOUSEHOLDS,
        "cap-quang",
        None,
        None,
        80,
        "Quyết định 411/QĐ-TTg ngày 31/3/2022",
    ),
    (
        "QG-05",
        "Tỷ lệ người dân có hồ sơ sức khỏe điện tử",
        "Có hồ sơ sức khỏe điện tử",
        "Số người có hồ sơ sức khỏe điện tử chia cho tổng số người của thôn.",
        "TRAIT",
        RESIDENTS,
        "suc-khoe",
        None,
        None,
        90,
        "Quyết định 411/QĐ-TTg ngày 31/3/2022",
    ),
    (
        "QG-07",
        "Tỷ lệ dân số trưởng thành có tài khoản định danh điện tử",
        "Người lớn có định danh điện tử",
        "Số người từ 18 tuổi trở lên có tài khoản định danh điện tử chia cho số người từ 18 tuổi trở lên của thôn.",
        "TRAIT",
        ADULTS,
        "dinh-danh",
        None,
        None,
        30,
        "Chỉ tiêu quốc gia về kinh tế số và xã hội số năm 2023",
    ),
    (
        "QG-10",
        "Tỷ lệ hộ gia đình có ít nhất 01 người thành thạo 05 kỹ năng số cơ bản",
        "Hộ có người thạo 5 kỹ năng số",
        "Số hộ có ít nhất một người tự làm được cả năm kỹ năng số cơ bản chia cho tổng số hộ của thôn.",
        "BASIC_SKILLS",
        HOUSEHOLDS,
        None,
        3,
        5,
        100,
        "Công văn 3240/BTTTT-CĐSQG ngày 08/8/2024",
    ),
    (
        "DP-09",
        "Tỷ lệ người dân trong độ tuổi lao động biết sử dụng dịch vụ công trực tuyến",
        "Lao động biết dùng dịch vụ công",
        "Số người trong độ tuổi lao động dùng được dịch vụ công trực tuyến (khi có người giúp hoặc tự làm) chia cho "
        "số người trong độ tuổi lao động của thôn.",
        "SKILL",
        WORKING,
        "dich-vu-cong",
        2,
        None,
        90,
        "Mục tiêu đến năm 2030 của các xã, tỉnh Tuyên Quang",
    ),
    (
        "DP-12",
        "Số lượt hướng dẫn người dân sử dụng dịch vụ công trực tuyến",
        "Lượt hướng dẫn dịch vụ công",
        "Số lượt thành viên tổ trực tiếp hướng dẫn người dân dùng dịch vụ công trực tuyến trong kỳ.",
        "GUIDANCE",
        "",
        "dich-vu-cong",
        None,
        None,
        150,
        "Đợt hoạt động “44 ngày đêm”, tỉnh Đắk Lắk",
    ),
]
# Retirement ages in months by year: (men, women), Nghị định 135/2020/NĐ-CP, Điều 4.
FIRST_YEAR, MEN, WOMEN = 2021, 60 * 12 + 3, 55 * 12 + 4


def create(apps, schema_editor):
    Indicator, WorkingAge = apps.get_model("targets", "Indicator"), apps.get_model("targets", "WorkingAge")
    Skill, Trait = apps.get_model("households", "Skill"), apps.get_model("households", "Trait")
    for code, name, short, explanation, measure, population, what, level, at_least, published, source in INDICATORS:
        Indicator.objects.create(
            code=code,
            name=name,
            short_name=short,
            explanation=explanation,
            unit="lượt" if measure == "GUIDANCE" else "%",
            measure=measure,
            population=population,
            trait=Trait.objects.get(code=what) if measure == "TRAIT" else None,
            skill=Skill.objects.get(code=what) if measure in ("SKILL", "GUIDANCE") else None,
            level=level,
            at_least=at_least,
            published_level=published,
            source=source,
        )
    for year in range(FIRST_YEAR, 2036):
        ages = {"M": min(MEN + 3 * (year - FIRST_YEAR), 62 * 12), "F": min(WOMEN + 4 * (year - FIRST_YEAR), 60 * 12)}
        for sex, months in ages.items():
            WorkingAge.objects.create(year=year, sex=sex, first_age=15, last_age=(months - 1) // 12)


class Migration(migrations.Migration):
    dependencies = [("targets", "0001_initial"), ("households", "0002_national_skills_and_traits")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
