from villages.models.official import Official, Position
from villages.models.place import Access, Commune, Role, Village, communes_of, held_by, villages_of

__all__ = [
    "Access",
    "Commune",
    "Official",
    "Position",
    "Role",
    "Village",
    "communes_of",
    "held_by",
    "villages_of",
]
