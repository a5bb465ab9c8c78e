from villages.models.official import Official, Position
from villages.models.place import Access, Commune, Role, Village, held_by

__all__ = ["Access", "Commune", "Official", "Position", "Role", "Village", "held_by"]
