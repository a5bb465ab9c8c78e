from auditlog.registry import auditlog
from django.db import models
from django.db.models import Q

from config.fields import LineField
from config.vietnamese import long_date
from villages.models import Commune, Role, communes_held_by, communes_seen_by


class LegalBasisQuerySet(models.QuerySet):
    def visible_to(self, user):
        overseen = communes_seen_by(user, Role.of_a_whole_commune())
        return self.filter(Q(commune__in=overseen) | Q(commune=None))

    def editable_by(self, user):
        """Own commune's, as long as no signed or issued decision names it."""
        return self.filter(commune__in=communes_held_by(user, [Role.OFFICER])).exclude(
            decisions__decision__state__in=["SUBMITTED", "SIGNED", "ISSUED"]
        )


class LegalBasis(models.Model):
    class Kind(models.TextChoices):
        LAW = "LAW", "Luật"
        DECREE = "DECREE", "Nghị định"
        RESOLUTION = "RESOLUTION", "Nghị quyết"
        DECISION = "DECISION", "Quyết định"
        DIRECTIVE = "DIRECTIVE", "Chỉ thị"
        PLAN = "PLAN", "Kế hoạch"
        LETTER = "LETTER", "Công văn"
        CIRCULAR = "CIRCULAR", "Thông tư"

    commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="legal_bases",
        verbose_name="xã",
        help_text="Để trống: dùng chung cho mọi xã.",
    )
    kind = models.CharField("loại văn bản", max_length=12, choices=Kind)
    symbol = LineField("số, ký hiệu", max_length=50, blank=True, help_text="Ví dụ: 125/KH-UBND.")
    issued_on = models.DateField("ngày ban hành")
    issuer = LineField("cơ quan ban hành", max_length=200, help_text="Ví dụ: UBND thành phố Hạ Long.")
    title = LineField("trích yếu", max_length=500, help_text="Ví dụ: về việc thành lập Tổ công nghệ số cộng đồng.")
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = LegalBasisQuerySet.as_manager()

    class Meta:
        verbose_name = "căn cứ pháp lý"
        verbose_name_plural = "căn cứ pháp lý"
        ordering = ["-issued_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "kind", "symbol", "issued_on"],
                condition=~Q(symbol=""),
                name="legal_basis_once",
                violation_error_message="Căn cứ này đã có trong danh sách.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.symbol}".strip()

    @property
    def citation(self):
        """The text after 'Căn cứ': type, number, date, issuer and title; of a law its date and title
        (Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, mục II.6.b)."""
        if self.kind == self.Kind.LAW:
            return f"Luật {self.title} {long_date(self.issued_on)}"
        number = f" số {self.symbol}" if self.symbol else ""
        return f"{self.get_kind_display()}{number} {long_date(self.issued_on)} của {self.issuer} {self.title}"


auditlog.register(LegalBasis)
