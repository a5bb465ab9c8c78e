import re
from dataclasses import dataclass

from django.db.models import Q

from teams.models import LegalBasis


@dataclass
class BasisRow:
    basis: LegalBasis
    order: str  # as typed; empty: not used
    stored: int | None
    error: str = ""

    @property
    def name(self):
        return f"basis-{self.basis.pk}"

    @property
    def number(self):
        return int(self.order) if re.fullmatch(r"[1-9]\d?", self.order, re.ASCII) else None


class OrderedBases:
    """Every basis the commune may cite, those of the decision first, each with its place among them. Where two
    have the same place, the one that was just put there comes first."""

    def __init__(self, data, *, decision, user, commune):
        used = self._stored(decision)
        offered = LegalBasis.objects.visible_to(user)
        if commune:
            offered = offered.filter(Q(commune=None) | Q(commune__in=commune.lineage))
        ordered = sorted(offered, key=lambda basis: used.get(basis.pk, len(used) + 1))
        typed = {} if data is None else data
        self.rows = [self._row(basis, used.get(basis.pk), typed, bound=data is not None) for basis in ordered]
        known = {row.name for row in self.rows}
        foreign = [name for name in typed if name.startswith("basis-") and name not in known and typed[name].strip()]
        self.error = "Có căn cứ đã bị xóa hoặc không thuộc xã này." if foreign else ""

    @staticmethod
    def _stored(decision):
        return dict(decision.bases.values_list("basis", "order")) if decision.pk else {}

    @staticmethod
    def _row(basis, stored, typed, *, bound):
        order = typed.get(f"basis-{basis.pk}", "").strip() if bound else str(stored or "")
        return BasisRow(basis, order, stored)

    def is_valid(self):
        for row in self.rows:
            if row.order and row.number is None:
                row.error = "Thứ tự là một số từ 1 đến 99."
        return not self.error and not any(row.error for row in self.rows)

    def chosen(self):
        rows = [row for row in self.rows if row.number]
        return [row.basis for row in sorted(rows, key=lambda row: (row.number, row.number == row.stored))]

    def show_both(self, decision):
        stored = self._stored(decision)
        for row in self.rows:
            row.stored = stored.get(row.basis.pk)
            if row.number != row.stored:
                row.error = f"Đang lưu: {row.stored or 'không dùng'}."
