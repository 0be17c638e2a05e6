"""The tax of an order about to be, where the setting says Stripe Tax.

1. Work the cost out; where nobody has told the tax of just these sums yet, 2. ask Stripe, and 3. keep the answer. An
order is only placed with an answer that is kept; without one nothing is placed: no tax is guessed.
"""

from typing import Any

from sqlalchemy import delete

from app.cart.models import Cart
from app.clock import utcnow
from app.db import db, end_reading, insert_if_absent, transaction
from app.errors import DomainError
from app.orders.placing import Draft
from app.payments.actions import raise_alert
from app.payments.drafting import ANSWER_LASTS, draft_order
from app.payments.errors import GatewayError, KeyRefused, Refused, TaxPlaceUnknown, TaxUnavailable, TaxUnknown
from app.payments.tax_gateway import calculate
from app.payments.tax_models import TaxAnswer
from app.payments.tax_rules import name_question
from app.payments.till import Till
from app.pricing.queries import load_tariff
from app.pricing.told import ToldTaxes

LOCATION = "customer_tax_location_invalid"


def draft_with_tax(till: Till, cart_id: int, *, own_held: dict[int, int] | None = None) -> Draft:
    """Work out the order of a basket; ask Stripe for its tax where that is not known yet.

    Raises what draft_order does, TaxUnavailable and TaxPlaceUnknown.
    """
    try:
        return draft_order(db.session.get_one(Cart, cart_id), now=utcnow(), own_held=own_held)
    except TaxUnknown as lack:
        ask_tax(till, lack)
        return draft_order(db.session.get_one(Cart, cart_id), now=utcnow(), own_held=own_held)


def know_tax(till: Till, cart_id: int) -> None:
    """Let the tax of a basket be known before it is placed; whatever else stands in its way is told later."""
    if not load_tariff().asks_stripe:
        return
    try:
        draft_with_tax(till, cart_id)
    except (TaxUnavailable, TaxPlaceUnknown):
        raise
    except DomainError:
        return


def ask_tax(till: Till, lack: TaxUnknown) -> None:
    """Steps 2 and 3."""
    end_reading()
    try:
        told = calculate(till.gateway, lack.asked, lines=lack.lines)
    except Refused as error:
        if error.code == LOCATION or "address" in error.param:
            raise TaxPlaceUnknown from error
        _tell_of(
            f"Stripe Tax refused to work out a tax: {error}", key=f"tax-refused:{error.code or error.param}"
        )
        raise TaxUnavailable from error
    except GatewayError as error:
        if isinstance(error, KeyRefused):
            _tell_of("Stripe does not accept STRIPE_SECRET_KEY for Stripe Tax.", key="tax-key")
        raise TaxUnavailable from error
    _keep(lack.asked, told)


def _keep(asked: dict[str, Any], told: ToldTaxes) -> None:
    now, name = utcnow(), name_question(asked)
    lines = [[one.tax, one.points] for one in (*told.lines, told.delivery)]
    values = {"asked": name, "calculation_id": told.calculation, "lines": lines, "asked_at": now}
    with transaction():
        old = TaxAnswer.asked_at <= now - ANSWER_LASTS
        db.session.execute(delete(TaxAnswer).where(old))
        insert_if_absent(TaxAnswer, values)


def _tell_of(words: str, *, key: str) -> None:
    now = utcnow()
    with transaction():
        raise_alert("tax", words[:400], key=f"{key}:{now:%Y-%m-%d}"[:200], now=now)
