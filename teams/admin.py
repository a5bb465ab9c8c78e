from django.contrib import admin

from accounts.admin import FoldedSearch, KeptAdmin, ReadOnlyAdmin
from teams.models import (
    Appointment,
    Attendee,
    Decision,
    DecisionArticle,
    DecisionBasis,
    DecisionEvent,
    DecisionRelation,
    Dismissal,
    Dissolution,
    FormerAccess,
    Handover,
    Launch,
    LaunchPhoto,
    LegalBasis,
    Membership,
    Numbering,
    Reform,
    RegisterEntry,
    SignedCopy,
    Speech,
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
    """`joined`: what its rows name beside themselves."""

    extra = 0
    can_delete = False
    joined: tuple[str, ...] = ()

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related(*self.joined) if self.joined else rows

    def has_add_permission(self, request, obj):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class BasisInline(ReadOnlyInline):
    model = DecisionBasis
    joined = ("basis",)


class ArticleInline(ReadOnlyInline):
    model = DecisionArticle


class EventInline(ReadOnlyInline):
    model = DecisionEvent
    joined = ("by",)


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


@admin.register(SignedCopy)
class SignedCopyAdmin(ReadOnlyAdmin):
    list_display = ["decision", "format", "size", "uploaded_by", "uploaded_at"]
    list_select_related = ["decision", "uploaded_by"]
    search_fields = ["decision__subject", "decision__register_entry__symbol"]
    exclude = ["file"]  # it has no address but the portal's


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


@admin.register(FormerAccess)
class FormerAccessAdmin(ReadOnlyAdmin):
    list_display = ["membership", "access"]
    list_select_related = ["membership__official", "access__user", "access__commune", "access__village"]


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


@admin.register(Reform)
class ReformAdmin(ReadOnlyAdmin):
    list_display = ["team", "decision"]
    list_select_related = ["team", "decision"]
    search_fields = ["team__name", "decision__subject"]


@admin.register(Launch)
class LaunchAdmin(KeptAdmin):
    list_display = ["title", "held_on", "commune", "decision", "published"]
    list_select_related = ["commune", "decision"]
    list_filter = ["published"]
    search_fields = ["title", "place", "speeches__name"]
    autocomplete_fields = ["commune", "decision", "chair", "secretary"]


@admin.register(Speech)
class SpeechAdmin(KeptAdmin):
    list_display = ["name", "title", "topic", "launch"]
    list_select_related = ["launch"]
    search_fields = ["name", "topic", "launch__title"]
    autocomplete_fields = ["launch"]


@admin.register(Attendee)
class AttendeeAdmin(ReadOnlyAdmin):
    list_display = ["name", "post", "present", "launch"]
    list_select_related = ["launch"]
    search_fields = ["name", "launch__title"]


@admin.register(Handover)
class HandoverAdmin(ReadOnlyAdmin):
    list_display = ["official", "post", "decision", "launch"]
    list_select_related = ["official", "decision", "launch"]
    search_fields = ["official__full_name", "launch__title"]


@admin.register(LaunchPhoto)
class LaunchPhotoAdmin(ReadOnlyAdmin):
    list_display = ["caption", "launch", "order"]
    list_select_related = ["launch"]
    search_fields = ["caption", "launch__title"]
