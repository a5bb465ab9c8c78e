"""Model fields that store Vietnamese text in one form whatever way it came in."""

from django.core.exceptions import ValidationError
from django.db import models

from config import forms
from config.vietnamese import normalise_phone, tidy, tidy_line


class _Tidy:
    tidied = staticmethod(tidy)

    def to_python(self, value):
        value = super().to_python(value)
        return self.tidied(value) if isinstance(value, str) else value

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return self.tidied(value) if isinstance(value, str) else value

    def pre_save(self, model_instance, add):
        value = self.to_python(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value


class LineField(_Tidy, models.CharField):
    """One line of text: NFC, single spaces."""

    tidied = staticmethod(tidy_line)

    def formfield(self, **kwargs):
        return super().formfield(**({"form_class": forms.LineField} | kwargs))


class ProseField(_Tidy, models.TextField):
    """Several lines of text: NFC, single spaces within a line; `max_length` is checked by forms."""


class PhoneField(models.CharField):
    """A Vietnamese phone number, stored E.164; a landline only where `landline`."""

    def __init__(self, *args, landline=False, **kwargs):
        self.landline = landline
        kwargs.setdefault("max_length", 13)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        if self.landline:
            kwargs["landline"] = True
        return name, path, args, kwargs

    def to_python(self, value):
        value = super().to_python(value)
        if not value:
            return value
        try:
            return normalise_phone(value, landline=self.landline)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def formfield(self, **kwargs):
        defaults = {"form_class": forms.PhoneField, "landline": self.landline, "max_length": 30}
        if self.null:
            defaults["empty_value"] = None
        return super().formfield(**(defaults | kwargs))
