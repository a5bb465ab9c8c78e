from villages.models.bulk import BulkRun, DataExport, RowChange
from villages.models.official import Official, Position
from villages.models.place import (
    Access,
    Commune,
    Role,
    Village,
    communes_held_by,
    ever_held_by,
    held_by,
    oversees,
    villages_held_by,
)

__all__ = [
    "Access",
    "BulkRun",
    "Commune",
    "DataExport",
    "Official",
    "Position",
    "Role",
    "RowChange",
    "Village",
    "communes_held_by",
    "ever_held_by",
    "held_by",
    "oversees",
    "villages_held_by",
]
