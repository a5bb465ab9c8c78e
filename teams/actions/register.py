"""Numbers, and the lines of the register of outgoing documents."""

from django.core.exceptions import ValidationError
from django.db.models import Q

from accounts.audit import audited
from config.vietnamese import document_number
from teams.document_types import DECISION, usual_notation
from teams.models import Numbering, RegisterEntry
from villages.models import Commune


def hold_register(commune_id):
    """Locks the register of a commune until the end of the transaction, so that numbers are given one after another:
    by the row of the commune, and on SQLite by the transaction, which locks the whole file."""
    return Commune.objects.select_for_update(no_key=True).get(pk=commune_id)


def numbering_of(commune):
    return Numbering.objects.filter(commune=commune).first() or Numbering()


def next_number(commune, year, document_type=DECISION):
    """The number after the highest of the series: numbers run from 01 each year and are not reused
    (Nghị định 30/2020/NĐ-CP, Điều 15). It is taken, not only proposed, while the register is held."""
    numbering = numbering_of(commune)
    by_type = numbering.series == Numbering.Series.BY_TYPE
    last = RegisterEntry.objects.last_number(commune, year, document_type if by_type else None)
    return max(last + 1, numbering.first_of(document_type, year))


def register(decision, *, number, issued_on, signer):
    """The register's line for `decision`; ValidationError names the document that holds the number already."""
    entry = RegisterEntry(
        commune=decision.commune,
        year=issued_on.year,
        series=numbering_of(decision.commune).series_of(DECISION),
        number=number,
        symbol=RegisterEntry.decision_symbol(number),
        issued_on=issued_on,
        document_type=DECISION,
        subject=f"Về việc {decision.subject}",
        signer=signer,
        recipients=decision.recipients,
        kept_by=_filed_with(decision.recipients),
        decision=decision,
    )
    _refuse_taken(entry)
    entry.save()
    return entry


@audited
def enter_paper(entry, *, notation, by):
    """Enters a document that lives on paper only, or corrects its line; without a number it gets the next one.
    ValidationError says which other line stands in the way."""
    hold_register(entry.commune_id)
    stored = RegisterEntry.objects.filter(pk=entry.pk).first()
    entry.year = entry.issued_on.year
    if stored is None or (stored.year, stored.document_type) != (entry.year, entry.document_type):
        entry.series = numbering_of(entry.commune_id).series_of(entry.document_type)
    if entry.number is None:
        entry.number = next_number(entry.commune_id, entry.year, entry.document_type)
    entry.symbol = f"{document_number(entry.number)}/{notation or usual_notation(entry.document_type)}"
    _refuse_taken(entry)
    _refuse_out_of_order(entry)
    entry.save()
    return entry


def refuse_misplaced(decision, *, number, issued_on):
    """ValidationError if the line of `decision` would not fit between those before and after it."""
    series = numbering_of(decision.commune_id).series_of(DECISION)
    _refuse_out_of_order(
        RegisterEntry(
            commune_id=decision.commune_id,
            year=issued_on.year,
            series=series,
            number=number,
            issued_on=issued_on,
            document_type=DECISION,
        )
    )


def _neighbours(entry):
    lines = RegisterEntry.objects.filter(commune=entry.commune_id, year=entry.year)
    return lines.exclude(pk=entry.pk) if entry.pk else lines


def _refuse_taken(entry):
    same = Q(series=entry.series, number=entry.number) | Q(symbol=entry.symbol)
    holder = _neighbours(entry).filter(same).first()
    if holder:
        raise ValidationError(
            {
                "number": f"Số {document_number(entry.number)} năm {entry.year} đã cấp cho {holder} "
                f"ngày {holder.issued_on:%d/%m/%Y} “{holder.subject}”."
            }
        )


def _refuse_out_of_order(entry):
    """Numbers of a series follow the order of issue (Nghị định 30/2020/NĐ-CP, Điều 15)."""
    lines = _neighbours(entry).filter(series=entry.series)
    before = lines.filter(number__lt=entry.number, issued_on__gt=entry.issued_on).order_by("-issued_on").first()
    after = lines.filter(number__gt=entry.number, issued_on__lt=entry.issued_on).order_by("issued_on").first()
    if before:
        refusal = f"phải từ ngày {before.issued_on:%d/%m/%Y}, vì {before} đứng trước trong sổ mang ngày ấy"
    elif after:
        refusal = f"phải trước hoặc đúng ngày {after.issued_on:%d/%m/%Y}, vì {after} đứng sau trong sổ mang ngày ấy"
    else:
        return _refuse_gap(entry)
    raise ValidationError({"issued_on": f"Văn bản số {document_number(entry.number)} {refusal}."})


def _refuse_gap(entry):
    """Where the portal gives the numbers, nobody leaves one out."""
    following = next_number(entry.commune_id, entry.year, entry.document_type)
    if entry.number > following and numbering_of(entry.commune_id).issues_at_signing:
        raise ValidationError({"number": f"Số tiếp theo trong sổ là {document_number(following)}; không bỏ cách số."})


def _filed_with(recipients):
    """'VT' of the line 'Lưu: VT' that ends the recipients; it is added where nobody wrote it."""
    filed = [line for line in recipients.splitlines() if line.lstrip("-– ").casefold().startswith("lưu")]
    return filed[-1].partition(":")[2].strip(" .;") or "VT" if filed else "VT"
