from django.db import migrations, models

import teams.codes


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0004_codes_of_what_is_there"),
    ]

    operations = [
        migrations.AlterField(
            model_name="membership",
            name="code",
            field=models.CharField(
                default=teams.codes.new_code, editable=False, max_length=15, unique=True, verbose_name="mã xác nhận"
            ),
        ),
    ]
