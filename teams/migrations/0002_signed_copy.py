import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import teams.models.signed_copy


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SignedCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "format",
                    models.CharField(
                        choices=[("pdf", "PDF"), ("jpg", "JPEG"), ("png", "PNG")],
                        max_length=3,
                        verbose_name="định dạng",
                    ),
                ),
                (
                    "file",
                    models.FileField(max_length=60, upload_to=teams.models.signed_copy.stored_name, verbose_name="tệp"),
                ),
                ("size", models.PositiveIntegerField(verbose_name="số byte")),
                ("digest", models.CharField(max_length=64, verbose_name="mã băm SHA-256")),
                ("uploaded_at", models.DateTimeField(verbose_name="tải lên lúc")),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signed_copies",
                        to="teams.decision",
                        verbose_name="quyết định",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người tải lên",
                    ),
                ),
            ],
            options={
                "verbose_name": "bản ký, đóng dấu",
                "verbose_name_plural": "bản ký, đóng dấu",
                "ordering": ["-uploaded_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("decision", "digest"),
                        name="signed_copy_once",
                        violation_error_message="Đúng tệp này đã được tải lên rồi.",
                    )
                ],
            },
        ),
    ]
