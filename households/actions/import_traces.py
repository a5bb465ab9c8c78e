"""What an imported list leaves behind of people, once not needed: that it was brought in, by whom and when."""

from auditlog.models import LogEntry
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from households.importing.steps import forget_file
from households.models import Import, ImportRow


def forget_imports(imports):
    """Takes the uploaded file and what its rows said from each of `imports`, none of them open."""
    for one in imports.order_by("pk"):
        one.rows.all()._raw_delete(one.rows.db)
        _forget_upload(one)


def forget_in_imports(resident, folded_names, homes):
    """Takes a person out of the imports of his commune that are over, with the rows of all who stood in one household
    with him there or live in his `homes` (ids): these name him as their head. The files go, too."""
    his = Q(second=resident.pk) | Q(name_key__in=folded_names)
    over = Import.objects.exclude(state__in=Import.OPEN).filter(commune=resident.village.commune_id)
    beside = ImportRow.objects.filter(his, of=OuterRef("of"), group=OuterRef("group")).exclude(group="")
    rows = ImportRow.objects.filter(
        his | Q(first__in=homes) | Exists(beside), of__in=over.filter(sheet=Import.Sheet.HOUSEHOLDS)
    )
    told = dict(rows.values_list("pk", "of"))
    named = over.filter(pk__in=set(told.values())).order_by("pk")
    ImportRow.objects.filter(pk__in=told).update(values={}, old={}, notes=[], errors=[], alike=[], name_key="")
    for one in named:
        _forget_upload(one)


def _forget_upload(one):
    if not one.file:
        return
    stored = Import(file=one.file.name, position=one.position)
    one.file = ""
    one.save()
    change = {"file": ["tệp tải lên", "đã xóa"]}
    LogEntry.objects.log_create(one, action=LogEntry.Action.UPDATE, changes=change)
    transaction.on_commit(lambda: forget_file(stored))
