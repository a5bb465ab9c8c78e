from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0002_signed_copy"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="code",
            field=models.CharField(editable=False, max_length=15, null=True, unique=True, verbose_name="mã xác nhận"),
        ),
        migrations.AddField(
            model_name="membership",
            name="code",
            field=models.CharField(editable=False, max_length=15, null=True, unique=True, verbose_name="mã xác nhận"),
        ),
    ]
