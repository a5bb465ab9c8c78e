"""The one speaker that a conference had becomes the first of those who spoke."""

from django.db import migrations


def move(apps, schema_editor):
    Launch, Speech = apps.get_model("teams", "Launch"), apps.get_model("teams", "Speech")
    for launch in Launch.objects.exclude(speaker=""):
        name, _, title = launch.speaker.partition(", ")
        if len(name) <= 100:
            Speech.objects.create(launch=launch, order=1, name=name, title=title, topic="phát biểu chỉ đạo")
        else:
            Speech.objects.create(
                launch=launch, order=1, name=name[:100], title=launch.speaker, topic="phát biểu chỉ đạo"
            )


class Migration(migrations.Migration):
    dependencies = [("teams", "0007_launch_pages")]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.RemoveField(model_name="launch", name="speaker"),
    ]
