from django.contrib import admin

from accounts.admin import BigReadOnlyAdmin, FoldedSearch, KeptAdmin, phone_of
from households.models import (
    Ability,
    Consent,
    DataRequest,
    DistinctPair,
    Exclusion,
    ExclusionSubject,
    Guidance,
    GuidanceTally,
    Household,
    HouseholdVillage,
    Import,
    ImportRow,
    LatestVisit,
    LifeEvent,
    LifeEventPerson,
    NoticeGiven,
    Observation,
    PromiseMove,
    Purpose,
    Residence,
    Resident,
    SheetDraft,
    Skill,
    Tally,
    Trait,
    TraitValue,
    VerificationCall,
    Visit,
    VisitCancellation,
    VisitLabel,
)


@admin.register(Household)
class HouseholdAdmin(FoldedSearch, BigReadOnlyAdmin):
    """Written in the portal only: counts and histories go with every change."""

    list_display = ["number", "head", "village", "lane", phone_of, "state"]
    list_select_related = ["head", "village"]
    list_filter = ["state"]
    search_fields = ["search_key", "head__search_key"]
    exclude = ["lane_key", "number_key", "search_key", "version", "changed_at"]


@admin.register(Resident)
class ResidentAdmin(FoldedSearch, BigReadOnlyAdmin):
    list_display = ["full_name", "birth_year", "sex", "household", "village", "state"]
    list_select_related = ["household", "village"]
    list_filter = ["state", "sex"]
    search_fields = ["search_key"]
    exclude = ["sort_key", "search_key", "initials", "words"]


@admin.register(HouseholdVillage)
class HouseholdVillageAdmin(FoldedSearch, BigReadOnlyAdmin):
    list_display = ["household", "village", "starts_on", "ends_on"]
    list_select_related = ["household", "village"]
    search_fields = ["household__search_key"]


@admin.register(Residence)
class ResidenceAdmin(FoldedSearch, BigReadOnlyAdmin):
    list_display = ["resident", "household", "starts_on", "ends_on"]
    list_select_related = ["resident", "household"]
    search_fields = ["resident__search_key"]


@admin.register(DistinctPair)
class DistinctPairAdmin(FoldedSearch, BigReadOnlyAdmin):
    list_display = ["one", "other", "by", "at"]
    list_select_related = ["one", "other", "by"]
    search_fields = ["one__search_key", "other__search_key"]


@admin.register(Skill)
class SkillAdmin(KeptAdmin):
    fixed = ["commune", "code", "basic"]  # indicators that decisions have assigned count by them
    list_display = ["name", "code", "basic", "order", "active", "commune"]
    list_select_related = ["commune"]
    list_filter = ["active", "basic"]
    search_fields = ["name", "code"]
    autocomplete_fields = ["commune"]


@admin.register(Trait)
class TraitAdmin(KeptAdmin):
    fixed = ["commune", "code", "owner"]
    list_display = ["name", "code", "owner", "order", "active", "commune"]
    list_select_related = ["commune"]
    list_filter = ["active", "owner"]
    search_fields = ["name", "code"]
    autocomplete_fields = ["commune"]


@admin.register(Visit)
class VisitAdmin(FoldedSearch, BigReadOnlyAdmin):
    list_display = ["receipt_code", "visited_at", "village", "household", "author", "outcome"]
    list_select_related = ["village", "household", "author"]
    list_filter = ["outcome", "place"]
    search_fields = ["household__search_key", "household__head__search_key", "author__username"]

    @admin.display(description="mã biên nhận")
    def receipt_code(self, visit):
        return visit.receipt_code


@admin.register(VisitCancellation)
class VisitCancellationAdmin(BigReadOnlyAdmin):
    list_display = ["visit", "kind", "reason", "by", "at"]
    list_select_related = ["visit", "by"]
    list_filter = ["kind"]
    search_fields = ["by__username", "by__full_name", "reason"]


@admin.register(VisitLabel)
class VisitLabelAdmin(BigReadOnlyAdmin):
    list_display = ["visit", "kind", "detail", "verdict", "by", "at"]
    list_select_related = ["visit", "by"]
    list_filter = ["kind", "verdict"]
    search_fields = ["by__username", "by__full_name", "detail"]


@admin.register(VerificationCall)
class VerificationCallAdmin(BigReadOnlyAdmin):
    list_display = ["team", "month", "resident", "result", "by", "at"]
    list_select_related = ["team", "resident", "by"]
    list_filter = ["result"]
    search_fields = ["team__name", "by__username", "by__full_name"]


@admin.register(PromiseMove)
class PromiseMoveAdmin(BigReadOnlyAdmin):
    list_display = ["visit", "promised_on", "by", "at"]
    list_select_related = ["visit", "by"]
    search_fields = ["by__username", "by__full_name"]


@admin.register(Exclusion)
class ExclusionAdmin(FoldedSearch, BigReadOnlyAdmin):
    """Asked and decided in the portal only: the counts go with it."""

    list_display = ["__str__", "reason", "verdict", "starts_on", "ends_on", "asked_by", "decided_by"]
    list_select_related = ["household", "resident", "asked_by", "decided_by"]
    list_filter = ["verdict", "reason"]
    search_fields = ["household__search_key", "resident__search_key"]


