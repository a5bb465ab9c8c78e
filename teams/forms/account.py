from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.models import User
from config.vietnamese import fold, normalise_phone, show_phone
from teams.actions import give_account, grant, personal_phone
from villages.models import Access, Role, Village, held_by


class AccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["username"]
        help_texts = {"username": "Chữ thường không dấu và chữ số, viết liền."}

    def __init__(self, *args, official, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.official, self.user = official, user
        self.phone = personal_phone(official)
        self.initial["username"] = self._proposal()
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}

    def _proposal(self):
        if self.phone:
            return show_phone(self.phone).replace(" ", "")
        name = fold(self.official.full_name).replace(" ", "")[:40] or "canbo"
        taken = set(User.objects.filter(username__startswith=name).values_list("username", flat=True))
        return next(name for name in (name, *(f"{name}{n}" for n in range(2, len(taken) + 3))) if name not in taken)

    def clean_username(self):
        """A number typed to sign in is looked up as a phone: as a user name only the official's own would do."""
        username = self.cleaned_data["username"].lower()
        try:
            phone = normalise_phone(username, landline=True)
        except ValueError:
            return username
        if phone != self.phone:
            raise forms.ValidationError("Chỉ dùng số di động của chính người này làm tên đăng nhập.")
        return username

    def open(self):
        """Creates the account; returns the password to hand over, or None with the reason on the form."""
        try:
            return give_account(self.official, username=self.cleaned_data["username"], by=self.user)
        except IntegrityError:
            self.add_error("username", "Tên đăng nhập hoặc số điện thoại này vừa có người dùng.")
        except ValidationError as refusal:
            self.add_error(None, refusal)
        return None


class AccessForm(forms.ModelForm):
    role = forms.ChoiceField(
        label="Vai trò",
        choices=[(role.value, role.label) for role in Role.grantable_by_officers()],
        widget=forms.RadioSelect,
        help_text="Tổ trưởng, tổ viên được bổ nhiệm bằng quyết định thì có quyền ngay, không cần cấp ở đây.",
    )

    class Meta:
        model = Access
        fields = ["role", "village"]

    def __init__(self, *args, official, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.official, self.user = official, user
        villages = Village.objects.editable_by(user).in_force().filter(commune=official.commune_id)
        self.fields["village"].queryset = villages
        self.fields["village"].empty_label = f"Cả {official.commune.label}"
        self.fields["village"].help_text = ""

    def clean(self):
        cleaned = super().clean()
        village = cleaned.get("village")
        place = (self.official.commune, village)
        if any((held.commune, held.village) == place for held in held_by(self.official.user, [cleaned.get("role")])):
            self.add_error("role", "Người này đang có quyền này rồi.")
        return cleaned

    def save(self):
        return grant(self.official.user, commune=self.official.commune, by=self.user, **self.cleaned_data)
