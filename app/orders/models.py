"""Orders, their lines, parcels, events and withdrawals."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cart.rules import MOST_OF_ONE
from app.db import Base, EnumText, Id
from app.money import Money

FIRST_NUMBER = 1001
PACKED_KINDS = ("goods", "book")
GIFT_CARD = "gift_card"  # the kind of which no stock is kept


def _key_of(context: Any) -> str:
    """Return what an order's address is known by, when its row is made."""
    return str(context.get_current_parameters()["email"]).lower()


class OrderState(StrEnum):
    """Where the order as a whole stands."""

    OPEN = "open"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class PaymentState(StrEnum):
    """Where its money stands."""

    PENDING = "pending"
    PAID = "paid"
    PART_REFUNDED = "part_refunded"
    REFUNDED = "refunded"
    DISPUTED = "disputed"


class Fulfilment(StrEnum):
    """Where its things are."""

    NONE = "none"
    PARTIAL = "partial"
    COMPLETE = "complete"


class Order(Base):
    """One order; everything above `state` is a copy made at checkout start. Amounts are minor units, tax is inside."""

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint("total_minor = lines_minor + shipping_minor - discount_minor", name="total"),
        CheckConstraint(
            "lines_minor >= 0 AND shipping_minor >= 0 AND discount_minor >= 0 AND total_minor > 0",
            name="amounts",
        ),
        CheckConstraint("tax_minor >= 0 AND tax_minor <= total_minor", name="tax"),
        CheckConstraint("refunded_minor >= 0 AND refunded_minor <= paid_minor", name="refunds"),
        CheckConstraint("credit_minor >= 0 AND credit_minor <= total_minor", name="credit"),
        CheckConstraint("state IN ('open', 'cancelled', 'closed')", name="state"),
        CheckConstraint(
            "payment IN ('pending', 'paid', 'part_refunded', 'refunded', 'disputed')", name="payment"
        ),
        CheckConstraint("fulfilment IN ('none', 'partial', 'complete')", name="fulfilment"),
        CheckConstraint("state <> 'cancelled' OR cancelled_at IS NOT NULL", name="cancelled"),
        Index("ix_orders_queue", "payment", "fulfilment", "id"),
        Index("ix_orders_email_key", "email_key", "id"),
        Index("ix_orders_cart", "cart_id", "id"),
        Index("ix_orders_mailbox", "mailbox", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    link_salt: Mapped[str] = mapped_column(String(32))
    link_hash: Mapped[str] = mapped_column(String(64), unique=True)
    cart_id: Mapped[int | None] = mapped_column(ForeignKey("carts.id", ondelete="SET NULL"))
    cart_version: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))
    currency: Mapped[str] = mapped_column(String(3))
    lines_minor: Mapped[int]
    shipping_minor: Mapped[int]
    discount_minor: Mapped[int] = mapped_column(default=0)
    tax_minor: Mapped[int]
    tax_percent: Mapped[int]  # the site's own; what was borne stands in order_taxes, but for old orders
    total_minor: Mapped[int]
    credit_minor: Mapped[int] = mapped_column(default=0)  # what of the total gift cards pay
    email: Mapped[str] = mapped_column(String(254))
    mailbox: Mapped[str | None] = mapped_column(String(254))  # what every spelling of the address comes to
    email_key: Mapped[str | None] = mapped_column(
        String(254), default=_key_of
    )  # in small letters; none once erased
    name: Mapped[str] = mapped_column(String(120))
    country: Mapped[str] = mapped_column(String(2))
    street: Mapped[str] = mapped_column(String(200))
    street_more: Mapped[str] = mapped_column(String(200), default="")
    city: Mapped[str] = mapped_column(String(120))
    region: Mapped[str] = mapped_column(String(120), default="")
    postal_code: Mapped[str] = mapped_column(String(20), default="")
    consent_wording: Mapped[str] = mapped_column(String(40))
    consented_at: Mapped[datetime]
    terms_version: Mapped[str] = mapped_column(String(40))
    delivery_days: Mapped[str] = mapped_column(String(60), default="")
    delivery_name: Mapped[str] = mapped_column(String(80), default="")
    pickup_place: Mapped[str] = mapped_column(
        String(200), default=""
    )  # where the buyer fetches it, if they do
    pickup_hours: Mapped[str] = mapped_column(String(120), default="")
    vat_number: Mapped[str] = mapped_column(
        String(20), default=""
    )  # of a business that gave one; erased with the name
    is_reverse_charge: Mapped[bool] = mapped_column(default=False)
    is_shipped: Mapped[bool] = mapped_column(default=True)
    placed_at: Mapped[datetime] = mapped_column(index=True)

    state: Mapped[OrderState] = mapped_column(EnumText(OrderState), default=OrderState.OPEN)
    payment: Mapped[PaymentState] = mapped_column(EnumText(PaymentState), default=PaymentState.PENDING)
    fulfilment: Mapped[Fulfilment] = mapped_column(EnumText(Fulfilment), default=Fulfilment.NONE)
    paid_minor: Mapped[int] = mapped_column(default=0)
    refunded_minor: Mapped[int] = mapped_column(default=0)
    lost_minor: Mapped[int] = mapped_column(default=0)  # what of `refunded_minor` a bank has taken back
    disputes_open: Mapped[int] = mapped_column(default=0)
    paid_at: Mapped[datetime | None]
    ready_at: Mapped[datetime | None]  # since when it waits to be fetched
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[str | None] = mapped_column(String(120))
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")
    erased_at: Mapped[datetime | None]  # since when it names no address; name and street go when law allows

    lines: Mapped[list["OrderLine"]] = relationship(
        lazy="raise", back_populates="order", order_by="OrderLine.position"
    )

    @property
    def number(self) -> int:
        """The number people see; given at checkout start, so there are gaps."""
        return self.id + FIRST_NUMBER - 1

    def money(self, minor: int) -> Money:
        """An amount in the order's own currency."""
        return Money(minor=minor, currency=self.currency)

    @property
    def total(self) -> Money:
        """What is paid."""
        return self.money(self.total_minor)

    @property
    def due_minor(self) -> int:
        """What of the total is charged through Stripe: all of it but what gift cards pay."""
        return self.total_minor - (self.credit_minor or 0)

    @property
    def shipping(self) -> Money:
        """What delivery cost."""
        return self.money(self.shipping_minor)

    @property
    def tax(self) -> Money:
        """The tax inside the total."""
        return self.money(self.tax_minor)

    @property
    def is_exchanged(self) -> bool:
        """Whether nothing of it has left or will, because all of it was taken off for something else."""
        return self.state is OrderState.CLOSED and self.fulfilment is Fulfilment.NONE

    @property
    def refunded(self) -> Money:
        """What went back or is on its way."""
        return self.money(self.refunded_minor)

    @property
    def lost(self) -> Money:
        """What a bank has taken back after a dispute."""
        return self.money(self.lost_minor or 0)

    @property
    def refundable(self) -> Money:
        """What was paid and is not refunded or on its way back."""
        return self.money(self.paid_minor - self.refunded_minor)


