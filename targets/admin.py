from django.contrib import admin

from accounts.admin import KeptAdmin, ReadOnlyAdmin
from targets.models import DecisionFile, Indicator, Target, TargetEnding, WorkingAge
from teams.admin import BEYOND_DRAFT


@admin.register(Indicator)
class IndicatorAdmin(KeptAdmin):
    list_display = ["code", "version", "name", "unit", "measure", "population", "commune"]
    list_select_related = ["commune"]
    list_filter = ["measure", "population"]
    search_fields = ["code", "name", "short_name"]
    autocomplete_fields = ["commune", "trait", "skill", "replaced_by"]

    def has_change_permission(self, request, obj=None):
        named = obj and obj.targets.filter(decision__state__in=BEYOND_DRAFT).exists()
        return super().has_change_permission(request, obj) and not named


@admin.register(WorkingAge)
class WorkingAgeAdmin(KeptAdmin):
    list_display = ["year", "sex", "first_age", "last_age"]
    list_filter = ["sex"]
    search_fields = ["year"]


@admin.register(Target)
class TargetAdmin(ReadOnlyAdmin):
    list_display = ["indicator", "shown", "team", "starts_on", "due_on", "decision"]
    list_select_related = ["indicator", "team", "decision"]
    search_fields = ["indicator__code", "indicator__name", "team__name"]

    @admin.display(description="giá trị")
    def shown(self, target):
        return target.shown_value


@admin.register(TargetEnding)
class TargetEndingAdmin(ReadOnlyAdmin):
    list_display = ["target", "decision"]
    list_select_related = ["target__indicator", "decision"]
    search_fields = ["target__indicator__name", "decision__subject"]


@admin.register(DecisionFile)
class DecisionFileAdmin(ReadOnlyAdmin):
    list_display = ["decision"]
    search_fields = ["decision__subject"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("decision").defer("pdf")
