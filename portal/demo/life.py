"""What lately happened to a few households of the demo, entered by the office as it learnt of it."""

from datetime import timedelta

from households.actions.registry import depart, move_resident
from households.models import Resident

R = Resident.Relation


def live_on(stage):
    """Somebody old who was never taught died; somebody grown married into the other village."""
    by, year = stage.users["congchuc"], stage.today.year
    people = Resident.objects.present().order_by("pk").select_related("household")
    old = people.filter(village=stage.villages["2"], relation=R.PARENT, birth_year__lte=year - 75, guidances=None)
    depart(old.first(), state=Resident.State.DEAD, on=stage.today - timedelta(days=30), note="Tuổi già.", by=by)
    grown = people.filter(village=stage.villages["2"], relation=R.CHILD, sex="F", birth_year__lte=year - 19)
    home = people.filter(village=stage.villages["1"], relation=R.CHILD, sex="M", birth_year__lte=year - 20).first()
    told = {"on": stage.today - timedelta(days=12), "note": "Lấy chồng.", "by": by}
    move_resident(grown.first(), to=home.household, relation=R.CHILD_IN_LAW, **told)
