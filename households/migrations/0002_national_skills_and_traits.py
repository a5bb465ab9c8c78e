from django.db import migrations

# The five basic digital skills of Công văn 3240/BTTTT-CĐSQG, and what teams most often teach besides.
SKILLS = [
    ("dich-vu-cong", "Dùng dịch vụ công trực tuyến", True),
    ("mua-sam", "Mua sắm trực tuyến", True),
    ("thanh-toan", "Thanh toán trực tuyến", True),
    ("an-toan", "Tự bảo vệ mình trên không gian mạng", True),
    ("nen-tang-khac", "Dùng nền tảng số khác của địa phương", True),
]
TRAITS = [
    ("cap-quang", "Có Internet cáp quang", "HOUSEHOLD"),
    ("dien-thoai", "Có điện thoại thông minh", "RESIDENT"),
    ("dinh-danh", "Có tài khoản định danh điện tử (VNeID)", "RESIDENT"),
    ("tai-khoan", "Có tài khoản thanh toán", "RESIDENT"),
    ("suc-khoe", "Có hồ sơ sức khỏe điện tử", "RESIDENT"),
]


def create(apps, schema_editor):
    Skill, Trait = apps.get_model("households", "Skill"), apps.get_model("households", "Trait")
    for order, (code, name, basic) in enumerate(SKILLS, start=1):
        Skill.objects.create(code=code, name=name, basic=basic, order=order)
    for order, (code, name, owner) in enumerate(TRAITS, start=1):
        Trait.objects.create(code=code, name=name, owner=owner, order=order)


class Migration(migrations.Migration):
    dependencies = [("households", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
