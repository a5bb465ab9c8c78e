from auditlog.registry import auditlog
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from config.fields import LineField, PhoneField
from config.vietnamese import normalise_phone


class UserManager(BaseUserManager):
    def create_user(self, username, password=None, **fields):
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, username, password=None, **fields):
        return self.create_user(
            username, password, **{"is_staff": True, "is_superuser": True, "sets_own_password": False} | fields
        )

    def username_for(self, typed):
        """The user name of the account that `typed`, a user name or a phone in any spelling, belongs to."""
        try:
            phone = normalise_phone(typed)
        except ValueError:
            return typed.strip()
        name = typed.strip()
        found = self.filter(phone=phone).values_list("username", flat=True).first() if phone else None
        return found or (name if self.filter(username=name).exists() else phone or name)


class User(AbstractBaseUser, PermissionsMixin):
    username = models.CharField(
        "tên đăng nhập",
        max_length=50,
        unique=True,
        validators=[ASCIIUsernameValidator()],
        error_messages={"unique": "Tên đăng nhập này đã có người dùng."},
    )
    phone = PhoneField(
        "số điện thoại",
        unique=True,
        null=True,
        blank=True,
        error_messages={"unique": "Số điện thoại này đã gắn với một tài khoản khác."},
    )
    full_name = LineField("họ và tên", max_length=100)
    is_active = models.BooleanField("được đăng nhập", default=True)
    is_staff = models.BooleanField("vào được trang quản trị", default=False)
    sets_own_password = models.BooleanField("phải tự đặt mật khẩu khi đăng nhập", default=True)
    date_joined = models.DateTimeField("ngày tạo", default=timezone.now, editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    objects = UserManager()

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"
        ordering = ["username"]

    def __str__(self):
        return f"{self.full_name} ({self.username})"

    @property
    def tag(self):
        """Names this account on a phone without telling anything about it: what lies there is one person's."""
        return salted_hmac("accounts.User.tag", str(self.pk)).hexdigest()[:20]

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return self.full_name.split()[-1] if self.full_name else self.username


AUDITED = ["username", "phone", "full_name", "is_active", "is_staff", "is_superuser", "password", "sets_own_password"]
auditlog.register(User, include_fields=AUDITED, mask_fields=["phone", "password"])
