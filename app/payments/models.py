"""Attempts, payments, refunds, disputes, Stripe's events, and alerts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, EnumText, Id
from app.money import Money


class AttemptState(StrEnum):
    """Where an attempt stands. Creating: Stripe may or may not know it yet."""

    CREATING = "creating"
    OPEN = "open"
    PROCESSING = "processing"
    PAID = "paid"
    EXPIRED = "expired"
    FAILED = "failed"


class RefundState(StrEnum):
    """Where a refund stands; wanted, pending and succeeded count as refunded."""

    WANTED = "wanted"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


#: how a dispute ends; "prevented" was answered by a refund before the bank took anything
CLOSED_DISPUTES = ("won", "lost", "warning_closed", "prevented")
LOST = "lost"
LIVE = text("state IN ('creating', 'open')")


class Attempt(Base):
    """One try to have an order paid."""

    __tablename__ = "payment_attempts"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint(
            "state IN ('creating', 'open', 'processing', 'paid', 'expired', 'failed')", name="state"
        ),
        CheckConstraint(
            "state NOT IN ('open', 'paid', 'processing') OR session_id IS NOT NULL", name="session"
        ),
        Index("ix_payment_attempts_order", "order_id", "id"),
        Index(
            "uq_payment_attempts_live_order",
            "order_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        Index(
            "uq_payment_attempts_live_cart", "cart_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE
        ),
        Index("ix_payment_attempts_state", "state", "checked_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(36), unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    cart_id: Mapped[int | None] = mapped_column(ForeignKey("carts.id", ondelete="SET NULL"))
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[AttemptState] = mapped_column(EnumText(AttemptState), default=AttemptState.CREATING)
    session_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    session_url: Mapped[str | None] = mapped_column(String(1000))
    created_at: Mapped[datetime]
    protected_until: Mapped[datetime]
    expires_at: Mapped[datetime]
    checked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    proof: Mapped[str] = mapped_column(String(200), default="")
    renewal_wanted_at: Mapped[datetime | None]

    @property
    def is_live(self) -> bool:
        """Whether its session may still be paid on its page."""
        return self.state in (AttemptState.CREATING, AttemptState.OPEN)


class Payment(Base):
    """Money that arrived: one paid session."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("refunded_minor >= 0 AND refunded_minor <= amount_minor", name="refunds"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("payment_attempts.id"), unique=True)
    session_id: Mapped[str] = mapped_column(String(120), unique=True)
    intent_id: Mapped[str] = mapped_column(String(120), unique=True)
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    refunded_minor: Mapped[int] = mapped_column(default=0)
    arrived_at: Mapped[datetime]
    # False when the order could not be served with it, so that it goes back by itself.
    is_kept: Mapped[bool] = mapped_column(default=True)

    @property
    def amount(self) -> Money:
        """What arrived."""
        return Money(minor=self.amount_minor, currency=self.currency)


class Refund(Base):
    """Money that goes back; `key` is its idempotency key, `actor` who wanted it."""

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("state IN ('wanted', 'pending', 'succeeded', 'failed')", name="state"),
        Index("ix_refunds_payment", "payment_id", "id"),
        Index("ix_refunds_order", "order_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(36), unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"))
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    reason: Mapped[str] = mapped_column(String(200))
    state: Mapped[RefundState] = mapped_column(EnumText(RefundState), default=RefundState.WANTED)
    stripe_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    # Where it went, when it did not go back through Stripe: the store credit that it became.
    credit_account_id: Mapped[int | None] = mapped_column(ForeignKey("credit_accounts.id"))
    # The set off that it pays out of: then it counts there, and is no other part of its payment.
    paid_out_of_id: Mapped[int | None] = mapped_column(ForeignKey("credit_accounts.id"))
    cards_minor: Mapped[int] = mapped_column(
        default=0, server_default="0"
    )  # what of it was taken off gift cards that the order bought
    round: Mapped[int] = mapped_column(default=1)  # raised when Stripe's 5xx has used up a key
    failure: Mapped[str] = mapped_column(String(200), default="")
    actor: Mapped[str] = mapped_column(String(120))
    wanted_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    @property
    def amount(self) -> Money:
        """What goes back."""
        return Money(minor=self.amount_minor, currency=self.currency)


class Dispute(Base):
    """A dispute as Stripe last told it."""

    __tablename__ = "disputes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    stripe_id: Mapped[str] = mapped_column(String(120), unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"))
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    reason: Mapped[str] = mapped_column(String(60))
    status: Mapped[str] = mapped_column(String(40))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class StripeEvent(Base):
    """One thing Stripe told us; no body is kept, because every effect asks Stripe again by the object's id."""

    __tablename__ = "stripe_events"
    __table_args__ = (Index("ix_stripe_events_object", "object_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    stripe_id: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(80))
    object_id: Mapped[str] = mapped_column(String(120), default="")
    is_live: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    received_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(20))  # webhook, reconciler
    applied_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(200), default="")


class PaymentCursor(Base):
    """How far the reconciler has read Stripe's events."""

    __tablename__ = "payment_cursors"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    reached: Mapped[datetime]


class PaymentAlert(Base):
    """Something about money that a person has to look at; `natural_key` keeps it from being told twice."""

    __tablename__ = "payment_alerts"
    __table_args__ = (Index("ix_payment_alerts_open", "resolved_at", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    natural_key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    words: Mapped[str] = mapped_column(String(400))
    raised_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None] = mapped_column(String(120))