class OrderLine(Base):
    """One line, copied; a trigger refuses to change or delete it. The tax is inside what is left of the total."""

    __tablename__ = "order_lines"
    __table_args__ = (
        CheckConstraint(f"quantity BETWEEN 1 AND {MOST_OF_ONE}", name="quantity"),
        CheckConstraint("unit_minor > 0 AND total_minor = unit_minor * quantity", name="total"),
        CheckConstraint("tax_minor >= 0 AND tax_minor <= total_minor", name="tax"),
        CheckConstraint("discount_minor >= 0 AND discount_minor + tax_minor <= total_minor", name="discount"),
        UniqueConstraint("order_id", "position"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    position: Mapped[int]
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), index=True)
    sku: Mapped[str] = mapped_column(String(40))
    product_name: Mapped[str] = mapped_column(String(120))
    variant_name: Mapped[str] = mapped_column(String(80), default="")
    product_kind: Mapped[str] = mapped_column(String(24), default="goods")
    quantity: Mapped[int]
    unit_minor: Mapped[int]
    total_minor: Mapped[int]
    discount_minor: Mapped[int] = mapped_column(default=0)
    tax_minor: Mapped[int]
    tax_class: Mapped[str] = mapped_column(String(24))
    returns: Mapped[str] = mapped_column(String(400), default="")
    via: Mapped[str] = mapped_column(String(120), default="")

    order: Mapped[Order] = relationship(lazy="raise", back_populates="lines")

    @property
    def needs_parcel(self) -> bool:
        """Whether somebody packs it; the rest goes by mail."""
        return self.product_kind in PACKED_KINDS

    @property
    def is_gift_card(self) -> bool:
        """Whether each unit of it became a gift card when it was paid."""
        return self.product_kind == GIFT_CARD

    @property
    def words(self) -> str:
        """The thing's name with its variant."""
        return f"{self.product_name}, {self.variant_name}" if self.variant_name else self.product_name


