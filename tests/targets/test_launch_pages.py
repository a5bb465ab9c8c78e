"""The officer's pages of a conference, and what of it anybody may read."""

from datetime import date, time

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from targets.decision_text import TARGETS
from teams.actions import MOST_PHOTOS, add_photo, heads_to_hand_to, invite, set_attendance, set_handovers
from teams.models import Launch
from teams.photos import SIZES, draw_photo, path_of
from tests.factories import issue_decision, make_draft, make_launch, make_official, make_picture, make_village

NO_SPEECHES = {"speeches-TOTAL_FORMS": 0, "speeches-INITIAL_FORMS": 0}
SENT = {"title": "Hội nghị ra mắt", "held_on": "07/06/2022", "body": "Nội dung."} | NO_SPEECHES


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def launch(world):
    return make_launch(world.here, world.decision, chair=world.leader.official)


def page(name, launch):
    return reverse(name, args=[launch.pk])


def photograph(launch, by, caption="Hội trường", colour="red"):
    return add_photo(launch, drawn=draw_photo(make_picture(colour=colour)), caption=caption, by=by)


def speeches(*rows):
    sent = {"speeches-TOTAL_FORMS": len(rows), "speeches-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        sent |= {
            f"speeches-{number}-{name}": value for name, value in zip(("name", "title", "topic"), row, strict=True)
        }
    return sent


def test_officer_writes_a_conference_down(world, as_user):
    said = speeches(("Đ/c Đinh Văn Lượng", "Phó chủ tịch UBND xã", "chỉ đạo"), ("", "", ""), ("Lý Thị Dung", "", ""))
    sent = SENT | said | {
        "decision": world.decision.pk, "part_of_day": "chiều", "starts_at": "14 giờ", "ends_at": "16h30",
        "place": "Nhà văn hóa", "chair": "Đinh Văn Lượng", "secretary": "hoang thi mai", "minutes_symbol": "12/BB-UBND",
    }  # fmt: skip

    response = as_user(world.officer).post(reverse("launch-create"), sent)

    launch = Launch.objects.get()
    assert response.url == page("launch-handovers", launch)
    assert (launch.commune, launch.decision, launch.held_on) == (world.here, world.decision, date(2022, 6, 7))
    assert (launch.starts_at, launch.ends_at, launch.published) == (time(14), time(16, 30), False)
    assert (launch.chair, launch.secretary) == (world.leader.official, world.officer.official)
    assert [(speech.name, speech.topic) for speech in launch.speeches.all()] == [
        ("Đ/c Đinh Văn Lượng", "chỉ đạo"),
        ("Lý Thị Dung", ""),
    ]


def test_conference_read_before_somebody_else_saved_is_not_overwritten(world, as_user, launch):
    sent = SENT | {"read_version": 0, "title": "Tên thứ hai"}
    officer = as_user(world.officer)

    first = officer.post(page("launch-edit", launch), SENT | {"read_version": 0, "title": "Tên thứ nhất"})
    second = officer.post(page("launch-edit", launch), sent)

    launch.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 200)
    assert "Đang lưu: Tên thứ nhất." in second.text
    assert launch.title == "Tên thứ nhất"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"held_on": "31/02/2022"}, "held_on"),
        ({"starts_at": "25:00"}, "starts_at"),
        ({"starts_at": "chiều"}, "starts_at"),
        ({"ends_at": "16:00"}, "starts_at"),
        ({"chair": "Không Có Ai"}, "chair"),
        ({"secretary": "x" * 10_000}, "secretary"),
        ({"decision": "9" * 30}, "decision"),
        ({"decision": "abc"}, "decision"),
        ({"body": "x" * 10_001}, "body"),
    ],
)
def test_bad_input_has_its_sentence_beside_the_field(world, as_user, changed, field):
    response = as_user(world.officer).post(reverse("launch-create"), SENT | changed)

    assert response.status_code == 200
    assert response.context["form"].errors[field]
    assert not Launch.objects.exists()


