"""What somebody may send as an Excel file: one clear sentence, and nothing of it is kept."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from xlsxwriter import Workbook

from households.columns import SHEETS
from households.importing import workbook
from households.models import Import
from tests.households.books import HEAD, book_of, sheets_of, upload

GOOD = ["Thôn 1", "5", "Ngõ 3", "Lý Văn Hòa", "Chủ hộ", 1980, "Nam", ""]


def rewritten(change, extra=()):
    """A good file of which `change` has rewritten the bytes of its sheet, with the parts `extra` {name: bytes}."""
    stream = BytesIO()
    with ZipFile(book_of(GOOD)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part.filename, change(content) if part.filename.endswith("sheet1.xml") else content)
        for name, content in dict(extra).items():
            new.writestr(name, content)
    return stream.getvalue()


def replaced(old, new):
    return lambda content: content.replace(old, new, 1)


DOCTYPE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet'
FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
HOSTILE = {
    "not a zip": (lambda: b"Th\xc3\xb4n,S\xe1\xbb\x91 h\xe1\xbb\x99", "không phải Excel"),
    "old format": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "kiểu cũ"),
    "another zip": (lambda: _zip({"word/document.xml": b"<x/>"}), "không phải Excel"),
    "cut off": (lambda: rewritten(lambda content: content)[:-200], "hỏng"),
    "bomb": (lambda: rewritten(lambda content: content, {"xl/media/a.bin": b"0" * 61 * 2**20}), "quá lớn"),
    "endless styles": (lambda: damaged_in("xl/styles.xml", b"<styleSheet>" + b"<a/>" * 2**20 + b"</styleSheet>"),
                       "quá nhiều định dạng"),
    "macros": (lambda: rewritten(lambda content: content, {"xl/vbaProject.bin": b"0"}), "macro"),
    "entities": (lambda: rewritten(replaced(b"<worksheet", DOCTYPE)), "DOCTYPE"),
    "far cell": (lambda: rewritten(replaced(b"</sheetData>", FAR)), "dòng 1048576, cột 16384, quá xa"),
    "broken sheet": (lambda: rewritten(replaced(b"<sheetData>", b"<sheetData><c>")), "hỏng"),
    "endless row": (lambda: rewritten(replaced(b"</sheetData>", b'<row r="9">' + b" " * 2**21 + b"</row></sheetData>")),
                    "quá dài"),
    "no such text": (lambda: rewritten(replaced(b't="s"><v>0</v>', b't="s"><v>999999</v>')), "hỏng"),
    "no headings": (lambda: book_of(head=["Một", "Hai"]).read(), "Không thấy dòng tiêu đề có cột: Thôn, Số hộ"),
    "a heading less": (lambda: book_of(GOOD, head=["Thôn", "x", *HEAD[2:]]).read(), "Dòng 1 thiếu cột: Số hộ"),
    "no rows": (lambda: book_of().read(), "không có dòng dữ liệu"),
    "citizen ids": (lambda: book_of([*GOOD, "022080000001"], head=[*HEAD, "Số CCCD/CMND"]).read(), "CCCD"),
    "ethnicity": (lambda: book_of([*GOOD, "Dao"], head=[*HEAD, "Dân tộc"]).read(), "không được giữ dữ liệu này"),
    "citizen ids beside": (lambda: sheets_of({"Hộ": [HEAD, GOOD], "Sổ": [["STT", "Số CCCD"]]}).read(), "“Sổ” có cột"),
    "citizen ids hidden": (lambda: sheets_of({"Hộ": [HEAD, GOOD], "Sổ": [["Số CCCD"]]}, hidden=["Sổ"]).read(),
                           "Trang tính ẩn “Sổ” có cột “Số CCCD”"),
    "far cell beside": (lambda: sheets_of({"Hộ": [HEAD, GOOD], "Tính": [["x"] * 201]}).read(),
                        "Trang tính “Tính”: Có ô ghi ở dòng 1, cột 201, quá xa"),
    "all hidden that fits": (lambda: sheets_of({"Bìa": [["Sổ hộ"]], "Hộ": [HEAD, GOOD]}, hidden=["Hộ"]).read(),
                             "Không thấy dòng tiêu đề"),
    "a sheet a village": (lambda: sheets_of({f"Thôn {one}": [HEAD, GOOD] for one in range(1, 6)}).read(),
                          "Các trang tính “Thôn 1”, “Thôn 2”, “Thôn 3” và 2 trang nữa đều có những cột cần nhập"),
    "many sheets": (lambda: sheets_of({f"{one}": [] for one in range(21)}).read(), "quá 20 trang tính"),
    "above the limit": (lambda: b"PK\x03\x04" + b"0" * (workbook.LARGEST + 1), "5 MB"),
    "50 MB": (lambda: b"PK\x03\x04" + b"0" * 50 * 2**20, "5 MB"),
}  # fmt: skip


def _zip(parts):
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def damaged_in(name, content):
    """A good file whose part `name` holds `content`."""
    stream = BytesIO()
    with ZipFile(book_of(GOOD)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return stream.getvalue()


def damaged_on_disk(name):
    """A good file, some bytes of the packed part `name` overwritten."""
    packed = bytearray(book_of(GOOD).read())
    with ZipFile(BytesIO(packed)) as archive:
        start = archive.getinfo(name).header_offset + 30 + len(name)
    packed[start : start + 20] = b"\xff" * 20
    return bytes(packed)


PARTS = ["[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
         "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"]  # fmt: skip
DAMAGE = {
    "cut off": lambda name: damaged_in(name, b"<worksheet><sheetData"),
    "no such encoding": lambda name: damaged_in(name, b'<?xml version="1.0" encoding="x-none"?><a/>'),
    "not XML": lambda name: damaged_in(name, b"\xff\xfe\x00" * 30),
    "overwritten": damaged_on_disk,
}


@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("name", PARTS)
def test_damaged_file_gets_one_sentence(name, how, world, as_user):
    answer = upload(as_user(world.officer), SimpleUploadedFile("tệp.xlsx", DAMAGE[how](name)))

    said = answer.failure if isinstance(answer, Import) else answer.context["form"].errors["file"][0]
    assert said == workbook.BROKEN_EXCEL


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_file_gets_one_sentence(what, world, as_user):
    make, said = HOSTILE[what]
    officer = as_user(world.officer)

    answer = upload(officer, SimpleUploadedFile("tệp.xlsx", make()))

    if isinstance(answer, Import):
        assert answer.state == Import.State.FAILED
        assert said in answer.failure
        assert not answer.file.storage.exists(answer.file.name)
        assert not answer.rows.exists()
        assert said in officer.get(answer.get_absolute_url()).text
    else:
        assert len(answer.context["form"].errors["file"]) == 1
        assert said in answer.context["form"].errors["file"][0]
        assert not Import.objects.exists()


@pytest.mark.parametrize("place", [0, 1, 2])
def test_sheet_with_the_columns_is_read_wherever_it_stands(place, world, as_user):
    sheets = [("Bìa", [["Sổ hộ"]]), ("Ghi chú", [["Thôn", "Ghi chú"], ["Thôn 9", "chưa rõ"]])]
    sheets.insert(place, ("Hộ", [HEAD, GOOD]))

    one = upload(as_user(world.officer), sheets_of(dict(sheets)))

    assert (one.state, one.rows.get().values["full_name"]) == (Import.State.READY, "Lý Văn Hòa")


@pytest.mark.parametrize("slug", ["ho-dan", "thon", "can-bo"])
def test_explanation_in_the_template_is_no_sheet_to_read(slug, world, as_user):
    officer = as_user(world.officer)
    sheet = {one.slug: one.code for one in SHEETS.values()}[slug]
    template = officer.get(reverse("import-template", args=[slug])).getvalue()

    one = upload(officer, SimpleUploadedFile("mau.xlsx", template), sheet)

    assert one.failure == "Tệp không có dòng dữ liệu nào dưới dòng tiêu đề; dòng ví dụ của tệp mẫu được bỏ qua."


def test_formula_is_an_error_of_its_row(world, as_user):
    stream = BytesIO()
    with Workbook(stream) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD)
        page.write_row(1, 0, GOOD)
        page.write_formula(1, 3, '=HYPERLINK("http://example.org")', None, "Lý Văn Hòa")

    one = upload(as_user(world.officer), SimpleUploadedFile("tệp.xlsx", stream.getvalue()))

    assert "Họ và tên: ô D2 là công thức; hãy dán giá trị thay cho công thức" in one.rows.get().errors


def test_sheet_is_read_piece_by_piece_without_losing_a_row(world, as_user, monkeypatch):
    monkeypatch.setattr(workbook, "PIECE", 300)
    monkeypatch.setattr("households.importing.steps.MOST_READ", 7)
    rows = [["Thôn 1", f"A{number}", "", f"Lý Văn {number}", "Chủ hộ", 1980, "", ""] for number in range(60)]

    one = upload(as_user(world.officer), book_of(*rows))

    read = [(row.number, row.values["number"], row.values["full_name"]) for row in one.rows.all()]
    assert read == [(number + 2, f"A{number}", f"Lý Văn {number}") for number in range(60)]
    assert one.state == Import.State.READY


def test_progress_moves_without_javascript(world, as_user, monkeypatch):
    monkeypatch.setattr("households.importing.steps.MOST_READ", 1)
    monkeypatch.setattr(workbook, "PIECE", 500)
    officer = as_user(world.officer)
    rows = [["Thôn 1", f"A{number}", "", f"Lý Văn {number}", "Chủ hộ", 1980, "", ""] for number in range(40)]

    page = officer.post(
        reverse("import-list"), {"sheet": "households", "since": "01/01/2026", "file": book_of(*rows)}, follow=True
    )
    one = page.context["one"]
    after = officer.get(f"{one.get_absolute_url()}?buoc=0")

    assert f'http-equiv="refresh" content="0; url={one.get_absolute_url()}?buoc=0"' in page.text
    assert 'value="0"' in page.text
    assert 0 < after.context["one"].done < 300
    assert officer.get(one.get_absolute_url()).context["one"].done == after.context["one"].done


@pytest.mark.parametrize("chosen", ["officials", "villages"])
def test_file_of_another_list_is_not_read_as_the_chosen_one(chosen, world, as_user):
    one = upload(as_user(world.officer), book_of(GOOD), chosen)

    assert one.failure == "Đây là bảng “Hộ và nhân khẩu”: hãy chọn đúng loại danh sách rồi tải lên lại."
    assert not one.rows.exists()


def test_officials_beside_households_are_found_by_their_own_sheet(world, as_user):
    officials = [["Họ và tên", "Chức vụ", "Thôn"], ["Triệu Văn Hưng", "Trưởng thôn", "Thôn 1"]]

    one = upload(as_user(world.officer), sheets_of({"Hộ": [HEAD, GOOD], "Cán bộ": officials}), "officials")

    assert (one.failure, [row.values["full_name"] for row in one.rows.all()]) == ("", ["Triệu Văn Hưng"])
