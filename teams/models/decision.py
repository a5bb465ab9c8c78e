from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, Min, OuterRef, Q, When
from django.db.models.functions import JSONObject, TruncDate
from django.urls import reverse

from config.fields import LineField, ProseField
from config.vietnamese import long_date
from villages.models import Commune, Official, Role, communes_seen_by

# Where a decision names a team, once it is issued.
OF_TEAMS = [
    "founded_teams", "started_memberships__team", "ended_memberships__team", "targets__team", "ended_targets__team",
    "reforms__team",
]  # fmt: skip


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Drafts for those who write or sign them, issued decisions for every role of the commune, with those known
        in it and whatever affects one of its own."""
        drafted, seen = communes_seen_by(user, Role.of_a_whole_commune()), communes_seen_by(user, Role)
        affecting = self.model.objects.filter(relations__affected__commune__in=seen).order_by().values("pk")
        issued = Q(self._known_in(seen) | Q(pk__in=affecting), state=Decision.State.ISSUED)
        return self.filter(Q(commune__in=drafted) | issued)

    def known_in(self, communes):
        """Issued ones of `communes` (ids), and those by which a team of theirs stands: it came with its village from
        another commune."""
        return self.filter(self._known_in(communes), state=Decision.State.ISSUED)

    def _known_in(self, communes):
        speaking = [self.model.objects.filter(**{f"{path}__commune__in": communes}).order_by() for path in OF_TEAMS]
        first, *others = [rows.values("pk") for rows in speaking]
        return Q(commune__in=communes) | Q(pk__in=first.union(*others))

    def visible_to_public(self):
        """Issued ones; a draft is nobody's business outside."""
        return self.filter(state=Decision.State.ISSUED)

    def handled_by(self, user):
        """Decisions that `user` drafts and numbers, at whatever step they are."""
        return self.filter(commune__in=communes_seen_by(user, [Role.OFFICER]))

    def decided_by(self, user):
        """Decisions that `user` signs or returns, at whatever step they are."""
        return self.filter(commune__in=communes_seen_by(user, [Role.LEADER]))

    def editable_by(self, user):
        return self.handled_by(user).filter(state=Decision.State.DRAFT)

    def deletable_by(self, user):
        """Drafts that never left the desk they were written on."""
        return self.editable_by(user).exclude(pk__in=_once_submitted())

    def droppable_by(self, user):
        """Drafts that were returned: what a leader has read is kept, though nothing comes of it."""
        return self.editable_by(user).filter(pk__in=_once_submitted())

    def signable_by(self, user):
        return self.decided_by(user).filter(state=Decision.State.SUBMITTED)

    def returnable_by(self, user):
        """Also a signed one, which by then may no longer be able to take effect, as long as it has no number."""
        return self.decided_by(user).filter(state__in=[Decision.State.SUBMITTED, Decision.State.SIGNED])

    def numberable_by(self, user):
        return self.handled_by(user).filter(state=Decision.State.SIGNED)

    def scannable_by(self, user):
        """Issued ones, whose signed and sealed copy `user` uploads."""
        return self.handled_by(user).filter(state=Decision.State.ISSUED)

    def under_way(self):
        return self.exclude(state__in=Decision.State.ended())

    def proven_to_public(self, code):
        """The issued decision whose verification code somebody holds."""
        return self.filter(code=code, state=Decision.State.ISSUED)

    def amendable_by(self, user):
        """Issued decisions that another document of `user` may still amend, replace, repeal, correct or recall."""
        return self.handled_by(user)._standing()

    def adjustable_by(self, user):
        """Those of which a decision of `user` may still amend the targets, which one of another commune may have
        assigned."""
        return self.known_in(communes_seen_by(user, [Role.OFFICER]))._standing()

    def _standing(self):
        ending = ["REPLACES", "REPEALS", "RECALLS"]
        over = self.model.objects.filter(affected_by__kind__in=ending, affected_by__effective_on__isnull=False)
        return self.filter(state=Decision.State.ISSUED).exclude(pk__in=over.order_by().values("pk"))

    def with_steps_of(self, user):
        """Annotated with `may`: {what one may do with a decision: whether `user` may do it with this one}."""
        steps = ["editable", "deletable", "droppable", "signable", "returnable", "numberable", "scannable", "amendable"]
        theirs = {step: getattr(self.model.objects, f"{step}_by")(user) for step in steps}
        own = {step: Exists(decisions.filter(pk=OuterRef("pk"))) for step, decisions in theirs.items()}
        return self.annotate(may=JSONObject(**own))

    def with_end(self):
        """Annotated with `over_from`: since when another document has replaced, repealed or recalled each."""
        ending = ["REPLACES", "REPEALS", "RECALLS"]
        return self.annotate(
            over_from=Min("affected_by__effective_on", filter=Q(affected_by__kind__in=ending)),
        )

    def of_year(self, year):
        """Issued in `year`, or begun in it as long as they are not issued."""
        return self.filter(Q(issued_on__year=year) | Q(issued_on=None, created_at__year=year))

    def latest_first(self):
        """What is not issued yet, then the newest."""
        begun_on = When(state=Decision.State.DROPPED, then=TruncDate("created_at"))
        return self.order_by(Case(begun_on, default="issued_on").desc(nulls_first=True), "-pk")


def _once_submitted():
    return DecisionEvent.objects.filter(step=DecisionEvent.Step.SUBMITTED).order_by().values("decision")


