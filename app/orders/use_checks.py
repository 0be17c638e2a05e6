"""M4 over the whole database: counters against rows, limits, and uses against what their orders are."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.audit.actions import record
from app.clock import utcnow
from app.db import db, transaction
from app.inventory.models import StockHold
from app.orders.models import Order, OrderOffer
from app.orders.queries import lock_order
from app.orders.redeeming import free_uses, lock_offers
from app.pricing.models import Offer, OfferUse
from app.verifying import Check

OPEN = OfferUse.freed_at.is_(None)


def ask_uses() -> tuple[int, Sequence[str]]:
    """M4: an offer's count is its rows and within its limits; a use is reserved, settled or freed as its order is."""
    offers = db.session.scalars(select(Offer).order_by(Offer.id)).all()
    rows = _rows_of_offers()
    wrong = [
        f"offer {one.id}: {one.uses} uses counted, {rows.get(one.id, 0)} rows, {one.most_uses} allowed"
        for one in offers
        if one.uses != rows.get(one.id, 0) or rows.get(one.id, 0) > (one.most_uses or one.uses)
    ]
    return len(offers), [*wrong, *_too_many_of_one(), *_uses_apart_from_orders()]


def repair_uses() -> None:
    """Free what orders that wait for nothing still have, and set the counts to the rows; one logged action each."""
    now = utcnow()
    with transaction():
        for order_id in sorted(_reserved_by() - _holding()):
            lock_order(order_id)
            free_uses(order_id, proof="repair: the order waits for no payment", now=now)
            record("order.uses_freed", actor="system", subject=("order", order_id), now=now)
    with transaction():
        rows = _rows_of_offers()
        for offer in lock_offers(db.session.scalars(select(Offer.id))).values():
            if offer.uses != rows.get(offer.id, 0):
                offer.uses = rows.get(offer.id, 0)
                record("offer.repaired", actor="system", subject=("offer", offer.id), now=now)


def _rows_of_offers() -> dict[int, int]:
    query = select(OfferUse.offer_id, func.count()).where(OPEN).group_by(OfferUse.offer_id)
    return {int(offer): int(count) for offer, count in db.session.execute(query)}


def _too_many_of_one() -> list[str]:
    query = (
        select(Offer.id, func.count())
        .join(OfferUse, OfferUse.offer_id == Offer.id)
        .join(Order, Order.id == OfferUse.order_id)
        .where(OPEN, Offer.most_each.is_not(None), Order.mailbox.is_not(None))
        .group_by(Offer.id, Offer.most_each, Order.mailbox)
        .having(func.count() > Offer.most_each)
    )
    return [f"offer {offer}: one customer has {count} uses" for offer, count in db.session.execute(query)]


def _uses_apart_from_orders() -> list[str]:
    reserved = [
        f"order id {one} has a use and waits for no payment" for one in sorted(_reserved_by() - _holding())
    ]
    paid = select(Order.id).where(Order.paid_at.is_not(None))
    early = select(OfferUse.order_id).where(OfferUse.settled_at.is_not(None), OfferUse.order_id.not_in(paid))
    promised = select(OrderOffer.order_id, OrderOffer.offer_id).where(
        OrderOffer.order_id.in_(_holding()) | OrderOffer.order_id.in_(paid)
    )
    has = {
        (order, offer)
        for order, offer in db.session.execute(select(OfferUse.order_id, OfferUse.offer_id).where(OPEN))
    }
    return [
        *reserved,
        *(f"order id {one} has a settled use and was never paid" for one in db.session.scalars(early)),
        *(
            f"order id {order} was given offer {offer} and has no use of it"
            for order, offer in db.session.execute(promised)
            if (order, offer) not in has
        ),
    ]  # fmt: skip


def _reserved_by() -> set[int]:
    return set(db.session.scalars(select(OfferUse.order_id).where(OPEN, OfferUse.settled_at.is_(None))))


def _holding() -> set[int]:
    return set(db.session.scalars(select(StockHold.order_id).where(StockHold.ended_at.is_(None))))


CHECKS = [
    Check(
        code="M4", sentence="No offer is used beyond its limit; its count is its rows.", ask=ask_uses,
        repair=repair_uses,
    ),
]  # fmt: skip
