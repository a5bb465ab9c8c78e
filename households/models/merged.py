from django.db import models
from django.db.models import Q

from villages.models import BulkRun

MERGED = "MERGED"


def is_merged_as_it_says():
    """Condition on rows with a `state`: the state and what it was merged into say the same."""
    said = Q(state=MERGED, merged_into__isnull=False, merged_in__isnull=False)
    return said | (~Q(state=MERGED) & Q(merged_into=None, merged_in=None))


class Mergeable(models.Model):
    """A row that may turn out to have been entered twice: it keeps its id and history and points at the one kept."""

    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="merged",
        verbose_name="đã gộp vào",
        db_index=False,
    )
    merged_in = models.ForeignKey(
        BulkRun,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="lần gộp",
        db_index=False,
    )

    doubled = True  # whether one may have been merged into it: where a page asks with its row, all_ids() need not

    class Meta:
        abstract = True

    def all_ids(self):
        """Its own id, and those under which it was entered twice, however often those were merged."""
        found = latest = [self.pk]
        while latest and self.doubled:
            latest = list(type(self)._base_manager.filter(merged_into__in=latest).values_list("pk", flat=True))
            found = [*found, *latest]
        return found

    @property
    def kept(self):
        """The row that stands for this one: itself unless it was merged."""
        row = self
        while row.merged_into_id:
            row = row.merged_into
        return row

    @property
    def entries(self):
        """All rows that stand for the same: the one kept first, then what was merged into it."""
        rows = found = [self.kept]
        while found:
            found = list(type(self).objects.filter(merged_into__in=found).order_by("pk"))
            rows = rows + found
        return rows
