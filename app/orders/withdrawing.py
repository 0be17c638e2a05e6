"""Withdrawing from a contract: a statement is taken as it is made, acknowledged at once, and answered by staff.

Directive (EU) 2023/2673 (Article 11a of 2011/83/EU, applied since 19 June 2026). The page and the receipt are the
same whether or not an order fits, so that nobody learns from them who has bought here.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select

from app.audit.actions import record
from app.counting import count_some
from app.db import db, insert_if_absent
from app.errors import NotFound
from app.orders.buyer import check_email, tidy
from app.orders.errors import AnswerRefused
from app.orders.models import (
    FIRST_NUMBER,
    PACKED_KINDS,
    Order,
    OrderEvent,
    OrderLine,
    OrderState,
    ShipmentLine,
    Withdrawal,
)
from app.orders.parcels import stands
from app.orders.standing import note
from app.outbox.mail import queue_mail
from app.outbox.mailboxes import mailbox_of

#: nobody's mailbox is filled by typing their address here: receipts of one mailbox in six hours, with and without an
#: order that fits, and receipts of all strangers in an hour
RECEIPT_SPAN, RECEIPTS, RECEIPTS_OF_STRANGERS, STRANGERS_AN_HOUR = timedelta(hours=6), 5, 1, 30
KEPT_WITHOUT_ORDER = timedelta(days=365)
LinkOf = Callable[[Order], str]
_NUMBER = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a buyer says: which order, who they are, where to write; `things` only where not everything is meant."""

    number: str = ""
    name: str = ""
    email: str = ""
    things: str = ""

    @property
    def natural_key(self) -> str:
        """The same for the same statement, so that saying it twice is saying it once."""
        return hashlib.sha256("\n".join((self.number, self.email.lower(), self.things)).encode()).hexdigest()


def check_statement(typed: Statement) -> Statement:
    """Return the statement in one spelling; raises AnswerRefused with a sentence for each field."""
    errors = {}
    number = re.sub(r"[\s#]|order", "", tidy(typed.number).lower())
    if not _NUMBER.fullmatch(number):
        errors["number"] = "Enter the order's number, such as 1042. It stands in the subject of our mail."
    name, things = tidy(typed.name), tidy(typed.things)
    if not name:
        errors["name"] = "Enter your name."
    if len(name) > 120:
        errors["name"] = "Use at most 120 letters here."
    if len(things) > 500:
        errors["things"] = "Use at most 500 letters here."
    email = ""
    try:
        email = check_email(typed.email)
    except AnswerRefused as error:
        missing = "Enter your e-mail address, so that the receipt can reach you."
        errors["email"] = error.errors["email"] if tidy(typed.email) else missing
    if errors:
        raise AnswerRefused(errors)
    return Statement(number=number, name=name, email=email, things=things)


def declare_withdrawal(
    statement: Statement, *, received_words: str, now: datetime, find_link: LinkOf | None = None
) -> Withdrawal:
    """Keep a checked statement and owe its receipt; the same statement again changes nothing.

    `received_words` is the moment on the site's clock, as the receipt says it. `find_link` gives an order's own page,
    from which things that were sent are sent back; the receipt alone tells it, since it goes to the buyer's address.
    """
    order = _find_order(statement)
    values = {
        "order_id": order.id if order else None,
        "number": statement.number,
        "name": statement.name,
        "email": statement.email,
        "mailbox": mailbox_of(statement.email),
        "things": statement.things,
        "natural_key": statement.natural_key,
        "received_at": now,
    }
    is_new = insert_if_absent(Withdrawal, values)
    query = select(Withdrawal).where(Withdrawal.natural_key == statement.natural_key)
    withdrawal = db.session.scalars(query).one()
    if is_new:
        link = find_link(order) if find_link and order and _has_left(order) else ""
        _tell(withdrawal, received_words, now, link)
    return withdrawal


