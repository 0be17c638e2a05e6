"""Erasing a person: at once where everything is settled, else by itself as soon as it is (A2).

What stays is what law asks for: amounts, what was bought, and for its time the name and address of paid orders; and a
salted hash that keeps letters away.
"""

from collections.abc import Sequence
from contextlib import suppress as suppress_error
from datetime import datetime

from sqlalchemy import delete, select

from app.accounts.models import MailedLink, User
from app.audit.actions import record
from app.cart.models import Cart, CartLink, CartReminder
from app.comments.erasing import erase_commenter
from app.credit.erasing import erase_cards
from app.db import db, insert_if_absent
from app.errors import Conflict, NotFound
from app.giftcards.erasing import erase_gifts_of, erase_gifts_to
from app.newsletter.leaving import erase_subscriber
from app.newsletter.queries import find_subscriber
from app.newsletter.rules import SuppressionReason
from app.newsletter.suppressing import suppress
from app.orders.erasing import erase_buyer, erase_withdrawals, list_outlived, lock_orders_of, why_not_settled
from app.orders.errors import StepRefused
from app.orders.models import Order
from app.outbox.erasing import erase_mails, erase_old_mails, is_mail_owed
from app.outbox.mailboxes import mailbox_of
from app.payments.erasing import erase_words, why_money_moves
from app.people.models import ErasureRequest
from app.people.whose import own_carts
from app.returns.queries import why_returning
from app.settings.queries import load_settings


def ask_erasure(email: str, *, actor: str, now: datetime) -> int:
    """Keep a confirmed wish to be erased and return its id; the same wish again is the first. Staff are no shoppers."""
    address = email.strip().lower()
    user = db.session.scalars(select(User).where(User.email == address)).first()
    if user is not None and user.is_staff:
        raise Conflict("This address belongs to a member of staff. Take their roles away first.")
    if insert_if_absent(ErasureRequest, {"email": address, "asked_at": now, "actor": actor}):
        found = db.session.scalars(select(ErasureRequest).where(ErasureRequest.email == address)).one()
        record("person.erasure_asked", actor=actor, subject=("erasure", found.id), now=now)
    return db.session.scalars(select(ErasureRequest.id).where(ErasureRequest.email == address)).one()


def why_waiting(email: str, orders: Sequence[Order]) -> list[str]:
    """Return in sentences what has to be settled before an address is erased."""
    ids = [one.id for one in orders]
    reasons = why_not_settled(orders, email) + why_money_moves(ids) + why_returning(ids)
    if is_mail_owed(email):
        reasons.append("A mail to this address is still on its way.")
    return reasons


def tell_waiting(email: str) -> list[str]:
    """Return what an address waits for, or would wait for, without keeping anything locked."""
    orders = db.session.scalars(select(Order).where(Order.email_key == email).order_by(Order.id)).all()
    return why_waiting(email, orders)


def carry_out(request_id: int, *, now: datetime) -> list[str]:
    """Erase the person of a request if everything is settled; return what it waits for, nothing when it is done.

    Locks carts, then orders, as everybody does.
    """
    query = select(ErasureRequest).where(ErasureRequest.id == request_id).with_for_update()
    request = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if request is None:
        raise NotFound("There is no such request.")
    if request.email is None:
        return []
    email = request.email
    carts = db.session.scalars(select(Cart.id).where(own_carts(email)).order_by(Cart.id).with_for_update())
    cart_ids, orders = carts.all(), lock_orders_of(email)
    reasons = why_waiting(email, orders)
    if reasons:
        return reasons
    _erase(email, cart_ids, orders, now=now)
    request.email, request.done_at = None, now
    details = {"orders": [one.id for one in orders]}
    record("person.erased", actor=request.actor, subject=("erasure", request.id), now=now, details=details)
    return []


def erase_outlived(*, now: datetime) -> int:
    """Take the buyers out of settled orders that law no longer asks for, and empty the mails of that time.

    Return how many orders it was. One that is not what was agreed to is left to staff, who see it in `flask verify`.
    """
    done = []
    for order in list_outlived(law_until(now)):
        with suppress_error(StepRefused):
            erase_buyer(order, law_until=law_until(now), now=now)
            done.append(order.id)
    erase_words(done)
    erase_gifts_of(done)
    erase_old_mails(before=law_until(now))
    return len(done)


def law_until(now: datetime) -> datetime:
    """Return the moment before which orders need not name their buyer any more (the setting keep_orders_years)."""
    years = min(max(load_settings().keep_orders_years, 0), 100)
    day = min(now.day, 28)  # so that every year has it
    return now.replace(year=now.year - years, day=day)


def list_waiting() -> Sequence[ErasureRequest]:
    """Return the requests that wait for something to be settled, oldest first."""
    query = select(ErasureRequest).where(ErasureRequest.email.is_not(None)).order_by(ErasureRequest.id)
    return db.session.scalars(query.limit(200)).all()


def _erase(email: str, cart_ids: Sequence[int], orders: Sequence[Order], *, now: datetime) -> None:
    for order in orders:
        erase_buyer(order, law_until=law_until(now), now=now)
    erase_words([one.id for one in orders])
    erase_withdrawals(email)
    if find_subscriber(email) is not None:
        erase_subscriber(email, actor="system", now=now)
    erase_commenter(email)
    suppress(email, SuppressionReason.ERASED, now=now)
    erase_mails(email, now=now)
    erase_gifts_of([one.id for one in orders])
    erase_gifts_to(email)
    erase_cards(email)
    db.session.execute(delete(CartLink).where(CartLink.mailbox == mailbox_of(email)))
    db.session.execute(delete(CartReminder).where(CartReminder.email == email))
    db.session.execute(delete(Cart).where(Cart.id.in_(cart_ids)))
    db.session.execute(delete(MailedLink).where(MailedLink.email == email))
    db.session.execute(delete(User).where(User.email == email))
