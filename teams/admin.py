from django.contrib import admin

from accounts.admin import FoldedSearch, KeptAdmin, ReadOnlyAdmin
from teams.models import (
    Appointment,
    Decision,
    DecisionArticle,
    DecisionBasis,
    DecisionEvent,
    DecisionRelation,
    Dismissal,
    Dissolution,
    Launch,
    LegalBasis,
    Membership,
    Numbering,
    RegisterEntry,
    Team,
)

BEYOND_DRAFT = [Decision.State.SUBMITTED, Decision.State.SIGNED, Decision.State.ISSUED]


@admin.register(LegalBasis)
class LegalBasisAdmin(KeptAdmin):
    list_display = ["__str__", "issued_on", "issuer", "title", "commune"]
    list_select_related = ["commune"]
    list_filter = ["kind"]
    search_fields = ["symbol", "title", "issuer"]
    autocomplete_fields = ["commune"]

    def has_change_permission(self, request, obj=None):
        named = obj and obj.decisions.filter(decision__state__in=BEYOND_DRAFT).exists()
        return super().has_change_permission(request, obj) and not named

    def has_delete_permission(self, request, obj=None):
        return not (obj and obj.decisions.exists())


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class BasisInline(ReadOnlyInline):
    model = DecisionBasis


class ArticleInline(ReadOnlyInline):
    model = DecisionArticle


class EventInline(ReadOnlyInline):
    model = DecisionEvent


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "commune", "kind", "state", "issued_on", "signed_by"]
    list_select_related = ["commune", "signed_by"]
    list_filter = ["state", "kind"]
    search_fields = ["subject", "register_entry__symbol"]
    inlines = [BasisInline, ArticleInline, EventInline]


@admin.register(DecisionBasis)
class DecisionBasisAdmin(ReadOnlyAdmin):
    list_display = ["basis", "decision", "order"]
    list_select_related = ["basis", "decision"]
    search_fields = ["basis__symbol", "decision__subject"]


@admin.register(DecisionArticle)
class DecisionArticleAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "decision", "text"]
    list_select_related = ["decision"]
    search_fields = ["text", "decision__subject"]


@admin.register(DecisionEvent)
class DecisionEventAdmin(ReadOnlyAdmin):
    list_display = ["at", "step", "by", "decision", "reason"]
    list_select_related = ["by", "decision"]
    list_filter = ["step"]
    search_fields = ["decision__subject", "by__full_name", "reason"]


@admin.register(RegisterEntry)
class RegisterEntryAdmin(ReadOnlyAdmin):
    list_display = ["symbol", "issued_on", "document_type", "subject", "signer", "commune"]
    list_select_related = ["commune"]
    list_filter = ["year"]
    search_fields = ["symbol", "subject", "signer"]


@admin.register(Numbering)
class NumberingAdmin(ReadOnlyAdmin):
    list_display = ["commune", "series", "given"]
    list_select_related = ["commune"]
    search_fields = ["commune__name"]


@admin.register(Team)
class TeamAdmin(ReadOnlyAdmin):
    list_display = ["name", "village", "commune", "starts_on", "ends_on"]
    list_select_related = ["village", "commune"]
    search_fields = ["name", "village__name", "commune__name"]


@admin.register(Appointment)
class AppointmentAdmin(FoldedSearch, ReadOnlyAdmin):
    list_display = ["official", "role", "team", "decision"]
    list_select_related = ["official", "team", "decision"]
    list_filter = ["role"]
    search_fields = ["official__search_key"]


@admin.register(Membership)
class MembershipAdmin(FoldedSearch, ReadOnlyAdmin):
    list_display = ["official", "role", "team", "starts_on", "started_by", "ends_on", "ended_by"]
    list_select_related = ["official", "team", "started_by", "ended_by"]
    list_filter = ["role"]
    search_fields = ["official__search_key"]


@admin.register(Dismissal)
class DismissalAdmin(FoldedSearch, ReadOnlyAdmin):
    list_display = ["membership", "decision"]
    list_select_related = ["membership__official", "decision"]
    search_fields = ["membership__official__search_key"]


@admin.register(DecisionRelation)
class DecisionRelationAdmin(ReadOnlyAdmin):
    list_display = ["kind", "affected", "source", "letter", "effective_on"]
    list_select_related = ["affected", "source", "letter"]
    list_filter = ["kind"]
    search_fields = ["affected__subject", "source__subject", "letter__subject"]


@admin.register(Dissolution)
class DissolutionAdmin(ReadOnlyAdmin):
    list_display = ["team", "decision"]
    list_select_related = ["team", "decision"]
    search_fields = ["team__name", "decision__subject"]


@admin.register(Launch)
class LaunchAdmin(KeptAdmin):
    list_display = ["title", "held_on", "commune", "decision"]
    list_select_related = ["commune", "decision"]
    search_fields = ["title", "place", "speaker"]
    autocomplete_fields = ["commune", "decision"]

    def has_delete_permission(self, request, obj=None):
        return True
