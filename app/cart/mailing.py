"""A basket sent to oneself: one link by mail that opens it on another device, until it is paid for or stopped."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from app.cart.actions import COOKIE_KIND, lock_cart
from app.cart.errors import BasketLinkNotKnown
from app.cart.models import AsideLine, Cart, CartKey, CartLine, CartLink, Place
from app.cart.queries import is_token
from app.cart.rules import KEPT_DAYS
from app.counting import count_some
from app.db import db
from app.outbox.mail import COURTESY, queue_mail
from app.outbox.mailboxes import mailbox_of
from app.tokens import hash_token, new_token

LINK_KIND = "cart-link"
#: nobody's mailbox is filled by typing its address here, under whichever spelling and from however many baskets
SPAN, LINKS_A_MAILBOX, LINKS_A_CART = timedelta(hours=6), 2, 4


def send_basket(cart_id: int, email: str, *, site_url: str, until: str, now: datetime) -> None:
    """Owe the mail with the link, unless enough have gone to that mailbox lately; the asker is never told.

    `email` has been checked; `until` says in words when the link ends.
    """
    cart, mailbox = lock_cart(cart_id), mailbox_of(email)
    lately = CartLink.asked_at > now - SPAN
    if count_some(select(CartLink.id).where(CartLink.mailbox == mailbox, lately)) >= LINKS_A_MAILBOX:
        return
    if count_some(select(CartLink.id).where(CartLink.cart_id == cart.id, lately)) >= LINKS_A_CART:
        return
    link, token = make_link(cart, email, now=now, until=now + timedelta(days=KEPT_DAYS))
    cart.changed_at = now
    db.session.flush()
    data = {"link": f"{site_url}/basket/mailed/{token}/", "until": until}
    queue_mail(email, "basket_link", data, purpose=COURTESY, now=now, natural_key=f"basket-link:{link.id}")


def make_link(cart: Cart, email: str, *, now: datetime, until: datetime) -> tuple[CartLink, str]:
    """Make a link that opens a locked basket, and return it with its token, which only the mail holds."""
    token = new_token()
    link = CartLink(
        cart_id=cart.id, token_hash=hash_token(LINK_KIND, token), mailbox=mailbox_of(email), asked_at=now,
        expires_at=until,
    )  # fmt: skip
    db.session.add(link)
    db.session.flush()
    return link, token


def get_link(token: str, *, now: datetime) -> CartLink:
    """Return a link that still opens a basket with something in it; raises BasketLinkNotKnown."""
    query = select(CartLink).where(CartLink.token_hash == hash_token(LINK_KIND, token))
    link = db.session.scalars(query).first() if is_token(token) else None
    is_over = link is None or link.stopped_at is not None or link.expires_at <= now
    if link is None or is_over or is_bare(link.cart_id):
        raise BasketLinkNotKnown
    return link


def open_by_link(link: CartLink, *, now: datetime) -> str:
    """Return a new token for the basket of a link; only the cookie of the device that opened it holds it."""
    token = new_token()
    key = hash_token(COOKIE_KIND, token)
    db.session.add(CartKey(cart_id=link.cart_id, token_hash=key, link_id=link.id, opened_at=now))
    db.session.flush()
    return token


def stop_links(cart_id: int, *, own_token: str, now: datetime) -> None:
    """Stop every link of a basket and shut the devices that were opened by one, but for the one that asks."""
    lock_cart(cart_id)
    own = hash_token(COOKIE_KIND, own_token)
    opened = (CartKey.cart_id == cart_id, CartKey.link_id.is_not(None), CartKey.token_hash != own)
    db.session.execute(delete(CartKey).where(*opened))
    links = (CartLink.cart_id == cart_id, CartLink.stopped_at.is_(None))
    db.session.execute(update(CartLink).where(*links).values(stopped_at=now))


def has_links(cart_id: int, *, now: datetime) -> bool:
    """Say whether a mailed link can open this basket."""
    where = (CartLink.cart_id == cart_id, CartLink.stopped_at.is_(None), CartLink.expires_at > now)
    return db.session.scalar(select(CartLink.id).where(*where).limit(1)) is not None


def is_bare(cart_id: int) -> bool:
    """Say whether nothing is in a basket and nothing kept beside it."""
    inside = select(func.count()).select_from(CartLine).where(CartLine.cart_id == cart_id)
    kept = (AsideLine.cart_id == cart_id, AsideLine.place == Place.LATER)
    beside = select(func.count()).select_from(AsideLine).where(*kept)
    return not (db.session.scalar(inside) or db.session.scalar(beside))


def is_its(cart: Cart | None, link: CartLink) -> bool:
    """Say whether a link leads to this basket."""
    return cart is not None and cart.id == link.cart_id
