import unicodedata

import pytest
from django.urls import reverse

from tests.factories import make_official
from villages.models import Official, Position


def rows(*positions, initial=0):
    """Data of the positions' form rows: (kind, village, from, to), each may bring the id of its row."""
    data = {"positions-TOTAL_FORMS": len(positions), "positions-INITIAL_FORMS": initial}
    for number, (kind, village, starts_on, ends_on, *row) in enumerate(positions):
        data |= {
            f"positions-{number}-kind": kind,
            f"positions-{number}-village": village.pk if village else "",
            f"positions-{number}-starts_on": starts_on,
            f"positions-{number}-ends_on": ends_on,
            f"positions-{number}-row": row[0] if row else "",
        }
    return data


def official_data(*positions, initial=0, **fields):
    return {"full_name": "Hoàng Văn Tài", "phone": "", "public_phone": ""} | rows(*positions, initial=initial) | fields


def create(client, *positions, **fields):
    return client.post(reverse("official-create"), official_data(*positions, **fields))


def edit(client, official, *positions, **fields):
    return client.post(reverse("official-edit", args=[official.pk]), official_data(*positions, **fields))


def test_official_is_saved_with_several_positions(office, as_user):
    response = create(
        as_user(office.officer),
        ("CELL_SECRETARY", office.village, "01/07/2020", ""),
        ("VILLAGE_HEAD", office.village, "01/07/2020", "30/06/2025"),
        ("", None, "", ""),
    )

    official = Official.objects.get(full_name="Hoàng Văn Tài")
    assert response.url == official.get_absolute_url()
    assert official.commune == office.here
    assert [position.kind for position in official.positions.all()] == ["CELL_SECRETARY", "VILLAGE_HEAD"]


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678", "+84 912 345 678", "09 123 456 78", "84912345678", "0084912345678",
        "0912.345.678", "0912-345-678", "(0912) 345 678", "912345678", " 0912 345 678 ",
    ],
)  # fmt: skip
def test_official_phone_is_stored_alike_in_every_spelling(typed, office, as_user):
    create(as_user(office.officer), phone=typed)

    assert Official.objects.get(full_name="Hoàng Văn Tài").phone == "+84912345678"


def test_official_may_have_a_landline(office, as_user):
    create(as_user(office.officer), phone="0203 3825 678")

    assert Official.objects.get(full_name="Hoàng Văn Tài").phone == "+842033825678"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("01234567890", "Số di động 11 chữ số không còn dùng"),
        ("0912", "Số điện thoại chưa đúng"),
        ("không có", "Số điện thoại chưa đúng"),
        ("9" * 10_000, "Số điện thoại chưa đúng"),
    ],
)
def test_official_phone_that_cannot_be_is_refused_and_kept(typed, message, office, as_user):
    response = create(as_user(office.officer), phone=typed)

    form = response.context["form"]
    assert message in form.errors["phone"][0]
    assert form["phone"].value() == typed


def test_official_name_is_kept_composed_and_found_without_accents(office, as_user):
    client = as_user(office.officer)

    create(client, full_name=unicodedata.normalize("NFD", "Đặng Thị Hoà"))

    assert Official.objects.filter(full_name="Đặng Thị Hoà").exists()
    for typed in ("dang thi hoa", "Đặng  Thị Hòa", unicodedata.normalize("NFD", "THỊ HOÀ")):
        found = client.get(reverse("official-list"), {"q": typed}).context["page"]
        assert [official.full_name for official in found] == ["Đặng Thị Hoà"], typed


def test_official_search_shows_exact_accents_first(office, as_user):
    for name in ("Bàn Thị Mai", "Bàn Thị Mài"):
        make_official(office.here, name)

    found = as_user(office.officer).get(reverse("official-list"), {"q": "Mài"}).context["page"]

    assert [official.full_name for official in found] == ["Bàn Thị Mài", "Bàn Thị Mai", "Hoàng Thị Mai"]


@pytest.mark.parametrize("query", [{"q": "x" * 10_000}, {"q": "%_'"}, {"trang": "không"}, {"trang": "-3"}])
def test_official_list_takes_any_query(query, office, as_user):
    assert as_user(office.officer).get(reverse("official-list"), query).status_code == 200


def test_official_list_costs_the_same_for_many_officials(office, as_user):
    client = as_user(office.officer)
    client.get(reverse("official-list"))
    few = len(client.queries)
    for number in range(20):
        make_official(
            office.here, f"Lý Văn {number}", positions=[("YOUTH_UNION", office.village), ("VETERANS", office.village)]
        )

    client.get(reverse("official-list"))

    assert len(client.queries) == few


@pytest.mark.parametrize(
    ("position", "field", "message"),
    [
        (("VILLAGE_HEAD", "1", "31/02/2022", ""), "starts_on", "Ngày chưa đúng"),
        (("VILLAGE_HEAD", "1", "01/01/2022", "31/12/2021"), "ends_on", "phải sau ngày bắt đầu"),
        (("VILLAGE_HEAD", "", "01/01/2022", ""), "village", "hãy chọn thôn"),
        (("CHAIR", "1", "01/01/2022", ""), "village", "hãy để trống ô thôn"),
        (("", "1", "01/01/2022", ""), "kind", "Hãy chọn."),
        (("KING", "", "01/01/2022", ""), "kind", "Không có lựa chọn này"),
        (("VILLAGE_HEAD", "1", "01/01/0022", ""), "starts_on", "Ngày chưa đúng"),
    ],
)
def test_position_row_says_beside_the_field_what_is_wrong(position, field, message, office, as_user):
    kind, village, *days = position

    response = create(as_user(office.officer), (kind, office.village if village else None, *days))

    row = response.context["form"].positions.forms[0]
    assert message in " ".join(row.errors[field])
    assert not Official.objects.filter(full_name="Hoàng Văn Tài").exists()