def test_conference_ends_after_it_begins(world, as_user):
    response = as_user(world.officer).post(reverse("launch-create"), SENT | {"starts_at": "16:00", "ends_at": "14:00"})

    assert "Giờ kết thúc phải sau giờ bắt đầu." in response.text


def test_speech_without_a_name_is_asked_for_it(world, as_user):
    response = as_user(world.officer).post(reverse("launch-create"), SENT | speeches(("", "Phó chủ tịch", "")))

    assert "Hãy ghi họ và tên người phát biểu." in response.text
    assert not Launch.objects.exists()


def test_only_issued_decisions_of_the_commune_can_be_announced(world, as_user):
    draft = make_draft(world.officer, world.here, kind="ASSIGN")
    officer = as_user(world.officer)

    for decision in (draft, world.foreign_decision):
        response = officer.post(reverse("launch-create"), SENT | {"decision": decision.pk})
        assert response.context["form"].errors["decision"]


def test_unpublished_conference_is_for_those_who_prepare_it(world, client, launch):
    photo = photograph(launch, world.officer)
    Launch.objects.update(published=False)
    addresses = [launch.get_absolute_url(), reverse("launch-photo", args=[f"{photo.key}-nho"])]

    found = {}
    for role in ("leader", "officer", "member", "observer", "outsider"):
        client.force_login(world.users[role])
        found[role] = [client.get(address).status_code for address in addresses]
        listed = launch.title in client.get(reverse("launch-list")).text
        assert listed == (role in ("leader", "officer"))
    client.logout()

    assert found == {role: [200, 200] if role in ("leader", "officer") else [404, 404] for role in found}
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert launch.title not in client.get(reverse("home")).text


def test_public_page_shows_what_was_announced_but_not_who_came(world, client, launch):
    invite(launch, by=world.officer)
    set_handovers(launch, handovers=heads_to_hand_to(launch), by=world.officer)
    make_official(world.here, "Người Chỉ Có Trong Danh Sách")

    text = client.get(launch.get_absolute_url()).text

    assert world.decision.symbol in text
    assert "Đặng Văn Cường" in text  # was handed the decision
    assert "Lý Thị Dung" not in text  # only came
    for column in TARGETS:
        assert f'data-label="{column}"' in text
    assert ">80<" in text
    assert "bien-ban" not in text


def test_targets_are_those_of_the_issued_text_whatever_changes(world, client, launch):
    world.decision.targets.update(value=11)

    text = client.get(launch.get_absolute_url()).text

    assert ">80<" in text
    assert ">11<" not in text


def test_heads_of_the_villages_are_proposed_to_be_handed_the_decision(world, as_user, launch):
    response = as_user(world.officer).get(page("launch-handovers", launch))

    assert "Chưa lưu: đây là các trưởng thôn" in response.text
    assert [form.initial["official"] for form in response.context["form"].initial_forms] == [
        world.official.pk,
        world.other_team_leader.official.pk,
    ]
    assert not launch.handovers.exists()


def handed(*rows):
    sent = {"handovers-TOTAL_FORMS": len(rows), "handovers-INITIAL_FORMS": 0}
    for number, (decision, official) in enumerate(rows):
        sent |= {f"handovers-{number}-decision": decision, f"handovers-{number}-official": official}
    return sent


def test_decisions_are_handed_over_to_whom_the_officer_says(world, as_user, launch):
    sent = handed((world.decision.pk, "Đặng Văn Cường"), (world.decision.pk, ""), ("", ""))

    as_user(world.officer).post(page("launch-handovers", launch), sent)

    line = launch.handovers.get()
    assert (line.decision, line.official, line.post) == (world.decision, world.official, "Trưởng thôn, Thôn 1")