class Decision(models.Model):
    class Kind(models.TextChoices):
        FOUND = "FOUND", "Thành lập tổ"
        REFORM = "REFORM", "Kiện toàn tổ"
        ASSIGN = "ASSIGN", "Giao chỉ tiêu"
        AMEND = "AMEND", "Sửa đổi, bổ sung"
        REPLACE = "REPLACE", "Thay thế"
        REPEAL = "REPEAL", "Bãi bỏ"
        RECALL = "RECALL", "Thu hồi"
        CORRECT = "CORRECT", "Đính chính"
        DISSOLVE = "DISSOLVE", "Giải thể tổ"

    class Authority(models.TextChoices):
        COMMITTEE = "COMMITTEE", "Ủy ban nhân dân"
        CHAIR = "CHAIR", "Chủ tịch Ủy ban nhân dân"

    class State(models.TextChoices):
        DRAFT = "DRAFT", "Dự thảo"
        SUBMITTED = "SUBMITTED", "Đã trình ký"
        SIGNED = "SIGNED", "Đã ký, chờ cấp số"
        ISSUED = "ISSUED", "Đã ban hành"
        DROPPED = "DROPPED", "Đã bỏ, không ban hành"

        @classmethod
        def ended(cls):
            return [cls.ISSUED, cls.DROPPED]

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="decisions", verbose_name="xã")
    kind = models.CharField("loại quyết định", max_length=10, choices=Kind)
    subject = LineField("trích yếu", max_length=500, help_text="Phần sau chữ “Về việc”.")
    authority = models.CharField("thẩm quyền ban hành", max_length=10, choices=Authority, default=Authority.COMMITTEE)
    proposer = LineField("theo đề nghị của", max_length=200, blank=True, default="Công chức Văn hóa - Xã hội")
    recipients = ProseField(
        "nơi nhận", max_length=1000, blank=True, help_text="Mỗi nơi nhận một dòng.", default="Như Điều 4"
    )
    effective_on = models.DateField(
        "ngày có hiệu lực", null=True, blank=True, help_text="Để trống: có hiệu lực từ ngày ký."
    )
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.DRAFT, editable=False)
    signed_by = models.ForeignKey(
        Official, models.PROTECT, null=True, editable=False, related_name="signed_decisions", verbose_name="người ký"
    )
    issued_on = models.DateField("ngày ban hành", null=True, editable=False)
    text = models.JSONField("nguyên văn", null=True, editable=False)
    digest = models.CharField("mã băm SHA-256", max_length=64, blank=True, editable=False)
    code = models.CharField("mã xác nhận", max_length=15, null=True, unique=True, editable=False)
    created_at = models.DateTimeField("soạn lúc", auto_now_add=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "quyết định"
        verbose_name_plural = "quyết định"
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ISSUED") | (Q(issued_on__isnull=False) & ~Q(digest="")),
                name="issued_decision_has_date_and_text",
            ),
        ]

    def __str__(self):
        return f"Quyết định {self.symbol or 'chưa có số'} về việc {self.subject}"

    def get_absolute_url(self):
        return reverse("decision-detail", args=[self.pk])

    @property
    def symbol(self):
        """'15/QĐ-UBND', '' before it has a number."""
        return self.text["symbol"] if self.state == self.State.ISSUED else ""

    @property
    def is_issued(self):
        return self.state == self.State.ISSUED

    @property
    def is_under_way(self):
        return self.state not in self.State.ended()

    @property
    def citation(self):
        """'Quyết định số 15/QĐ-UBND ngày 05 tháng 01 năm 2026 của Ủy ban nhân dân xã Dân Chủ' of an issued one."""
        issuer = f"{self.get_authority_display()} {self.commune.label}"
        return f"Quyết định số {self.symbol} {long_date(self.issued_on)} của {issuer}"

    @property
    def affects_another(self):
        """Whether it is of a kind that speaks of a decision issued before."""
        return self.kind in (Kind.AMEND, Kind.REPLACE, Kind.REPEAL, Kind.RECALL, Kind.CORRECT)

    @property
    def changes_people(self):
        return self.kind in (Kind.FOUND, Kind.REFORM, Kind.REPLACE, Kind.REPEAL, Kind.RECALL)

    @property
    def assigns_targets(self):
        return self.kind in (Kind.FOUND, Kind.REFORM, Kind.ASSIGN, Kind.REPLACE)

    @property
    def amends_targets(self):
        return self.kind == Kind.AMEND


Kind = Decision.Kind


class DecisionEvent(models.Model):
    """One step in the life of a decision; never changed."""

    class Step(models.TextChoices):
        DRAFTED = "DRAFTED", "Soạn dự thảo"
        SUBMITTED = "SUBMITTED", "Trình ký"
        RETURNED = "RETURNED", "Trả lại"
        SIGNED = "SIGNED", "Ký"
        ISSUED = "ISSUED", "Cấp số, ban hành"
        DROPPED = "DROPPED", "Bỏ dự thảo"

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="events", verbose_name="quyết định")
    step = models.CharField("bước", max_length=10, choices=Step)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người làm")
    at = models.DateTimeField("lúc")
    reason = ProseField("lý do", max_length=1000, blank=True)

    class Meta:
        verbose_name = "bước xử lý quyết định"
        verbose_name_plural = "bước xử lý quyết định"
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.get_step_display()}: {self.by}"


auditlog.register(Decision, exclude_fields=["text", "code"])
