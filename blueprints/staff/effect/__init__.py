"""What the articles led to, for staff."""

from blueprints.staff.effect import exporting, showing
from blueprints.staff.effect.hall import staff_effect

__all__ = ["exporting", "showing", "staff_effect"]
