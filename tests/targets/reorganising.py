"""Villages and communes are reorganised through the pages, as an officer does it."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from targets.models import Target
from targets.progress import progress_of
from tests.factories import days_ago
from villages.models import Access, Commune, Reorganisation, Role, Village

TODAY = {"basis": "Nghị quyết số 12/NQ-HĐND"}


def numbers(days=1):
    """What every target counted, `days` ago."""
    on = timezone.localdate() - timedelta(days=days)
    targets = Target.objects.exclude(starts_on=None).order_by("pk").with_all()
    return [(line.target.pk, line.count, line.value) for line in progress_of(targets, on)]


def ask(client, kind, **data):
    """The dry run."""
    on = timezone.localdate()
    return client.post(reverse("reorganise", args=[kind]), {"on": f"{on:%d/%m/%Y}"} | TODAY | data)


def carry_out(client, kind, **data):
    """The Reorganisation, through the page."""
    shown = ask(client, kind, **data)
    assert shown.context["faults"] == [], shown.context["faults"]
    done = ask(client, kind, **data, digest=shown.context["plan"].digest)
    assert done.status_code == 302, done.context["form"].errors
    return Reorganisation.objects.latest("pk")


def undo(client, made):
    return client.post(reverse("reorganisation-undo", args=[made.pk]), follow=True)


def merge(world, client, **data):
    client.force_login(world.officer)
    both = {"villages_merged": [world.village.pk, world.other_village.pk], "kind_of_village": "THON"}
    carry_out(client, "sap-nhap-thon", **both, name="Khe Mó", numbers="suffix", **data)
    return Village.objects.get(name="Khe Mó")


def rename(world, client):
    client.force_login(world.officer)
    carry_out(client, "doi-ten", village=world.village.pk, kind_of_village="THON", name="Khe Mó")
    return Village.objects.get(name="Khe Mó")


def move(world, client):
    """The other village goes to the commune `there`."""
    Access.objects.create(user=world.officer, role=Role.OFFICER, commune=world.there, starts_at=days_ago(30))
    client.force_login(world.officer)
    carry_out(client, "chuyen-xa", village=world.other_village.pk, to=world.there.pk, kind_of_village="THON", name="2")
    return Village.objects.get(commune=world.there, name="2")


def join_communes(world, client):
    """Both communes become one."""
    Access.objects.create(user=world.officer, role=Role.OFFICER, commune=world.there, starts_at=days_ago(30))
    client.force_login(world.officer)
    both = [world.here.pk, world.there.pk]
    carry_out(client, "sap-nhap-xa", old_communes=both, kind_of_commune="XA", name="Quảng La", code="07099")
    return Commune.objects.get(code="07099")