def test_handing_over_twice_or_nothing_or_abroad_is_refused(world, as_user, launch):
    officer, address = as_user(world.officer), page("launch-handovers", launch)
    twice = (world.decision.pk, "Đặng Văn Cường")
    draft = make_draft(world.officer, world.here, kind="ASSIGN")
    make_official(world.there, "Người Xã Khác")

    for rows, message in [
        ([twice, twice], "trùng với một dòng ở trên"),
        ([("", "Đặng Văn Cường")], "Hãy chọn quyết định."),
        ([(world.foreign_decision.pk, "Đặng Văn Cường")], "errorlist"),
        ([(draft.pk, "Đặng Văn Cường")], "errorlist"),
        ([("9" * 30, "Đặng Văn Cường")], "errorlist"),
        ([(world.decision.pk, "Người Xã Khác")], "Không có cán bộ nào tên như vậy"),
    ]:
        response = officer.post(address, handed(*rows))
        assert response.status_code == 200
        assert message in response.text
    assert officer.post(address, {}).status_code == 200
    assert not launch.handovers.exists()


def test_list_is_made_from_the_teams_and_the_common_groups(world, as_user, launch):
    police = make_official(world.here, "Hoàng Văn Quý", positions=[("VILLAGE_POLICE", world.village)])
    make_official(world.here, "Người Thôn Khác", positions=[("VETERANS", make_village(world.here, "7"))])
    officer = as_user(world.officer)

    for _ in range(2):
        officer.post(page("launch-invite", launch))

    listed = [(one.name, one.post) for one in launch.attendees.all()]
    assert listed[0] == ("Đinh Văn Lượng", "Phó Chủ tịch Ủy ban nhân dân")
    assert sorted(name for name, _ in listed) == sorted(
        ["Đinh Văn Lượng", "Đặng Văn Cường", "Lý Thị Dung", police.full_name, "Nông Văn Giang"]
    )
    assert ("Hoàng Văn Quý", "Công an viên, Thôn 1") in listed


def test_officer_ticks_removes_and_adds_people(world, as_user, launch):
    invite(launch, by=world.officer)
    first, second, *_ = launch.attendees.all()
    label = "Hoàng Thị Mai – Công chức Văn hóa - Xã hội kiêm Văn thư"
    sent = {
        "present": [first.pk], "removed": [second.pk],
        "name": [label, "Trần Khách", ""], "post": ["", "Giám đốc bưu điện", ""],
    }  # fmt: skip

    as_user(world.officer).post(page("launch-attendance", launch), sent)

    assert launch.attendees.get(present=True) == first
    assert not launch.attendees.filter(pk=second.pk).exists()
    assert [(one.name, one.post, one.official) for one in launch.attendees.all()][-2:] == [
        ("Hoàng Thị Mai", "Công chức Văn hóa - Xã hội kiêm Văn thư", world.officer.official),
        ("Trần Khách", "Giám đốc bưu điện", None),
    ]


def test_list_has_an_end(world, as_user, launch):
    sent = {"name": ["Trần Khách"] * 1501, "post": ["Khách"] * 1501}

    response = as_user(world.officer).post(page("launch-attendance", launch), sent)

    assert "dài quá 1500 người" in response.text
    assert not launch.attendees.exists()


def test_two_officers_tick_at_two_doors_and_neither_undoes_the_other(world, as_user, launch):
    invite(launch, by=world.officer)
    first, second, third, *_ = launch.attendees.all()
    set_attendance(launch, present={third.pk}, by=world.officer)
    officer, address = as_user(world.officer), page("launch-attendance", launch)

    officer.post(address, {"ticked": [third.pk], "present": [first.pk, third.pk]})
    officer.post(address, {"ticked": [third.pk], "present": [second.pk]})  # opened before the other saved

    assert set(launch.attendees.filter(present=True)) == {first, second}


def test_list_takes_no_ticks_for_and_no_people_of_another_conference(world, as_user, launch):
    other = make_launch(world.here, world.decision)
    invite(other, by=world.officer)
    invite(launch, by=world.officer)
    ids = list(other.attendees.values_list("pk", flat=True))

    as_user(world.officer).post(page("launch-attendance", launch), {"present": ids, "removed": ids})

    assert not other.attendees.filter(present=True).exists()
    assert other.attendees.count() == len(ids)


