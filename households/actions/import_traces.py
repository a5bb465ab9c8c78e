"""What an imported list leaves behind of people, once not needed: that it was brought in, by whom and when."""

from auditlog.models import LogEntry
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from households.actions.importing import drop_import
from households.importing.steps import forget_file
from households.models import HouseholdVillage, Import, ImportRow
from villages.models import Commune, Village


def forget_import(one):
    """Takes the uploaded file, and what its rows said, from `one`, which is not open."""
    one.rows.all()._raw_delete(one.rows.db)
    _forget_upload(one)


def hold_imports(resident):
    """Locks the imports that forget_in_imports() may write; before the households, as those who apply one do."""
    return list(_imports_around(resident).select_for_update().order_by("pk").values_list("pk", flat=True))


def forget_in_imports(resident, folded_names, homes, *, by):
    """Takes a person out of the imports of his commune, with the rows of all who stood in one household with him there
    or live in his `homes` (ids): these name him as their head. The files go, too; an import still open is given up."""
    his = Q(second=resident.pk) | Q(name_key__in=folded_names)
    beside = ImportRow.objects.filter(his, of=OuterRef("of"), group=OuterRef("group")).exclude(group="")
    rows = ImportRow.objects.filter(his | Q(first__in=homes) | Exists(beside), of__in=_imports_around(resident))
    told = dict(rows.values_list("pk", "of"))
    ImportRow.objects.filter(pk__in=told).update(values={}, old={}, notes=[], errors=[], alike=[], name_key="")
    for one in Import.objects.filter(pk__in=set(told.values())).order_by("pk"):
        drop_import(one, by=by) if one.is_open else _forget_upload(one)


def _imports_around(resident):
    return Import.objects.filter(commune__in=_communes_of(resident), sheet=Import.Sheet.HOUSEHOLDS)


def _communes_of(resident):
    """Ids of those whose imports may name him: of every village his households ever were in, what it came from and
    what it became."""
    homes = resident.residences.values("household")
    lived = HouseholdVillage.objects.filter(household__in=homes).values_list("village", flat=True)
    villages = {resident.village_id, *lived}
    villages = villages.union(*Village.objects.filter(pk__in=villages).kin().values())
    return {pk for commune in Commune.objects.filter(villages__in=villages) for pk in commune.lineage}


def _forget_upload(one):
    if not one.file:
        return
    stored = Import(file=one.file.name)
    one.file = ""
    one.save()
    change = {"file": ["tệp tải lên", "đã xóa"]}
    LogEntry.objects.log_create(one, action=LogEntry.Action.UPDATE, changes=change)
    transaction.on_commit(lambda: forget_file(stored))