def test_same_position_twice_is_refused(office, as_user):
    head = ("VILLAGE_HEAD", office.village, "01/01/2022", "")

    response = create(as_user(office.officer), head, head)

    assert "trùng với một dòng ở trên" in response.text


def test_same_position_again_later_is_kept(office, as_user):
    create(
        as_user(office.officer),
        ("VILLAGE_HEAD", office.village, "01/01/2018", "01/01/2020"),
        ("VILLAGE_HEAD", office.village, "01/01/2022", ""),
    )

    assert Official.objects.get(full_name="Hoàng Văn Tài").positions.count() == 2


def test_position_in_a_foreign_village_is_refused(office, as_user):
    response = create(as_user(office.officer), ("VILLAGE_HEAD", office.foreign_village, "01/01/2022", ""))

    assert "village" in response.context["form"].positions.forms[0].errors
    assert not office.foreign_village.positions.filter(official__full_name="Hoàng Văn Tài").exists()


def test_row_is_added_without_javascript_and_nothing_is_judged_yet(office, as_user):
    response = create(as_user(office.officer), ("VILLAGE_HEAD", None, "31/02", ""), full_name="", add_row="1")

    form = response.context["form"]
    assert len(form.positions.forms) == 2
    assert form.positions.forms[0]["starts_on"].value() == "31/02"
    assert not form.errors
    assert "data-invalid" not in response.text


def test_adding_a_row_keeps_the_version_that_was_read(office, as_user):
    client = as_user(office.officer)
    Official.objects.filter(pk=office.official.pk).update(version=3)

    response = edit(client, office.official, read_version=2, add_row="1")

    assert 'name="read_version" value="2"' in response.text


def test_positions_are_changed_ended_and_removed_on_one_page(office, as_user):
    official = make_official(
        office.here, "Lý Văn Ba", positions=[("VILLAGE_HEAD", office.village), ("VETERANS", office.village)]
    )
    head, veterans = official.positions.all()

    edit(
        as_user(office.officer),
        official,
        ("VILLAGE_HEAD", office.village, "01/01/2020", "01/06/2026", head.pk),
        ("VETERANS", office.village, "01/01/2020", "", veterans.pk),
        initial=2,
        read_version=0,
        **{"positions-1-DELETE": "on"},
    )

    position = official.positions.get()
    assert position.pk == head.pk
    assert f"{position.ends_on:%d/%m/%Y}" == "01/06/2026"


def test_position_of_someone_else_is_not_touched(office, as_user):
    foreign = office.foreign_official.positions.get()

    edit(
        as_user(office.officer),
        office.official,
        ("VETERANS", office.village, "01/01/2022", "", foreign.pk),
        initial=1,
        read_version=0,
    )

    foreign.refresh_from_db()
    assert foreign.kind == "VILLAGE_HEAD"
    assert office.official.positions.filter(kind="VETERANS").exists()


def test_stale_edit_shows_both_and_saves_nothing(office, as_user):
    client, official = as_user(office.officer), office.official
    head = official.positions.get()
    as_read = ("VILLAGE_HEAD", office.village, "01/01/2020", "", head.pk)
    edit(client, official, ("VILLAGE_HEAD", office.village, "01/02/2020", "", head.pk), initial=1, read_version=0)

    response = edit(
        client, official, as_read, initial=1, read_version=0, full_name="Đặng Văn Cương", phone="0912345678"
    )

    official.refresh_from_db()
    assert official.full_name == "Hoàng Văn Tài"
    assert "Người khác vừa lưu mục này." in response.text
    assert "Đang lưu: Hoàng Văn Tài." in response.text
    assert "Đang lưu: 01/02/2020." in response.text
    assert 'value="Đặng Văn Cương"' in response.text


def test_stale_edit_names_positions_added_and_removed_meanwhile(office, as_user):
    client, official = as_user(office.officer), office.official
    head = official.positions.get()
    as_read = ("VILLAGE_HEAD", office.village, "01/01/2020", "", head.pk)
    edit(
        client, official, as_read, ("VETERANS", office.village, "01/01/2022", ""), initial=1, read_version=0,
        **{"positions-0-DELETE": "on"},
    )  # fmt: skip

    stale = edit(client, official, as_read, initial=1, read_version=0)
    edit(client, official, as_read, initial=1, read_version=stale.context["form"]["read_version"].value())

    assert "Người khác vừa thêm chức vụ: Chi hội trưởng Cựu chiến binh" in stale.text
    assert "Người khác vừa xóa chức vụ này" in stale.text
    assert set(official.positions.values_list("kind", flat=True)) == {"VETERANS", "VILLAGE_HEAD"}


def test_official_form_without_its_rows_is_refused_in_vietnamese(office, as_user):
    response = as_user(office.officer).post(reverse("official-create"), {"full_name": "Hoàng Văn Tài"})

    assert "Biểu mẫu gửi lên thiếu dữ liệu" in response.text


@pytest.mark.parametrize("total", ["-1", "100000", "x", ""])
def test_official_form_takes_any_number_of_rows(total, office, as_user):
    data = official_data() | {"positions-TOTAL_FORMS": total}

    for button in ({}, {"add_row": "1"}):
        assert as_user(office.officer).post(reverse("official-create"), data | button).status_code in (200, 302)


def test_leader_reads_officials_and_edits_none(office, as_user):
    page = as_user(office.leader).get(reverse("official-list"))

    assert "Đặng Văn Cường" in page.text
    assert reverse("official-create") not in page.text
    assert Position.objects.exists()
