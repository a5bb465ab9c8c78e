"""No numbers of ID cards, no ethnicity, no position of homes: not asked for, and refused in free text."""

import importlib
from pathlib import Path
from uuid import uuid4

import pytest
from django import forms
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from config.validators import ID_NUMBER
from config.vietnamese import fold
from households.models import Household, Resident, Visit
from households.sheet_lines import LineError, read_line
from tests.factories import make_household
from tests.households.books import HEAD, book_of, upload

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ["accounts", "villages", "teams", "households", "targets", "portal"]
UNWANTED = [
    "cccd", "can cuoc", "chung minh", "so dinh danh", "ho chieu", "dan toc", "ton giao", "kinh do", "vi do", "gps",
    "toa do", "dinh vi", "ethnic", "religion", "latitude", "longitude", "citizen_id", "identity",
]  # fmt: skip


def asked_for():
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                yield f"{model.__name__}.{field.name}", f"{field.name} {field.verbose_name}"
        for path in sorted((ROOT / app).rglob("forms/*.py")) + sorted((ROOT / app).glob("forms.py")):
            module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
            for form in vars(module).values():
                if isinstance(form, type) and issubclass(form, forms.BaseForm):
                    for name, field in form.base_fields.items():
                        yield f"{form.__name__}.{name}", f"{name} {field.label or ''}"


def test_no_column_and_no_form_asks_for_them():
    asked = dict(asked_for())

    assert len(asked) > 300
    assert [name for name, words in asked.items() if any(word in fold(words) for word in UNWANTED)] == []


@pytest.mark.parametrize(
    "text", ["022062001234", "số 022062001234.", "0220 6200 1234", "022 062 001 234", "022.062.001.234"]
)
def test_number_of_an_id_card_is_known(text):
    assert ID_NUMBER.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "0912345678",
        "+84912345678",
        "0912 345 678",
        "ngày 25/11 gọi 0912345678",
        "0203 3825 678",
        "2 0912345678 0987654321",
        "1234567890123",
    ],
)
def test_phones_and_days_are_not_taken_for_one(text):
    assert not ID_NUMBER.search(text)


CARD = "thẻ 022062001234"
REFUSED = "giống số căn cước"


def test_note_of_a_visit_with_one_is_refused_beside_its_field_and_stays_typed(world, as_user):
    client = as_user(world.member)
    sent = {"uuid": uuid4(), "place": "HOME", "outcome": "REFUSED", "note": CARD}
    by_phone = {"uuid": str(uuid4()), "household": world.household.pk, "outcome": "REFUSED", "note": CARD}
    before = Visit.objects.count()

    shown = client.post(reverse("visit-create", args=[world.household.pk]), sent).text
    answer = client.post(reverse("visit-send"), {"visits": [by_phone]}, content_type="application/json").json()

    assert REFUSED in shown[: shown.index(CARD)][-600:]
    assert REFUSED in answer["results"][0]["errors"]["note"][0]
    assert Visit.objects.count() == before
    with pytest.raises(LineError, match=REFUSED):
        read_line(f"25/11 04PH k ; {CARD}", today=None)


def test_household_and_its_people_hold_none(world, as_user):
    client = as_user(world.officer)
    household = make_household(world.village, "444", ["Lý Thị Gốc"], by=world.officer)
    person = household.residents.get()
    members = {"members-TOTAL_FORMS": 1, "members-INITIAL_FORMS": 1, "members-0-id": person.pk, "head": "members-0"}
    sent = members | {"number": "444", "read_version": household.version}
    url = reverse("household-edit", args=[household.pk])

    pages = [
        client.post(url, sent | {"members-0-full_name": "Lý Thị Gốc", "address": CARD}).text,
        client.post(url, sent | {"members-0-full_name": f"Lý Thị Gốc {CARD}"}).text,
    ]

    assert all(page.count(REFUSED) == 1 for page in pages)
    assert list(Household.objects.filter(pk=household.pk).values_list("address", "head__full_name")) == [
        ("", "Lý Thị Gốc")
    ]


SPLIT = {"number": "055", "lane": "Ngõ 5", "address": "Cạnh ao"}


@pytest.mark.parametrize("field", [*SPLIT, "note"])
def test_household_that_splits_off_holds_none(field, world, as_user):
    household = make_household(world.village, "444", ["Lý Thị Gốc", "Lý Văn Con"], by=world.officer)
    child = household.residents.get(full_name="Lý Văn Con").pk
    sent = SPLIT | {"on": f"{timezone.localdate():%d/%m/%Y}", "people": child, "head": child}

    shown = as_user(world.officer).post(reverse("household-split", args=[household.pk]), sent | {field: "022062001234"})

    assert shown.status_code == 200
    assert REFUSED in shown.context["form"].errors[field][0]
    assert household.residents.count() == 2


@pytest.mark.parametrize("name", ["household-death", "household-move", "resident-move"])
def test_note_of_what_happened_holds_none(name, world, as_user):
    row = world.person if name == "resident-move" else world.household
    sent = {"on": f"{timezone.localdate():%d/%m/%Y}", "what": "LEFT", "resident": world.person.pk, "note": CARD}

    shown = as_user(world.officer).post(reverse(name, args=[row.pk]), sent)

    assert REFUSED in shown.context["form"].errors["note"][0]
    assert Resident.objects.get(pk=world.person.pk).is_present


@pytest.mark.parametrize("column", ["Họ và tên", "Ngõ", "Số hộ", "Thôn", "Quan hệ với chủ hộ"])
def test_row_of_an_imported_list_with_one_is_refused_and_does_not_repeat_it(column, world, as_user):
    row = ["Thôn 1", "5", "Ngõ 3", "Lý Văn Hòa", "Chủ hộ", 1980, "Nam", ""]
    row[HEAD.index(column)] = CARD

    one = upload(as_user(world.officer), book_of(row))

    kept = one.rows.get()
    assert kept.verdict == "ERROR"
    assert any(error.startswith(column) and REFUSED in error for error in kept.errors)
    assert "022062001234" not in f"{kept.values} {kept.notes} {kept.errors} {one.notes}"
