"""Categories, makers, products, variants, and what joins them to pictures and topics."""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, EnumText, Id


class ProductState(StrEnum):
    """Where a product stands; only published ones are seen by visitors."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class ProductKind(StrEnum):
    """How a product reaches its buyer, which decides delivery and the right to withdraw."""

    GOODS = "goods"
    BOOK = "book"
    DIGITAL = "digital"
    TICKET = "ticket"
    GIFT_CARD = "gift_card"

    @property
    def is_shipped(self) -> bool:
        """Whether a parcel is sent."""
        return self in (ProductKind.GOODS, ProductKind.BOOK)


class ProductClass(IntEnum):
    """CARE's product classes; which articles may lead to a product depends on it."""

    COMFORT_AID = 1
    BOOK = 2
    SERVICE = 3
    MEDICAL_DEVICE = 4
    TOPICAL = 5
    INGESTIBLE = 6


class Category(Base):
    """One shelf of the shop."""

    __tablename__ = "categories"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    summary: Mapped[str] = mapped_column(String(300), default="")
    position: Mapped[int] = mapped_column(default=0)


class Maker(Base):
    """Who makes a product and answers for it; the eu_ fields are needed where the maker sits outside the Union."""

    __tablename__ = "makers"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(120), default="")
    country: Mapped[str] = mapped_column(String(2))
    sentence: Mapped[str] = mapped_column(String(300), default="")
    postal_address: Mapped[str] = mapped_column(String(300))
    electronic_address: Mapped[str] = mapped_column(String(200))
    eu_name: Mapped[str] = mapped_column(String(120), default="")
    eu_postal_address: Mapped[str] = mapped_column(String(300), default="")
    eu_electronic_address: Mapped[str] = mapped_column(String(200), default="")


class Product(Base):
    """One thing we sell; `in_the_hand` is a list of [label, words], `edition` counts its edits.

    A medical device may be registered: for the use that `registered_for` says, in the countries of `registered_in`
    (codes, or EU for all of the Union), under the number `registered_as`; all three, or none.
    """

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("product_class BETWEEN 1 AND 6", name="class"),
        CheckConstraint("state IN ('draft', 'published', 'archived')", name="state"),
        CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published"),
        CheckConstraint(
            "(registered_for = '') = (registered_in = '') AND (registered_in = '') = (registered_as = '')",
            name="registered",
        ),
        Index("ix_products_shelf", "category_id", "state", "published_at", "id"),
        Index("ix_products_state", "state", "published_at", "id"),
        Index("ix_products_title", "title", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    tagline: Mapped[str] = mapped_column(String(200), default="")
    product_class: Mapped[int]
    kind: Mapped[ProductKind] = mapped_column(EnumText(ProductKind))
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    maker_id: Mapped[int | None] = mapped_column(ForeignKey("makers.id"), index=True)
    body: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")
    in_the_hand: Mapped[list[Any]] = mapped_column(default=list)
    warnings: Mapped[list[str]] = mapped_column(default=list)
    materials: Mapped[str] = mapped_column(String(400), default="")
    origin: Mapped[str] = mapped_column(String(200), default="")
    returns: Mapped[str] = mapped_column(String(400), default="")
    registered_for: Mapped[str] = mapped_column(String(200), default="")
    registered_in: Mapped[str] = mapped_column(String(120), default="")
    registered_as: Mapped[str] = mapped_column(String(80), default="")
    shelf_position: Mapped[int | None] = mapped_column(index=True)
    state: Mapped[ProductState] = mapped_column(EnumText(ProductState), default=ProductState.DRAFT)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(120))
    changed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None] = mapped_column(String(120))
    archived_at: Mapped[datetime | None]
    archived_by: Mapped[str | None] = mapped_column(String(120))
    edition: Mapped[int] = mapped_column(default=1)

    category: Mapped[Category] = relationship(lazy="raise")
    maker: Mapped[Maker | None] = relationship(lazy="raise")
    variants: Mapped[list["Variant"]] = relationship(
        lazy="raise", back_populates="product", order_by="Variant.position, Variant.id"
    )

    @property
    def is_published(self) -> bool:
        """Whether visitors see it."""
        return self.state is ProductState.PUBLISHED

    @property
    def is_registered(self) -> bool:
        """Whether it is a medical device that is registered for a use."""
        return self.product_class == ProductClass.MEDICAL_DEVICE and bool(self.registered_as)

    @property
    def is_shipped(self) -> bool:
        """Whether a parcel is sent."""
        return self.kind.is_shipped

    @property
    def is_gift_card(self) -> bool:
        """Whether what is sold is money behind a code: no stock is kept of it, and its price is its value."""
        return self.kind is ProductKind.GIFT_CARD


class Variant(Base):
    """What is put in a basket; a variant that was ever sold is withdrawn, never deleted."""

    __tablename__ = "variants"
    __table_args__ = (
        CheckConstraint("weight_g >= 0", name="weight"),
        CheckConstraint("length(sku) > 0", name="sku"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    sku: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80), default="")
    weight_g: Mapped[int] = mapped_column(default=0)
    tax_class: Mapped[str] = mapped_column(String(24), default="standard")
    position: Mapped[int] = mapped_column(default=0)
    withdrawn_at: Mapped[datetime | None]

    product: Mapped[Product] = relationship(lazy="raise", back_populates="variants")


class ProductPicture(Base):
    """A picture of a product, in its order."""

    __tablename__ = "product_pictures"

    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), primary_key=True)
    picture_id: Mapped[int] = mapped_column(ForeignKey("pictures.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)


class ProductTopic(Base):
    """A topic of a product; the first one leads."""

    __tablename__ = "product_topics"

    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)


class ClaimDecision(Base):
    """What a person decided about one phrase in one sentence; a changed sentence has to be decided again."""

    __tablename__ = "claim_decisions"
    __table_args__ = (UniqueConstraint("product_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    fingerprint: Mapped[str] = mapped_column(String(32))
    phrase: Mapped[str] = mapped_column(String(80))
    sentence: Mapped[str] = mapped_column(String(400))
    reason: Mapped[str] = mapped_column(String(300))
    decided_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(String(120))