@pytest.mark.parametrize(
    ("name", "post", "message"),
    [
        ("", "Giám đốc", "Hãy ghi họ và tên."),
        ("x" * 101, "Giám đốc", "dài quá 100 ký tự"),
        ("Trần Khách", "x" * 10_000, "dài quá 300 ký tự"),
        ("Đinh Văn Lượng", "", "đã có trong danh sách"),
    ],
)
def test_person_badly_written_is_shown_again_with_the_reason(world, as_user, launch, name, post, message):
    invite(launch, by=world.officer)
    before = launch.attendees.count()

    response = as_user(world.officer).post(page("launch-attendance", launch), {"name": name, "post": post})

    assert message in response.text
    assert post[:100] in response.text
    assert launch.attendees.count() == before


def test_sheet_has_a_line_to_sign_on_for_everybody(world, as_user, launch):
    invite(launch, by=world.officer)
    one = launch.attendees.first()
    set_attendance(launch, present={one.pk}, by=world.officer)

    text = as_user(world.leader).get(page("launch-sheet", launch)).text

    assert text.count('class="sign"') == launch.attendees.count()
    assert text.count("(có mặt)") == 1


def test_photo_is_uploaded_captioned_and_shown_to_everybody(world, as_user, client, launch):
    sent = {"image": make_picture((2400, 1600)), "caption": 'Trao "quyết định"'}

    response = as_user(world.officer).post(page("launch-photos", launch), sent)
    client.logout()
    photo, text = launch.photos.get(), client.get(launch.get_absolute_url()).text

    assert response.status_code == 302
    assert all(default_storage.exists(path_of(photo.key, name)) for name in SIZES)
    assert 'alt="Trao &quot;quyết định&quot;"' in text
    for name, width in {"nho": 320, "vua": 960, "lon": 1920}.items():
        address = reverse("launch-photo", args=[f"{photo.key}-{name}"])
        assert f"{address} {width}w" in text
        served = client.get(address)
        assert served["Content-Type"] == "image/jpeg"
        assert served["Cache-Control"] == "public, max-age=31536000, immutable"
        assert served["X-Content-Type-Options"] == "nosniff"
        assert served.content[:2] == b"\xff\xd8"


def test_photo_of_an_unpublished_conference_is_kept_by_no_cache(world, as_user, launch):
    photo = photograph(launch, world.officer)
    Launch.objects.update(published=False)

    response = as_user(world.officer).get(reverse("launch-photo", args=[f"{photo.key}-vua"]))

    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", ["x", "x-nho", "-", "{key}", "{key}-to", "{key}-nho-nho"])
def test_address_of_no_photo_is_not_found(world, client, launch, name):
    photo = photograph(launch, world.officer)

    assert client.get(f"/anh/{name.format(key=photo.key)}.jpg").status_code == 404


def test_photo_whose_file_is_gone_is_not_found(world, client, launch):
    photo = photograph(launch, world.officer)
    default_storage.delete(path_of(photo.key, "nho"))

    assert client.get(reverse("launch-photo", args=[f"{photo.key}-nho"])).status_code == 404


@pytest.mark.parametrize(
    ("image", "caption", "field", "message"),
    [
        (b"<html>", "Hội trường", "image", "không phải ảnh JPEG hay PNG"),
        (b"", "Hội trường", "image", "Tệp này rỗng"),
        (None, "Hội trường", "image", "Hãy chọn ảnh"),
        (make_picture().read(), "", "caption", "Hãy ghi chú thích"),
        (make_picture().read(), "x" * 301, "caption", "300"),
    ],
)
def test_photo_refused_says_why_beside_its_field_and_keeps_what_was_typed(
    world, as_user, launch, image, caption, field, message
):
    sent = {"caption": caption}
    if image is not None:
        sent["image"] = SimpleUploadedFile("anh.jpg", image, content_type="image/jpeg")

    response = as_user(world.officer).post(page("launch-photos", launch), sent)

    assert message in " ".join(response.context["form"].errors[field])
    assert caption in response.text
    assert not launch.photos.exists()


