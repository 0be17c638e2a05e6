"""M4 where one mailbox has two offers for a first order at one instant, placed or paid late; and without the lock."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from app.cart.actions import set_code
from app.clock import utcnow
from app.db import db, dialect_name, is_writing, transaction
from app.orders import redeeming
from app.orders.errors import OfferGone
from app.payments.errors import DraftChanged
from app.payments.protocol.applying import look_at_session
from app.payments.queries import list_open_alerts
from app.pricing.models import Offer, OfferUse
from app.pricing.offering import stop_offer
from tests.actions.offers.test_ending import paid_late
from tests.actions.payments.test_races import at_once
from tests.factories.offers import make_offer
from tests.support.gates import meet_at
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
CODES, SKUS = ("WELCOME10", "HELLO20"), ("SH-WHW", "SH-LWB-4")


@pytest.fixture
def carts(shop: Shop) -> list[int]:
    """Two baskets of one mailbox, each of another thing and with another offer for a first order."""
    for sku in SKUS:
        shop.variant(sku=sku, title=f"Thing {sku}", units=9)
    for code in CODES:
        make_offer(code=code, first_order=True)
    made = [shop.basket((sku, 1), email="nora@example.com") for sku in SKUS]
    with transaction():
        for cart, code in zip(made, CODES, strict=True):
            set_code(cart, code.lower(), now=utcnow())
    return made


def rush(
    shop: Shop, patch: pytest.MonkeyPatch, works: list[Callable[[], Any]], *, is_control: bool
) -> list[Any]:
    """Do both at once; who has looked whether the mailbox has another gives the other time to do so."""
    look, gate = redeeming._has_ordered, threading.Barrier(2)

    def look_together(mailbox: str | None, apart: Any) -> bool:
        found = look(mailbox, apart)
        if is_writing() and not found:
            meet_at(gate, all_can_come=is_control)
        return found

    patch.setattr(redeeming, "_has_ordered", look_together)
    return at_once(shop, works)


def uses() -> int:
    db.session.rollback()
    return (
        db.session.scalar(select(func.count()).select_from(OfferUse).where(OfferUse.freed_at.is_(None))) or 0
    )


def told() -> int:
    return len([one for one in list_open_alerts() if one.kind == "first_order"])


def place_both(
    shop: Shop, patch: pytest.MonkeyPatch, carts: list[int], *, is_control: bool = False
) -> list[Any]:
    works = [lambda cart=cart: shop.start(cart) for cart in carts]  # type: ignore[misc]
    return rush(shop, patch, works, is_control=is_control)


def be_late(shop: Shop, cart: int) -> str:
    """Place a basket, free its use, and let its money come; returns the session that tells of it."""
    shop.start(cart)
    session = shop.session_of(cart)
    paid_late(shop, cart)
    db.session.rollback()
    return session


def hear_and_place(
    shop: Shop, patch: pytest.MonkeyPatch, carts: list[int], other: str, *, is_control: bool = False
) -> list[Any]:
    """Hear of one basket's late money while the other one is placed, or is paid late too; perhaps both were stopped."""
    sessions = [be_late(shop, cart) for cart in (carts[:1] if other == "is placed" else carts)]
    with transaction():
        for key in db.session.scalars(select(Offer.id).order_by(Offer.id)) if other == "was stopped" else ():
            stop_offer(key, actor="user:1", now=utcnow())
    works = [lambda one=one: look_at_session(shop.till, one) for one in sessions]  # type: ignore[misc]
    placing: list[Callable[[], Any]] = [lambda: shop.start(carts[1])] if other == "is placed" else []
    return rush(shop, patch, [*works, *placing], is_control=is_control)


def test_two_offers_for_a_first_order_give_one_mailbox_one(
    shop: Shop, carts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = place_both(shop, monkeypatch, carts)
    refused = [one for one in found if isinstance(one, OfferGone | DraftChanged)]
    assert len(refused) <= 1
    assert [one for one in found if isinstance(one, Exception) and one not in refused] == []
    assert uses() == 1
    assert shop.mismatches() == []


def test_without_meeting_at_one_lock_it_gets_both(
    shop: Shop, carts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redeeming, "list_first_order_offers", lambda: ())
    place_both(shop, monkeypatch, carts, is_control=True)
    # SQLite lets one writer in at a time, with or without this lock
    assert uses() == (1 if dialect_name() == "sqlite" else 2)


@pytest.mark.parametrize("other", ["is placed", "is late", "was stopped"])
def test_of_late_money_beside_another_first_order_staff_are_told(
    shop: Shop, carts: list[int], other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = hear_and_place(shop, monkeypatch, carts, other)
    wrong = [
        one for one in found if isinstance(one, Exception) and not isinstance(one, OfferGone | DraftChanged)
    ]
    assert wrong == []
    assert told() == uses() - 1, "late money keeps its price, and where that makes two somebody knows"
    assert shop.mismatches() == []


@pytest.mark.parametrize("other", ["is placed", "is late", "was stopped"])
def test_without_meeting_at_one_lock_nobody_is_told(
    shop: Shop, carts: list[int], other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redeeming, "list_first_order_offers", lambda: ())
    hear_and_place(shop, monkeypatch, carts, other, is_control=True)
    is_missed = dialect_name() != "sqlite"
    assert (told() == uses() - 1) != is_missed
    assert ("M4" in {one.partition(":")[0] for one in shop.mismatches()}) == is_missed
