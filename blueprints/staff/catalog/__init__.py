"""Staff pages of the catalogue: products, their variants and prices, pictures, publishing."""

from blueprints.staff.catalog import editing, pictures, publishing, variants
from blueprints.staff.catalog.hall import staff_catalog

__all__ = ["editing", "pictures", "publishing", "staff_catalog", "variants"]
