"""How far an erasure reaches: imports, doubles, former households, odd names; and that one fault keeps nothing back."""

from datetime import timedelta
from io import StringIO

import pytest
from auditlog.models import LogEntry
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from households.actions.erasure import erase
from households.actions.life import change_head
from households.actions.merging import merge_residents
from households.actions.registry import depart, leave_commune
from households.actions.taking_back import take_back
from households.models import Household, Import, LifeEvent, Resident, SheetDraft
from households.retention import forget
from tests.factories import days_ago, make_household, make_import, make_run
from tests.households.books import apply, book_of, upload
from tests.households.test_erasure import everything

NAME = "Chìu Sủi Phóng"
LONG_GONE = timedelta(days=5 * 365 + 1)


def long_gone(world, name, number):
    """Somebody who left so long ago that his time is over."""
    home = make_household(world.village, number, [name], on=(days_ago(0) - 2 * LONG_GONE).date(), by=world.officer)
    person = home.residents.get()
    depart(person, state="LEFT", on=timezone.localdate() - LONG_GONE, by=world.officer)
    return person


@pytest.mark.parametrize("name", ["?", "..."])
def test_name_of_punctuation_only_is_erased_and_takes_no_other_along(name, world, as_user):
    odd = long_gone(world, name, "322")
    client = as_user(world.officer)
    one = upload(client, book_of(["Thôn 1", 77, "Ngõ 3", NAME, "Chủ hộ", 1980, "nam", ""]))
    apply(client, one)

    forget()

    odd.refresh_from_db()
    assert odd.erased_at
    assert one.rows.get().values["full_name"] == NAME


def keep_from_saving(one, monkeypatch):
    real = type(one).save

    def save(row, **kwargs):
        if row.pk == one.pk:
            raise RuntimeError("không lưu được")
        real(row, **kwargs)

    monkeypatch.setattr(type(one), "save", save)


def test_one_who_cannot_be_erased_keeps_nothing_else_back_and_is_told(world, monkeypatch):
    one, other = long_gone(world, "Lỷ A Xa", "322"), long_gone(world, "Lỷ A Gần", "323")
    SheetDraft.objects.create(user=world.member, village=world.village, uuid="0" * 32, text="Lỷ A Xa")
    SheetDraft.objects.update(changed_at=days_ago(100))
    keep_from_saving(one, monkeypatch)

    with pytest.raises(CommandError, match=f"nhân khẩu {one.pk}: không lưu được"):
        call_command("forget")

    assert list(Resident.objects.filter(erased_at__isnull=False)) == [other]
    assert not SheetDraft.objects.exists()


def test_request_to_erase_a_double_erases_the_one_kept(world):
    home = make_household(world.village, "321", [NAME, "Chìu Sủi Phòng"], by=world.officer)
    kept, double = home.residents.order_by("pk")
    merge_residents(kept, double, values={}, by=world.officer)

    erase(Resident.objects.get(pk=double.pk), by=world.officer)

    assert set(home.residents.values_list("full_name", flat=True)) == {"Người đã xóa dữ liệu"}
    assert not home.residents.named().exists()


def test_double_of_somebody_who_lives_here_is_not_forgotten(world):
    gone = long_gone(world, NAME, "322")
    home = make_household(world.village, "321", [NAME], by=world.officer)
    Resident.objects.filter(pk=gone.pk).update(state="PRESENT")
    merge_residents(home.head, Resident.objects.get(pk=gone.pk), values={}, by=world.officer)

    forget()

    assert Resident.objects.named().filter(pk=home.head.pk).exists()


def test_address_that_goes_with_the_last_person_goes_from_the_trail(world):
    home = make_household(world.village, "321", [NAME], by=world.officer, lane="Ngõ Cây Gạo", address="Cạnh giếng Tiên")
    home.address = "Sau giếng Tiên"
    home.save()
    make_run(home, by=world.officer)
    leave_commune(home, by=world.officer)

    erase(home.residents.get(), by=world.officer)

    assert (Household.objects.get(pk=home.pk).address, LogEntry.objects.get_for_object(home).exists()) == ("", True)
    assert not any(word in everything() for word in ("giếng Tiên", "gieng tien", "Cây Gạo", "cay gao"))


