"""The price history, offers and their uses."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, EnumText, Id
from app.pricing.delivering import Basis
from app.pricing.terms import OfferKind


class Price(Base):
    """One price of one variant from one moment on; a trigger refuses to change or delete it."""

    __tablename__ = "prices"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        Index("ix_prices_current", "variant_id", "currency", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[int]
    set_at: Mapped[datetime]
    set_by: Mapped[str] = mapped_column(String(120))


class TaxRateRow(Base):
    """What one class of things bears in one country, in basis points."""

    __tablename__ = "tax_rates"
    __table_args__ = (
        CheckConstraint("points BETWEEN 0 AND 9999", name="points"),
        CheckConstraint("length(country) = 2", name="country"),
        UniqueConstraint("country", "tax_class"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    country: Mapped[str] = mapped_column(String(2))
    tax_class: Mapped[str] = mapped_column(String(24))
    points: Mapped[int]
    set_at: Mapped[datetime]
    set_by: Mapped[str] = mapped_column(String(120))


class DeliveryZone(Base):
    """Some countries, or some postcodes of them, to which things are sent for the same rates."""

    __tablename__ = "delivery_zones"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(default=0)
    countries: Mapped[list[str]]
    postcodes: Mapped[list[str]]  # as postcodes.spell_pattern spells them; none: the whole of each country
    edition: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(120))

    rates: Mapped[list["DeliveryRate"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="DeliveryRate.id"
    )


class DeliveryRate(Base):
    """One way in which things reach a zone, at a cost that rises with its basis; amounts hold their tax."""

    __tablename__ = "delivery_rates"
    __table_args__ = (
        CheckConstraint("basis IN ('weight', 'price', 'count')", name="basis"),
        CheckConstraint("free_from_minor IS NULL OR free_from_minor > 0", name="free_from"),
        CheckConstraint("(place = '') = (hours = '')", name="pickup"),
        Index("ix_delivery_rates_zone", "zone_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    zone_id: Mapped[int] = mapped_column(ForeignKey("delivery_zones.id"))
    name: Mapped[str] = mapped_column(String(80))
    basis: Mapped[Basis] = mapped_column(EnumText(Basis))
    currency: Mapped[str] = mapped_column(String(3))
    steps: Mapped[list[Any]]  # [[up to this much or null, minor units], ...], rising
    free_from_minor: Mapped[int | None]
    days: Mapped[str] = mapped_column(String(60), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    hours: Mapped[str] = mapped_column(String(120), default="")
    edition: Mapped[int] = mapped_column(default=1)


class Offer(Base):
    """One offer. Amounts are minor units of `currency`; days are whole ones on the site's calendar, both inside.

    `uses` counts the rows that are reserved or settled; the conditional update of it is the lock of M4.
    """

    __tablename__ = "offers"
    __table_args__ = (
        CheckConstraint("kind IN ('percent', 'amount', 'free_delivery', 'bundle', 'tiers')", name="kind"),
        CheckConstraint("percent BETWEEN 0 AND 100 AND amount_minor >= 0", name="amounts"),
        CheckConstraint("buy_units BETWEEN 0 AND 20 AND get_units BETWEEN 0 AND 20", name="units"),
        CheckConstraint("least_minor >= 0", name="least"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="days"),
        CheckConstraint("(most_uses IS NULL OR most_uses > 0) AND (most_each IS NULL OR most_each > 0)", name="limits"),
        CheckConstraint("uses >= 0 AND (most_uses IS NULL OR uses <= most_uses)", name="used_up"),
        CheckConstraint("(stopped_at IS NULL) = (stopped_by IS NULL)", name="stopped"),
        # What is told on every page must not end in the middle of a day.
        CheckConstraint("most_uses IS NULL OR code IS NOT NULL", name="limit_needs_code"),
        Index("ix_offers_days", "from_on", "until_on"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    code: Mapped[str | None] = mapped_column(String(24), unique=True)  # spelt as rules.spell_code does
    kind: Mapped[OfferKind] = mapped_column(EnumText(OfferKind))
    currency: Mapped[str] = mapped_column(String(3))
    percent: Mapped[int] = mapped_column(default=0)
    amount_minor: Mapped[int] = mapped_column(default=0)
    buy_units: Mapped[int] = mapped_column(default=0)
    get_units: Mapped[int] = mapped_column(default=0)
    tiers: Mapped[list[Any]] = mapped_column(default=list)  # [[from minor units, percent], ...], rising
    least_minor: Mapped[int] = mapped_column(default=0)
    first_order: Mapped[bool] = mapped_column(default=False)
    country: Mapped[str] = mapped_column(String(2), default="")
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    most_uses: Mapped[int | None]
    most_each: Mapped[int | None]
    uses: Mapped[int] = mapped_column(default=0)
    edition: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(120))
    stopped_at: Mapped[datetime | None]
    stopped_by: Mapped[str | None] = mapped_column(String(120))

    scopes: Mapped[list["OfferScope"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="OfferScope.id"
    )


class OfferScope(Base):
    """One shelf or one product that an offer is about; an offer without any is about everything."""

    __tablename__ = "offer_scopes"
    __table_args__ = (
        CheckConstraint("(category_id IS NULL) <> (product_id IS NULL)", name="one"),
        Index("ix_offer_scopes_offer", "offer_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"))


OPEN_USE = text("freed_at IS NULL")


class OfferUse(Base):
    """That an order has an offer: reserved, then settled by its payment, or freed by proof that none can arrive."""

    __tablename__ = "offer_uses"
    __table_args__ = (
        CheckConstraint("settled_at IS NULL OR freed_at IS NULL", name="ending"),
        CheckConstraint("freed_at IS NULL OR length(proof) > 0", name="proof"),
        Index("ix_offer_uses_offer", "offer_id", "id"),
        Index(
            "uq_offer_uses_order", "order_id", "offer_id", unique=True,
            sqlite_where=OPEN_USE, postgresql_where=OPEN_USE,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    taken_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    freed_at: Mapped[datetime | None]
    proof: Mapped[str] = mapped_column(String(200), default="")
