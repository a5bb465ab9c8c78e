"""The admin's own words, and the trails that other libraries keep."""

import axes.admin  # noqa: F401 (registers what is replaced below)
from auditlog.admin import LogEntryAdmin
from auditlog.models import LogEntry
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib import admin
from django.utils.html import format_html_join

from accounts.admin import BigReadOnlyAdmin

admin.site.site_header = "Quản trị cổng tổ công nghệ số cộng đồng"
admin.site.site_title = "Quản trị cổng"
admin.site.index_title = "Các bảng dữ liệu"
admin.site.site_url = "/"
admin.site.enable_nav_sidebar = False  # the first page lists the same; beside each page it took half of its time
apps.get_app_config("axes").verbose_name = "Nhật ký đăng nhập"

for model in (LogEntry, AccessAttempt, AccessFailureLog, AccessLog):
    admin.site.unregister(model)


EMPTY = {"None", "", "**ne"}  # the mask of phones hides half of "None" too


def _field_names(entry):
    """Verbose names of the columns that mean something to people; the trail also lists what refers to a row."""
    model = entry.content_type.model_class()
    fields = model._meta.concrete_fields if model else []
    return {field.name: field.verbose_name for field in fields if field.name not in ("id", "version")}


def _shown(value):
    return "để trống" if value in EMPTY else {"True": "có", "False": "không"}.get(value, value)


@admin.register(LogEntry)
class TrailAdmin(LogEntryAdmin, BigReadOnlyAdmin):
    date_hierarchy = None
    list_display = ["created", "user_url", "action", "resource_url", "changed_fields"]
    list_filter = ["action"]
    search_fields = ["object_repr", "actor__username", "actor__full_name"]
    fieldsets = None
    fields = ["created", "user_url", "resource_url", "action", "msg"]

    @admin.display(description="lúc", ordering="timestamp")
    def created(self, entry):
        return f"{super().created(entry):%H:%M:%S %d/%m/%Y}"

    @admin.display(description="người làm")
    def user_url(self, entry):
        return super().user_url(entry) if entry.actor_id else "hệ thống"

    @admin.display(description="các ô đã đổi")
    def changed_fields(self, entry):
        names = _field_names(entry) if entry.action == LogEntry.Action.UPDATE else {}
        return ", ".join(str(names[name]) for name in entry.changes_dict if name in names)

    @admin.display(description="thay đổi")
    def msg(self, entry):
        names = set(_field_names(entry).values())
        changes = [
            (name, *map(_shown, values))
            for name, values in entry.changes_display_dict.items()
            if name in names and not EMPTY.issuperset(values)
        ]
        return format_html_join("", "<p>{}: {} → {}</p>", changes)


class SignInTrailAdmin(BigReadOnlyAdmin):
    """The list says all there is; the rows have names in English."""

    list_display_links = None
    search_fields = ["username", "ip_address"]

    def has_view_permission(self, request, obj=None):
        return obj is None and super().has_view_permission(request)


@admin.register(AccessAttempt)
class AccessAttemptAdmin(SignInTrailAdmin):
    list_display = ["attempt_time", "username", "ip_address", "failures_since_start", "user_agent"]


@admin.register(AccessFailureLog)
class AccessFailureLogAdmin(SignInTrailAdmin):
    list_display = ["attempt_time", "username", "ip_address", "locked_out", "user_agent"]


@admin.register(AccessLog)
class AccessLogAdmin(SignInTrailAdmin):
    list_display = ["attempt_time", "logout_time", "username", "ip_address", "user_agent"]
