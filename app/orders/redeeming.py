"""Orders and their offers: which a basket may have, and the use that an order reserves, settles or frees (M4).

A use is reserved when the order is placed, by a conditional update of the offer's counter, whose row lock also guards
the count of one customer's uses. It ends like the order's holds and at the same places: settled by the payment, or
freed by proof that none can arrive. Offers are locked after orders and before stock.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select, update

from app.db import db
from app.orders.errors import OfferGone
from app.orders.models import Order, OrderOffer
from app.outbox.mailboxes import mailbox_of
from app.pricing.discounting import applies, spent_on
from app.pricing.models import Offer, OfferUse
from app.pricing.queries import find_offer_by_code, list_automatic_offers, terms_of
from app.pricing.rules import PricedLine, as_offers_see
from app.pricing.terms import Terms


class WhyNot(StrEnum):
    """Why a code takes nothing off. One word for all that may not be told: whether it exists, whose it is."""

    NOT_NOW = "not now"
    ENDED = "ended"
    THINGS = "other things"
    LEAST = "too little"
    COUNTRY = "another country"


@dataclass(frozen=True, kw_only=True)
class Eligible:
    """The offers that a basket may have, and what became of its code; `code_terms` where more may be told of it."""

    terms: tuple[Terms, ...]
    why_not: WhyNot | None = None
    code_terms: Terms | None = None


def find_offers(
    lines: Sequence[PricedLine], *, code: str, country: str, email: str, own: Collection[int], currency: str,
    today: date,
) -> Eligible:  # fmt: skip
    """Return the offers of a basket. `own` are its unpaid orders, whose uses would be given up for a new one."""
    automatic = list_automatic_offers(today, currency)
    terms = tuple(one for one in automatic if _is_for(one, email, own))
    if not code:
        return Eligible(terms=terms)
    offer = find_offer_by_code(code)
    found = terms_of(offer) if offer else None
    why_not = _judge(offer, found, lines, country, email, own, currency, today)
    if why_not is None and found is not None:
        return Eligible(terms=(*terms, found), code_terms=found)
    return Eligible(terms=terms, why_not=why_not, code_terms=None if why_not is WhyNot.NOT_NOW else found)


def lock_offers(offer_ids: Iterable[int]) -> dict[int, Offer]:
    """Return these offers, locked in the order of their ids and read anew."""
    wanted = set(offer_ids)
    if not wanted:
        return {}
    query = select(Offer).where(Offer.id.in_(wanted)).order_by(Offer.id).with_for_update()
    return {one.id: one for one in db.session.scalars(query.execution_options(populate_existing=True))}


def lock_offers_that_meet(offer_ids: Iterable[int]) -> dict[int, Offer]:
    """Lock the offers that an order takes; with one for a first order, all that are for one. Returns the order's own.

    Each looks whether its mailbox has another, so two of one mailbox at once must meet, whichever they take, and
    whether they are placed or paid late (M4).
    """
    own = set(offer_ids)
    if not own:
        return {}
    first = set(list_first_order_offers())
    found = lock_offers(own | first if own & first else own)
    return {key: one for key, one in found.items() if key in own}


def list_first_order_offers() -> Sequence[int]:
    """Return the ids of the offers that are for a first order, stopped ones too: late money keeps those."""
    return db.session.scalars(select(Offer.id).where(Offer.first_order).order_by(Offer.id)).all()


def take_uses(order: Order, offers: Iterable[Terms], *, now: datetime) -> None:
    """Reserve a use of each offer for a locked order that is being placed; raises OfferGone.

    The offers must be those that the sums were worked out with: one that staff have changed since is refused.
    """
    for terms in sorted(offers, key=lambda one: one.id):
        if _has_use(order.id, terms.id):
            continue
        is_same = (Offer.edition == terms.edition, Offer.stopped_at.is_(None))
        if not _count_up(terms.id, *is_same) or not _is_for_order(terms, order):
            raise OfferGone(terms.name, terms.code)
        db.session.add(OfferUse(offer_id=terms.id, order_id=order.id, taken_at=now))
    db.session.flush()


def take_uses_again(order: Order, *, now: datetime) -> list[str]:
    """Reserve the uses of a locked order whose money came after they were freed; raises OfferGone.

    Days and changes do not matter: the price was agreed to. The limits do (M4). That it was to be a first order is no
    limit but a condition, which was fulfilled when the price was agreed to, so it is honoured: the names of such
    offers are returned where the mailbox has another order by now, for staff to be told.
    """
    kept: list[str] = []
    rows = {one.offer_id: one for one in list_order_offers(order.id)}
    for offer in lock_offers_that_meet(rows).values():
        if _has_use(order.id, offer.id):
            continue
        if not _count_up(offer.id) or _is_spent(offer.most_each, offer.id, order.mailbox, {order.id}):
            raise OfferGone(offer.name, offer.code or "")
        if offer.first_order and _has_ordered(order.mailbox, {order.id}):
            kept.append(offer.name)
        db.session.add(OfferUse(offer_id=offer.id, order_id=order.id, taken_at=now))
    db.session.flush()
    return kept


def list_first_uses() -> dict[str, list[int]]:
    """Return mailbox -> the ids of its orders that have an offer for a first order, of those with several."""
    query = (
        select(Order.mailbox, Order.id)
        .join(OfferUse, OfferUse.order_id == Order.id)
        .join(Offer, Offer.id == OfferUse.offer_id)
        .where(OfferUse.freed_at.is_(None), Offer.first_order, Order.mailbox.is_not(None))
        .order_by(Order.id)
        .distinct()
    )
    found: dict[str, list[int]] = {}
    for mailbox, order_id in db.session.execute(query):
        found.setdefault(str(mailbox), []).append(order_id)
    return {mailbox: ids for mailbox, ids in found.items() if len(ids) > 1}


def settle_uses(order_id: int, *, now: datetime) -> None:
    """Make the uses of a locked order final, because it is paid."""
    db.session.execute(update(OfferUse).where(*_reserved(order_id)).values(settled_at=now))


def free_uses(order_id: int, *, proof: str, now: datetime) -> int:
    """Give a locked order's reserved uses back; `proof` says why its payment cannot arrive. Returns how many."""
    offers = list(db.session.scalars(select(OfferUse.offer_id).where(*_reserved(order_id))))
    for offer_id in lock_offers(offers):
        freed = update(OfferUse).where(*_reserved(order_id), OfferUse.offer_id == offer_id)
        done = db.session.execute(freed.values(freed_at=now, proof=proof[:200]))
        count: int = done.rowcount  # type: ignore[attr-defined]
        db.session.execute(update(Offer).where(Offer.id == offer_id).values(uses=Offer.uses - count))
    return len(offers)


