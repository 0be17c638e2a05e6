"""The shop's public pages: its front, its shelves, its products."""

from blueprints.store.hall import store
from blueprints.store.products import show_product
from blueprints.store.shelves import shop_front, show_category

__all__ = ["shop_front", "show_category", "show_product", "store"]