@admin.register(ExclusionSubject)
class ExclusionSubjectAdmin(FoldedSearch, BigReadOnlyAdmin):
    list_display = ["exclusion", "skill", "trait"]
    list_select_related = ["exclusion__household", "exclusion__resident", "skill", "trait"]
    search_fields = ["exclusion__household__search_key", "exclusion__resident__search_key"]


@admin.register(SheetDraft)
class SheetDraftAdmin(BigReadOnlyAdmin):
    list_display = ["user", "village", "changed_at"]
    list_select_related = ["user", "village"]
    search_fields = ["user__username", "user__full_name"]


@admin.register(LatestVisit)
class LatestVisitAdmin(FoldedSearch, BigReadOnlyAdmin):
    list_display = ["household", "visit", "visited_at", "promised_on"]
    list_select_related = ["household", "visit"]
    search_fields = ["household__search_key"]


@admin.register(Guidance)
class GuidanceAdmin(FoldedSearch, BigReadOnlyAdmin):
    list_display = ["resident", "skill", "level", "taught", "visit"]
    list_select_related = ["resident", "skill", "visit"]
    list_filter = ["level", "taught"]
    search_fields = ["resident__search_key"]


@admin.register(Observation)
class ObservationAdmin(FoldedSearch, BigReadOnlyAdmin):
    list_display = ["trait", "value", "household", "resident", "observed_at", "by"]
    list_select_related = ["trait", "household", "resident", "by"]
    list_filter = ["value"]
    search_fields = ["resident__search_key", "household__search_key"]


@admin.register(Ability)
class AbilityAdmin(FoldedSearch, BigReadOnlyAdmin):
    list_display = ["resident", "skill", "level"]
    list_select_related = ["resident", "skill"]
    list_filter = ["level"]
    search_fields = ["resident__search_key"]


@admin.register(TraitValue)
class TraitValueAdmin(FoldedSearch, BigReadOnlyAdmin):
    list_display = ["trait", "value", "household", "resident"]
    list_select_related = ["trait", "household", "resident"]
    list_filter = ["value"]
    search_fields = ["resident__search_key", "household__search_key"]


@admin.register(Tally)
class TallyAdmin(BigReadOnlyAdmin):
    list_display = ["village", "key", "birth_year", "sex", "until", "number"]
    list_select_related = ["village"]
    search_fields = ["key", "village__name"]


@admin.register(GuidanceTally)
class GuidanceTallyAdmin(BigReadOnlyAdmin):
    list_display = ["team", "skill", "day", "whole_month", "number"]
    list_select_related = ["team", "skill"]
    search_fields = ["team__name", "skill__name"]


@admin.register(Purpose)
class PurposeAdmin(KeptAdmin):
    """Where a commune decides that a purpose is no duty of its own, its ground is changed here."""

    fixed = ["code"]
    list_display = ["name", "data", "ground", "order"]
    list_filter = ["ground"]
    search_fields = ["name", "code"]


@admin.register(Consent)
class ConsentAdmin(FoldedSearch, BigReadOnlyAdmin):
    list_display = ["resident", "purpose", "given", "by", "at"]
    list_select_related = ["resident", "purpose", "by"]
    list_filter = ["given"]
    search_fields = ["resident__search_key"]


@admin.register(NoticeGiven)
class NoticeGivenAdmin(FoldedSearch, BigReadOnlyAdmin):
    list_display = ["household", "version", "by", "at"]
    list_select_related = ["household", "by"]
    search_fields = ["household__search_key"]


@admin.register(DataRequest)
class DataRequestAdmin(FoldedSearch, BigReadOnlyAdmin):
    list_display = ["kind", "resident", "received_on", "due_on", "outcome", "by"]
    list_select_related = ["resident", "by"]
    list_filter = ["kind", "outcome"]
    search_fields = ["resident__search_key"]


@admin.register(Import)
class ImportAdmin(BigReadOnlyAdmin):
    fields = list_display = ["commune", "sheet", "file_name", "size", "digest", "by", "at", "state"]
    list_select_related = ["commune", "by"]


@admin.register(ImportRow)
class ImportRowAdmin(BigReadOnlyAdmin):
    """Which rows; their values are people's names and phones."""

    fields = list_display = ["of", "number", "verdict"]
    list_select_related = ["of"]


@admin.register(LifeEvent)
class LifeEventAdmin(FoldedSearch, BigReadOnlyAdmin):
    list_display = ["on", "kind", "household", "other", "by", "at"]
    list_select_related = ["household", "other", "by"]
    list_filter = ["kind"]
    search_fields = ["household__search_key"]


@admin.register(LifeEventPerson)
class LifeEventPersonAdmin(FoldedSearch, BigReadOnlyAdmin):
    list_display = ["event", "resident"]
    list_select_related = ["event__household", "resident"]
    search_fields = ["resident__search_key"]
