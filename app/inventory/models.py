"""Stock items, their ledger of movements, and holds."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, EnumText, Id


class MovementKind(StrEnum):
    """What happened to units."""

    RECEIVED = "received"
    ALLOCATED = "allocated"
    SHIPPED = "shipped"
    RELEASED = "released"
    ADJUSTED = "adjusted"
    RETURNED = "returned"
    RECALLED = "recalled"


class HoldEnding(StrEnum):
    """The two ways a hold may end."""

    ALLOCATED = "allocated"
    RELEASED = "released"


class StockItem(Base):
    """The units of one variant; the three counts are kept in step with their rows in the same transaction."""

    __tablename__ = "stock_items"
    __table_args__ = (
        CheckConstraint("on_hand >= 0", name="on_hand"),
        CheckConstraint("held >= 0 AND allocated >= 0", name="promised"),
        CheckConstraint("held + allocated <= on_hand + backorder_limit", name="oversold"),
        CheckConstraint("backorder_limit >= 0 AND low_at >= 0", name="limits"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), unique=True)
    on_hand: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)
    allocated: Mapped[int] = mapped_column(default=0)
    backorder_limit: Mapped[int] = mapped_column(default=0)
    low_at: Mapped[int] = mapped_column(default=3)

    @property
    def left(self) -> int:
        """Units that can still be promised to somebody."""
        return self.on_hand + self.backorder_limit - self.held - self.allocated


class StockMovement(Base):
    """One line of the ledger; a trigger in the database refuses to change or delete it."""

    __tablename__ = "stock_movements"
    __table_args__ = (
        CheckConstraint(
            "(kind IN ('received', 'returned') AND on_hand_change > 0 AND allocated_change = 0)"
            " OR (kind = 'adjusted' AND on_hand_change <> 0 AND allocated_change = 0)"
            " OR (kind = 'allocated' AND on_hand_change = 0 AND allocated_change > 0)"
            " OR (kind = 'released' AND on_hand_change = 0 AND allocated_change < 0)"
            " OR (kind = 'shipped' AND on_hand_change < 0 AND allocated_change = on_hand_change)"
            " OR (kind = 'recalled' AND on_hand_change > 0 AND allocated_change = on_hand_change)",
            name="kind",
        ),
        Index("ix_stock_movements_item", "item_id", "id"),
        Index("ix_stock_movements_cause", "cause_kind", "cause_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("stock_items.id"))
    kind: Mapped[MovementKind] = mapped_column(EnumText(MovementKind))
    on_hand_change: Mapped[int] = mapped_column(default=0)
    allocated_change: Mapped[int] = mapped_column(default=0)
    cause_kind: Mapped[str] = mapped_column(String(24))
    cause_id: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(200), default="")
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime]


class StockHold(Base):
    """Units kept for one unpaid order."""

    __tablename__ = "stock_holds"
    __table_args__ = (
        CheckConstraint("units > 0", name="units"),
        CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ending"),
        CheckConstraint("ending IS NULL OR length(proof) > 0", name="proof"),
        UniqueConstraint("order_id", "item_id", "round"),
        Index(
            "ix_stock_holds_open",
            "item_id",
            "protected_until",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("stock_items.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    round: Mapped[int] = mapped_column(default=1)  # the how-manieth time this order asks for these units
    units: Mapped[int]
    placed_at: Mapped[datetime]
    protected_until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ending: Mapped[HoldEnding | None] = mapped_column(EnumText(HoldEnding))
    proof: Mapped[str] = mapped_column(String(200), default="")
