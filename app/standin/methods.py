"""Payment methods as the attempts leave them: a card or a bank debit."""

from app.standin.call import Call
from app.standin.cards import Card
from app.standin.description import DESCRIPTION
from app.standin.ids import new_id
from app.standin.ledger import Json, Ledger

_CHECKS = {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"}


def get_method(call: Call) -> Json:
    """GET /v1/payment_methods/{payment_method}"""
    return call.ledger.get("payment_method", call.names["payment_method"], "PaymentMethod", "payment_method")


def keep_method(ledger: Ledger, means: Card | str, email: str | None) -> Json:
    """Write down what the shopper used: a card, or the kind of bank debit."""
    kind = "card" if isinstance(means, Card) else means
    shape = _card(means, ledger.now) if isinstance(means, Card) else _bank(kind)
    details = DESCRIPTION.complete(f"payment_method_{kind}", shape)
    method = DESCRIPTION.complete(
        "payment_method",
        {
            "id": new_id("pm"),
            "object": "payment_method",
            "allow_redisplay": "limited",
            "billing_details": billing_details(email),
            "created": ledger.now,
            "livemode": False,
            "metadata": {},
            "type": kind,
            kind: details,
        },
    )
    ledger.insert(method)
    return method


def charge_details(means: Card | str, now: int, amount: int, *, challenged: bool) -> Json:
    """`payment_method_details` of a charge."""
    if not isinstance(means, Card):
        return {"type": means, means: DESCRIPTION.complete(f"payment_method_details_{means}", _bank(means))}
    card = {**_card(means, now), "amount_authorized": amount, "network": means.brand}
    if challenged:
        card["three_d_secure"] = DESCRIPTION.complete(
            "three_d_secure_details_charge",
            {
                "authentication_flow": "challenge",
                "electronic_commerce_indicator": "05",
                "result": "authenticated",
                "version": "2.2.0",
            },
        )
    return {"type": "card", "card": DESCRIPTION.complete("payment_method_details_card", card)}


def billing_details(email: str | None) -> Json:
    """Who paid, as far as the page asked."""
    address = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
    return {"address": address, "email": email, "name": None, "phone": None, "tax_id": None}


def _card(card: Card, now: int) -> Json:
    return {
        "brand": card.brand,
        "checks": _CHECKS,
        "country": card.country,
        "exp_month": 12,
        "exp_year": 1972 + now // 31_556_952,
        "fingerprint": f"test{card.last4}finger0001",
        "funding": card.funding,
        "last4": card.last4,
    }


def _bank(kind: str) -> Json:
    bank: Json = {"fingerprint": "testbankfinger01", "last4": "3000"}
    if kind == "sepa_debit":
        bank["country"] = "DE"
    return bank
