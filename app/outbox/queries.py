"""Looking at what is owed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select

from app.db import db
from app.errors import NotFound
from app.outbox.models import OutboxItem

MONEY = "payments."  # how the kinds of work that moves money begin


def get_dead_item(item_id: int, *, with_money: bool) -> OutboxItem:
    """Return an item that was given up on, locked; raises NotFound, also when somebody has seen to it meanwhile.

    Work that moves money is found only `with_money`.
    """
    query = _dead(with_money=with_money).where(OutboxItem.id == item_id)
    item = db.session.scalars(query.with_for_update()).first()
    if item is None:
        raise NotFound("Somebody has seen to this already.")
    return item


def list_dead_items(*, with_money: bool, limit: int = 20) -> Sequence[OutboxItem]:
    """Return items that were given up on, newest first; those that move money only `with_money`."""
    query = _dead(with_money=with_money).order_by(OutboxItem.id.desc()).limit(limit)
    return db.session.scalars(query).all()


def _dead(*, with_money: bool) -> Select[OutboxItem]:
    query = select(OutboxItem).where(OutboxItem.dead_at.is_not(None))
    return query if with_money else query.where(~OutboxItem.kind.startswith(MONEY, autoescape=True))


def list_mails_about_order(recipient: str, number: int) -> list[tuple[str, datetime]]:
    """Return (template, when it was handed over) of each mail that one address has got about an order's number."""
    query = select(OutboxItem).where(OutboxItem.recipient == recipient, OutboxItem.done_at.is_not(None))
    items = db.session.scalars(query.order_by(OutboxItem.done_at, OutboxItem.id))
    about = (one for one in items if dict(one.data.get("data") or {}).get("number") == number)
    return [(str(one.data.get("template", "")), one.done_at) for one in about if one.done_at is not None]
