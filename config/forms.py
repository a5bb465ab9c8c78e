"""Form fields, the renderer, and the form that refuses to overwrite what someone else saved meanwhile."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from config.vietnamese import normalise_phone, show_phone, tidy_line


class PortalRenderer(TemplatesSetting):
    """Draws inputs and selects without a template: a table of members or officials holds hundreds of them."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    def render(self, template_name, context, request=None):
        if template_name in INPUTS:
            return draw_input(**context["widget"])
        if template_name == forms.Select.template_name:
            return draw_select(**context["widget"])
        return super().render(template_name, context, request)


INPUTS = {
    widget.template_name
    for widget in (
        forms.TextInput,
        forms.NumberInput,
        forms.HiddenInput,
        forms.DateInput,
        forms.DateTimeInput,
        forms.CheckboxInput,
    )
}


def draw_input(*, type, name, value, attrs, **others):
    return mark_safe(f"<input{_attributes({'type': type, 'name': name, 'value': value, **attrs})}>")


def draw_select(*, name, attrs, optgroups, **others):
    groups = "".join(_draw_options(label, options) for label, options, _ in optgroups)
    return mark_safe(f"<select{_attributes({'name': name, **attrs})}>{groups}</select>")


def _draw_options(label, options):
    drawn = "".join(map(_draw_option, options))
    return f"<optgroup{_attributes({'label': label})}>{drawn}</optgroup>" if label else drawn


def _draw_option(option):
    value = "" if option["value"] is None else option["value"]
    return f"<option{_attributes({'value': value, **option['attrs']})}>{conditional_escape(option['label'])}</option>"


def _attributes(values):
    """What flatatt() draws, in a tenth of the time: True has no value, False and None are left out."""
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(value)}"'
        for name, value in values.items()
        if value is not None and value is not False
    )


# Where one chooses there is nothing to fill in. Said before any form is made: the fields of models import this.
for chosen in (forms.ChoiceField, forms.BooleanField):
    chosen.default_error_messages = {**chosen.default_error_messages, "required": "Hãy chọn."}


class LineField(forms.CharField):
    def to_python(self, value):
        value = super().to_python(value)
        return tidy_line(value) if isinstance(value, str) else value


class PhoneField(forms.CharField):
    def __init__(self, *args, landline=False, **kwargs):
        self.landline = landline
        super().__init__(*args, **kwargs)
        self.widget.input_type = "tel"

    def to_python(self, value):
        value = super().to_python(value)
        if value in self.empty_values:
            return self.empty_value
        try:
            return normalise_phone(value, landline=self.landline)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value):
        return show_phone(value) if isinstance(value, str) and value.startswith("+84") else value


class ManyField(forms.ModelMultipleChoiceField):
    """Numbers that no id can reach are refused before SQLite fails on them."""

    def clean(self, value):
        for pk in value or []:
            if len(str(pk)) > 18:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(pk)[:20]}
                )
        return super().clean(value)


class DateField(forms.DateField):
    """A date typed as dd/mm/yyyy."""

    def __init__(self, **kwargs):
        widget = forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "placeholder": "ngày/tháng/năm"})
        super().__init__(**({"widget": widget} | kwargs))
        self.error_messages["invalid"] = "Ngày chưa đúng; hãy nhập theo dạng ngày/tháng/năm, ví dụ 07/06/2022."

    def to_python(self, value):
        day = super().to_python(value)
        if day and not 1900 <= day.year <= 2200:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class SinceRead(forms.ModelForm):
    """A form on a row with a `version`: saves only what was read before nobody else saved.

    `save_if_current()` returns the saved row, or None after putting beside each field that the other person
    changed what now stands in the database. The next attempt is then made on that newer version.
    """

    read_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["read_version"] = self.instance.version

    def save_if_current(self):
        try:
            with transaction.atomic():
                if self.instance.pk:
                    stored = type(self.instance)._base_manager.select_for_update().get(pk=self.instance.pk)
                    if stored.version != self.cleaned_data["read_version"]:
                        self._show_both(stored)
                        return None
                    self.instance.version = stored.version + 1
                return self.save()
        except IntegrityError:
            self.add_error(None, "Vừa có người lưu một mục trùng với mục này. Hãy kiểm tra lại rồi lưu.")
            return None

    def _show_both(self, stored):
        self.add_error(None, "Người khác vừa lưu mục này. Hãy so với giá trị đang lưu ghi ở từng ô, rồi lưu lại.")
        for name in self.fields.keys() & {field.name for field in stored._meta.fields}:
            now, typed = getattr(stored, name), self.cleaned_data.get(name)
            if now != typed:
                shown = getattr(stored, f"get_{name}_display", lambda now=now: now)()
                text = show_phone(shown) if isinstance(self.fields[name], PhoneField) else shown
                self.add_error(name, f"Đang lưu: {text or 'để trống'}.")
        self.data = self.data.copy()
        self.data[self.add_prefix("read_version")] = stored.version
