"""A công văn of the commune that corrects or recalls an issued decision (Nghị định 30/2020/NĐ-CP, Điều 18)."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.audit import audited
from config.vietnamese import document_number
from targets.actions import undo
from teams.actions import enter_paper, hold_register
from teams.checks import faults_of_relation, faults_of_undoing
from teams.document_types import LETTER
from teams.effects import Undoing
from teams.models import Decision, DecisionRelation, RegisterEntry


@audited
def affect_by_letter(decision, *, kind, number, notation, issued_on, signer, note="", by):
    """Notes that a công văn, signed and numbered on paper, corrects or recalls the issued `decision`. What is recalled
    goes out of force from the letter's day; a correction changes nothing but what is shown beside the text."""
    hold_register(decision.commune_id)
    stored = Decision.objects.select_for_update().get(pk=decision.pk)
    if issued_on > timezone.localdate():
        raise ValidationError({"issued_on": "Ngày của công văn không thể ở tương lai."})
    verb = DecisionRelation.Kind(kind).label.lower()
    letter = _entry(stored, number=number, notation=notation, issued_on=issued_on, signer=signer, verb=verb, by=by)
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


def _entry(decision, *, number, notation, issued_on, signer, verb, by):
    """The letter's line in the register: the one that is there, or a new one."""
    symbol = f"{document_number(number)}/{notation}"
    lines = RegisterEntry.objects.filter(commune=decision.commune, document_type=LETTER, issued_on=issued_on)
    entry = RegisterEntry(
        commune=decision.commune,
        number=number,
        issued_on=issued_on,
        document_type=LETTER,
        subject=f"V/v {verb} Quyết định số {decision.symbol} ngày {decision.issued_on:%d/%m/%Y}",
        signer=signer,
    )
    return lines.filter(symbol=symbol).first() or enter_paper(entry, notation=notation, by=by)
