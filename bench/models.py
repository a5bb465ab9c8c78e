from django.db import connection, models


class Row(models.Model):
    """The one row that the bare view inserts; its table is made by the command that measures."""

    text = models.CharField(max_length=100)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        managed = False
        db_table = "bench_row"

    def __str__(self):
        return self.text


def make_table():
    if Row._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(Row)