def test_photos_are_reordered_recaptioned_and_removed(
    world, as_user, launch, settings, django_capture_on_commit_callbacks
):
    one, two, three = (photograph(launch, world.officer, name, name) for name in ("red", "green", "blue"))
    sent = {
        f"caption-{one.pk}": "Một", f"order-{one.pk}": 1,
        f"caption-{two.pk}": "Hai", f"order-{two.pk}": 2, f"remove-{two.pk}": "on",
        f"caption-{three.pk}": "Ba", f"order-{three.pk}": 1,
    }  # fmt: skip

    with django_capture_on_commit_callbacks(execute=True):
        as_user(world.officer).post(page("launch-photos", launch), sent)

    assert [photo.caption for photo in launch.photos.all()] == ["Ba", "Một"]
    assert not default_storage.exists(path_of(two.key, "nho"))
    assert default_storage.exists(path_of(three.key, "nho"))


def test_photo_keeps_its_caption(world, as_user, launch):
    photo = photograph(launch, world.officer)

    response = as_user(world.officer).post(page("launch-photos", launch), {f"caption-{photo.pk}": ""})

    photo.refresh_from_db()
    assert response.context["form"].errors[f"caption-{photo.pk}"]
    assert photo.caption == "Hội trường"


def test_photo_added_meanwhile_by_somebody_else_stays_as_it_is(world, as_user, launch):
    one = photograph(launch, world.officer, "Một", "red")
    other = photograph(launch, world.officer, "Hai", "blue")

    as_user(world.officer).post(page("launch-photos", launch), {f"caption-{one.pk}": "Đã đổi"})

    assert [(photo.pk, photo.caption) for photo in launch.photos.all()] == [(one.pk, "Đã đổi"), (other.pk, "Hai")]


def test_same_photo_and_one_too_many_are_refused_and_nothing_else_saved(world, as_user, launch):
    photo = photograph(launch, world.officer, "Một", "red")
    officer, address = as_user(world.officer), page("launch-photos", launch)
    changed = {f"caption-{photo.pk}": "Đã đổi", "caption": "Ảnh mới"}

    same = officer.post(address, changed | {"image": make_picture(colour="red")})
    for number in range(MOST_PHOTOS - 1):
        photograph(launch, world.officer, colour=(number * 20, 9, 9))
    captions = {f"caption-{one.pk}": one.caption for one in launch.photos.all()}
    many = officer.post(address, captions | changed | {"image": make_picture(colour="blue")})

    assert "Ảnh này đã có" in same.text
    assert "nhiều nhất 12 ảnh" in many.text
    assert launch.photos.count() == MOST_PHOTOS
    assert launch.photos.first().caption == "Một"


def test_conference_entered_by_mistake_goes_with_its_files(world, as_user, launch, django_capture_on_commit_callbacks):
    photo = photograph(launch, world.officer)
    invite(launch, by=world.officer)

    with django_capture_on_commit_callbacks(execute=True):
        as_user(world.officer).post(page("launch-delete", launch))

    assert not Launch.objects.exists()
    assert not default_storage.exists(path_of(photo.key, "lon"))


def test_second_decision_handed_over_is_announced_too(world, client, launch):
    targets = [(world.team, world.target.indicator, 55, world.target.due_on)]
    other = make_draft(world.officer, world.here, kind="ASSIGN", targets=targets)
    issue_decision(other, officer=world.officer, leader=world.leader, on=launch.held_on, number=77)

    set_handovers(launch, handovers=[(other, world.official)], by=world.officer)

    text = client.get(launch.get_absolute_url()).text
    assert "77/QĐ-UBND" in text
    assert ">55<" in text
