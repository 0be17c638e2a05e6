"""Questions about gift cards that were sold."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.credit.models import DISPUTE, CreditAccount, CreditUse
from app.db import db
from app.giftcards.errors import NoSuchSoldCard
from app.giftcards.models import GiftWish, SoldCard
from app.giftcards.rules import CardState, leads_away, state_of
from app.money import Money
from app.orders.models import GIFT_CARD, Order, OrderLine


@dataclass(frozen=True, kw_only=True)
class Sold:
    """One sold card as its buyer and staff see it; `left` can still be taken off it, `email` is empty once erased."""

    id: int
    account_id: int
    words: str
    last_four: str
    value: Money
    left: Money
    taken: Money
    name: str
    email: str
    mailed_at: datetime
    is_on_its_way: bool
    state: CardState

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it was used: it may be withdrawn from, and sent to another address."""
        return self.state is CardState.WHOLE


def find_wish(order_id: int) -> GiftWish | None:
    """Return whom the cards of an order are for, where somebody is named."""
    return db.session.scalars(select(GiftWish).where(GiftWish.order_id == order_id)).first()


def list_card_lines(order_id: int) -> Sequence[OrderLine]:
    """Return the lines of an order that gift cards are made of."""
    query = select(OrderLine).where(OrderLine.order_id == order_id, OrderLine.product_kind == GIFT_CARD)
    return db.session.scalars(query.order_by(OrderLine.position)).all()


def list_sold_rows(order_id: int) -> Sequence[SoldCard]:
    """Return the cards that an order's lines became, in their order, read anew."""
    query = select(SoldCard).join(OrderLine, OrderLine.id == SoldCard.order_line_id)
    query = query.where(OrderLine.order_id == order_id).order_by(OrderLine.position, SoldCard.unit)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def get_sold_row_of(order_id: int, sold_id: int) -> SoldCard:
    """Return one card that an order's lines became; raises NoSuchSoldCard."""
    found = next((one for one in list_sold_rows(order_id) if one.id == sold_id), None)
    if found is None:
        raise NoSuchSoldCard
    return found


def list_sold(order_id: int) -> list[Sold]:
    """Return an order's cards as they stand; one query where it has none."""
    reserved = (
        select(CreditUse.account_id, func.sum(CreditUse.amount_minor).label("minor"))
        .where(CreditUse.settled_at.is_(None), CreditUse.freed_at.is_(None))
        .group_by(CreditUse.account_id)
        .subquery()
    )
    query = (
        select(SoldCard, CreditAccount, OrderLine, func.coalesce(reserved.c.minor, 0))
        .join(OrderLine, OrderLine.id == SoldCard.order_line_id)
        .join(CreditAccount, CreditAccount.id == SoldCard.account_id)
        .outerjoin(reserved, reserved.c.account_id == SoldCard.account_id)
        .where(OrderLine.order_id == order_id)
        .order_by(OrderLine.position, SoldCard.unit)
    )
    return [_sold(row, account, line, int(minor)) for row, account, line, minor in db.session.execute(query)]


def held_on_cards(order_id: int) -> int:
    """Return the minor units of an order's money that stand on cards it bought, or were spent from them."""
    query = (
        select(func.coalesce(func.sum(SoldCard.value_minor - SoldCard.taken_minor), 0))
        .join(OrderLine, OrderLine.id == SoldCard.order_line_id)
        .where(OrderLine.order_id == order_id)
    )
    return int(db.session.scalar(query) or 0)


def taken_off_cards(order_id: int) -> int:
    """Return the minor units that were taken off an order's cards again, because the money for them went back."""
    query = select(func.coalesce(func.sum(SoldCard.taken_minor), 0)).join(
        OrderLine, OrderLine.id == SoldCard.order_line_id
    )
    return int(db.session.scalar(query.where(OrderLine.order_id == order_id)) or 0)


def find_order_of_card(account_id: int) -> int | None:
    """Return the id of the order that a sold card was bought with; None for an account that was not sold."""
    query = select(OrderLine.order_id).join(SoldCard, SoldCard.order_line_id == OrderLine.id)
    return db.session.scalar(query.where(SoldCard.account_id == account_id))


def list_orders_with_cards(order_ids: Collection[int] | None = None) -> Sequence[int]:
    """Return the ids of orders with a line that cards are made of; of all orders unless some are named."""
    query = select(OrderLine.order_id).where(OrderLine.product_kind == GIFT_CARD)
    if order_ids is not None:
        query = query.where(OrderLine.order_id.in_(order_ids))
    return db.session.scalars(query.distinct().order_by(OrderLine.order_id)).all()


def words_for_mail(account_id: int) -> dict[str, Any]:
    """Return what the mail of a card says beside its code: from whom it is, where it was bought for somebody else."""
    row = db.session.execute(
        select(SoldCard, Order, CreditAccount.email)
        .join(OrderLine, OrderLine.id == SoldCard.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .join(CreditAccount, CreditAccount.id == SoldCard.account_id)
        .where(SoldCard.account_id == account_id)
    ).first()
    if row is None:
        return {}
    sold, order, email = row
    told = {"value_minor": sold.value_minor}
    if order.email_key == email:
        return {**told, "bought_in": order.number}
    # nobody looks at a name before it is mailed to an address of the buyer's choice
    giver = "" if order.erased_at or leads_away(order.name) else order.name
    return {**told, "giver": giver, "to_name": sold.name, "message": sold.message}


def _sold(row: SoldCard, account: CreditAccount, line: OrderLine, reserved: int) -> Sold:
    def money(minor: int) -> Money:
        return Money(minor=minor, currency=account.currency)

    state = state_of(
        value=row.value_minor, taken=row.taken_minor, balance=account.balance_minor, reserved=reserved,
        is_stopped=account.stopped_at is not None, is_held=account.stopped_by == DISPUTE,
    )  # fmt: skip
    return Sold(
        id=row.id, account_id=account.id, words=line.words, last_four=account.last_four, name=row.name,
        value=money(row.value_minor), taken=money(row.taken_minor),
        left=money(min(account.balance_minor, row.value_minor - row.taken_minor)), email=account.email or "",
        mailed_at=row.mailed_at, is_on_its_way=bool(account.salt), state=state,
    )  # fmt: skip
