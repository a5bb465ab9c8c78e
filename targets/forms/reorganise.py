"""What is asked about a reorganisation, a form a kind; each makes the plan that the dry run shows."""

from django import forms
from django.utils import timezone

from config.forms import DateField, LineField, ManyField
from config.vietnamese import tidy_line
from targets.forms.split import Assignments
from targets.reorganising.plan import Plan
from villages.forms.place import let_choose, only_proper
from villages.models import Commune, Reorganisation, Village

Kind = Reorganisation.Kind
MOST_NEW = 6


class ReorganiseForm(forms.Form):
    kind = None
    lede = ""
    on = DateField(
        label="Ngày có hiệu lực",
        help_text="Hôm nay, hoặc một ngày đã qua mà từ đó đến nay các thôn này chưa ghi việc gì.",
    )
    basis = LineField(
        label="Theo văn bản",
        max_length=300,
        help_text="Ví dụ: Nghị quyết số 12/NQ-HĐND ngày 15/6/2025 của Hội đồng nhân dân xã.",
    )

    def __init__(self, data=None, *, user):
        super().__init__(data, initial={"on": timezone.localdate()})
        self.villages = Village.objects.editable_by(user).in_force().select_related("commune")
        self.villages = self.villages.order_by("commune__name", "commune", "sort_key", "pk")
        self.communes = Commune.objects.editable_by(user)

    def plan(self):
        """Of valid data."""
        return Plan(self.kind, self.cleaned_data["on"], self.cleaned_data["basis"], **self.said())

    def _as_told(self):
        """The new village of the fields `kind_of_village` and `name`, without its commune."""
        said = self.cleaned_data
        return Village(kind=said["kind_of_village"], name=said["name"], valid_from=said["on"])


class NamedVillage(forms.Form):
    kind_of_village = forms.ChoiceField(label="Loại của thôn mới", choices=Village.Kind)
    name = LineField(label="Tên của thôn mới", max_length=100, help_text="Chỉ ghi tên riêng, ví dụ “1” hoặc “Khe Mó”.")

    def clean_name(self):
        return only_proper(self.cleaned_data["name"], self.cleaned_data.get("kind_of_village"))


