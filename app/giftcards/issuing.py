"""Making cards of an order's lines, in the transaction that marks it paid; and whom they are for until then."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from app.audit.actions import record
from app.credit.issuing import open_account
from app.credit.ledger import write_entry
from app.credit.models import AccountKind, Cause, Reason
from app.db import db
from app.giftcards.models import GiftWish, SoldCard
from app.giftcards.queries import find_wish, list_card_lines, list_sold_rows
from app.giftcards.rules import Wish
from app.orders.models import Order, OrderLine, PaymentState
from app.orders.parcels import list_left, units_of_lines
from app.orders.queries import lock_order
from app.orders.shipping import hand_over
from app.orders.standing import note

#: the work of making cards that a paid order lacks, which only a repair owes
ISSUE = "giftcards.issue"


def issue_owed_cards(data: dict[str, Any], now: datetime, *, secret_key: str) -> None:
    """Do one "giftcards.issue" item: make what a paid order lacks."""
    order = lock_order(int(data["order"]))
    if order.paid_at is not None:
        issue_sold_cards(order, secret_key=secret_key, now=now)


def write_wish(order_id: int, wish: Wish, *, now: datetime) -> None:
    """Let the cards of an order that is not paid be for exactly these people; nobody named means the buyer."""
    db.session.execute(delete(GiftWish).where(GiftWish.order_id == order_id))
    if not wish.is_empty and list_card_lines(order_id):
        db.session.add(
            GiftWish(
                order_id=order_id, name=wish.gift_name, email=wish.gift_email, message=wish.gift_message,
                written_at=now,
            )
        )  # fmt: skip
    db.session.flush()


def change_wish_of_cart(cart_id: int, wish: Wish, *, now: datetime) -> None:
    """Let the unpaid orders of a locked basket be for whom the basket is now."""
    unpaid = (Order.cart_id == cart_id, Order.payment == PaymentState.PENDING)
    for order_id in db.session.scalars(select(Order.id).where(*unpaid).order_by(Order.id).with_for_update()):
        write_wish(order_id, wish, now=now)


def issue_sold_cards(order: Order, *, secret_key: str, now: datetime) -> Sequence[SoldCard]:
    """Make one card of each unit of a locked, paid order's card lines, owe their mails, and hand the lines over.

    A unit that has its card gets no second one: its row and the account's key are unique. Returns the new cards.
    """
    lines = list_card_lines(order.id)
    if not lines:
        return []
    there = {(one.order_line_id, one.unit) for one in list_sold_rows(order.id)}
    wish = find_wish(order.id)
    made = [
        _make_card(order, line, unit, wish, secret_key=secret_key, now=now)
        for line in lines
        for unit in range(1, line.quantity + 1)
        if (line.id, unit) not in there
    ]
    if made:
        total = sum(one.value_minor for one in made)
        note(order.id, "cards_made", actor="system", now=now, amount=total, currency=order.currency)
    _hand_over(order, lines, now=now)
    db.session.execute(delete(GiftWish).where(GiftWish.order_id == order.id))
    return made


def _make_card(
    order: Order, line: OrderLine, unit: int, wish: GiftWish | None, *, secret_key: str, now: datetime
) -> SoldCard:
    account = open_account(
        AccountKind.GIFT_CARD, currency=order.currency, email=wish.email if wish else order.email,
        key=f"sold:{line.id}:{unit}", actor="shopper", now=now, secret_key=secret_key,
    ).account  # fmt: skip
    write_entry(
        account, line.unit_minor, Cause.ISSUED, actor="shopper", now=now, order_id=order.id,
        reason=Reason.SOLD.value,
    )  # fmt: skip
    sold = SoldCard(
        order_line_id=line.id, unit=unit, account_id=account.id, value_minor=line.unit_minor, sold_at=now,
        mailed_at=now, name=wish.name if wish else "", message=wish.message if wish else "",
    )  # fmt: skip
    db.session.add(sold)
    db.session.flush()
    details = {"amount": line.unit_minor, "currency": order.currency, "order": order.number}
    record(
        "gift_card.sold", actor="shopper", subject=("credit_account", account.id), now=now, details=details
    )
    return sold


def _hand_over(order: Order, lines: Sequence[OrderLine], *, now: datetime) -> None:
    """Count the lines as handed over, once."""
    if list_left(lines, units_of_lines(order.id)):
        hand_over(order, lines, now=now)