class OrderOffer(Base):
    """What one offer took off an order, copied; a trigger refuses to change or delete it."""

    __tablename__ = "order_offers"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        UniqueConstraint("order_id", "position"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    position: Mapped[int]
    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"))
    name: Mapped[str] = mapped_column(String(80))
    code: Mapped[str] = mapped_column(String(24), default="")
    kind: Mapped[str] = mapped_column(String(24))
    amount_minor: Mapped[int]


class OrderTax(Base):
    """The evidence of one tax class of an order, copied; a trigger refuses to change or delete it."""

    __tablename__ = "order_taxes"
    __table_args__ = (
        CheckConstraint("points BETWEEN 0 AND 9999", name="points"),
        CheckConstraint("net_minor >= 0 AND tax_minor >= 0", name="amounts"),
        UniqueConstraint("order_id", "tax_class"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    country: Mapped[str] = mapped_column(String(2))
    tax_class: Mapped[str] = mapped_column(String(24))
    points: Mapped[int]
    net_minor: Mapped[int]
    tax_minor: Mapped[int]


class OrderCredit(Base):
    """What one gift card pays of an order, copied; a trigger refuses to change or delete it."""

    __tablename__ = "order_credits"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        UniqueConstraint("order_id", "position"),
        UniqueConstraint("order_id", "account_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    position: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("credit_accounts.id"), index=True)
    last_four: Mapped[str] = mapped_column(String(4))
    amount_minor: Mapped[int]


class Shipment(Base):
    """A parcel that has left; triggers keep it from being deleted, and all but courier and number from changing."""

    __tablename__ = "shipments"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    carrier: Mapped[str] = mapped_column(String(60), default="")
    tracking: Mapped[str] = mapped_column(String(80), default="")
    shipped_at: Mapped[datetime]
    shipped_by: Mapped[str] = mapped_column(String(120))

    lines: Mapped[list["ShipmentLine"]] = relationship(lazy="raise", order_by="ShipmentLine.id")


class ShipmentLine(Base):
    """Units of one order line in one parcel; a trigger refuses more than were ordered, and any change."""

    __tablename__ = "shipment_lines"
    __table_args__ = (
        CheckConstraint("units > 0", name="units"),
        UniqueConstraint("shipment_id", "order_line_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipments.id"))
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), index=True)
    units: Mapped[int]

    line: Mapped[OrderLine] = relationship(lazy="raise")


class ShipmentRecall(Base):
    """A parcel that had not left after all: it counts as sent no more; triggers refuse any change."""

    __tablename__ = "shipment_recalls"

    shipment_id: Mapped[int] = mapped_column(
        ForeignKey("shipments.id"), primary_key=True, autoincrement=False
    )
    recalled_at: Mapped[datetime]
    recalled_by: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(String(200), default="")


class LineCancellation(Base):
    """Units of one order line that are not sent any more; a trigger refuses more than were ordered, and any change."""

    __tablename__ = "line_cancellations"
    __table_args__ = (CheckConstraint("units > 0", name="units"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), index=True)
    units: Mapped[int]
    cancelled_at: Mapped[datetime]
    cancelled_by: Mapped[str] = mapped_column(String(120))


class OrderEvent(Base):
    """One line of an order's timeline; `kind` in domain words, details without personal values."""

    __tablename__ = "order_events"
    __table_args__ = (Index("ix_order_events_order", "order_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    kind: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(120))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class BuyerNote(Base):
    """What a buyer said beside their order: to the courier, and on the slip of a gift; deleted with an erasure."""

    __tablename__ = "buyer_notes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), unique=True)
    courier_note: Mapped[str] = mapped_column(String(160), default="")
    gift_note: Mapped[str] = mapped_column(String(400), default="")
    written_at: Mapped[datetime]


class Withdrawal(Base):
    """A buyer's statement that they withdraw, as they made it; `order_id` where number and address fit an order.

    Directive (EU) 2023/2673, Article 11a: no account, no reason; acknowledged at once with content, date and time.
    """

    __tablename__ = "withdrawals"
    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name="answered"),
        Index("ix_withdrawals_open", "answered_at", "id"),
        Index("ix_withdrawals_order", "order_id"),
        Index("ix_withdrawals_mailbox", "mailbox", "received_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    number: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    mailbox: Mapped[str] = mapped_column(String(254))  # what every spelling of the address comes to
    things: Mapped[str] = mapped_column(String(500), default="")  # empty: everything
    natural_key: Mapped[str] = mapped_column(String(64), unique=True)  # so that a second press is the first
    received_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(String(120))
