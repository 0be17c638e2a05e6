"""What may be in a basket."""

import re

from app.cart.errors import QuantityRefused

MOST_OF_ONE = 20
MOST_LINES = 30
KEPT_DAYS = 90
TAKEN_KEPT = 10  # things taken out that can still be put back


def parse_quantity(typed: str, *, least: int = 1) -> int:
    """Return the number that was typed; spaces are forgiven, anything but plain digits 0-9 is not.

    `str.isdigit` is true for signs such as "²" and "٣", so it is not asked (SAFETY section 1, odd quantities).
    """
    plain = typed.strip()
    if not re.fullmatch(r"[0-9]{1,4}", plain):
        raise QuantityRefused(f"Enter a whole number between {least} and {MOST_OF_ONE}.")
    quantity = int(plain)
    if not least <= quantity <= MOST_OF_ONE:
        raise QuantityRefused(f"You can order between {least} and {MOST_OF_ONE} of one thing.")
    return quantity
