from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm

from accounts.models import User


class SignInForm(AuthenticationForm):
    username = forms.CharField(
        label="Số điện thoại hoặc tên đăng nhập",
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="Mật khẩu",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    error_messages = {
        "invalid_login": "Số điện thoại (tên đăng nhập) hoặc mật khẩu chưa đúng. Hãy kiểm tra rồi nhập lại.",
        "inactive": "Tài khoản này đã bị khóa.",
    }

    def clean_username(self):
        return User.objects.username_for(self.cleaned_data["username"])


class OwnPasswordForm(SetPasswordForm):
    def save(self, commit=True):
        self.user.sets_own_password = False
        return super().save(commit)
