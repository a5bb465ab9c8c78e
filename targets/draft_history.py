"""Every change of a draft as an official reads it: who, when, from what to what. Read from the audit trail."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from accounts.models import User
from targets.models import Indicator, Target, TargetEnding
from teams.models import (
    Appointment,
    Decision,
    DecisionArticle,
    DecisionBasis,
    DecisionRelation,
    Dismissal,
    Dissolution,
    LegalBasis,
    Membership,
    Reform,
    Team,
    TeamRole,
)

LINES = [
    DecisionArticle, DecisionBasis, Appointment, Dismissal, Dissolution, Reform, DecisionRelation, Target, TargetEnding,
    Team,
]  # fmt: skip
OWNERS = {Team: "founded_by", DecisionRelation: "source"}  # every other line names its `decision`
FIELDS = ["subject", "effective_on", "authority", "proposer", "recipients"]
TOGETHER = timedelta(seconds=2)  # entries of one save
NOTHING = ("", "None", None)


@dataclass(frozen=True)
class Change:
    """One thing that changed; '' before: put in; '' after: taken out."""

    what: str
    before: str
    after: str


@dataclass
class Saving:
    """What somebody changed in one go."""

    by: User | None
    at: datetime
    entries: list = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def savings_of(decision):
    """[Saving] of a draft, the newest first, with a constant number of queries. What came after its issue (days, ends)
    is not among what is shown."""
    savings: list[Saving] = []
    for entry in _entries(decision):
        last = savings[-1] if savings else None
        if last is None or last.by != entry.actor or entry.timestamp - last.entries[-1].timestamp > TOGETHER:
            savings.append(Saving(entry.actor, entry.timestamp))
        savings[-1].entries.append(entry)
    names = Names([entry for saving in savings for entry in saving.entries])
    state: dict = {}
    for saving in savings:
        saving.changes = _changes_of(saving.entries, state, names)
    return [saving for saving in reversed(savings) if saving.changes]


def _entries(decision):
    """Of the decision and of every line it ever had, the oldest first."""
    types = ContentType.objects.get_for_models(*LINES, Decision)
    since = LogEntry.objects.filter(timestamp__gte=decision.created_at - TOGETHER)
    models = {kind.pk: model for model, kind in types.items()}
    made = since.filter(action=LogEntry.Action.CREATE, content_type__in=models)
    owned = Q()
    for owner in {"decision", *OWNERS.values()}:
        owned |= Q(**{f"changes__{owner}__1": str(decision.pk)})
    rows = defaultdict(list)
    for kind, row, changes in made.filter(owned).values_list("content_type", "object_id", "changes"):
        if changes[OWNERS.get(models[kind], "decision")][1] == str(decision.pk):
            rows[kind].append(row)
    own = Q(content_type=types[Decision], object_id=decision.pk)
    for kind, ids in rows.items():
        own |= Q(content_type=kind, object_id__in=ids)
    entries = since.filter(own).only("content_type", "object_id", "action", "changes", "timestamp", "actor")
    entries = list(entries.prefetch_related("actor").order_by("timestamp", "pk"))  # each actor once
    for entry in entries:
        entry.model = models[entry.content_type_id]
    return entries


class Names:
    """What the ids in some entries stand for, each kind read once."""

    def __init__(self, entries):
        ids = defaultdict(set)
        for entry in entries:
            for name, values in entry.changes.items():
                ids[name] |= {int(value) for value in values if value not in NOTHING and str(value).isdigit()}
        targets = Target.objects.select_related("indicator", "team").in_bulk(ids["target"])
        members = Membership.objects.select_related("official", "team").in_bulk(ids["membership"])
        affected = Decision.objects.in_bulk(ids["affected"])
        self.basis = {pk: row.citation for pk, row in LegalBasis.objects.in_bulk(ids["basis"]).items()}
        self.team = dict(Team.objects.filter(pk__in=ids["team"]).values_list("pk", "name"))
        self.indicator = Indicator.objects.in_bulk(ids["indicator"])
        officials = Appointment.official.field.related_model.objects
        self.official = dict(officials.filter(pk__in=ids["official"]).values_list("pk", "full_name"))
        self.target = {pk: f"{row}, {row.team}" for pk, row in targets.items()}
        self.membership = {pk: f"{row.official}, {row.team}" for pk, row in members.items()}
        self.affected = {pk: f"Quyết định số {row.symbol}" for pk, row in affected.items()}

    def of(self, name, value):
        known = getattr(self, name)
        return known.get(int(value), "đã xóa") if value not in NOTHING else ""


def _changes_of(entries, state, names):
    """What `entries` of one save change in `state` {(model, id): {field: value}}, which they bring up to date."""
    before = {key: dict(values) for key, values in state.items()}
    changed = set()
    for entry in entries:
        key = (entry.model, entry.object_id)
        changed.add(entry.model)
        if entry.action == LogEntry.Action.DELETE:
            state.pop(key, None)
        elif entry.action in (LogEntry.Action.CREATE, LogEntry.Action.UPDATE):
            state.setdefault(key, {}).update({name: values[1] for name, values in entry.changes.items()})
    changes = []
    for model, shown in SHOWN.items():
        if model in changed:
            changes += _differences(shown(_of(model, before), names), shown(_of(model, state), names))
    return changes


def _of(model, state):
    return [values for (kind, _), values in state.items() if kind is model]


def _differences(before, after):
    """[Change] between two {what: text}, in the order of what there is now."""
    return [
        Change(what, before.get(what, ""), after.get(what, ""))
        for what in [*after, *(what for what in before if what not in after)]
        if before.get(what, "") != after.get(what, "")
    ]


def _text(value):
    return "" if value in NOTHING else str(value)


def _decision(rows, names):
    shown = {}
    for values in rows:
        for name in FIELDS:
            column, value = Decision._meta.get_field(name), _text(values.get(name))
            shown[f"{column.verbose_name}".capitalize()] = dict(column.choices or ()).get(value, _day(value))
    return shown


def _day(value):
    """'07/06/2022' of '2022-06-07'; other text as it is."""
    try:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    except ValueError:
        return value


def _articles(rows, names):
    return {f"Điều {order}": text for order, text in sorted((int(row["order"]), row["text"]) for row in rows)}


def _bases(rows, names):
    ordered = sorted((int(row["order"]), names.of("basis", row["basis"])) for row in rows)
    return {"Căn cứ": "\n".join(f"{order}. {citation}" for order, citation in ordered)}


def _appointments(rows, names):
    return {
        f"{names.of('official', row['official'])}, {names.of('team', row['team'])}": TeamRole(row["role"]).label
        for row in rows
    }


def _dismissals(rows, names):
    return {names.of("membership", row["membership"]): "Thôi tham gia" for row in rows}


def _dissolutions(rows, names):
    return {names.of("team", row["team"]): "Giải thể" for row in rows}


def _reforms(rows, names):
    return {names.of("team", row["team"]): "Kiện toàn" for row in rows}


def _relations(rows, names):
    shown = {}
    for row in rows:
        verb = DecisionRelation.Kind(row["kind"]).label
        note = _text(row.get("note"))
        shown[verb] = names.of("affected", row["affected"]) + (f": {note}" if note else "")
    return shown


def _targets(rows, names):
    shown = {}
    for row in rows:
        indicator = names.indicator.get(int(row["indicator"]))
        per = "" if row["per"] == Target.Per.TERM else f" {Target.Per(row['per']).label}"
        name = indicator.short_name if indicator else "đã xóa"
        value = indicator.show(Decimal(row["value"])) if indicator else row["value"]
        shown[f"{name}, {names.of('team', row['team'])}"] = f"{value}{per}, hạn {_day(row['due_on'])}"
    return shown


def _endings(rows, names):
    return {names.of("target", row["target"]): "Thôi giao" for row in rows}


def _founded(rows, names):
    return {row["name"]: "Thành lập" for row in rows}


SHOWN = {
    Decision: _decision,
    DecisionRelation: _relations,
    DecisionBasis: _bases,
    DecisionArticle: _articles,
    Team: _founded,
    Dissolution: _dissolutions,
    Reform: _reforms,
    Appointment: _appointments,
    Dismissal: _dismissals,
    Target: _targets,
    TargetEnding: _endings,
}
