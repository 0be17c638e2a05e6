"""Stripe's test cards that the stand-in knows, and the two bank debits."""

from dataclasses import dataclass
from typing import Literal

Behaviour = Literal["approve", "challenge", "decline"]
Later = Literal["none", "dispute", "refund_fails", "refund_pends"]


@dataclass(frozen=True, kw_only=True)
class Card:
    """One card number and what happens with it."""

    number: str
    brand: str = "visa"
    country: str = "US"
    funding: str = "credit"
    behaviour: Behaviour = "approve"
    after_challenge: Literal["approve", "decline"] = "approve"
    code: str = ""
    decline_code: str = ""
    message: str = "Your card was declined."
    later: Later = "none"
    hint: str = ""

    @property
    def last4(self) -> str:
        """The four digits that may be shown."""
        return self.number[-4:]


@dataclass(frozen=True, kw_only=True)
class Debit:
    """A bank debit, which is complete at once and settles, or fails, later."""

    slug: str
    succeeds: bool
    hint: str


def _declined(
    number: str, decline_code: str, message: str, code: str = "card_declined", hint: str = ""
) -> Card:
    return Card(
        number=number, behaviour="decline", code=code, decline_code=decline_code, message=message, hint=hint
    )


_FUNDS = "Your card has insufficient funds."
_CARDS = (
    Card(number="4242424242424242", hint="Pays"),
    _declined("4000000000000002", "generic_decline", "Your card was declined.", hint="Is declined"),
    _declined("4000000000009995", "insufficient_funds", _FUNDS, hint="Has too little money"),
    Card(number="4000002500003155", behaviour="challenge", hint="Asks for 3-D Secure"),
    Card(number="4000002760003184", behaviour="challenge", country="DE", hint="Always asks for 3-D Secure"),
    Card(number="4000000000005126", later="refund_fails", hint="Pays, a refund fails later"),
    Card(number="4000000000000259", later="dispute", hint="Pays, then is disputed"),
    Card(number="4000000000007726", later="refund_pends"),
    Card(
        number="4000008400001629", behaviour="challenge", after_challenge="decline", code="card_declined",
        decline_code="generic_decline",
    ),
    _declined("4000000000009987", "lost_card", "Your card was declined."),
    _declined("4000000000009979", "stolen_card", "Your card was declined."),
    _declined("4000000000000069", "expired_card", "Your card has expired.", "expired_card"),
    _declined("4000000000000127", "incorrect_cvc", "The security code is incorrect.", "incorrect_cvc"),
    _declined(
        "4000000000000119", "processing_error", "Your card could not be processed.", "processing_error"
    ),
    Card(number="4000056655665556", funding="debit"),
    Card(number="5555555555554444", brand="mastercard"),
    Card(number="378282246310005", brand="amex"),
    Card(number="4000003720000005", country="IE"),
    Card(number="4000008260000000", country="GB"),
    Card(number="4000002760000016", country="DE"),
)  # fmt: skip
CARDS = {card.number: card for card in _CARDS}
SHOWN_CARDS = tuple(card for card in _CARDS if card.hint)
DEBITS = {
    "bank_debit": Debit(slug="bank_debit", succeeds=True, hint="Bank debit, settles later"),
    "bank_debit_fails": Debit(slug="bank_debit_fails", succeeds=False, hint="Bank debit, fails later"),
}
_DEBIT_KINDS = {"eur": "sepa_debit", "gbp": "bacs_debit", "usd": "us_bank_account"}


def debit_kind(currency: str) -> str | None:
    """The bank debit of a currency in Stripe's words, or None where it has none."""
    return _DEBIT_KINDS.get(currency)


def find_card(number: str) -> Card | None:
    """A test card by its number, spaces and dashes forgiven; None when it is no card number at all.

    A number that could be real is declined, as Stripe's test mode does.
    """
    digits = "".join(letter for letter in number if letter not in " -\u00a0")
    if not (digits.isascii() and digits.isdigit() and 12 <= len(digits) <= 19 and _sums_up(digits)):
        return None
    return CARDS.get(digits) or _declined(
        digits,
        "test_mode_live_card",
        "Your card was declined: this is a test page and takes test cards only.",
    )


def _sums_up(digits: str) -> bool:
    total = 0
    for place, letter in enumerate(reversed(digits)):
        value = int(letter) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
