"""What was typed in the checkout and is no answer yet: a form left half-filled, or one that has to be mended.

It waits with the basket as long as the basket itself does (CARE F1, F3), comes back with a mailed link, and goes when
an answer takes its place, when the basket is paid for, and when its person is erased. It is no part of an order.
"""

from collections.abc import Mapping
from datetime import datetime

from app.cart.actions import lock_cart
from app.cart.models import Cart

LONGEST_TYPED = 2000


def keep_typed(cart_id: int, fields: Mapping[str, str], *, now: datetime) -> None:
    """Remember the fields of one form as they were typed; what says the same as the answer is nothing to remember."""
    cart = lock_cart(cart_id)
    left = {name: value for name, value in cart.typed.items() if name not in fields}
    is_as_answered = all(value == str(cart.answers.get(name) or "") for name, value in fields.items())
    if not is_as_answered:
        left |= {name: value[:LONGEST_TYPED] for name, value in fields.items()}
    cart.typed = left
    cart.changed_at = now


def shown_answers(cart: Cart) -> dict[str, str]:
    """Return what the fields of a form begin with: what was typed last, whether or not it could be taken."""
    return {**cart.answers, **cart.typed}
