"""What staff keep beside an order: the words it is found by, their notes, and amendments of what was agreed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, EnumText, Id

#: compared sign by sign, so that an index answers how a word begins
Word = String(254).with_variant(String(254, collation="C"), "postgresql")


class OrderWord(Base):
    """One word that staff find an order by (`finding.py` alone writes them); `parts` counts its words in a row."""

    __tablename__ = "order_words"
    __table_args__ = ({"sqlite_with_rowid": False},)

    parts: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    word: Mapped[str] = mapped_column(Word, primary_key=True)
    order_id: Mapped[int] = mapped_column(
        ForeignKey("orders.id"), primary_key=True, autoincrement=False, index=True
    )


class OrderNote(Base):
    """What staff tell each other about an order, never shown to its buyer; only an erasure changes its words."""

    __tablename__ = "order_notes"
    __table_args__ = (
        CheckConstraint("words <> ''", name="words"),
        Index("ix_order_notes_order", "order_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    written_at: Mapped[datetime]
    written_by: Mapped[str] = mapped_column(String(120))
    words: Mapped[str] = mapped_column(Text)


class AmendmentKind(StrEnum):
    """What an amendment changes."""

    ADDRESS = "address"
    REMOVAL = "removal"


class Amendment(Base):
    """A change that was agreed after the order: beside its copies, never over them (M2).

    Of an address, the newest one counts; triggers let its fields become an erasure's marker and nothing else. Of a
    removal, the lines say which units go no more, and `refund_id` what was given back for them.
    """

    __tablename__ = "amendments"
    __table_args__ = (
        CheckConstraint("kind IN ('address', 'removal')", name="kind"),
        CheckConstraint("(kind = 'address') = (name <> '')", name="address"),
        CheckConstraint("kind = 'removal' OR refund_id IS NULL", name="refund"),
        CheckConstraint("on_cards_minor >= 0 AND (kind = 'removal' OR on_cards_minor = 0)", name="on_cards"),
        Index("ix_amendments_order", "order_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    kind: Mapped[AmendmentKind] = mapped_column(EnumText(AmendmentKind))
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(120))
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("refunds.id"), unique=True)
    on_cards_minor: Mapped[int] = mapped_column(default=0)  # what of it went back onto gift cards
    name: Mapped[str] = mapped_column(String(120), default="")
    street: Mapped[str] = mapped_column(String(200), default="")
    street_more: Mapped[str] = mapped_column(String(200), default="")
    city: Mapped[str] = mapped_column(String(120), default="")
    region: Mapped[str] = mapped_column(String(120), default="")
    postal_code: Mapped[str] = mapped_column(String(20), default="")

    lines: Mapped[list["AmendmentLine"]] = relationship(lazy="raise", order_by="AmendmentLine.id")


class AmendmentLine(Base):
    """Units of one order line that an amendment takes off, and what was given back for them in minor units."""

    __tablename__ = "amendment_lines"
    __table_args__ = (
        CheckConstraint("units > 0", name="units"),
        CheckConstraint("amount_minor >= 0", name="amount"),
        UniqueConstraint("amendment_id", "order_line_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendments.id"))
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), index=True)
    units: Mapped[int]
    amount_minor: Mapped[int]


class Addition(Base):
    """Things added to an order before it was sent: an order of its own, that is packed with the first one.

    What was agreed to first never changes (M2), and what is added has its own agreement, payment and invoice. Triggers
    refuse any change, and an addition to another buyer's order or to an addition.
    """

    __tablename__ = "additions"
    __table_args__ = (CheckConstraint("order_id > first_id", name="later"),)

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True, autoincrement=False)
    first_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(120))


class SetOff(Base):
    """What is taken off an order pays for what is added: asked first, made when the addition is paid or agreed to.

    `off_minor` is what the units cost, `amount_minor` what of it pays the addition; the rest goes back. Until then
    nothing is taken off. Triggers refuse any change of what was asked, and any change at all once it is made.
    """

    __tablename__ = "set_offs"
    __table_args__ = (
        CheckConstraint("amount_minor > 0 AND amount_minor <= off_minor", name="amount"),
        CheckConstraint(
            "(made_at IS NULL) = (amendment_id IS NULL) AND (made_at IS NULL) = (refund_id IS NULL)",
            name="made",
        ),
    )

    order_id: Mapped[int] = mapped_column(
        ForeignKey("additions.order_id"), primary_key=True, autoincrement=False
    )
    #: the account that the credit passes through; nobody has a code of it
    account_id: Mapped[int] = mapped_column(ForeignKey("credit_accounts.id"), unique=True)
    off_minor: Mapped[int]
    amount_minor: Mapped[int]
    expires_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    amendment_id: Mapped[int | None] = mapped_column(ForeignKey("amendments.id"), unique=True)
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("refunds.id"), unique=True)

    lines: Mapped[list["SetOffLine"]] = relationship(lazy="raise", order_by="SetOffLine.order_line_id")


class SetOffLine(Base):
    """Units of one line of the first order that a set off takes off, and what they cost in minor units."""

    __tablename__ = "set_off_lines"
    __table_args__ = (CheckConstraint("units > 0 AND amount_minor >= 0", name="units"),)

    order_id: Mapped[int] = mapped_column(
        ForeignKey("set_offs.order_id"), primary_key=True, autoincrement=False
    )
    order_line_id: Mapped[int] = mapped_column(
        ForeignKey("order_lines.id"), primary_key=True, autoincrement=False, index=True
    )
    units: Mapped[int]
    amount_minor: Mapped[int]
