import unicodedata

import pytest
from django.urls import reverse

from tests.factories import make_official, make_village
from villages.models import Village


def village_data(**fields):
    return {"kind": "BAN", "name": "Khe Mó", "valid_from": "01/01/2020"} | fields


def test_village_is_added_to_the_officers_commune(office, as_user):
    response = as_user(office.officer).post(reverse("village-create"), village_data())

    village = Village.objects.get(name="Khe Mó")
    assert response.status_code == 302
    assert village.commune == office.here
    assert str(village) == "Bản Khe Mó"


def test_village_name_is_kept_composed(office, as_user):
    name = unicodedata.normalize("NFD", "  Khe   Mó ")

    as_user(office.officer).post(reverse("village-create"), village_data(name=name))

    assert Village.objects.filter(name="Khe Mó").exists()


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("valid_from", "31/02/2022", "Ngày chưa đúng"),
        ("valid_from", "", "Hãy điền ô này."),
        ("name", "", "Hãy điền ô này."),
        ("name", "x" * 10_000, "Hãy viết không quá 100 ký tự"),
        ("name", "   ", "Hãy điền ô này."),
        ("kind", "THANH_PHO", "Không có lựa chọn này"),
        ("name", "Bản Khe Mó", "Chỉ ghi tên riêng, không ghi chữ “Bản”: “Khe Mó”."),
        ("name", "thÔn Khe Mó", "Chỉ ghi tên riêng, không ghi chữ “Thôn”: “Khe Mó”."),
        ("name", "TỔ DÂN PHỐ 5", "Chỉ ghi tên riêng, không ghi chữ “Tổ dân phố”: “5”."),
        ("name", unicodedata.normalize("NFD", "Xã Dân Chủ"), "Chỉ ghi tên riêng, không ghi chữ “Xã”: “Dân Chủ”."),
    ],
)
def test_village_form_says_beside_the_field_what_is_wrong(field, typed, message, office, as_user):
    response = as_user(office.officer).post(reverse("village-create"), village_data(**{field: typed}))

    form = response.context["form"]
    assert message in form.errors[field][0]
    assert form[field].value() == typed
    assert message in response.text


@pytest.mark.parametrize("name", ["Bản Sen", "Xóm Mới", "Thôn", "Xãi"])
def test_village_name_may_be_or_begin_like_the_word_of_another_kind(name, office, as_user):
    as_user(office.officer).post(reverse("village-create"), village_data(kind="THON", name=name))

    assert Village.objects.filter(kind="THON", name=name).exists()


def test_village_of_the_same_name_is_refused(office, as_user):
    response = as_user(office.officer).post(reverse("village-create"), village_data(kind="THON", name="1"))

    assert "Xã đã có Thôn 1." in response.text


def test_village_edit_keeps_what_someone_else_saved_meanwhile(office, as_user):
    page = reverse("village-edit", args=[office.village.pk])
    client = as_user(office.officer)
    read = client.get(page).context["form"]["read_version"].value()
    client.post(page, village_data(name="Một", read_version=read))

    response = client.post(page, village_data(name="Mốt", read_version=read))

    office.village.refresh_from_db()
    assert office.village.name == "Một"
    assert "Người khác vừa lưu mục này." in response.text
    assert "Đang lưu: Một." in response.text
    assert 'value="Mốt"' in response.text


def test_stale_village_is_saved_once_both_were_seen(office, as_user):
    page = reverse("village-edit", args=[office.village.pk])
    client = as_user(office.officer)
    client.post(page, village_data(name="Một", read_version=0))
    stale = client.post(page, village_data(name="Mốt", read_version=0))

    client.post(page, village_data(name="Mốt", read_version=stale.context["form"]["read_version"].value()))

    office.village.refresh_from_db()
    assert office.village.name == "Mốt"


def test_village_never_moves_to_another_commune(office, as_user):
    page = reverse("village-edit", args=[office.village.pk])

    as_user(office.officer).post(page, village_data(commune=office.there.pk, read_version=0))

    office.village.refresh_from_db()
    assert office.village.commune == office.here


def test_village_list_offers_editing_to_the_officer_only(office, as_user):
    edit = reverse("village-edit", args=[office.village.pk])

    assert edit in as_user(office.officer).get(reverse("village-list")).text
    assert edit not in as_user(office.leader).get(reverse("village-list")).text


def test_village_list_shows_own_villages_with_their_head(office, as_user):
    response = as_user(office.member).get(reverse("village-list"))

    assert [str(village) for village in response.context["page"]] == ["Thôn 1"]
    assert "Đặng Văn Cường" in response.text


def test_village_list_costs_the_same_for_many_villages(office, as_user):
    client = as_user(office.officer)
    client.get(reverse("village-list"))
    few = len(client.queries)
    for number in range(10, 15):
        village = make_village(office.here, str(number))
        make_official(office.here, f"Lý Văn {number}", positions=[("VILLAGE_HEAD", village)])

    client.get(reverse("village-list"))

    assert len(client.queries) == few
