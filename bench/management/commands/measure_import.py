import random
import resource
from tempfile import NamedTemporaryFile
from time import perf_counter

from django.core.files import File
from django.core.management.base import BaseCommand
from django.utils import timezone
from xlsxwriter import Workbook

from accounts.models import User
from bench.bars import Bars
from households.actions.importing import apply_import, start_import, undo_import
from households.columns import HOUSEHOLDS
from households.importing.steps import take_step
from households.invented_names import LANES, full_name, phone
from households.models import Household, Import, Resident
from households.tally import rebuild
from villages.models import Commune, Village

COLUMNS = ["village", "number", "lane", "address", "full_name", "relation", "birth_year", "sex", "phone"]
RELATIONS = ["Chủ hộ", "Vợ, chồng", "Con", "Con"]


class Command(BaseCommand):
    help = "Checks, applies and undoes an Excel file of 8,000 households with 30,000 residents."

    def add_arguments(self, parser):
        parser.add_argument("--households", type=int, default=8000)

    def handle(self, *args, households, **options):
        by, commune = User.objects.get(username="congchuc"), Commune.objects.get()
        before = Household.objects.count(), Resident.objects.count()
        residents = households * 15 // 4
        with NamedTemporaryFile(suffix=".xlsx") as stream:
            write_book(stream.name, list(Village.objects.all()), households, residents)
            with open(stream.name, "rb") as file:
                one = Import(commune=commune, sheet=Import.Sheet.HOUSEHOLDS, since=timezone.localdate())
                one = start_import(one, file=File(file, "ho-dan.xlsx"), by=by)
        steps = []
        while one.is_running:
            one, took = timed(take_step, one)
            steps.append(took)
        self.stdout.write(f"# {one.numbers}, {len(steps)} steps {one.failure}")
        one, applied = timed(apply_import, one, ticked=one.numbers["warnings"], by=by)
        if (Household.objects.count(), Resident.objects.count()) != (before[0] + households, before[1] + residents):
            raise ValueError("not everything of the file is there")
        wrong = rebuild(list(Village.objects.values_list("pk", flat=True)))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        _, undone = timed(undo_import, one, by=by)
        if (Household.objects.count(), Resident.objects.count()) != before:
            raise ValueError("not everything of the file is gone again")
        wrong += rebuild(list(Village.objects.values_list("pk", flat=True)))
        bars = Bars(self.stdout.write)
        bars.at_most("import_30k_check_s", sum(steps), 60)
        bars.at_most("import_30k_slowest_step_s", max(steps), 2)
        bars.at_most("import_30k_apply_s", applied, 60)
        bars.at_most("import_30k_undo_s", undone, 60)
        bars.at_most("import_30k_memory_mb", memory, 300)
        bars.exactly("import_30k_wrong_tallies", wrong, 0)
        if not bars.all_reached:
            raise SystemExit(1)


def timed(work, *args, **kwargs):
    began = perf_counter()
    return work(*args, **kwargs), perf_counter() - began


def write_book(path, villages, households, residents):
    """`residents` people in `households`, numbered beyond those that the villages have."""
    rng = random.Random(30)
    with Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, [HOUSEHOLDS[name].heading for name in COLUMNS])
        for number in range(residents):
            home = number * households // residents
            place = number - -(-home * residents // households)
            village, sex = villages[home * len(villages) // households], rng.choice("MF")
            year = rng.randint(1940, 1985) if place < 2 else rng.randint(1986, 2022)
            cells = [str(village), f"N{home + 1:04}", LANES[home % len(LANES)], f"Số nhà {home}", full_name(rng, sex)]
            cells += [RELATIONS[min(place, 3)], year, "Nam" if sex == "M" else "Nữ", phone(number + 100_000)]
            page.write_row(number + 1, 0, cells)