def list_order_offers(order_id: int) -> Sequence[OrderOffer]:
    """Return what offers took off an order, in the order in which they did."""
    query = select(OrderOffer).where(OrderOffer.order_id == order_id).order_by(OrderOffer.position)
    return db.session.scalars(query).all()


def count_uses(offer_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return offer id -> (reserved, settled) uses, from their rows."""
    query = (
        select(OfferUse.offer_id, func.count(), func.count(OfferUse.settled_at))
        .where(OfferUse.offer_id.in_(offer_ids), OfferUse.freed_at.is_(None))
        .group_by(OfferUse.offer_id)
    )
    return {offer: (taken - settled, settled) for offer, taken, settled in db.session.execute(query)}


def has_been_used(offer_id: int) -> bool:
    """Say whether any order has ever had an offer, freed ones too."""
    return db.session.scalar(select(OfferUse.id).where(OfferUse.offer_id == offer_id).limit(1)) is not None


def _judge(
    offer: Offer | None, terms: Terms | None, lines: Sequence[PricedLine], country: str, email: str,
    own: Collection[int], currency: str, today: date,
) -> WhyNot | None:  # fmt: skip
    """Return why a code does not count now; None when it does."""
    if offer is None or terms is None or offer.currency != currency:
        return WhyNot.NOT_NOW
    if offer.until_on is not None and offer.until_on < today:
        return WhyNot.ENDED
    is_on = offer.stopped_at is None and offer.from_on <= today
    taken = offer.uses - _count_own(offer.id, own)
    if (
        not is_on
        or (offer.most_uses is not None and taken >= offer.most_uses)
        or not _is_for(terms, email, own)
    ):
        return WhyNot.NOT_NOW
    seen = as_offers_see(lines)
    if not lines or applies(terms, seen, country):
        return None
    if terms.country not in ("", country):
        return WhyNot.COUNTRY
    return WhyNot.LEAST if spent_on(terms, seen) else WhyNot.THINGS


def _is_for(terms: Terms, email: str, own: Collection[int]) -> bool:
    """Say whether an offer is for whoever has this address; an address that is not known yet bars nothing."""
    if not email:
        return True
    mailbox = mailbox_of(email)
    is_late = terms.first_order and _has_ordered(mailbox, own)
    return not is_late and not _is_spent(terms.most_each, terms.id, mailbox, own)


def _is_for_order(terms: Terms, order: Order) -> bool:
    is_late = terms.first_order and _has_ordered(order.mailbox, {order.id})
    return not is_late and not _is_spent(terms.most_each, terms.id, order.mailbox, {order.id})


def _is_spent(most_each: int | None, offer_id: int, mailbox: str | None, apart: Collection[int]) -> bool:
    """Say whether a mailbox has had its uses of an offer, those of the orders in `apart` not counted."""
    if most_each is None:
        return False
    query = (
        select(func.count())
        .select_from(OfferUse)
        .join(Order, Order.id == OfferUse.order_id)
        .where(OfferUse.offer_id == offer_id, OfferUse.freed_at.is_(None))
        .where(Order.mailbox == mailbox, Order.id.not_in(apart))
    )
    return (db.session.scalar(query) or 0) >= most_each


def _has_ordered(mailbox: str | None, apart: Collection[int]) -> bool:
    """Say whether a mailbox has paid an order, or has one that holds an offer for a first order."""
    first = (
        select(OfferUse.order_id)
        .join(Offer, Offer.id == OfferUse.offer_id)
        .where(OfferUse.freed_at.is_(None), Offer.first_order)
    )
    query = select(Order.id).where(
        Order.mailbox == mailbox, Order.id.not_in(apart), or_(Order.paid_at.is_not(None), Order.id.in_(first))
    )
    return db.session.scalar(query.limit(1)) is not None


def _count_up(offer_id: int, *conditions: ColumnElement[bool]) -> bool:
    """Take one use of an offer unless its limit is reached; the row stays locked until the end of the transaction."""
    done = db.session.execute(
        update(Offer)
        .where(
            Offer.id == offer_id, or_(Offer.most_uses.is_(None), Offer.uses < Offer.most_uses), *conditions
        )
        .values(uses=Offer.uses + 1)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def _count_own(offer_id: int, own: Collection[int]) -> int:
    query = select(func.count()).where(
        OfferUse.offer_id == offer_id, OfferUse.order_id.in_(own), OfferUse.freed_at.is_(None)
    )
    return db.session.scalar(query) or 0 if own else 0


def _has_use(order_id: int, offer_id: int) -> bool:
    query = select(OfferUse.id).where(
        OfferUse.order_id == order_id, OfferUse.offer_id == offer_id, OfferUse.freed_at.is_(None)
    )
    return db.session.scalar(query) is not None


def _reserved(order_id: int) -> tuple[ColumnElement[bool], ...]:
    return (OfferUse.order_id == order_id, OfferUse.settled_at.is_(None), OfferUse.freed_at.is_(None))
