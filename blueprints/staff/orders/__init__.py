"""Orders for staff: what needs a hand, one order, and what may be done with it."""

from blueprints.staff.orders import (  # noqa: F401  (each adds its routes)
    adding,
    amending,
    cancelling,
    evidence,
    finding,
    listing,
    money,
    noting,
    packing,
    papers,
    returning,
    showing,
    slips,
)
from blueprints.staff.orders.hall import staff_orders as staff_orders
