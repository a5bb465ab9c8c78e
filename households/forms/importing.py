from django import forms
from django.utils import timezone

from config.forms import DateField
from households.importing.workbook import Unreadable, read_layouts
from households.models import Import, ImportRow
from villages.forms.place import not_in_future
from villages.models import Commune

Verdict = ImportRow.Verdict
VIEWS = [
    ("", "Mọi dòng", {}),
    ("loi", "Lỗi", {"verdict": Verdict.ERROR}),
    ("can-xem", "Cần xem", {"warnings__gt": ""}),
    ("moi", "Mới", {"verdict": Verdict.NEW}),
    ("doi", "Thay đổi", {"verdict": Verdict.CHANGED}),
    ("nhu-cu", "Như cũ", {"verdict": Verdict.SAME}),
    ("bo-qua", "Bỏ qua", {"verdict": Verdict.SKIPPED}),
]


class ImportForm(forms.ModelForm):
    since = DateField(
        label="Người, hộ mới ở đây từ ngày", help_text="Dùng cho dòng mới không ghi ngày; thường là ngày lập sổ."
    )
    file = forms.FileField(
        label="Tệp Excel",
        help_text="Tệp .xlsx, lớn nhất 5 MB, cả bảng ở một trang tính, dòng đầu của bảng là tên cột.",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": "Hãy chọn tệp.",
            "empty": "Tệp này rỗng; hãy chọn tệp khác.",
            "invalid": "Trình duyệt chưa gửi được tệp; hãy chọn lại.",
        },
    )

    class Meta:
        model = Import
        fields = ["commune", "sheet", "since"]
        widgets = {"sheet": forms.RadioSelect}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = Import.Sheet.choices
        self.fields["sheet"].initial = Import.Sheet.HOUSEHOLDS
        self.fields["since"].initial = timezone.localdate()
        communes = Commune.objects.editable_by(user)
        self.fields["commune"].queryset, self.fields["commune"].empty_label = communes, "Chọn xã"
        self.only_commune = communes[0] if len(communes) == 1 else None
        if self.only_commune:
            del self.fields["commune"]
            self.instance.commune = self.only_commune

    def clean_since(self):
        return not_in_future(self.cleaned_data["since"])

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            read_layouts(file)
        except Unreadable as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return file


class ApplyForm(forms.Form):
    """One box for each kind of warning that the file gives."""

    def __init__(self, data=None, *, warnings):
        super().__init__(data)
        for code, number in warnings.items():
            label = f"{number} dòng: {ImportRow.Warning(code).label}. Tôi đã xem."
            required = {"required": "Hãy xem các dòng này rồi đánh dấu."}
            self.fields[code] = forms.BooleanField(label=label, error_messages=required)


def narrow(rows, view):
    """(`rows` as the tab `view` shows them, [(view, label, whether it is shown)])"""
    known = {value: lookup for value, _, lookup in VIEWS}
    view = view if view in known else ""
    return rows.filter(**known[view]), [(value, label, value == view) for value, label, _ in VIEWS]
