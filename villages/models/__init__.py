from villages.models.official import Official, Position
from villages.models.place import (
    Access,
    Commune,
    Role,
    Village,
    communes_held_by,
    ever_held_by,
    held_by,
    villages_held_by,
)

__all__ = [
    "Access",
    "Commune",
    "Official",
    "Position",
    "Role",
    "Village",
    "communes_held_by",
    "ever_held_by",
    "held_by",
    "villages_held_by",
]
