"""Excel files as people send them."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from xlsxwriter import Workbook

from households.columns import SHEETS
from households.models import Import

HEAD = ["Thôn", "Số hộ", "Ngõ", "Họ và tên", "Quan hệ với chủ hộ", "Ngày sinh", "Giới tính", "SĐT"]


def book_of(*rows, head=HEAD, name="ds.xlsx", above=()):
    """An .xlsx of `rows` under `head`, with the lines `above` it."""
    return sheets_of({"Danh sách": [*([one] for one in above), head, *rows]}, name=name)


def sheets_of(sheets, name="ds.xlsx", hidden=()):
    """An .xlsx of several sheets {title: all their rows}, those with a title in `hidden` not to be seen."""
    stream = BytesIO()
    with Workbook(stream, {"default_date_format": "dd/mm/yyyy", "strings_to_formulas": False}) as book:
        for title, rows in sheets.items():
            page = book.add_worksheet(title)
            if title in hidden:
                page.hide()
            for number, cells in enumerate(rows):
                page.write_row(number, 0, cells)
    return SimpleUploadedFile(name, stream.getvalue())


def export_of(sheet, lines, changed=None):
    """An .xlsx of `lines` with all the columns of the Sheet (its code) `sheet`; `changed` {(line, column): cell}."""
    columns = SHEETS[sheet].columns
    rows = [[column.write(line) for column in columns] for line in lines]
    for (line, name), cell in (changed or {}).items():
        rows[line][[column.name for column in columns].index(name)] = cell
    return book_of(*rows, head=[column.heading for column in columns])


def upload(client, file, sheet="households", since="01/01/2026"):
    """Sends `file` and asks for every step of its check; the Import as it is then, or the page that refused it."""
    response = client.post(reverse("import-list"), {"sheet": sheet, "since": since, "file": file})
    if response.status_code != 302:
        return response
    take_steps(client, response.url)
    return Import.objects.get(pk=response.url.split("/")[-2])


def take_steps(client, address):
    """Asks for one step of the check after another, as the page at `address` does, until it is over."""
    for _ in range(50):
        if client.get(f"{address}?buoc=0").status_code == 302:
            return
    raise AssertionError("the check never ends")


def press(client, name, one, **data):
    return client.post(reverse(name, args=[one.pk]), data, follow=True)


def apply(client, one, *ticked):
    return press(client, "import-apply", one, **dict.fromkeys(ticked, "on"))
