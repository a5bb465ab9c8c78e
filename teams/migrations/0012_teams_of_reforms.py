"""Every decision names the teams it re-forms: those of its people or, just begun, of its subject. The first article as
it was proposed, of one that is not signed, names the list that now goes with it."""

import re

from django.db import migrations
from django.db.models import Q


def name_teams(apps, schema_editor):
    Team, Reform = apps.get_model("teams", "Team"), apps.get_model("teams", "Reform")
    for decision in apps.get_model("teams", "Decision").objects.filter(kind="REFORM"):
        named = Q(appointments__decision=decision) | Q(memberships__dismissals__decision=decision)
        if not decision.text:
            told = {"commune": decision.commune_id, "name": decision.subject.removeprefix("kiện toàn ")}
            named |= Q(**told, starts_on__isnull=False, ends_on=None)
        teams = list(Team.objects.filter(named).distinct())
        for team in teams:
            Reform.objects.create(decision=decision, team=team)
        for article in decision.articles.filter(order=1, text__startswith="Kiện toàn ") if not decision.text else ():
            article.text = first_article(article.text, teams)
            article.save()


def first_article(text, teams):
    leaving = " và thành viên thôi tham gia" if "thành viên thôi tham gia" in text else ""
    lists = f"(có danh sách thành viên sau kiện toàn{leaving} kèm theo Quyết định này)"
    text = re.sub(r"\(có danh sách thành viên[^()]* kèm theo Quyết định này\)", lists, text)
    if len(teams) == 1:
        text = text.replace("Kiện toàn các Tổ công nghệ số cộng đồng (", f"Kiện toàn {teams[0].name} (")
    return text


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0011_reforms"),
    ]

    operations = [
        migrations.RunPython(name_teams, migrations.RunPython.noop),
    ]