class RenameForm(NamedVillage, ReorganiseForm):
    kind = Kind.RENAME
    lede = "Thôn giữ nguyên hộ, tổ, chỉ tiêu và chức vụ, dưới tên mới."
    village = forms.ModelChoiceField(Village.objects.none(), label="Thôn đổi tên", empty_label="Chọn thôn")
    field_order = ["village", "kind_of_village", "name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        let_choose(self.fields["village"], self.villages)

    def clean(self):
        cleaned = super().clean()
        village, kind, name = (cleaned.get(told) for told in ("village", "kind_of_village", "name"))
        if village and (village.kind, village.name) == (kind, name):
            self.add_error("name", f"Thôn đang mang chính tên {village.label}.")
        return cleaned

    def said(self):
        old, new = self.cleaned_data["village"], self._as_told()
        new.commune = old.commune
        return {"successors": {old: [new]}}


class MergeForm(NamedVillage, ReorganiseForm):
    kind = Kind.MERGE
    lede = (
        "Các thôn cũ thành một thôn mới. Tổ của các thôn cũ kết thúc; thành viên làm tiếp trong một tổ tạm cho đến khi "
        "có quyết định kiện toàn."
    )
    villages_merged = ManyField(Village.objects.none(), label="Các thôn cũ", widget=forms.CheckboxSelectMultiple)
    numbers = forms.ChoiceField(
        label="Hộ trùng số",
        choices=[
            ("suffix", "Giữ số cũ, thêm chữ đầu của tên thôn cũ (012-KM)"),
            ("next", "Cho số tiếp theo còn trống"),
        ],
        widget=forms.RadioSelect,
        initial="suffix",
        help_text="Thôn đông hộ nhất giữ nguyên số.",
    )
    field_order = ["villages_merged", "kind_of_village", "name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        let_choose(self.fields["villages_merged"], self.villages)

    def clean_villages_merged(self):
        olds = self.cleaned_data["villages_merged"]
        if len(olds) < 2:
            raise forms.ValidationError("Hãy chọn ít nhất hai thôn.")
        if len({old.commune_id for old in olds}) > 1:
            raise forms.ValidationError("Các thôn phải cùng một xã; hãy chuyển thôn sang xã ấy trước.")
        return olds

    def said(self):
        olds, new = list(self.cleaned_data["villages_merged"]), self._as_told()
        new.commune = olds[0].commune
        return {"successors": {old: [new] for old in olds}, "keeps_suffix": self.cleaned_data["numbers"] == "suffix"}


class MoveForm(NamedVillage, ReorganiseForm):
    kind = Kind.MOVE
    lede = "Thôn sang xã khác cùng với hộ, tổ và chỉ tiêu. Bạn cần quyền công chức ở cả hai xã."
    village = forms.ModelChoiceField(Village.objects.none(), label="Thôn chuyển đi", empty_label="Chọn thôn")
    to = forms.ModelChoiceField(Commune.objects.none(), label="Sang xã", empty_label="Chọn xã")
    field_order = ["village", "to", "kind_of_village", "name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        let_choose(self.fields["village"], self.villages)
        self.fields["to"].queryset = self.communes

    def clean(self):
        cleaned = super().clean()
        village, to = cleaned.get("village"), cleaned.get("to")
        if village and to and village.commune_id == to.pk:
            self.add_error("to", f"{village} đang ở chính {to.label}.")
        return cleaned

    def said(self):
        old, new = self.cleaned_data["village"], self._as_told()
        new.commune = self.cleaned_data["to"]
        return {"successors": {old: [new]}}


class SplitForm(ReorganiseForm):
    kind = Kind.SPLIT
    lede = "Từng hộ được xếp vào một thôn mới: theo ngõ, theo danh sách số hộ, hoặc từng hộ một; không chia theo tỷ lệ."
    village = forms.ModelChoiceField(Village.objects.none(), label="Thôn chia tách", empty_label="Chọn thôn")
    kind_of_village = forms.ChoiceField(label="Loại của thôn mới", choices=Village.Kind)
    names = forms.CharField(
        label="Tên các thôn mới",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=600,
        help_text=f"Mỗi dòng một tên, từ 2 đến {MOST_NEW} thôn; chỉ ghi tên riêng, ví dụ “1A” hoặc “Khe Mó”. "
        "Bấm “Xem trước” rồi xếp hộ.",
    )
    field_order = ["village", "kind_of_village", "names"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        let_choose(self.fields["village"], self.villages)

    def clean_names(self):
        names = [tidy_line(line) for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if not 2 <= len(names) <= MOST_NEW:
            raise forms.ValidationError(f"Hãy ghi từ 2 đến {MOST_NEW} tên, mỗi dòng một tên.")
        if any(len(name) > 100 for name in names):
            raise forms.ValidationError("Tên thôn dài quá 100 ký tự.")
        return [only_proper(name, self.cleaned_data.get("kind_of_village")) for name in names]

    def said(self):
        old = self.cleaned_data["village"]
        kind, on = self.cleaned_data["kind_of_village"], self.cleaned_data["on"]
        news = [
            Village(commune=old.commune, kind=kind, name=name, valid_from=on) for name in self.cleaned_data["names"]
        ]
        self.assignments = Assignments(self.data, old, news)
        return {"successors": {old: news}, "homes": self.assignments.homes, "mistakes": self.assignments.mistakes}


class CommunesForm(ReorganiseForm):
    kind = Kind.COMMUNES
    lede = (
        "Mọi thôn, tổ, chỉ tiêu, cán bộ và tài khoản của các xã cũ sang xã mới. Bạn cần quyền công chức ở từng xã; "
        "quyền lãnh đạo và công chức ở xã mới theo quyền ở xã cũ."
    )
    old_communes = ManyField(
        Commune.objects.none(),
        label="Các xã cũ",
        widget=forms.CheckboxSelectMultiple,
        help_text="Xã cũ nào không dùng cổng này thì không có ở đây.",
    )
    kind_of_commune = forms.ChoiceField(label="Loại của xã mới", choices=Commune.Kind)
    name = LineField(label="Tên của xã mới", max_length=100, help_text="Chỉ ghi tên riêng, ví dụ “Quảng La”.")
    code = forms.RegexField(
        r"^\d{5}$",
        label="Mã đơn vị của xã mới",
        error_messages={"invalid": "Mã đơn vị có 5 chữ số, ví dụ 07054."},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    field_order = ["old_communes", "kind_of_commune", "name", "code"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_communes"].queryset = self.communes

    def clean_name(self):
        return only_proper(self.cleaned_data["name"], self.cleaned_data.get("kind_of_commune"))

    def said(self):
        said, closing = self.cleaned_data, list(self.cleaned_data["old_communes"])
        new = Commune(
            kind=said["kind_of_commune"],
            name=said["name"],
            code=said["code"],
            province=closing[0].province,
            valid_from=said["on"],
        )
        olds = list(self.villages.filter(commune__in=closing))
        names = [(old.kind, old.name.casefold()) for old in olds]
        successors = {}
        for old in olds:
            shared = names.count((old.kind, old.name.casefold())) > 1
            name = f"{old.name} {old.commune.name}" if shared else old.name
            successors[old] = [Village(commune=new, kind=old.kind, name=name, valid_from=said["on"])]
        return {"successors": successors, "closing": closing, "new_commune": new}


FORMS = {
    "doi-ten": RenameForm,
    "sap-nhap-thon": MergeForm,
    "chia-tach": SplitForm,
    "chuyen-xa": MoveForm,
    "sap-nhap-xa": CommunesForm,
}
