"""Staff pages of the catalogue: products, their variants and prices, pictures, publishing, shelves and makers."""

from blueprints.staff.catalog import editing, files, furnishing, pictures, publishing, variants
from blueprints.staff.catalog.hall import staff_catalog

__all__ = ["editing", "files", "furnishing", "pictures", "publishing", "staff_catalog", "variants"]
