"""Returns and their lines."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, EnumText, Id
from app.orders.models import FIRST_NUMBER, OrderLine


class ReturnReason(StrEnum):
    """What a buyer may say, and need not."""

    NONE = "none"
    CHANGED_MIND = "changed_mind"
    BROKEN = "broken"
    NOT_AS_SAID = "not_as_said"
    WRONG_THING = "wrong_thing"


class Return(Base):
    """Things that come back from one order."""

    __tablename__ = "returns"
    __table_args__ = (
        CheckConstraint("position > 0", name="position"),
        CheckConstraint(
            "reason IN ('none', 'changed_mind', 'broken', 'not_as_said', 'wrong_thing')", name="reason"
        ),
        CheckConstraint("(received_at IS NULL) = (received_by IS NULL)", name="received"),
        CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="settled"),
        CheckConstraint("(called_off_at IS NULL) = (called_off_by IS NULL)", name="called_off"),
        CheckConstraint("settled_at IS NULL OR received_at IS NOT NULL", name="order_of_steps"),
        CheckConstraint("called_off_at IS NULL OR received_at IS NULL", name="one_end"),
        UniqueConstraint("order_id", "position"),  # so that a second press is the first
        Index("ix_returns_open", "settled_at", "called_off_at", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    position: Mapped[int]
    reason: Mapped[ReturnReason] = mapped_column(EnumText(ReturnReason), default=ReturnReason.NONE)
    wants_credit: Mapped[bool] = mapped_column(default=False)  # chosen by the buyer, and never for them
    asked_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    received_by: Mapped[str | None] = mapped_column(String(120))
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(String(120))
    called_off_at: Mapped[datetime | None]
    called_off_by: Mapped[str | None] = mapped_column(String(120))

    lines: Mapped[list["ReturnLine"]] = relationship(lazy="raise", order_by="ReturnLine.id")

    @property
    def number(self) -> str:
        """What the buyer writes on the parcel: "1042-R1"."""
        return f"{self.order_id + FIRST_NUMBER - 1}-R{self.position}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has something to do."""
        return self.settled_at is None and self.called_off_at is None


class ReturnLine(Base):
    """Units of one order line that come back; a trigger refuses more than were sent.

    `arrived` and `restocked` are counted by staff: what was in the parcel, and what went back on the shelf of that.
    """

    __tablename__ = "return_lines"
    __table_args__ = (
        CheckConstraint("units > 0", name="units"),
        CheckConstraint("arrived IS NULL OR arrived BETWEEN 0 AND units", name="arrived"),
        CheckConstraint(
            "restocked IS NULL OR (arrived IS NOT NULL AND restocked BETWEEN 0 AND arrived)", name="restocked"
        ),
        UniqueConstraint("return_id", "order_line_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    return_id: Mapped[int] = mapped_column(ForeignKey("returns.id"))
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), index=True)
    units: Mapped[int]
    arrived: Mapped[int | None]
    restocked: Mapped[int | None]

    line: Mapped[OrderLine] = relationship(lazy="raise")
