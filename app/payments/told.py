"""What Stripe told us, as plain values: the rest of the house never sees a Stripe object."""

from dataclasses import dataclass
from datetime import datetime

from app.money import Money


@dataclass(frozen=True, kw_only=True)
class ToldSession:
    """A Checkout Session. status: open, complete, expired; payment_status: paid, unpaid, no_payment_required.

    `received` is what its payment has taken in minor units of `received_currency`; only a session that was asked for
    by its id knows it.
    """

    id: str
    url: str | None
    status: str
    payment_status: str
    amount_total: int | None
    currency: str
    is_live: bool
    reference: str
    attempt_key: str
    intent_id: str | None
    intent_status: str = ""
    received: int | None = None
    received_currency: str = ""

    @property
    def captured(self) -> Money | None:
        """What was taken from the shopper, by the payment's own count; None when nothing was."""
        minor = self.amount_total if self.received is None else self.received
        if not minor or not self.intent_id:
            return None
        return Money(minor=minor, currency=self.received_currency or self.currency)

    @property
    def will_not_be_paid(self) -> bool:
        """Whether a complete session takes nothing: its delayed payment was refused, or nothing was to be paid."""
        refused = self.intent_status in ("requires_payment_method", "canceled")
        return refused or self.payment_status == "no_payment_required"


@dataclass(frozen=True, kw_only=True)
class ToldRefund:
    """A refund. status: pending, requires_action, succeeded, failed, canceled."""

    id: str
    status: str
    amount: int
    currency: str
    intent_id: str
    key: str
    failure: str


@dataclass(frozen=True, kw_only=True)
class ToldDispute:
    """A dispute in Stripe's own words."""

    id: str
    status: str
    amount: int
    currency: str
    reason: str
    intent_id: str
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class ToldEvent:
    """An event: its id, its type and the id of what it is about; its body is not believed, so it is not kept."""

    id: str
    kind: str
    object_id: str
    is_live: bool
    created_at: datetime
