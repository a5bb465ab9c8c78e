"""What was issued before there were codes gets them too."""

from django.db import migrations

from teams.codes import new_code


def give_codes(apps, schema_editor):
    give(apps.get_model("teams", "Decision").objects.filter(state="ISSUED", code=None))
    give(apps.get_model("teams", "Membership").objects.filter(code=None))


def give(rows):
    for pk in list(rows.values_list("pk", flat=True)):
        rows.filter(pk=pk).update(code=new_code())


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0003_verification_codes"),
    ]

    operations = [
        migrations.RunPython(give_codes, migrations.RunPython.noop),
    ]
