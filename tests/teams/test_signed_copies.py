"""The signed and sealed copy of a decision: only what really is one is kept, and only who sees the decision gets it."""

import io
import os
import struct
import zlib
from pathlib import Path

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from targets.files import pdf_of
from teams.models import SignedCopy
from tests.factories import make_draft, make_signed_copy

NEITHER = "không phải PDF, JPEG hay PNG"


def page_of(decision):
    return reverse("signed-copy-create", args=[decision.pk])


def upload(client, decision, content, name="ban-ky.pdf", content_type="application/pdf"):
    return client.post(page_of(decision), {"file": SimpleUploadedFile(name, content, content_type)})


def picture(kind, size=(120, 160)):
    file = io.BytesIO()
    Image.new("RGB", size, "white").save(file, kind)
    return file.getvalue()


def bomb(width, height):
    """A PNG of a few hundred bytes whose header promises more pixels than any machine should hold."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.fixture
def pdf(world):
    return pdf_of(world.decision, on=world.decision.issued_on)


@pytest.fixture
def officer(world, as_user):
    return as_user(world.officer)


def stored(settings):
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize("kind", ["PDF", "JPEG", "PNG"])
def test_copy_is_kept_as_what_it_is_whatever_its_name(world, officer, pdf, kind, settings):
    content = pdf if kind == "PDF" else picture(kind)

    response = upload(officer, world.decision, content, "../../<b>quét</b>.exe", "text/html")

    copy = SignedCopy.objects.get()
    assert response.url == world.decision.get_absolute_url()
    assert (copy.get_format_display(), copy.size, copy.uploaded_by) == (kind, len(content), world.officer)
    assert [path.read_bytes() for path in stored(settings)] == [content]
    assert copy.file.name.startswith("ban-ky/")
    assert copy.file.name.endswith(f".{copy.format}")
    assert "qu" not in copy.file.name


@pytest.mark.parametrize("content", [picture("JPEG", (1, 1)), picture("PNG", (1, 9)), picture("MPO")])
def test_tiny_pictures_and_those_of_phones_are_read_too(world, officer, content):
    assert upload(officer, world.decision, content).status_code == 302


def test_copy_lies_outside_what_is_served_and_closed_to_other_users(world, settings):
    make_signed_copy(world.decision, by=world.officer)

    (file,) = stored(settings)
    assert not file.is_relative_to(settings.STATIC_ROOT)
    assert not any(file.is_relative_to(folder) for folder in settings.STATICFILES_DIRS)
    assert os.stat(file).st_mode & 0o077 == 0
    assert os.stat(file.parent).st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<!doctype html><html><script>alert(1)</script></html>", NEITHER),
        (b"MZ\x90\0" + b"\0" * 500, NEITHER),
        (b"PK\x03\x04" + b"\0" * 500, NEITHER),
        (b"\xef\xbb\xbf%PDF-1.7", NEITHER),
        (b"%PDF-1.7\n<html></html>", "hỏng hoặc thiếu phần cuối"),
        (b"%PDF-1.7\nstartxref\n999999\n%%EOF", "hỏng hoặc thiếu phần cuối"),
        (b"%PDF-1.7\nstartxref\n2\n%%EOF", "hỏng hoặc thiếu phần cuối"),
        (b"%PDF-1.7\nstartxref\n" + b"9" * 3000 + b"\n%%EOF", "hỏng hoặc thiếu phần cuối"),
        (b"\xff\xd8\xff\xe0 this is no JPEG", "hỏng, không mở được"),
        (b"\x89PNG\r\n\x1a\n<html>", "hỏng, không mở được"),
        (bomb(60_000, 60_000), "quá lớn khi mở ra"),
        (bomb(8_000, 8_000), "quá lớn khi mở ra"),
        (bomb(2**31 - 1, 2**31 - 1), "quá lớn khi mở ra"),
        (b"", "rỗng"),
    ],
)
def test_what_is_no_copy_is_refused_with_one_sentence_beside_the_field(world, officer, content, sentence, settings):
    response = upload(officer, world.decision, content)

    (message,) = response.context["form"].errors["file"]
    assert response.status_code == 200
    assert sentence in message
    assert message in response.text
    assert not SignedCopy.objects.exists()
    assert not stored(settings)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_picture_that_breaks_off_is_refused(world, officer, kind):
    noisy = Image.effect_noise((400, 400), 90).convert("RGB")
    file = io.BytesIO()
    noisy.save(file, kind)

    response = upload(officer, world.decision, file.getvalue()[: len(file.getvalue()) // 2])

    assert "hỏng, không mở được" in response.text


def test_pdf_that_breaks_off_is_refused(world, officer, pdf):
    assert "thiếu phần cuối" in upload(officer, world.decision, pdf[:-900]).text


def test_pdf_that_was_signed_after_it_was_made_is_taken(world, officer, pdf):
    """A digital signature is an update at the end, with a cross-reference of its own."""
    place = len(pdf) + 1
    signed = pdf + b"\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1>>\nstartxref\n%d\n%%%%EOF\n" % place

    assert upload(officer, world.decision, signed).status_code == 302


def test_file_above_the_limit_is_refused_by_its_size_and_stored_nowhere(world, officer, pdf, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    response = upload(officer, world.decision, pdf + b"\0" * settings.LARGEST_UPLOAD)

    (message,) = response.context["form"].errors["file"]
    assert message == "Tệp này 21 MB, quá 20 MB; hãy quét lại ở 300 dpi hoặc nén bớt."
    assert not stored(settings)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_file_in_a_request_above_the_limit_is_not_even_begun(world, officer, pdf, settings):
    settings.LARGEST_UPLOAD, settings.LARGEST_REQUEST = 10 * 2**20, 10 * 2**20

    response = upload(officer, world.decision, pdf + b"\0" * (11 * 2**20))

    assert "Tệp này 12 MB, quá 10 MB" in response.context["form"].errors["file"][0]


def test_form_without_a_file_asks_for_one(world, officer):
    for data in ({}, {"file": "ban-ky.pdf"}):
        response = officer.post(page_of(world.decision), data)

        assert response.context["form"].errors["file"] == ["Hãy chọn tệp."]


def test_same_file_twice_is_kept_once(world, officer, pdf, settings):
    upload(officer, world.decision, pdf)

    response = upload(officer, world.decision, pdf)

    assert "Đúng tệp này đã được tải lên rồi." in response.text
    assert SignedCopy.objects.count() == len(stored(settings)) == 1


def test_newer_copy_is_added_and_the_older_stays(world, officer, pdf):
    upload(officer, world.decision, picture("JPEG"))
    upload(officer, world.decision, pdf)

    page = officer.get(world.decision.get_absolute_url()).text
    newest, older = SignedCopy.objects.all()

    assert (newest.format, older.format) == ("pdf", "jpg")
    assert page.index(newest.get_absolute_url()) < page.index("Các bản tải lên trước (1)")
    assert page.index("Các bản tải lên trước (1)") < page.index(older.get_absolute_url())
    assert "bởi Hoàng Thị Mai" in page


def test_decision_page_says_whether_there_is_a_copy(world, as_user):
    without = as_user(world.member).get(world.decision.get_absolute_url()).text
    make_signed_copy(world.decision, by=world.officer)
    with_one = as_user(world.member).get(world.decision.get_absolute_url()).text

    assert "Chưa có bản ký, đóng dấu" in without
    assert "Bản ký, đóng dấu tải lên lúc" in with_one
    assert page_of(world.decision) not in without + with_one


def test_upload_is_audited(world, officer, pdf):
    upload(officer, world.decision, pdf)

    entry = LogEntry.objects.get_for_model(SignedCopy).get()
    assert entry.actor == world.officer


@pytest.mark.parametrize("role", ["leader", "officer", "member", "other_team_leader", "observer"])
def test_copy_is_sent_to_those_who_see_the_decision(world, as_user, role, pdf):
    copy = make_signed_copy(world.decision, by=world.officer, content=pdf)

    response = as_user(world.users[role]).get(copy.get_absolute_url())

    assert b"".join(response) == pdf
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="quyet-dinh-01-qd-ubnd-ban-ky.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_copy_is_for_nobody_else(world, as_user, client):
    copy = make_signed_copy(world.decision, by=world.officer)

    assert as_user(world.foreign_officer).get(copy.get_absolute_url()).status_code == 404
    client.logout()
    assert client.get(copy.get_absolute_url()).status_code == 302
    assert client.get(f"/media/{copy.file.name}").status_code == 404
    assert client.get(f"/{copy.file.name}").status_code == 404


def test_copy_whose_file_is_gone_is_not_found(world, officer, settings):
    copy = make_signed_copy(world.decision, by=world.officer)
    stored(settings)[0].unlink()

    assert officer.get(copy.get_absolute_url()).status_code == 404


def test_copy_is_of_issued_decisions_only(world, officer, pdf):
    draft = make_draft(world.officer, world.here)

    assert officer.get(page_of(draft)).status_code == 404
    assert upload(officer, draft, pdf).status_code == 404
    with pytest.raises(ValidationError):
        make_signed_copy(draft, by=world.officer)


@pytest.mark.parametrize("role", ["leader", "member", "observer", "foreign_officer"])
def test_copy_is_uploaded_by_the_officer_only(world, as_user, role, pdf):
    assert upload(as_user(world.users[role]), world.decision, pdf).status_code == 404
    assert not SignedCopy.objects.exists()


def test_file_of_a_copy_that_could_not_be_recorded_does_not_stay(world, settings):
    with pytest.raises(ValidationError):
        make_signed_copy(world.decision, by=world.officer, at="no moment")

    assert not stored(settings)
