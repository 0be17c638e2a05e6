"""Finding orders by what staff are told: a number, a name, a mail address, a SKU or a postcode, or how one begins.

`order_words` has one row for each word of an order. Whatever is typed, the work is bounded: a few index steps tell the
words that begin so, and of each only one page of orders is read, newest first. Only the room writes the rows, in the
transaction that changes what they tell; `flask verify` compares them (F1).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, delete, func, insert, select, union_all

from app.db import db
from app.orders.desk_models import Amendment, OrderWord
from app.orders.models import FIRST_NUMBER, Order, OrderLine
from app.orders.words import (
    asked_forms,
    parts_of,
    plain,
    words_of_address,
    words_of_name,
    words_of_postcode,
    words_of_skus,
)

MOST_BEGINNINGS = 20  # so many words that begin as typed are followed; beyond that, more has to be typed
_LAST_SIGN = "\U0010ffff"
_NUMBER = re.compile(r"(?:order\s*)?#?\s*([0-9]{1,15})", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page of orders, newest first; `is_cut` where more words begin so than were followed."""

    orders: Sequence[Order]
    has_older: bool
    is_cut: bool


def find_orders(typed: str, *, before_id: int | None = None, limit: int = 50) -> Found:
    """Return orders that have what was typed, or something that begins so (keyset by id)."""
    begun: list[tuple[int, str]] = []
    is_cut = False
    for parts, word in asked_forms(typed):
        words = db.session.scalars(_beginnings(parts, word)).all()
        begun += [(parts, one) for one in words[:MOST_BEGINNINGS]]
        is_cut = is_cut or len(words) > MOST_BEGINNINGS
    ids = [*_by_number(typed, before_id), *(_ids_of(begun, before_id, limit + 1) if begun else ())]
    newest = sorted(set(ids), reverse=True)[: limit + 1]
    orders = db.session.scalars(select(Order).where(Order.id.in_(newest)).order_by(Order.id.desc())).all()
    return Found(orders=orders[:limit], has_older=len(orders) > limit, is_cut=is_cut)


def index_new_order(order: Order, skus: Iterable[str]) -> None:
    """Write the words of an order that is just being placed: one statement, as its shopper waits."""
    _write(order.id, words_of(order, skus))


def index_order(order: Order) -> None:
    """Write an order's words anew from its rows, which the caller has flushed."""
    skus = db.session.scalars(select(OrderLine.sku).where(OrderLine.order_id == order.id)).all()
    moved = select(Amendment.name, Amendment.postal_code).where(Amendment.order_id == order.id)
    db.session.execute(delete(OrderWord).where(OrderWord.order_id == order.id))
    _write(order.id, words_of(order, skus, [(name, code) for name, code in db.session.execute(moved)]))


def words_of(order: Order, skus: Iterable[str], moved: Iterable[tuple[str, str]] = ()) -> set[str]:
    """Return what an order is found by; of an erased buyer nothing but the SKUs is left.

    `moved`: (name, postcode) of each amendment of its address; the first one is still found, too.
    """
    words = words_of_skus(skus)
    if order.erased_at is not None:
        return words
    for name, postal_code in ((order.name, order.postal_code), *moved):
        words |= words_of_name(name) | words_of_postcode(postal_code)
    return words | words_of_address(order.email)


def _write(order_id: int, words: set[str]) -> None:
    rows = [{"parts": parts_of(one), "word": one, "order_id": order_id} for one in sorted(words)]
    if rows:
        db.session.execute(insert(OrderWord), rows)


def _beginnings(parts: int, word: str) -> Select[str]:
    """Ask for the words that begin so, one more than are followed: each step of the recursion is one of the index."""
    inside = (OrderWord.parts == parts, OrderWord.word < word + _LAST_SIGN)
    first = select(func.min(OrderWord.word).label("word")).where(*inside, OrderWord.word >= word)
    steps = first.cte("steps", recursive=True)
    following = select(func.min(OrderWord.word)).where(*inside, OrderWord.word > steps.c.word)
    again = select(following.correlate(steps).scalar_subquery()).where(steps.c.word.is_not(None))
    steps = steps.union_all(again)
    return select(steps.c.word).where(steps.c.word.is_not(None)).limit(MOST_BEGINNINGS + 1)


def _ids_of(begun: Sequence[tuple[int, str]], before_id: int | None, limit: int) -> Sequence[int]:
    """Return the newest orders of some words: one page of each, so that a common word costs no more than a rare one."""
    older = () if before_id is None else (OrderWord.order_id < before_id,)
    pages = [
        select(OrderWord.order_id)
        .where(OrderWord.parts == parts, OrderWord.word == word, *older)
        .order_by(OrderWord.order_id.desc())
        .limit(limit)
        .subquery()
        for parts, word in begun
    ]
    both = union_all(*(select(one.c.order_id) for one in pages)).subquery()
    return db.session.scalars(
        select(both.c.order_id).distinct().order_by(both.c.order_id.desc()).limit(limit)
    ).all()


def _by_number(typed: str, before_id: int | None) -> list[int]:
    found = _NUMBER.fullmatch(plain(typed))
    order_id = int(found[1]) - FIRST_NUMBER + 1 if found else 0
    return [order_id] if order_id > 0 and (before_id is None or order_id < before_id) else []