def _has_left(order: Order) -> bool:
    """Say whether something was sent that can be sent back; files cannot."""
    sent = (
        select(ShipmentLine.id)
        .join(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
        .where(OrderLine.order_id == order.id, OrderLine.product_kind.in_(PACKED_KINDS))
        .where(stands(ShipmentLine.shipment_id))
    )
    return db.session.scalar(sent.limit(1)) is not None


def _tell(withdrawal: Withdrawal, received_words: str, now: datetime, link: str) -> None:
    subject: tuple[str, object] = ("withdrawal", withdrawal.id)
    if withdrawal.order_id is not None:
        note(withdrawal.order_id, "withdrawn", actor="shopper", now=now)
        subject = ("order", withdrawal.order_id)
    record("order.withdrawn", actor="shopper", subject=subject, now=now)
    _owe_receipt(withdrawal, received_words, now, link)


def _owe_receipt(withdrawal: Withdrawal, received_words: str, now: datetime, link: str) -> None:
    """Owe the receipt; to an address without an order of ours it carries nothing that a stranger may have typed."""
    is_ours = withdrawal.order_id is not None
    if _count_lately(withdrawal.mailbox, now) > (RECEIPTS if is_ours else RECEIPTS_OF_STRANGERS):
        return
    if not is_ours and _count_strangers(now - timedelta(hours=1)) > STRANGERS_AN_HOUR:
        return
    data = {
        "number": withdrawal.number,
        "name": withdrawal.name if is_ours else "",
        "things": withdrawal.things if is_ours else "",
        "is_ours": is_ours,
        "received": received_words,
        "send_back": link,
    }
    key, purpose = f"withdrawal:{withdrawal.id}", "order" if is_ours else "courtesy"
    queue_mail(withdrawal.email, "withdrawal_received", data, purpose=purpose, now=now, natural_key=key)


def answer_withdrawal(withdrawal_id: int, *, actor: str, now: datetime) -> None:
    """Say that staff have done what a statement asks for; raises NotFound."""
    withdrawal = db.session.get(Withdrawal, withdrawal_id, with_for_update=True)
    if withdrawal is None:
        raise NotFound("There is no such withdrawal.")
    if withdrawal.answered_at is None:
        withdrawal.answered_at, withdrawal.answered_by = now, actor
        subject = ("order", withdrawal.order_id) if withdrawal.order_id else ("withdrawal", withdrawal.id)
        record("withdrawal.answered", actor=actor, subject=subject, now=now)


def forget_strangers(now: datetime) -> int:
    """Delete answered statements that fitted no order, a year after they were answered; return how many."""
    old = (Withdrawal.order_id.is_(None), Withdrawal.answered_at < now - KEPT_WITHOUT_ORDER)
    gone = db.session.execute(delete(Withdrawal).where(*old))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def list_open_withdrawals(limit: int = 100) -> Sequence[Withdrawal]:
    """Return the statements that staff have not answered, oldest first."""
    query = select(Withdrawal).where(Withdrawal.answered_at.is_(None)).order_by(Withdrawal.id).limit(limit)
    return db.session.scalars(query).all()


def count_open_withdrawals() -> int:
    """Return how many statements wait for staff, COUNT_BOUND at most."""
    return count_some(select(Withdrawal.id).where(Withdrawal.answered_at.is_(None)))


def list_withdrawn_among(order_ids: Collection[int]) -> set[int]:
    """Return those of these orders whose buyer has withdrawn and waits for an answer."""
    query = select(Withdrawal.order_id).where(
        Withdrawal.order_id.in_(order_ids), Withdrawal.answered_at.is_(None)
    )
    return {one for one in db.session.scalars(query) if one is not None}


def list_withdrawals_of(order_id: int) -> Sequence[Withdrawal]:
    """Return an order's statements, oldest first."""
    return db.session.scalars(
        select(Withdrawal).where(Withdrawal.order_id == order_id).order_by(Withdrawal.id)
    ).all()


def _find_order(statement: Statement) -> Order | None:
    """Return the order that a statement is about: paid, or with its money on the way from a bank."""
    on_its_way = select(OrderEvent.id).where(
        OrderEvent.order_id == Order.id,
        OrderEvent.kind == "payment_on_its_way",
        Order.state == OrderState.OPEN,
    )
    query = select(Order).where(
        Order.id == int(statement.number) - FIRST_NUMBER + 1,
        func.lower(Order.email) == statement.email.lower(),
        or_(Order.paid_at.is_not(None), on_its_way.exists()),
    )
    return db.session.scalars(query).first()


def _count_lately(mailbox: str, now: datetime) -> int:
    lately = (Withdrawal.mailbox == mailbox, Withdrawal.received_at > now - RECEIPT_SPAN)
    return count_some(select(Withdrawal.id).where(*lately))


def _count_strangers(since: datetime) -> int:
    strangers = (Withdrawal.order_id.is_(None), Withdrawal.received_at > since)
    return count_some(select(Withdrawal.id).where(*strangers))
