from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from targets.actions import signer_for
from targets.checks import faults_of, targets_undone
from targets.decision_text import DraftLines, digest_of, mark_of, signature, text_of
from teams.cards import proof_address
from teams.codes import show_code
from teams.models import Decision, DecisionEvent, SignedCopy, Team
from villages.models import Commune


class DecisionPage:
    """A `decision` (read with its steps) as `user` reads it."""

    def __init__(self, decision, user):
        self.decision, self.user, self.today = decision, user, timezone.localdate()
        self.lines = DraftLines(decision)
        self.text = text_of(decision, on=self.today, lines=self.lines)

    @property
    def digest(self):
        """Of what is shown; the leader signs just that."""
        return self.decision.digest or digest_of(self.text)

    @property
    def mark(self):
        return mark_of(self.decision)

    @cached_property
    def faults(self):
        """What stands in the way of what comes next: submitting or signing."""
        unsigned = self.decision.state in (Decision.State.DRAFT, Decision.State.SUBMITTED)
        return faults_of(self.decision, self.today, lines=self.lines) if unsigned else []

    @cached_property
    def own_signature(self):
        """The block that the reader would sign with; None if he holds no office that signs."""
        official = signer_for(self.decision, self.user) if self.decision.may["signable"] else None
        block = signature(self.decision, official, self.today)
        return block if block["name"] else None

    @property
    def issues_at_signing(self):
        """Whether the portal numbers the decision once the reader signs it."""
        numbering = getattr(self.decision.commune, "numbering", None)
        return numbering is not None and numbering.issues_at_signing

    @property
    def signature(self):
        """Under a draft already the block of the leader who reads it to sign."""
        return self.own_signature or self.text["signature"]

    @property
    def articles(self):
        return articles_of(self.text)

    @property
    def annexes(self):
        return annexes_of(self.text)

    @cached_property
    def overseen(self):
        return (
            not self.decision.is_issued
            or Commune.objects.papers_seen_by(self.user).filter(pk=self.decision.commune_id).exists()
        )

    @cached_property
    def events(self):
        """How a draft went to and fro, and why, stays with those who draft and sign."""
        events = self.decision.events.select_related("by")
        if not self.overseen:
            events = events.filter(step__in=[DecisionEvent.Step.SIGNED, DecisionEvent.Step.ISSUED])
        return list(events)

    @property
    def returned(self):
        """The last step, if it was a return to the one who drafts."""
        last = self.events[-1] if self.events else None
        return last if last and last.step == DecisionEvent.Step.RETURNED else None

    @cached_property
    def signed_copies(self):
        """The newest first."""
        if not self.decision.is_issued:
            return []
        copies = SignedCopy.objects.visible_to(self.user).filter(decision=self.decision)
        return list(copies.select_related("uploaded_by"))

    @property
    def code(self):
        """As it is typed by hand."""
        return show_code(self.decision.code)

    @property
    def proof_address(self):
        return proof_address(self.decision.code)

    @cached_property
    def relations(self):
        """What it does to decisions issued before."""
        return [
            RelationLine(relation.get_kind_display(), relation.affected, None, relation.effective_on, relation.note)
            for relation in self.lines.relations
        ]

    @cached_property
    def later(self):
        """What later documents did to it."""
        if not self.decision.is_issued:
            return []
        return later_lines(self.decision)

    @property
    def over(self):
        """The later document that leaves nothing of it in force, if any."""
        return next((line for line in self.later if line.ends), None)

    @property
    def corrections(self):
        """Shown beside the text, which never changes."""
        return [line for line in self.later if line.note and not line.ends]

    @cached_property
    def consequences(self):
        """What happens to teams, members and targets when a decision that is not issued yet takes effect."""
        decision = self.decision
        if not decision.is_under_way or not (decision.affects_another or self.lines.dissolved):
            return []
        undoing = self.lines.undoing(decision.effective_on or self.today)
        return consequences_of(undoing, targets_undone(undoing), self.lines.endings)

    @cached_property
    def teams(self):
        """Teams that the reader may open and that an issued decision took effect on."""
        if not self.decision.is_issued:
            return []
        people = Q(memberships__started_by=self.decision) | Q(memberships__ended_by=self.decision)
        ended = Q(dissolved_by=self.decision) | Q(targets__ended_by=self.decision)
        named = Q(founded_by=self.decision) | Q(reforms__decision=self.decision) | Q(targets__decision=self.decision)
        return list(Team.objects.filter(pk__in=Team.objects.filter(named | people | ended)).visible_to(self.user))


def articles_of(text):
    """Paragraphs of each article."""
    return [article.split("\n") for article in text["articles"]]


def annexes_of(text):
    """Each cell with the name of its column."""
    return [
        annex | {"tables": [table | {"rows": _labelled(table)} for table in annex["tables"]]}
        for annex in text["annexes"]
    ]


UNDERGONE = {
    "AMENDS": "Được sửa đổi, bổ sung bởi",
    "REPLACES": "Bị thay thế bởi",
    "REPEALS": "Bị bãi bỏ bởi",
    "CORRECTS": "Được đính chính bởi",
    "RECALLS": "Bị thu hồi bởi",
}


@dataclass(frozen=True)
class RelationLine:
    """One side of a relation: the other document is a decision or a registered letter."""

    verb: str
    decision: object
    letter: object
    effective_on: object
    note: str = ""
    ends: bool = False


def later_lines(decision):
    """What later documents did to an issued decision."""
    relations = decision.affected_by.in_effect().select_related("source", "letter")
    return [
        RelationLine(UNDERGONE[line.kind], line.source, line.letter, line.effective_on, line.note, line.ends)
        for line in relations
    ]


def consequences_of(undoing, targets, endings):
    """[(heading, [names])]"""
    going = [
        f"{member.official} ({member.get_role_display().lower()}, {member.team})" for member in undoing.memberships
    ]
    ending = [f"{target}, {target.team}" for target in [*targets, *(line.target for line in endings)]]
    groups = [
        ("Tổ giải thể", [team.name for team in undoing.teams]),
        ("Thành viên thôi tham gia, quyền của họ đóng lại (trừ người được cử lại trong quyết định này)", going),
        ("Chỉ tiêu thôi thực hiện", ending),
    ]
    return [(heading, names) for heading, names in groups if names]


def _labelled(table):
    return [list(zip(table["columns"], row, strict=True)) for row in table["rows"]]
