from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from config.forms import LineField
from teams.actions import MOST_PHOTOS, add_photo, set_photos
from teams.photos import draw_photo

REQUIRED = "Hãy ghi chú thích: người không xem được ảnh nghe đọc câu này."


class PhotosForm(forms.Form):
    """The pictures of a conference with their captions and order, and one more to be added."""

    image = forms.FileField(
        label="Thêm ảnh",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
        help_text=f"Ảnh JPEG hoặc PNG, nặng đến 15 MB; mỗi hội nghị nhiều nhất {MOST_PHOTOS} ảnh.",
        error_messages={"empty": "Tệp này rỗng; hãy chọn ảnh khác.", "invalid": "Hãy chọn một tệp ảnh."},
    )
    caption = LineField(
        label="Chú thích của ảnh thêm", max_length=300, required=False, help_text="Ai, làm gì, ở đâu trong ảnh."
    )

    def __init__(self, data=None, files=None, *, launch, user):
        super().__init__(data, files)
        self.launch, self.user = launch, user
        # One that somebody added after the page was opened is left alone.
        self.photos = [photo for photo in launch.photos.all() if data is None or f"caption-{photo.pk}" in data]
        for number, photo in enumerate(self.photos, start=1):
            self.fields[f"caption-{photo.pk}"] = LineField(
                label="Chú thích", max_length=300, required=False, initial=photo.caption
            )
            self.fields[f"order-{photo.pk}"] = forms.IntegerField(
                label="Thứ tự", required=False, min_value=1, max_value=99, initial=number
            )
            self.fields[f"remove-{photo.pk}"] = forms.BooleanField(label="Xóa ảnh này", required=False)

    @property
    def rows(self):
        """[(photo, caption, order, remove)]"""
        names = ("caption", "order", "remove")
        return [(photo, *(self[f"{name}-{photo.pk}"] for name in names)) for photo in self.photos]

    def clean(self):
        cleaned = super().clean()
        for photo in self.photos:
            if not cleaned.get(f"remove-{photo.pk}") and not cleaned.get(f"caption-{photo.pk}"):
                self._require(f"caption-{photo.pk}")
        if cleaned.get("image") and not cleaned.get("caption"):
            self._require("caption")
        elif cleaned.get("caption") and not cleaned.get("image") and "image" not in self.errors:
            self.add_error("image", "Hãy chọn ảnh cho chú thích này.")
        return cleaned

    def _require(self, name):
        if name not in self.errors:
            self.add_error(name, REQUIRED)

    def clean_image(self):
        """The picture drawn anew (teams.photos.Drawn), or None."""
        image = self.cleaned_data["image"]
        return draw_photo(image) if image else None

    def save(self):
        """Whether all was saved; if not, nothing was, and the reason stands at the picture to be added."""
        cleaned, kept = self.cleaned_data, self._kept()
        captions = [(photo.pk, cleaned[f"caption-{photo.pk}"]) for photo in kept]
        removed = [photo.pk for photo in self.photos if photo not in kept]
        try:
            with transaction.atomic():
                set_photos(self.launch, captions=captions, removed=removed, by=self.user)
                if cleaned["image"]:
                    add_photo(self.launch, drawn=cleaned["image"], caption=cleaned["caption"], by=self.user)
        except ValidationError as refusal:
            self.add_error("image", refusal)
            return False
        return True

    def _kept(self):
        """In the order typed: one that moves up comes before, one that moves down after the one with its number."""
        kept = []
        for number, photo in enumerate(self.photos, start=1):
            typed = self.cleaned_data[f"order-{photo.pk}"] or number
            kept.append((typed, (typed > number) - (typed < number), number, photo))
        kept = [entry for entry in kept if not self.cleaned_data[f"remove-{entry[-1].pk}"]]
        return [entry[-1] for entry in sorted(kept, key=lambda entry: entry[:3])]
