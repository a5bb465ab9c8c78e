"""Two residents, or two households, that are one and were entered twice. Both keep their ids: the one merged points at
the one kept, of whom all facts of both are from then on. For a while it can be taken back."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.audit import audited
from households.actions.passing_on import extend_history, pass_on_facts, reckoned_anew, uncovered
from households.consents import refuses_calls
from households.kinship import relation_to_new_head, tell_head
from households.models import DistinctPair, Household, HouseholdVillage, Residence, Resident
from households.models.merged import MERGED
from villages import bulk

UNDO_WITHIN = timedelta(days=30)
PERSON = ["full_name", "birth_year", "sex", "relation", "phone"]
TOGETHER = {"birth_year": ["birth_year", "birth_year_estimated"]}  # the second says how the first is known
HEAD = Resident.Relation.HEAD
MOVED = "Có người vừa được ghi sang hộ khác; hãy tải lại trang."


@audited
def merge_residents(kept, merged, *, values, by):
    """`merged` is `kept`, entered twice; `kept` has `values` ({field: value}) from now on. Returns the run that
    undo_merge() takes back."""
    homes = {kept.household_id, merged.household_id}
    with reckoned_anew({kept.pk, merged.pk}, homes):
        _reread(kept, merged)
        if {kept.household_id, merged.household_id} != homes:
            raise ValidationError(MOVED)
        numbers = " và ".join(sorted({merged.household.number, kept.household.number}))
        run = _start(f"Gộp hai nhân khẩu là một người, hộ {numbers}", kept, merged, by)
        former = Household.objects.filter(head=merged).first()
        if former:
            former.head = kept if former.pk == kept.household_id else None
            bulk.change(run, [former], ["head"])
        _absorb(run, kept, merged)
        _tell(run, kept, values)
        heads = Household.objects.filter(head=kept).exists()
        bulk.change(run, tell_head(kept if heads else None, [kept]), ["relation"])
        _tell_editors(homes)
    return run


@audited
def merge_households(kept, merged, *, same, values, by):
    """`merged` is `kept`, entered twice, and so are its residents `same` ({of `merged`: of `kept`}); the others move
    over. `kept` has `values` ({field: value}) from now on. Returns the run that undo_merge() takes back."""
    members = Resident.objects.filter(household__in=[kept, merged])
    with reckoned_anew(set(members.values_list("pk", flat=True)), {kept.pk, merged.pk}):
        _reread(kept, merged)
        run = _start(f"Gộp hai hộ là một, hộ {merged.number} vào hộ {kept.number}", kept, merged, by)
        head = values.get("head", kept.head)
        head = same.get(head, head)
        relations = _relations_to(head, kept, merged, same)
        for one, other in same.items():
            _reread(other, one)
            if (other.household_id, one.household_id) != (kept.pk, merged.pk):
                raise ValidationError(MOVED)
            _absorb(run, other, one, household=kept)
            _tell(run, other, _missing(other, one))
        _move_over(run, kept, merged)
        extend_history(run, HouseholdVillage, "household", kept, merged)
        pass_on_facts(run, kept, merged)
        merged.head = None
        _mark(run, kept, merged, "head")
        _set(run, kept, values | {"head": head})
        _set_relations(run, relations)
        _tell_editors({kept.pk, merged.pk})
    return run


@audited
def undo_merge(run, *, by):
    """Both are again what they were before `run`; what was said since of the one kept stays with him. Twice is once.
    Raises ValidationError where something later rests on the merge."""
    touched = _homes_touched_by(run)
    if not touched:
        return
    members = set(Resident.objects.filter(household__in=touched).values_list("pk", flat=True))
    with reckoned_anew(members, touched):
        if _homes_touched_by(run) != touched:
            raise ValidationError(MOVED)
        people = list(Resident.objects.filter(merged_in=run).select_related("household", "merged_into"))
        homes = list(Household.objects.filter(merged_in=run).select_related("village", "merged_into"))
        _refuse_undo(run, people, homes)
        try:
            with transaction.atomic():
                bulk.undo(run, by=by)
        except IntegrityError as error:
            raise ValidationError("Không hoàn tác được: nay đã có dòng khác giữ chỗ ấy trong sổ.") from error
        for home in homes:  # the household that its people return to may stand in another village by now
            Resident.objects.filter(household=home).exclude(village=home.village_id).update(village=home.village_id)
        _tell_editors(touched)


@audited
def set_apart(one, other, *, by):
    """`one` and `other` look alike and are two people. Twice is once."""
    first, second = sorted([one, other], key=lambda resident: resident.pk)
    DistinctPair.objects.get_or_create(one=first, other=second, defaults={"by": by})


@audited
def reconsider(one, other, *, by):
    """`one` and `other`, who were set apart, may be the same person after all."""
    DistinctPair.objects.filter(one__in=[one, other], other__in=[one, other]).delete()


def _homes_touched_by(run):
    """Ids of the households in which whom `run` merged, and whom it kept, live; none where it is taken back."""
    people = Resident.objects.filter(merged_in=run).values_list("household", "merged_into__household")
    homes = Household.objects.filter(merged_in=run).values_list("pk", "merged_into")
    return {pk for pair in [*people, *homes] for pk in pair}


def _refuse_undo(run, people, homes):
    if run.at < timezone.now() - UNDO_WITHIN:
        raise ValidationError(f"Quá {UNDO_WITHIN.days} ngày thì không hoàn tác được nữa.")
    if any(row.erased_at for row in people):
        raise ValidationError("Không hoàn tác được: dữ liệu của người này đã được xóa theo yêu cầu.")
    for row in [*people, *homes]:
        if row.merged_into.state == MERGED:
            raise ValidationError(
                f"Không hoàn tác được: {row.merged_into} sau đó đã được gộp tiếp. Hãy hoàn tác lần gộp ấy trước."
            )
    ids = {home.pk for home in homes}
    for row in people:
        if row.household_id not in ids and not row.household.is_present:
            raise ValidationError(
                f"Không hoàn tác được: {row.household} của người bị gộp nay {row.household.get_state_display()}."
            )
    for home in homes:
        if home.village.valid_to:
            raise ValidationError(f"Không hoàn tác được: {home.village} nay không còn.")
        namesakes = Household.objects.numbered(home.number, home.village_id)
        if namesakes.exclude(pk=home.merged_into_id).exists():
            raise ValidationError(f"Không hoàn tác được: {home.village} nay có hộ khác mang số {home.number}.")


def _start(what, kept, merged, by):
    return bulk.start(what, communes={kept.village.commune, merged.village.commune}, by=by)


def _reread(*rows):
    """`rows` as they stand now that they are locked."""
    if rows[0].pk == rows[1].pk:
        raise ValidationError("Hai mục này là một.")
    for row in rows:
        row.refresh_from_db()
        if not row.is_present or getattr(row, "erased_at", None):
            raise ValidationError(f"{row} {row.get_state_display()}; hãy tải lại trang.")


def _absorb(run, kept, merged, **instead):
    pass_on_facts(run, kept, merged)
    extend_history(run, Residence, "resident", kept, merged, **instead)
    _mark(run, kept, merged)


def _mark(run, kept, merged, *others):
    merged.state, merged.merged_into, merged.merged_in = MERGED, kept, run
    bulk.change(run, [merged], ["state", "merged_into", "merged_in", *others])


def _tell(run, resident, values):
    """`resident` has `values`, but no number where he does not agree to calls: it went when he said so."""
    _set(run, resident, values | ({"phone": ""} if refuses_calls(resident) else {}))


def _set(run, row, values):
    for name, value in values.items():
        setattr(row, name, value)
    bulk.change(run, [row], values)


def _missing(kept, merged):
    """{field: value} of what `merged` says and `kept` does not; of relations see _relations_to()."""
    names = [name for name in PERSON if name != "relation" and not getattr(kept, name)]
    return {part: getattr(merged, part) for name in names for part in TOGETHER.get(name, [name])}


def _relations_to(head, kept, merged, same):
    """{resident (id): relation} of all who will live together under `head`, as far as it follows from what they were,
    under either id, to the head of their own household."""
    doubles = {other: one for one, other in same.items()}
    found = {}
    for home, head_there in ((merged, doubles.get(head, head)), (kept, head)):
        people = list(home.residents.present())
        of_head = next((person.relation for person in people if person == head_there), "")
        if head is None or head_there == home.head:
            of_head = HEAD
        for person in people:
            pk = same.get(person, person).pk
            found[pk] = relation_to_new_head(of_head, person.relation) or found.get(pk, "")
    if head and head.pk not in found:
        raise ValidationError(MOVED)
    return found | ({head.pk: HEAD} if head else {})


def _set_relations(run, relations):
    people = list(Resident.objects.filter(pk__in=relations))
    for person in people:
        person.relation = relations[person.pk]
    bulk.change(run, people, ["relation"])


def _move_over(run, kept, merged):
    """Whoever ever lived in `merged` lived in `kept`. The rows of `merged` stay, with them the codes on its sheet."""
    today = timezone.localdate()
    lived = Residence.objects.filter(household=merged).exclude(resident__state=MERGED)
    ended, added = [], []
    for row in lived:
        known = Residence.objects.filter(resident=row.resident_id, household=kept)
        added += [
            Residence(resident_id=row.resident_id, household=kept, starts_on=first, ends_on=last)
            for first, last in uncovered(row, known)
        ]
        if row.ends_on is None:
            row.ends_on = max(today, row.starts_on)
            ended.append(row)
    bulk.change(run, ended, ["ends_on"])
    bulk.create(run, added)
    movers = list(merged.residents.unmerged())
    for resident in movers:
        resident.household, resident.village = kept, kept.village
    bulk.change(run, movers, ["household", "village"])


def _tell_editors(households):
    """Whoever edits the list of their people at the moment is told."""
    Household.objects.filter(pk__in=households).update(version=F("version") + 1)
