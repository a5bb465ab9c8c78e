"""What is under way names the teams it re-forms by their people or, just begun, by its subject."""

from django.db import migrations
from django.db.models import Q


def name_teams(apps, schema_editor):
    Team, Reform = apps.get_model("teams", "Team"), apps.get_model("teams", "Reform")
    for decision in apps.get_model("teams", "Decision").objects.filter(kind="REFORM").exclude(state="ISSUED"):
        named = Q(appointments__decision=decision) | Q(memberships__dismissals__decision=decision)
        named |= Q(commune=decision.commune_id, ends_on=None, name=decision.subject.removeprefix("kiện toàn "))
        for team in Team.objects.filter(named).distinct():
            Reform.objects.create(decision=decision, team=team)


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0011_reforms"),
    ]

    operations = [
        migrations.RunPython(name_teams, migrations.RunPython.noop),
    ]
