from django.db import migrations, models
from django.db.models import Sum
from django.db.models.functions import TruncMonth


def add_months(apps, schema_editor):
    tally = apps.get_model("households", "GuidanceTally")
    days = tally.objects.order_by().annotate(month=TruncMonth("day")).values_list("team", "skill", "month")
    tally.objects.bulk_create(
        tally(team_id=team, skill_id=skill, day=month, whole_month=True, number=number)
        for team, skill, month, number in days.annotate(Sum("number"))
    )


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0003_visits_by_time"),
        ("teams", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="guidancetally",
            options={
                "ordering": ["team", "skill", "day", "whole_month"],
                "verbose_name": "số lượt hướng dẫn theo ngày",
                "verbose_name_plural": "số lượt hướng dẫn theo ngày",
            },
        ),
        migrations.RemoveConstraint(
            model_name="guidancetally",
            name="guidance_tally_once",
        ),
        migrations.AddField(
            model_name="guidancetally",
            name="whole_month",
            field=models.BooleanField(default=False, verbose_name="cả tháng"),
        ),
        migrations.AddConstraint(
            model_name="guidancetally",
            constraint=models.UniqueConstraint(
                fields=("team", "whole_month", "day", "skill"), name="guidance_tally_once"
            ),
        ),
        migrations.RunPython(add_months, migrations.RunPython.noop),
    ]
