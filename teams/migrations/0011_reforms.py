import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0010_teams_of_reorganised_villages"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reform",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reforms",
                        to="teams.decision",
                        verbose_name="quyết định",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reforms",
                        to="teams.team",
                        verbose_name="tổ",
                    ),
                ),
            ],
            options={
                "verbose_name": "kiện toàn tổ",
                "verbose_name_plural": "kiện toàn tổ",
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("decision", "team"), name="reformed_once_a_decision")],
            },
        ),
    ]
