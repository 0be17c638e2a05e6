"""Accounts of value, their ledger, and what orders take from them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, EnumText, Id
from app.money import Money


class AccountKind(StrEnum):
    """How an account came to be."""

    GIFT_CARD = "gift_card"
    STORE_CREDIT = "store_credit"


class Cause(StrEnum):
    """Why a balance changed. Spent changes none: it says that what was reserved is paid with."""

    ISSUED = "issued"
    RESERVED = "reserved"
    RELEASED = "released"
    SPENT = "spent"
    REFUNDED = "refunded"
    ADJUSTED = "adjusted"
    EXPIRED = "expired"


class Reason(StrEnum):
    """Why staff issue or adjust; a list and no free words, because the ledger is never changed, and so never erased."""

    SOLD = "sold"
    GIFT = "gift"
    GOODWILL = "goodwill"
    REPLACED = "replaced"
    MISTAKE = "mistake"
    PAID_OUT = "paid_out"  # of a set off, through Stripe: never chosen, always with its order
    MONEY_BACK = "money_back"  # of a card that was sold: never chosen, always with its order


#: who stopped a card while the payment for it is disputed, or the money for it has gone back
DISPUTE = "dispute"
#: how the keys of accounts begin that carry what was taken off an order over to what was added
SET_OFF = "set-off:"


class CreditAccount(Base):
    """One account; the conditional update of `balance_minor` is the lock of M4.

    `salt` makes the code again and is kept only until the mail with the code has left; `key` is one pressed form.
    """

    __tablename__ = "credit_accounts"
    __table_args__ = (
        CheckConstraint("balance_minor >= 0", name="balance"),
        CheckConstraint("kind IN ('gift_card', 'store_credit')", name="kind"),
        CheckConstraint("(stopped_at IS NULL) = (stopped_by IS NULL)", name="stopped"),
        CheckConstraint("salt = '' OR email IS NOT NULL", name="salt"),
        Index("ix_credit_accounts_email", "email", "id"),
        Index("ix_credit_accounts_expires_on", "expires_on"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[AccountKind] = mapped_column(EnumText(AccountKind))
    key: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    last_four: Mapped[str] = mapped_column(String(4))
    salt: Mapped[str] = mapped_column(String(32), default="")
    currency: Mapped[str] = mapped_column(String(3))
    balance_minor: Mapped[int] = mapped_column(default=0)
    email: Mapped[str | None] = mapped_column(String(254))  # in small letters; none once erased
    expires_on: Mapped[date | None]  # the last day, inside
    issued_at: Mapped[datetime]
    issued_by: Mapped[str] = mapped_column(String(120))
    stopped_at: Mapped[datetime | None]
    stopped_by: Mapped[str | None] = mapped_column(String(120))

    @property
    def is_set_off(self) -> bool:
        """Whether it only carries what was taken off one order over to another; nobody has a code of it."""
        return self.key.startswith(SET_OFF)

    @property
    def balance(self) -> Money:
        """What is left and reserved for nobody."""
        return Money(minor=self.balance_minor, currency=self.currency)

    def is_usable(self, today: date) -> bool:
        """Say whether somebody with the code may use it today."""
        return self.stopped_at is None and (self.expires_on is None or self.expires_on >= today)


OPEN_USE = text("freed_at IS NULL")


class CreditUse(Base):
    """What an order takes from an account: reserved, then settled, or freed by proof. A trigger keeps its amount."""

    __tablename__ = "credit_uses"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("refunded_minor >= 0 AND refunded_minor <= amount_minor", name="refunds"),
        CheckConstraint("refunded_minor = 0 OR settled_at IS NOT NULL", name="refunded"),
        CheckConstraint("settled_at IS NULL OR freed_at IS NULL", name="ending"),
        CheckConstraint("freed_at IS NULL OR length(proof) > 0", name="proof"),
        Index("ix_credit_uses_account", "account_id", "id"),
        Index(
            "uq_credit_uses_order", "order_id", "account_id", unique=True,
            sqlite_where=OPEN_USE, postgresql_where=OPEN_USE,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("credit_accounts.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    amount_minor: Mapped[int]
    refunded_minor: Mapped[int] = mapped_column(default=0)
    taken_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    freed_at: Mapped[datetime | None]
    proof: Mapped[str] = mapped_column(String(200), default="")


class CreditEntry(Base):
    """One change of one balance; triggers refuse to change or delete it. Amounts are signed minor units."""

    __tablename__ = "credit_entries"
    __table_args__ = (
        CheckConstraint(
            "(cause IN ('issued', 'released', 'refunded') AND amount_minor > 0)"
            " OR (cause IN ('reserved', 'expired') AND amount_minor < 0)"
            " OR (cause = 'spent' AND amount_minor = 0) OR (cause = 'adjusted' AND amount_minor <> 0)",
            name="cause",
        ),
        CheckConstraint("cause NOT IN ('reserved', 'released', 'spent') OR use_id IS NOT NULL", name="use"),
        CheckConstraint("cause <> 'adjusted' OR reason <> ''", name="reason"),
        Index("ix_credit_entries_account", "account_id", "id"),
        Index("ix_credit_entries_use", "use_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("credit_accounts.id"))
    cause: Mapped[Cause] = mapped_column(EnumText(Cause))
    amount_minor: Mapped[int]
    use_id: Mapped[int | None] = mapped_column(ForeignKey("credit_uses.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    reason: Mapped[str] = mapped_column(String(24), default="")
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime]
