from secrets import token_hex

from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.urls import reverse

from config.vietnamese import fold, show_number
from teams.models.decision import Decision


def stored_name(copy, _):
    """Nothing of the name it was uploaded under, and nothing that can be guessed."""
    return f"ban-ky/{token_hex(16)}.{copy.format}"


class SignedCopyQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(decision__in=Decision.objects.visible_to(user))


class SignedCopy(models.Model):
    """The signed and sealed scan, or the digitally signed PDF, of an issued decision. Never changed nor removed: a
    better one is added, and the newest counts."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        JPEG = "jpg", "JPEG"
        PNG = "png", "PNG"

        @property
        def content_type(self):
            return {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}[self]

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="signed_copies", verbose_name="quyết định")
    format = models.CharField("định dạng", max_length=3, choices=Format)
    file = models.FileField("tệp", upload_to=stored_name, max_length=60)
    size = models.PositiveIntegerField("số byte")
    digest = models.CharField("mã băm SHA-256", max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tải lên"
    )
    uploaded_at = models.DateTimeField("tải lên lúc")

    objects = SignedCopyQuerySet.as_manager()

    class Meta:
        verbose_name = "bản ký, đóng dấu"
        verbose_name_plural = "bản ký, đóng dấu"
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "digest"],
                name="signed_copy_once",
                violation_error_message="Đúng tệp này đã được tải lên rồi.",
            ),
        ]

    def __str__(self):
        return f"Bản ký, đóng dấu của {self.decision}"

    def get_absolute_url(self):
        return reverse("signed-copy", args=[self.pk])

    @property
    def content_type(self):
        return self.Format(self.format).content_type

    @property
    def download_name(self):
        """'quyet-dinh-152-qd-ubnd-ban-ky.pdf', of letters that every system can store."""
        return f"{'-'.join(fold(f'quyết định {self.decision.symbol} bản ký').split())}.{self.format}"

    @property
    def shown_size(self):
        return f"{show_number(self.size / 1e6)} MB" if self.size >= 1e6 else f"{show_number(self.size / 1e3, 0)} kB"


auditlog.register(SignedCopy)
