import django.db.models.deletion
from django.db import migrations, models

import config.fields


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0006_relations_and_codes"),
        ("villages", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attendee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                ("name", config.fields.LineField(max_length=100, verbose_name="họ và tên")),
                ("post", config.fields.LineField(blank=True, max_length=300, verbose_name="chức vụ, đơn vị công tác")),
                ("present", models.BooleanField(default=False, verbose_name="có mặt")),
            ],
            options={
                "verbose_name": "đại biểu dự hội nghị",
                "verbose_name_plural": "đại biểu dự hội nghị",
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                ("post", config.fields.LineField(blank=True, max_length=300, verbose_name="chức vụ, đơn vị")),
            ],
            options={
                "verbose_name": "trao quyết định",
                "verbose_name_plural": "trao quyết định",
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LaunchPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                ("caption", config.fields.LineField(max_length=300, verbose_name="chú thích")),
                ("key", models.CharField(editable=False, max_length=64, unique=True, verbose_name="mã tệp")),
                ("width", models.PositiveIntegerField(editable=False, verbose_name="rộng (điểm ảnh)")),
                ("height", models.PositiveIntegerField(editable=False, verbose_name="cao (điểm ảnh)")),
            ],
            options={
                "verbose_name": "ảnh hội nghị",
                "verbose_name_plural": "ảnh hội nghị",
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Speech",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                ("name", config.fields.LineField(max_length=100, verbose_name="họ và tên")),
                ("title", config.fields.LineField(blank=True, max_length=200, verbose_name="chức vụ, đơn vị")),
                ("topic", config.fields.LineField(blank=True, max_length=300, verbose_name="nội dung phát biểu")),
            ],
            options={
                "verbose_name": "phát biểu tại hội nghị",
                "verbose_name_plural": "phát biểu tại hội nghị",
                "ordering": ["order", "pk"],
            },
        ),
        migrations.AddField(
            model_name="launch",
            name="chair",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="chaired_launches",
                to="villages.official",
                verbose_name="chủ trì",
            ),
        ),
        migrations.AddField(
            model_name="launch",
            name="ends_at",
            field=models.TimeField(blank=True, null=True, verbose_name="kết thúc lúc"),
        ),
        migrations.AddField(
            model_name="launch",
            name="minutes_symbol",
            field=config.fields.LineField(
                blank=True,
                help_text="Ví dụ: 12/BB-UBND. Để trống nếu chưa cấp số.",
                max_length=30,
                verbose_name="số, ký hiệu biên bản",
            ),
        ),
        migrations.AddField(
            model_name="launch",
            name="published",
            field=models.BooleanField(
                default=True,
                help_text="Ai cũng đọc được trang và xem được ảnh của hội nghị.",
                verbose_name="đăng công khai",
            ),
        ),
        migrations.AddField(
            model_name="launch",
            name="secretary",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recorded_launches",
                to="villages.official",
                verbose_name="thư ký",
            ),
        ),
        migrations.AddField(
            model_name="launch",
            name="starts_at",
            field=models.TimeField(blank=True, null=True, verbose_name="bắt đầu lúc"),
        ),
        migrations.AddField(
            model_name="launch",
            name="version",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddConstraint(
            model_name="launch",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at", None), ("ends_at__gt", models.F("starts_at")), _connector="OR"),
                name="launch_ends_after_it_begins",
                violation_error_message="Giờ kết thúc phải sau giờ bắt đầu.",
            ),
        ),
        migrations.AddField(
            model_name="attendee",
            name="launch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attendees",
                to="teams.launch",
                verbose_name="hội nghị",
            ),
        ),
        migrations.AddField(
            model_name="attendee",
            name="official",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attended_launches",
                to="villages.official",
                verbose_name="cán bộ",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="handovers",
                to="teams.decision",
                verbose_name="quyết định",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="launch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="handovers",
                to="teams.launch",
                verbose_name="hội nghị",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="official",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="handovers",
                to="villages.official",
                verbose_name="người nhận",
            ),
        ),
        migrations.AddField(
            model_name="launchphoto",
            name="launch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="photos",
                to="teams.launch",
                verbose_name="hội nghị",
            ),
        ),
        migrations.AddField(
            model_name="speech",
            name="launch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="speeches",
                to="teams.launch",
                verbose_name="hội nghị",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendee",
            constraint=models.UniqueConstraint(
                condition=models.Q(("official__isnull", False)),
                fields=("launch", "official"),
                name="official_attends_launch_once",
                violation_error_message="Người này đã có trong danh sách.",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                fields=("launch", "decision", "official"),
                name="decision_handed_once_to_each",
                violation_error_message="Quyết định này đã ghi trao cho người đó.",
            ),
        ),
    ]
