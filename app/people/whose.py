"""Whose rows they are: conditions for an address in small letters, which the list of holdings is made of."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, or_, select

from app.accounts.models import User
from app.audit.models import AuditEntry
from app.cart.models import Cart, CartOwner
from app.comments.blocking import find_block
from app.comments.models import Comment, CommentBlock, Commenter
from app.credit.models import CreditAccount
from app.giftcards.models import GiftWish, SoldCard
from app.newsletter.models import Subscriber, Suppression
from app.newsletter.suppressing import find_suppression
from app.orders.models import Order, OrderLine, Withdrawal


def own_orders(email: str) -> Select[int]:
    """The ids of an address's orders."""
    return select(Order.id).where(Order.email_key == email)


def own_carts(email: str) -> ColumnElement[bool]:
    """Baskets with the address in their answers; where no address is in them, those of its orders and its account."""
    typed = func.lower(Cart.answers["email"].as_string())
    carts = select(Order.cart_id).where(Order.email_key == email)
    owned = select(CartOwner.cart_id).where(CartOwner.user_id.in_(own_user(email)))
    return or_(
        typed == email, and_(or_(Cart.id.in_(carts), Cart.id.in_(owned)), func.coalesce(typed, "") == "")
    )


def own_withdrawals(email: str) -> ColumnElement[bool]:
    """Statements that were made with the address, or about one of its orders."""
    return or_(func.lower(Withdrawal.email) == email, Withdrawal.order_id.in_(own_orders(email)))


def own_user(email: str) -> Select[int]:
    """The account of an address."""
    return select(User.id).where(User.email == email)


def own_subscriber(email: str) -> Select[int]:
    """The reader of an address."""
    return select(Subscriber.id).where(Subscriber.email_key == email)


def of_order(model: Any) -> Callable[[str], ColumnElement[bool]]:
    """Rows of its orders."""
    return lambda email: model.order_id.in_(own_orders(email))


def of_user(model: Any) -> Callable[[str], ColumnElement[bool]]:
    """Rows of its account."""
    return lambda email: model.user_id.in_(own_user(email))


def of_cart(model: Any) -> Callable[[str], ColumnElement[bool]]:
    """Rows of its baskets."""
    return lambda email: model.cart_id.in_(select(Cart.id).where(own_carts(email)))


def of_card(model: Any) -> Callable[[str], ColumnElement[bool]]:
    """What was mailed to the address, or taken for one of its orders."""
    cards = select(CreditAccount.id).where(CreditAccount.email.is_not(None))
    return lambda email: or_(
        model.account_id.in_(cards.where(CreditAccount.email == email)), model.order_id.in_(own_orders(email))
    )


def of_line(model: Any) -> Callable[[str], ColumnElement[bool]]:
    """Rows of its orders' lines."""
    lines = select(OrderLine.id)
    return lambda email: model.order_line_id.in_(lines.where(OrderLine.order_id.in_(own_orders(email))))


def of_sold_card(email: str) -> ColumnElement[bool]:
    """Cards that were bought in its orders, or mailed to it."""
    mailed = select(CreditAccount.id).where(CreditAccount.email == email)
    return or_(of_line(SoldCard)(email), SoldCard.account_id.in_(mailed))


def own_wishes(email: str) -> ColumnElement[bool]:
    """Whom cards are for, in its orders or by its own address."""
    return or_(GiftWish.order_id.in_(own_orders(email)), func.lower(GiftWish.email) == email)


def of_reader(model: Any) -> Callable[[str], ColumnElement[bool]]:
    """Rows of its reader."""
    return lambda email: model.subscriber_id.in_(own_subscriber(email))


def own_commenter(email: str) -> Select[int]:
    """The writer of comments of an address."""
    return select(Commenter.id).where(Commenter.email_key == email)


def of_commenter(model: Any) -> Callable[[str], ColumnElement[bool]]:
    """Rows of its writer of comments."""
    return lambda email: model.commenter_id.in_(own_commenter(email))


def own_block(email: str) -> ColumnElement[bool]:
    """The mark that keeps its comments away."""
    found = find_block(email)
    return CommentBlock.digest == (found.digest if found else "")


def own_suppression(email: str) -> ColumnElement[bool]:
    """The mark that keeps letters away from it."""
    found = find_suppression(email)
    return Suppression.digest == (found.digest if found else "")


def written_down(email: str) -> ColumnElement[bool]:
    """What the log says about it, or what it did itself."""
    about: dict[str, Any] = {
        "user": own_user(email),
        "order": own_orders(email),
        "withdrawal": select(Withdrawal.id).where(own_withdrawals(email)),
        "subscriber": own_subscriber(email),
        "commenter": own_commenter(email),
        "comment": select(Comment.id).where(Comment.commenter_id.in_(own_commenter(email))),
    }
    ids = [
        and_(
            AuditEntry.subject_kind == kind,
            AuditEntry.subject_id.in_(select(cast(of.subquery().c[0], String))),
        )
        for kind, of in about.items()
    ]
    return or_(*ids, AuditEntry.actor.in_(select("user:" + cast(User.id, String)).where(User.email == email)))
