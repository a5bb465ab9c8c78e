from django.db import migrations

# What the portal itself does with personal data. An administrator sets another ground where the commune decides so.
PURPOSES = [
    (
        "so-ho",
        "Giữ sổ hộ dân của thôn",
        "số hộ, ngõ xóm, địa chỉ, họ tên, năm sinh, giới tính, quan hệ với chủ hộ",
        "DUTY",
    ),
    ("huong-dan", "Hướng dẫn kỹ năng số và biết ai làm được đến đâu", "lượt thăm, mức làm được, đặc điểm", "DUTY"),
    ("bao-cao", "Đếm và báo cáo chỉ tiêu bằng con số", "năm sinh, giới tính, mức làm được, đặc điểm", "DUTY"),
    ("goi-dien", "Gọi điện hẹn đến nhà, gọi xác minh", "số điện thoại của người ấy", "CONSENT"),
    ("chup-anh", "Chụp ảnh khi hướng dẫn để đưa tin", "hình ảnh", "CONSENT"),
]


def create(apps, schema_editor):
    Purpose = apps.get_model("households", "Purpose")
    for order, (code, name, data, ground) in enumerate(PURPOSES, start=1):
        Purpose.objects.create(code=code, name=name, data=data, ground=ground, order=order)


class Migration(migrations.Migration):
    dependencies = [("households", "0012_personal_data")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
