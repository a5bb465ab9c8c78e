from django.db import migrations

# Whom a team says it taught is asked by phone as a check on the team; to call before a visit is another purpose.
CALLS = {"code": "goi-dien", "name": "Gọi điện hẹn đến nhà"}
VERIFICATION = {
    "code": "xac-minh",
    "name": "Gọi hỏi lại vài người đã được hướng dẫn, để kiểm tra con số của tổ",
    "data": "họ tên, nội dung đã hướng dẫn, số điện thoại của người ấy hoặc của hộ",
    "ground": "DUTY",
    "order": 4,
}


def create(apps, schema_editor):
    Purpose = apps.get_model("households", "Purpose")
    Purpose.objects.filter(code=CALLS["code"]).update(name=CALLS["name"])
    Purpose.objects.create(**VERIFICATION)


class Migration(migrations.Migration):
    dependencies = [("households", "0018_life_events")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
