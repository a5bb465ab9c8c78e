"""A công văn of the commune that corrects or recalls an issued decision (Nghị định 30/2020/NĐ-CP, Điều 18)."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.audit import audited
from config.vietnamese import document_number
from targets.actions import undo
from teams.checks import faults_of_relation, faults_of_undoing
from teams.effects import Undoing
from teams.models import Decision, DecisionRelation, RegisterEntry
from villages.models import Commune

LETTER = "Công văn"


@audited
def affect_by_letter(decision, *, kind, number, notation, issued_on, signer, note="", by):
    """Notes that a công văn, signed and numbered on paper, corrects or recalls the issued `decision`. What is recalled
    goes out of force from the letter's day; a correction changes nothing but what is shown beside the text."""
    Commune.objects.select_for_update(no_key=True).get(pk=decision.commune_id)  # as when a decision is issued
    stored = Decision.objects.select_for_update().get(pk=decision.pk)
    if issued_on > timezone.localdate():
        raise ValidationError({"issued_on": "Ngày của công văn không thể ở tương lai."})
    verb = DecisionRelation.Kind(kind).label.lower()
    letter = _entry(stored, number=number, notation=notation, issued_on=issued_on, signer=signer, verb=verb)
    if letter.relations.filter(affected=stored).exists():
        raise ValidationError({"number": f"{LETTER} số {letter.symbol} đã được ghi cho quyết định này."})
    made = DecisionRelation.objects.create(letter=letter, affected=stored, kind=kind, note=note)
    relation = DecisionRelation.objects.with_end().select_related("affected__commune").get(pk=made.pk)
    if faults := faults_of_relation(relation, letter, issued_on):
        raise ValidationError({"issued_on": faults})
    undoing = Undoing([relation], issued_on)
    if faults := faults_of_undoing(undoing):
        raise ValidationError({"kind": faults})
    relation.effective_on = issued_on
    relation.save()
    undo(undoing, by=by)
    return relation


def _entry(decision, *, number, notation, issued_on, signer, verb):
    """The letter's line in the register: the one that is there, or a new one."""
    same = {"commune": decision.commune, "year": issued_on.year, "series": "", "number": number}
    holder = RegisterEntry.objects.filter(**same).first()
    symbol = f"{document_number(number)}/{notation}"
    if holder and (holder.document_type, holder.symbol, holder.issued_on) != (LETTER, symbol, issued_on):
        raise ValidationError(
            {
                "number": f"Số {number} năm {issued_on.year} đã cấp cho {holder.document_type} {holder.symbol} ngày "
                f"{holder.issued_on:%d/%m/%Y} “{holder.subject}”."
            }
        )
    return holder or RegisterEntry.objects.create(
        **same,
        symbol=symbol,
        issued_on=issued_on,
        document_type=LETTER,
        subject=f"V/v {verb} Quyết định số {decision.symbol} ngày {decision.issued_on:%d/%m/%Y}",
        signer=signer,
    )
