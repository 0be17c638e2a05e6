"""Orders for staff: what needs a hand, one order, and what may be done with it."""

from blueprints.staff.orders import cancelling, listing, money, packing, showing  # noqa: F401  (each adds its routes)
from blueprints.staff.orders.hall import staff_orders as staff_orders