def test_rows_of_his_household_go_from_imports_that_are_over(world, as_user):
    make_household(world.village, "300", [NAME], by=world.officer, lane="Ngõ 3")
    client = as_user(world.officer)
    head = ["Thôn", "Số hộ", "Ngõ", "Họ và tên", "Chủ hộ", "Ngày sinh"]
    rows = [["Thôn 1", 77, "Ngõ 3", name, NAME, year] for name, year in ((NAME, 1980), ("Chìu Thị Mai", 1982))]
    one = upload(client, book_of(*rows, ["Thôn 1", 78, "Ngõ 3", "Lý Thị Khác", "Lý Thị Khác", 1990], head=head))
    apply(client, one, *one.numbers["warnings"])
    again = upload(client, book_of(["Thôn 1", 77, "Ngõ 3", "Chìu Thị Mai", "Chìu Thị Mai", 1982], head=head))
    apply(client, again, *again.numbers["warnings"])
    told = one.rows.get(number=2).alike, again.rows.get().old

    for person in Resident.objects.filter(full_name=NAME):
        erase(person, by=world.officer)

    assert NAME in str(told[0])
    assert told[1] == {"head": NAME, "relation": ""}
    assert "Phóng" not in everything()
    assert one.rows.get(number=4).values["full_name"] == "Lý Thị Khác"


def test_open_import_that_names_him_is_dropped_and_another_stays(world, django_capture_on_commit_callbacks):
    person = make_household(world.village, "321", [NAME], by=world.officer).head
    other = make_import(world.there, by=world.foreign_officer)
    one = make_import(world.here, by=world.officer, file=book_of(["1", 77, "", NAME, "Chủ hộ", 1980, "", ""]))

    with django_capture_on_commit_callbacks(execute=True):
        erase(person, by=world.officer)

    one.refresh_from_db()
    assert one.state == Import.State.DROPPED
    assert not one.rows.exists()
    assert not one.file.storage.exists(one.file.name)
    assert Import.objects.open().get() == other


def test_import_that_nobody_goes_on_with_is_dropped_after_a_day(world, client, django_capture_on_commit_callbacks):
    one = make_import(world.here, by=world.officer)

    forget(timezone.now() + timedelta(hours=23))
    waiting = Import.objects.open().exists()
    with django_capture_on_commit_callbacks(execute=True):
        forget(timezone.now() + timedelta(hours=25))

    one.refresh_from_db()
    assert waiting
    assert one.state == Import.State.DROPPED
    assert not one.file.storage.exists(one.file.name)
    assert "Tệp Excel chưa nhập" in client.get(reverse("data-rights")).text


def test_erased_person_heads_no_household_again(world):
    home = make_household(world.village, "321", [NAME, "Chìu Thị Mai"], by=world.officer)
    first, second = home.residents.order_by("pk")
    change_head(home, head=second, by=world.officer)
    erase(first, by=world.officer)

    take_back(LifeEvent.objects.filter(kind="HEAD", household=home).latest("pk"), by=world.officer)

    assert Household.objects.get(pk=home.pk).head is None


def test_erased_head_who_left_is_not_put_back(world):
    home = make_household(world.village, "321", [NAME, "Chìu Thị Mai"], by=world.officer)
    depart(home.head, state="LEFT", by=world.officer)
    erase(Resident.objects.get(pk=home.head_id), by=world.officer)

    take_back(LifeEvent.objects.filter(kind="LEFT", household=home).latest("pk"), by=world.officer)

    assert Household.objects.get(pk=home.pk).head is None


def test_erased_people_of_two_households_move_along_and_are_not_shown(world, as_user):
    homes = [
        make_household(world.village, number, [NAME, name], by=world.officer)
        for number, name in (("1001", "Chìu Thị Mai"), ("1002", "Chìu Thị Lan"))
    ]
    erased = [home.head for home in homes]
    for person in erased:
        erase(person, by=world.officer)
    client = as_user(world.officer)
    url = reverse("household-duplicates", args=[homes[0].pk]) + f"?voi={homes[1].pk}"

    shown = client.get(url)
    form = shown.context["form"]
    client.post(url, {name: field.initial for name, field in form.fields.items() if field.initial is not None})

    assert "Người đã xóa dữ liệu" not in shown.text
    assert {one.household_id for one in Resident.objects.filter(pk__in=[one.pk for one in erased])} == {homes[0].pk}


def test_import_that_cannot_be_dropped_keeps_no_other_back_and_is_not_told_to_be(world, monkeypatch):
    stuck, other = make_import(world.here, by=world.officer), make_import(world.there, by=world.foreign_officer)
    Import.objects.update(touched_at=days_ago(2))
    out = StringIO()
    keep_from_saving(stuck, monkeypatch)

    with pytest.raises(CommandError, match=f"lần nhập Excel {stuck.pk}: không lưu được"):
        call_command("forget", stdout=out)

    other.refresh_from_db()
    assert (other.state, Import.objects.open().get()) == (Import.State.DROPPED, stuck)
    assert "mà không ai làm tiếp (giữ 1 ngày): 1, bỏ lần nhập" in out.getvalue()
