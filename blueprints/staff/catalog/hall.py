"""The blueprint that the catalogue's staff views hang on, and its line in the menu."""

from flask import Blueprint

from blueprints.staff import STAFF_MENU, MenuEntry

staff_catalog = Blueprint("staff_catalog", __name__, url_prefix="/staff/products")
STAFF_MENU.insert(
    1, MenuEntry(key="products", words="Products", endpoint="staff_catalog.index", permission="catalog.edit")
)
