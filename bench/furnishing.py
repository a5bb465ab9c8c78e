"""A few rows of what make_commune does not make, so that each page has one to show."""

from tempfile import NamedTemporaryFile

from django.core.files import File
from django.utils import timezone

from accounts.models import User
from bench.management.commands.measure_import import write_book
from households.actions.importing import apply_import, start_import
from households.actions.personal import take_request
from households.actions.registry import depart
from households.importing.steps import take_step
from households.models import DataRequest, Import, Resident, Visit, VisitLabel
from villages.models import Commune, Village

RESIDENTS = 75


def furnish():
    """Somebody who left, a request, signs of visits, and two imports: one applied, one that waits."""
    officer, member = User.objects.get(username="congchuc"), User.objects.get(username="thanhvien1")
    village = Village.objects.loggable_by(member)[0]
    people = Resident.objects.present().filter(village=village).order_by("-pk")
    depart(people[0], state=Resident.State.LEFT, by=officer)
    asked = {"kind": DataRequest.Kind.COPY, "asker": DataRequest.Asker.SELF, "received_on": timezone.localdate()}
    take_request(DataRequest(resident=people[0], **asked), by=officer)
    for author in (member, User.objects.get(username="totruong1")):
        own = Visit.objects.filter(author=author, cancellation=None, labels=None).order_by("pk")
        VisitLabel.objects.create(visit=own[0], kind=VisitLabel.Kind.MANY)
    one, warnings = _import(officer, village)
    apply_import(one, ticked=warnings, by=officer)
    _import(officer, village)


def _import(by, village):
    """(an Import that waits, its warnings)"""
    with NamedTemporaryFile(suffix=".xlsx") as stream:
        write_book(stream.name, [village], RESIDENTS // 4, RESIDENTS)
        with open(stream.name, "rb") as file:
            one = Import(commune=Commune.objects.get(), sheet=Import.Sheet.HOUSEHOLDS, since=timezone.localdate())
            one = start_import(one, file=File(file, "ho-dan.xlsx"), by=by)
    while one.is_running:
        one = take_step(one)
    return one, one.numbers["warnings"]
