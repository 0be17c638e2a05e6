"""A2, the erasure: nothing of the person is left in any column but what law asks for, and that for its time."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import String, cast, select, text, update
from sqlalchemy.exc import DBAPIError

from app.audit.models import AuditEntry
from app.clock import utcnow
from app.db import db, transaction
from app.errors import Conflict
from app.handlers import erase_old_orders, erase_people
from app.newsletter.suppressing import find_suppression
from app.orders.erasing import MARKER
from app.orders.errors import StepRefused
from app.orders.models import Order
from app.people.erasing import ask_erasure, carry_out
from app.people.exporting import gather
from app.people.models import ErasureRequest
from app.verifying import run_checks
from tests.factories.accounts import make_staff
from tests.factories.people import MINE, VAT_NUMBER, make_known_everywhere
from tests.support.parcels import send_all
from tests.support.shop import ANSWERS, Shop

pytestmark = pytest.mark.postgres
SIX_YEARS = timedelta(days=6 * 366 + 5)


@pytest.fixture
def known(shop: Shop) -> Shop:
    shop.variant(units=9)
    make_known_everywhere(shop)
    return shop


def erase(email: str = MINE) -> list[str]:
    now = utcnow()
    with transaction():
        return carry_out(ask_erasure(email, actor="shopper", now=now), now=now)


def found_in(words: str) -> set[str]:
    """Every column of every table in which the words stand, whatever their letters."""
    db.session.rollback()
    found = set()
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            query = select(column).where(cast(column, String).ilike(f"%{words}%")).limit(1)
            if db.session.execute(query).first() is not None:
                found.add(f"{table.name}.{column.name}")
    return found


def test_nothing_of_an_erased_person_is_found_in_any_column(known: Shop) -> None:
    assert {"orders.email", "users.email", "outbox_items.data", "carts.answers", "carts.typed"} <= found_in(
        MINE
    )
    assert erase() == []
    assert found_in(MINE) == set()
    assert found_in("Nora Quinn") == {"orders.name"}, "law asks for the name on the invoice"
    ours = {"settings.value", "papers.seller_address"}  # the shop lives in the same street
    assert found_in(ANSWERS["street"]) - ours == {"orders.street"}
    assert found_in(VAT_NUMBER) == {"orders.vat_number"}
    assert found_in("one of the two") == set()
    left = [one.table for one in gather(MINE) if one.rows]
    assert left == ["suppressions", "comment_blocks"], "a salted hash is left of each"
    assert known.mismatches() == []
    with transaction():
        (done,) = db.session.query(ErasureRequest).all()
        assert (done.email, done.done_at is not None) == (None, True)
        entry = db.session.query(AuditEntry).filter_by(action="person.erased").one()
        assert "@" not in str(entry.details)


def test_when_law_no_longer_asks_the_name_goes_too(known: Shop) -> None:
    erase()
    erase_old_orders()
    assert "orders.name" in found_in("Nora Quinn")
    known.pass_time(SIX_YEARS)
    erase_old_orders()
    assert found_in("Nora Quinn") == found_in(VAT_NUMBER) == set()
    assert known.mismatches() == []
    known.pass_time(timedelta(0))


def test_an_old_order_loses_its_buyer_without_being_asked(known: Shop) -> None:
    known.pass_time(SIX_YEARS)
    assert any("longer than law asks" in one for one in mismatches_of("A2"))
    erase_old_orders()
    assert not {"orders.email", "outbox_items.data"} & found_in(MINE)
    assert mismatches_of("A2") == []
    known.pass_time(timedelta(0))


def mismatches_of(code: str) -> list[str]:
    db.session.rollback()
    return [line for one in run_checks() if one.code == code for line in one.mismatches]


def test_an_order_that_was_never_paid_is_erased_whole(shop: Shop) -> None:
    shop.variant(units=5)
    cart = shop.basket(("SH-WHW", 1))
    shop.start(cart)
    assert "A payment may still arrive." in erase()
    shop.stripe.control("POST", f"/sessions/{shop.session_of(cart)}/expire")
    shop.deliver()
    erase_people()
    assert found_in("Nora Quinn") == found_in(MINE) == set()
    assert shop.mismatches() == []


def test_what_is_not_settled_makes_it_wait_and_then_it_happens_by_itself(shop: Shop) -> None:
    shop.variant(units=5)
    order = shop.buy(("SH-WHW", 1))
    assert erase() == [f"Order {order.number} is not finished yet."]
    erase_people()
    assert "orders.email" in found_in(MINE)
    send_all(order)
    shop.work()
    erase_people()
    assert found_in(MINE) == set()


def test_asking_twice_is_asking_once(shop: Shop) -> None:
    shop.variant(units=5)
    shop.buy(("SH-WHW", 1))
    for _ in range(3):
        assert len(erase(" Nora@Example.com ")) == 1
    assert db.session.query(ErasureRequest).count() == 1


def test_letters_stay_away_and_another_person_stays(known: Shop) -> None:
    known.buy(("SH-WHW", 1))
    other = known.basket(("SH-WHW", 1), email="somebody@else.example", street="9 Other Street")
    known.start(other)
    erase()
    assert found_in("9 Other Street")
    with transaction():
        assert find_suppression(MINE) is not None


def test_a_member_of_staff_is_not_erased_as_a_shopper(shop: Shop) -> None:
    with transaction():
        make_staff(email=MINE)
    with pytest.raises(Conflict):
        erase()


def test_an_order_that_is_not_what_was_agreed_to_is_left_to_staff(known: Shop) -> None:
    """Whoever altered an order must not have its new seal made by asking to be erased."""
    with transaction() as session:
        session.execute(update(Order).values(street="9 Other Street"))
    with pytest.raises(StepRefused):
        erase()
    erase_people()
    known.pass_time(SIX_YEARS)
    erase_old_orders()
    known.pass_time(timedelta(0))
    assert "orders.email" in found_in(MINE)


def test_the_database_lets_a_seal_change_with_an_erasure_alone(known: Shop) -> None:
    for is_erased in (False, True):
        if is_erased:
            erase()
        for words in (
            "UPDATE orders SET fingerprint = 'x'",
            "UPDATE orders SET fingerprint = 'x', erased_at = NULL",
            "UPDATE orders SET fingerprint = 'x', erased_at = erased_at",
            "UPDATE orders SET total_minor = 1, erased_at = CURRENT_TIMESTAMP",
        ):
            with pytest.raises(DBAPIError, match="never changed"), transaction() as session:
                session.execute(text(words))


def test_an_erased_orders_guest_link_opens_nothing(known: Shop) -> None:
    with transaction():
        order: Any = db.session.query(Order).order_by(Order.id).first()
        before = order.link_hash
    erase()
    db.session.expire_all()
    order = db.session.query(Order).order_by(Order.id).first()
    assert order.link_hash != before
    assert order.email == MARKER
