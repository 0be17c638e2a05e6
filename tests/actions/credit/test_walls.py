"""What the database refuses of gift cards, and what `flask verify` finds where it could not (M1, M3, M4, P1)."""

import pytest

from tests.actions.credit.cards import with_cards
from tests.actions.credit.test_refunding import give_back
from tests.factories.credit import make_card
from tests.support.shop import Shop
from tests.support.walls import codes_found_after, let_through

pytestmark = pytest.mark.postgres
TABLES = ("credit_accounts", "credit_uses", "credit_entries", "order_credits", "orders")

REFUSED = [
    "UPDATE credit_accounts SET balance_minor = -1",
    "UPDATE credit_accounts SET salt = 'x', email = NULL",
    "UPDATE credit_entries SET amount_minor = amount_minor + 1",
    "UPDATE credit_entries SET reason = 'another'",
    "DELETE FROM credit_entries",
    "UPDATE credit_uses SET amount_minor = amount_minor + 1",
    "UPDATE credit_uses SET account_id = account_id + 1",
    "UPDATE credit_uses SET refunded_minor = amount_minor + 1",
    "UPDATE credit_uses SET refunded_minor = 1 WHERE settled_at IS NULL",
    "UPDATE credit_uses SET freed_at = settled_at, proof = 'x' WHERE settled_at IS NOT NULL",
    "UPDATE credit_uses SET freed_at = taken_at WHERE settled_at IS NULL",
    "DELETE FROM credit_uses",
    "UPDATE order_credits SET amount_minor = 1",
    "DELETE FROM order_credits",
    "UPDATE orders SET credit_minor = 1",
    "INSERT INTO credit_uses (account_id, order_id, amount_minor, refunded_minor, taken_at, proof)"
    " SELECT account_id, order_id, 1, 0, taken_at, '' FROM credit_uses",
    "INSERT INTO credit_entries (account_id, cause, amount_minor, reason, actor, at)"
    " SELECT account_id, 'issued', -1, '', actor, at FROM credit_entries WHERE cause = 'issued'",
    "INSERT INTO credit_entries (account_id, cause, amount_minor, reason, actor, at)"
    " SELECT account_id, 'reserved', -1, '', actor, at FROM credit_entries WHERE cause = 'issued'",
]

#: check -> what is done behind the back of constraints and triggers
FOUND = [
    ("M4", "UPDATE credit_accounts SET balance_minor = balance_minor + 1"),
    ("M4", "DELETE FROM credit_entries WHERE cause = 'spent'"),
    ("M4", "UPDATE credit_uses SET settled_at = NULL, refunded_minor = 0 WHERE settled_at IS NOT NULL"),
    ("M4", "UPDATE credit_uses SET freed_at = taken_at, proof = 'x' WHERE settled_at IS NULL"),
    ("M4", "DELETE FROM order_credits"),
    ("M4", "UPDATE credit_uses SET refunded_minor = 0"),
    ("M1", "UPDATE orders SET credit_minor = credit_minor + 1 WHERE credit_minor > 0"),
    ("M2", "UPDATE order_credits SET last_four = 'ABCD'"),
    ("M3", "UPDATE credit_uses SET refunded_minor = refunded_minor - 1 WHERE refunded_minor > 0"),
    ("P1", "UPDATE credit_uses SET settled_at = NULL, refunded_minor = 0 WHERE settled_at IS NOT NULL"),
]


def trade(shop: Shop) -> None:
    """A part paid by card and given back from, one paid by card alone, and one that waits for its money."""
    shop.variant(units=9)
    part, whole, waiting = (make_card(value)[0] for value in (1000, 9000, 700))
    cart = with_cards(shop, part)
    shop.start(cart)
    shop.stripe.pay(shop.session_of(cart))
    shop.deliver()
    give_back(shop, shop.order(cart), 2000)
    shop.start(with_cards(shop, whole))
    shop.start(with_cards(shop, waiting))
    assert shop.mismatches() == []


def test_the_database_refuses_what_must_not_be(shop: Shop) -> None:
    trade(shop)
    assert let_through(REFUSED) == []
    assert shop.mismatches() == []


@pytest.mark.parametrize(("code", "statement"), FOUND)
def test_verify_finds_by_its_code_what_no_wall_has_kept_out(shop: Shop, code: str, statement: str) -> None:
    trade(shop)
    assert code in codes_found_after(statement, *TABLES)
    assert shop.mismatches() == []
