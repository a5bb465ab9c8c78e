from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth import forms as auth_forms
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.utils.functional import cached_property

from accounts.models import User
from config.forms import PhoneField
from config.vietnamese import fold, normalise_phone, show_phone


class ShortPaginator(Paginator):
    """Counts no further than anyone pages, so that a table of millions opens as fast as a small one."""

    @cached_property
    def count(self):
        return self.object_list[:10_000].count()


class KeptAdmin(admin.ModelAdmin):
    """Rows that may be corrected here and are never deleted. Fields named `fixed` stay as they were entered."""

    fixed: list[str] = []
    view_on_site = False
    show_full_result_count = False
    list_per_page = 20

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        """A row's own page names what the list names beside it, too."""
        rows = super().get_queryset(request)
        return rows.select_related(*self.list_select_related) if self.list_select_related else rows

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(self.fixed if obj else [])]

    def save_model(self, request, obj, form, change):
        if change and hasattr(obj, "version"):
            obj.version += 1  # whoever has the row open in the portal is told
        super().save_model(request, obj, form, change)


class ReadOnlyAdmin(KeptAdmin):
    """History and what is derived from it: written by the portal's actions only."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class BigReadOnlyAdmin(ReadOnlyAdmin):
    paginator = ShortPaginator
    ordering = ["-pk"]


@admin.display(description="số điện thoại", ordering="phone")
def phone_of(row):
    return show_phone(row.phone or "")


class FoldedSearch:
    """Looks for names without accents in a folded column."""

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, fold(search_term))


class NewUserForm(auth_forms.UserCreationForm):
    class Meta:
        model = User
        fields = ["username", "full_name", "phone"]
        field_classes = {"phone": PhoneField}


class UserForm(auth_forms.UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"  # the admin's fieldsets choose
        field_classes = {"phone": PhoneField}


class GivenPasswordForm(auth_forms.AdminPasswordChangeForm):
    """A password that its owner replaces when he first signs in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        for field in self.fields.values():
            field.required = True

    def save(self, commit=True):
        self.user.sets_own_password = True
        return super().save(commit)


@admin.register(User)
class UserAdmin(KeptAdmin, auth_admin.UserAdmin):
    form = UserForm
    add_form = NewUserForm
    change_password_form = GivenPasswordForm
    change_user_password_template = "accounts/given_password.html"
    fieldsets = [
        (None, {"fields": ["username", "full_name", "phone", "password"]}),
        ("Đăng nhập", {"fields": ["is_active", "sets_own_password", "is_superuser", "last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["username", "full_name", "phone", "password1", "password2"]})]
    list_display = ["username", "full_name", phone_of, "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser"]
    search_fields = ["username", "full_name", "phone", "official__search_key"]
    filter_horizontal = []

    def get_search_results(self, request, queryset, search_term):
        try:
            search_term = normalise_phone(search_term) or search_term
        except ValueError:
            search_term = search_term.strip()
        return super().get_search_results(request, queryset, search_term)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not obj.is_superuser:
            return fieldsets
        (title, options), *others = fieldsets
        return [(title, {"fields": [name for name in options["fields"] if name != "password"]}), *others]

    def get_readonly_fields(self, request, obj=None):
        own = ["is_active", "is_superuser"] if obj == request.user else []
        return ["last_login", "date_joined", *own]

    def user_change_password(self, request, id, form_url=""):
        """Of those below only: administrators change their own where the old one is asked for."""
        user = self.get_object(request, id)
        if user and user.is_superuser:
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    def save_model(self, request, obj, form, change):
        obj.is_staff = obj.is_superuser
        super().save_model(request, obj, form, change)


admin.site.unregister(Group)  # what anybody may do follows from Access alone
