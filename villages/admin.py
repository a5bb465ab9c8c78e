from django import forms
from django.contrib import admin
from django.utils import timezone

from accounts.admin import BigReadOnlyAdmin, FoldedSearch, KeptAdmin, ReadOnlyAdmin, phone_of
from config.forms import PhoneField
from villages.forms.place import only_proper
from villages.models import (
    Access,
    BulkRun,
    Commune,
    CommuneSuccession,
    DataExport,
    Official,
    Position,
    Reorganisation,
    RowChange,
    Village,
    VillageSuccession,
)


class CommuneForm(forms.ModelForm):
    code = forms.RegexField(
        r"^[0-9]{5}$",
        label="Mã đơn vị",
        help_text="Mã đơn vị hành chính gồm 5 chữ số, ví dụ 07051.",
        error_messages={"invalid": "Mã đơn vị có 5 chữ số, ví dụ 07051."},
    )

    class Meta:
        model = Commune
        fields = ["kind", "name", "code", "district", "province", "valid_from", "valid_to"]
        help_texts = {"name": "Chỉ ghi tên riêng, ví dụ “Dân Chủ”."}

    def clean_name(self):
        return only_proper(self.cleaned_data["name"], self.cleaned_data.get("kind"))


@admin.register(Commune)
class CommuneAdmin(KeptAdmin):
    """Pages of an issued decision name its issuer as the commune is called: that one is renamed by reorganising."""

    form = CommuneForm
    named = "Đã có quyết định ban hành mang tên này nên không sửa được; đổi tên xã thì dùng Sắp xếp đơn vị trong cổng."
    list_display = ["__str__", "code", "district", "province", "valid_from", "valid_to"]
    list_filter = ["kind"]
    search_fields = ["name", "code"]

    def get_readonly_fields(self, request, obj=None):
        named = ["kind", "name"] if self._is_named(obj) else []
        return [*super().get_readonly_fields(request, obj), *named]

    def get_form(self, request, obj=None, **kwargs):
        said = {"help_texts": {"name": self.named}} if self._is_named(obj) else {}
        return super().get_form(request, obj, **said | kwargs)

    @staticmethod
    def _is_named(commune):
        return commune is not None and commune.decisions.exclude(issued_on=None).exists()


@admin.register(Village)
class VillageAdmin(KeptAdmin):
    fixed = ["commune"]
    list_display = ["__str__", "commune", "valid_from", "valid_to"]
    list_select_related = ["commune"]
    list_filter = ["kind"]
    search_fields = ["name", "commune__name"]
    autocomplete_fields = ["commune"]

    def has_delete_permission(self, request, obj=None):
        """One entered by mistake: nothing may refer to it yet."""
        return True


class PositionInline(admin.TabularInline):
    model = Position
    extra = 0
    autocomplete_fields = ["village"]


class OfficialForm(forms.ModelForm):
    class Meta:
        model = Official
        fields = ["commune", "full_name", "phone", "public_phone", "user"]
        field_classes = {"phone": PhoneField, "public_phone": PhoneField}


@admin.register(Official)
class OfficialAdmin(FoldedSearch, KeptAdmin):
    fixed = ["commune"]
    list_display = ["full_name", "commune", phone_of, "user"]
    list_select_related = ["commune", "user"]
    search_fields = ["search_key"]
    autocomplete_fields = ["commune", "user"]
    inlines = [PositionInline]


@admin.register(Position)
class PositionAdmin(ReadOnlyAdmin):
    """Written on the page of the official."""

    list_display = ["official", "kind", "village", "starts_on", "ends_on"]
    list_select_related = ["official", "village"]
    list_filter = ["kind"]
    search_fields = ["official__search_key"]


def within_calendars(moment):
    """Clocks of other zones reach neither the first nor the last year that Python knows."""
    if not 1900 <= moment.year <= 2200:
        raise forms.ValidationError("Ngày giờ chưa đúng; hãy xem lại năm.")


