from django import forms
from django.conf import settings

from teams.scans import format_of


class SignedCopyForm(forms.Form):
    file = forms.FileField(
        label="Tệp bản ký, đóng dấu",
        help_text="Bản quét PDF, JPEG, PNG hoặc bản PDF đã ký số; lớn nhất 20 MB.",
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        error_messages={
            "required": "Hãy chọn tệp.",
            "empty": "Tệp này rỗng; hãy chọn tệp khác.",
            "invalid": "Trình duyệt chưa gửi được tệp; hãy chọn lại.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["data-most-bytes"] = settings.LARGEST_UPLOAD

    def clean_file(self):
        file = self.cleaned_data["file"]
        self.cleaned_data["file_format"] = format_of(file)
        return file
