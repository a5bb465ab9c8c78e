from django.db import models


class Row(models.Model):
    """The one row that the bare view inserts; its table is made by the command that measures."""

    text = models.CharField(max_length=100)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        managed = False
        db_table = "bench_row"

    def __str__(self):
        return self.text
