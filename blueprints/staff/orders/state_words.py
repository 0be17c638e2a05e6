"""What staff read in place of the values that an order's rows hold; every such value has its words here."""

from enum import Enum

from app.orders.models import Fulfilment, OrderState, PaymentState
from app.payments.models import AttemptState, RefundState

WORDS = {
    OrderState: {"open": "open", "cancelled": "cancelled", "closed": "closed"},
    PaymentState: {
        "pending": "not paid yet", "paid": "paid", "part_refunded": "a part given back",
        "refunded": "all given back", "disputed": "disputed at the bank",
    },
    Fulfilment: {"none": "nothing has left", "partial": "a part has left", "complete": "all of it has left"},
    AttemptState: {
        "creating": "being opened", "open": "may be paid", "processing": "on its way from the bank",
        "paid": "paid", "expired": "over, not paid", "failed": "not paid",
    },
    RefundState: {
        "wanted": "begun", "pending": "on its way", "succeeded": "given back", "failed": "did not arrive",
    },
}  # fmt: skip
#: Stripe's words for where a dispute stands, and why it was opened
DISPUTES = {
    "warning_needs_response": "an inquiry waits for your answer",
    "warning_under_review": "the bank looks into an inquiry",
    "warning_closed": "an inquiry, closed", "needs_response": "waits for your answer",
    "under_review": "the bank looks into it", "won": "won", "lost": "lost: the bank has taken the money back",
    "prevented": "prevented", "bank_cannot_process": "the bank cannot process it",
    "credit_not_processed": "no refund came",
    "customer_initiated": "asked for by the buyer", "debit_not_authorized": "the debit was not allowed",
    "duplicate": "paid twice", "fraudulent": "not paid by the card's owner", "general": "no reason given",
    "incorrect_account_details": "wrong account", "insufficient_funds": "not enough money on the account",
    "product_not_received": "it never came", "product_unacceptable": "not as described",
    "subscription_canceled": "cancelled before", "unrecognized": "the buyer does not know it",
}  # fmt: skip


def in_words(value: Enum | str) -> str:
    """Return what staff read for a state, or for what Stripe says of a dispute."""
    if isinstance(value, Enum):
        return WORDS[type(value)][value.value]  # type: ignore[index]
    return DISPUTES.get(value, value.replace("_", " "))