class AccessForm(forms.ModelForm):
    granted_to_oneself = "Không ai tự cấp quyền cho mình."

    class Meta:
        model = Access
        fields = ["user", "commune", "village", "role", "starts_at", "ends_at"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in {"starts_at", "ends_at"} & self.fields.keys():
            self.fields[name].validators.append(within_calendars)

    def clean(self):
        cleaned = super().clean()
        village, commune = cleaned.get("village"), cleaned.get("commune")
        if village and commune and village.commune_id != commune.pk:
            self.add_error("village", f"{village} không thuộc {commune.label}.")
        if self.instance.pk is None and cleaned.get("user") == self.acting:
            self.add_error("user", self.granted_to_oneself)
        ends_at = cleaned.get("ends_at")
        if self.instance.pk and ends_at and ends_at < timezone.now():
            self.add_error(
                "ends_at", "Không kết thúc quyền vào lúc đã qua. Để kết thúc ngay, dùng thao tác ở danh sách quyền."
            )
        return cleaned


@admin.register(Access)
class AccessAdmin(KeptAdmin):
    """Added and ended; otherwise what anybody could do at a moment would change afterwards."""

    form = AccessForm
    list_display = ["user", "role", "commune", "village", "starts_at", "ends_at", "granted_by"]
    list_select_related = ["user", "commune", "village", "granted_by"]
    list_filter = ["role"]
    search_fields = ["user__username", "user__full_name", "user__official__search_key"]
    autocomplete_fields = ["user", "commune", "village"]
    actions = ["end_now"]

    def get_form(self, request, obj=None, **kwargs):
        return type("AccessForm", (super().get_form(request, obj, **kwargs),), {"acting": request.user})

    def get_fields(self, request, obj=None):
        return [*AccessForm.Meta.fields, "granted_by"] if obj else AccessForm.Meta.fields

    def get_readonly_fields(self, request, obj=None):
        return ["user", "commune", "village", "role", "starts_at", "granted_by"] if obj else []

    def has_change_permission(self, request, obj=None):
        ended = obj and obj.ends_at and obj.ends_at <= timezone.now()
        return (
            super().has_change_permission(request, obj) and not ended and not (obj and obj.user_id == request.user.pk)
        )

    def save_model(self, request, obj, form, change):
        if not change:
            obj.granted_by = request.user
        super().save_model(request, obj, form, change)

    @admin.action(description="Kết thúc ngay các quyền đã chọn", permissions=["change"])
    def end_now(self, request, queryset):
        ended = queryset.in_force().exclude(user=request.user)
        for access in ended:
            access.ends_at = timezone.now()
            access.save()
        self.message_user(request, "Đã kết thúc các quyền còn hiệu lực, trừ quyền của chính bạn.")


@admin.register(BulkRun)
class BulkRunAdmin(BigReadOnlyAdmin):
    list_display = ["what", "by", "at", "undone_by", "undone_at"]
    list_select_related = ["by", "undone_by"]


@admin.register(RowChange)
class RowChangeAdmin(BigReadOnlyAdmin):
    """Which rows; their values may be people's names and phones."""

    fields = list_display = ["run", "content_type", "row"]
    list_select_related = ["run", "content_type"]


@admin.register(DataExport)
class DataExportAdmin(BigReadOnlyAdmin):
    fields = ["communes", "what", "query", "purpose", "rows", "by", "at"]
    list_display = ["what", "purpose", "rows", "by", "at"]
    list_select_related = ["by"]


@admin.register(Reorganisation)
class ReorganisationAdmin(BigReadOnlyAdmin):
    list_display = ["run", "kind", "on", "basis"]
    list_select_related = ["run"]


@admin.register(CommuneSuccession, VillageSuccession)
class SuccessionAdmin(BigReadOnlyAdmin):
    list_display = ["old", "new", "on", "basis"]
    list_select_related = ["old", "new"]
