from django.db import migrations, models

from config.vietnamese import initials
from households.search import words_of_name

AT_ONCE = 5000


def derive_keys(apps, schema_editor):
    residents = apps.get_model("households", "Resident").objects.order_by("pk").only("full_name")
    last = 0
    while some := list(residents.filter(pk__gt=last)[:AT_ONCE]):
        for resident in some:
            resident.initials, resident.words = initials(resident.full_name), words_of_name(resident.full_name)
        residents.bulk_update(some, ["initials", "words"], batch_size=500)
        last = some[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0009_verification_calls"),
    ]

    operations = [
        migrations.AddField(
            model_name="resident",
            name="initials",
            field=models.CharField(default="", editable=False, max_length=100),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="resident",
            name="words",
            field=models.TextField(default="", editable=False),
            preserve_default=False,
        ),
        migrations.RunPython(derive_keys, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="resident",
            index=models.Index(fields=["sort_key", "id"], name="resident_by_name_everywhere"),
        ),
        migrations.AddIndex(
            model_name="resident",
            index=models.Index(fields=["initials"], name="resident_by_initials"),
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(fields=["number_key"], name="household_by_number"),
        ),
    ]
