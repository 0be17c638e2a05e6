"""What Stripe told us, as plain values: the rest of the house never sees a Stripe object."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class ToldSession:
    """A Checkout Session. status: open, complete, expired; payment_status: paid, unpaid, no_payment_required."""

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

    @property
    def intent_failed(self) -> bool:
        """Whether a delayed payment was refused in the end (only a session asked for by id says so)."""
        return self.intent_status in ("requires_payment_method", "canceled")


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
