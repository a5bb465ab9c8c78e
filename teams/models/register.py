from auditlog.registry import auditlog
from django.db import models
from django.db.models import Case, Max, Q, Value, When

from config.fields import LineField, ProseField
from config.vietnamese import document_number, fold, tidy
from teams.document_types import DECISION, series_code
from teams.models.decision import Decision
from villages.models import Commune, Role, communes_held_by, communes_seen_by


class Numbering(models.Model):
    """How a commune numbers its outgoing documents, which its head decides (Nghị định 30/2020/NĐ-CP, Điều 15). A
    commune without a row has one series, numbered by hand."""

    class Series(models.TextChoices):
        ONE = "ONE", "Một dãy số chung cho mọi loại văn bản"
        BY_TYPE = "BY_TYPE", "Mỗi loại văn bản một dãy số riêng"

    class Given(models.TextChoices):
        BY_HAND = "BY_HAND", "Văn thư cấp số và ngày sau khi lãnh đạo ký"
        AT_SIGNING = "AT_SIGNING", "Cổng cấp số tiếp theo ngay khi lãnh đạo ký: ký là ban hành"

    commune = models.OneToOneField(Commune, models.PROTECT, related_name="numbering", verbose_name="xã")
    series = models.CharField("dãy số", max_length=10, choices=Series, default=Series.ONE)
    given = models.CharField("cách cấp số cho quyết định", max_length=10, choices=Given, default=Given.BY_HAND)
    first_number = models.PositiveIntegerField("số đầu tiên cổng tự cấp", default=1)
    first_year = models.PositiveSmallIntegerField("năm của số đầu tiên", default=0, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "cách cấp số văn bản"
        verbose_name_plural = "cách cấp số văn bản"
        constraints = [models.CheckConstraint(condition=Q(first_number__gt=0), name="first_number_positive")]

    def __str__(self):
        return f"Cách cấp số của {self.commune.label}"

    @property
    def issues_at_signing(self):
        return self.given == self.Given.AT_SIGNING

    def series_of(self, document_type):
        """'' for the series that all types share."""
        return "" if self.series == self.Series.ONE else series_code(document_type)

    def first_of(self, document_type, year):
        """Numbers start at 01 each year; those before the first the portal gives were used on paper that year."""
        covers = document_type == DECISION or self.series == self.Series.ONE
        return self.first_number if self.issues_at_signing and covers and year == self.first_year else 1


class RegisterEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(commune__in=communes_seen_by(user, Role.of_a_whole_commune()))

    def visible_to_public(self):
        """Decisions in force or once in force; what lives on paper only is not published here."""
        return self.filter(decision__in=Decision.objects.visible_to_public())

    def numberable_by(self, user):
        """Lines that `user` keeps as văn thư."""
        return self.filter(commune__in=communes_held_by(user, [Role.OFFICER]))

    def matching(self, text):
        """Those with every word of `text`, typed with or without accents, in symbol, type or subject."""
        entries = self
        for word in fold(text).split():
            entries = entries.filter(search_key__contains=word)
        return entries

    def closest_first(self, text):
        """Those with the very accents of `text` before the others, then the newest."""
        exact = Case(When(subject__icontains=tidy(text), then=Value(0)), default=Value(1))
        return self.order_by(*([exact] if fold(text) else []), "-issued_on", "series", "-number", "pk")

    def last_number(self, commune, year, document_type=None):
        """The highest number given that year, of one type or of all; 0 for none."""
        entries = self.filter(commune=commune, year=year)
        if document_type:
            entries = entries.filter(document_type=document_type)
        return entries.aggregate(Max("number"))["number__max"] or 0

    def in_book_order(self):
        return self.order_by("issued_on", "series", "number", "pk")


class RegisterEntry(models.Model):
    """A line of the register of outgoing documents (sổ đăng ký văn bản đi): of a decision issued here, or of a
    document that lives on paper only. Its columns are those of Nghị định 30/2020/NĐ-CP, Phụ lục IV, mục I."""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="register", verbose_name="xã")
    year = models.PositiveSmallIntegerField("năm")
    series = models.CharField("dãy số", max_length=10, blank=True, help_text="Để trống: một dãy cho mọi loại.")
    number = models.PositiveIntegerField("số")
    symbol = models.CharField("số, ký hiệu", max_length=30)
    issued_on = models.DateField("ngày tháng")
    document_type = LineField("tên loại", max_length=100)
    subject = LineField("trích yếu", max_length=510)
    signer = LineField("người ký", max_length=100)
    recipients = ProseField("nơi nhận", blank=True)
    decision = models.OneToOneField(
        Decision, models.PROTECT, null=True, blank=True, related_name="register_entry", verbose_name="quyết định"
    )
    kept_by = LineField("đơn vị, người nhận bản lưu", max_length=200, blank=True)
    copies = models.PositiveSmallIntegerField("số lượng bản", null=True, blank=True)
    sent_on = models.DateField("ngày chuyển", null=True, blank=True)
    received_by = LineField("ký nhận", max_length=200, blank=True)
    note = LineField("ghi chú", max_length=500, blank=True)
    search_key = models.CharField(max_length=700, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = RegisterEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản đi"
        verbose_name_plural = "sổ văn bản đi"
        ordering = ["-year", "series", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "year", "series", "number"],
                name="register_number_once_a_year",
                violation_error_message="Số này đã cấp cho một văn bản khác trong năm.",
            ),
            models.UniqueConstraint(
                fields=["commune", "year", "symbol"],
                name="register_symbol_once_a_year",
                violation_error_message="Số, ký hiệu này đã cấp cho một văn bản khác trong năm.",
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="register_number_positive"),
        ]

    def __str__(self):
        return f"{self.document_type} {self.symbol}"

    def save(self, *args, **kwargs):
        self.search_key = fold(f"{self.symbol} {self.document_type} {self.subject}")
        super().save(*args, **kwargs)

    @staticmethod
    def decision_symbol(number):
        return f"{document_number(number)}/QĐ-UBND"


auditlog.register(Numbering)
auditlog.register(RegisterEntry, exclude_fields=["search_key"])
