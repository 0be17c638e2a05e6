"""One reminder of a basket that was left, only for who asked for it (CARE, F16), and only once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select

from app.cart.actions import lock_cart
from app.cart.mailing import make_link
from app.cart.models import Cart, CartLine, CartReminder
from app.cart.rules import KEPT_DAYS
from app.db import db
from app.outbox.mail import COURTESY, queue_mail
from app.outbox.mailboxes import mailbox_of

REMINDER_WORDING = "reminder-1"  # the wording of the box in templates/store/cart_send.html
#: a basket is left when nobody has touched it for a day; a reminder a week later would only surprise
QUIET, TOO_LATE = timedelta(hours=20), timedelta(days=7)


def keep_wish(cart_id: int, email: str, *, wants: bool, now: datetime) -> None:
    """Keep, or take back, the wish for one reminder of a basket at an address that has been checked.

    A wish that was answered is not answered again.
    """
    lock_cart(cart_id)
    mine = db.session.scalars(select(CartReminder).where(CartReminder.cart_id == cart_id)).first()
    if wants and mine is None:
        db.session.add(
            CartReminder(
                cart_id=cart_id, email=email.lower(), mailbox=mailbox_of(email), wording=REMINDER_WORDING,
                wanted_at=now,
            )
        )  # fmt: skip
    elif not wants and mine is not None and mine.sent_at is None:
        db.session.delete(mine)
    db.session.flush()


def wants_reminder(cart_id: int) -> bool:
    """Say whether a reminder of this basket is wished for and still to come."""
    wish = select(CartReminder.id).where(CartReminder.cart_id == cart_id, CartReminder.sent_at.is_(None))
    return db.session.scalar(wish) is not None


def list_left(*, now: datetime, limit: int) -> Sequence[int]:
    """Return the ids of baskets that were left and whose reminder is due, longest left first."""
    query = (
        select(Cart.id)
        .join(CartReminder, CartReminder.cart_id == Cart.id)
        .where(CartReminder.sent_at.is_(None), Cart.changed_at.between(now - TOO_LATE, now - QUIET))
        .where(exists().where(CartLine.cart_id == Cart.id))
        .order_by(Cart.changed_at, Cart.id)
    )
    return db.session.scalars(query.limit(limit)).all()


def remind(cart_id: int, *, site_url: str, until: str, now: datetime) -> bool:
    """Owe the one mail, unless somebody came back meanwhile; return whether it is owed. `until` is a day in words."""
    cart = lock_cart(cart_id)
    wish = select(CartReminder).where(CartReminder.cart_id == cart_id, CartReminder.sent_at.is_(None))
    mine = db.session.scalars(wish.execution_options(populate_existing=True)).first()
    if mine is not None and _was_reminded(mine.mailbox, now):
        db.session.delete(mine)  # whoever typed this address into another basket had its one mail already
        return False
    if mine is None or cart.changed_at > now - QUIET:
        return False
    _, token = make_link(cart, mine.email, now=now, until=cart.changed_at + timedelta(days=KEPT_DAYS))
    mine.sent_at = now
    db.session.flush()
    data = {"link": f"{site_url}/basket/mailed/{token}/", "until": until}
    natural = f"basket-reminder:{mine.id}"
    queue_mail(mine.email, "basket_reminder", data, purpose=COURTESY, now=now, natural_key=natural)
    return True


def _was_reminded(mailbox: str, now: datetime) -> bool:
    """Say whether a mailbox has had a reminder lately, of whichever basket."""
    lately = (CartReminder.mailbox == mailbox, CartReminder.sent_at > now - TOO_LATE)
    return db.session.scalar(select(CartReminder.id).where(*lately).limit(1)) is not None
