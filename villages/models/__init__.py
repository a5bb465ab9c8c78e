from villages.models.access import (
    Access,
    Role,
    communes_held_by,
    communes_seen_by,
    ever_held_by,
    held_by,
    oversees,
    whole_communes_seen_by,
)
from villages.models.bulk import BulkRun, DataExport, RowChange
from villages.models.official import Official, Position
from villages.models.place import Commune, Village, villages_held_by, villages_seen_by
from villages.models.succession import CommuneSuccession, Reorganisation, VillageSuccession, gone_elsewhere

__all__ = [
    "Access",
    "BulkRun",
    "Commune",
    "CommuneSuccession",
    "DataExport",
    "Official",
    "Position",
    "Reorganisation",
    "Role",
    "RowChange",
    "Village",
    "VillageSuccession",
    "communes_held_by",
    "communes_seen_by",
    "ever_held_by",
    "gone_elsewhere",
    "held_by",
    "oversees",
    "villages_held_by",
    "villages_seen_by",
    "whole_communes_seen_by",
]
