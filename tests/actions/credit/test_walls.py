"""What the database refuses of gift cards, and what `flask verify` finds where it could not (M1, M3, M4, P1)."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.db import db, dialect_name, transaction
from app.verifying import run_checks
from tests.actions.credit.cards import with_cards
from tests.actions.credit.test_refunding import give_back
from tests.actions.payments.test_walls import Undo
from tests.factories.credit import make_card
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres

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


def without_walls() -> None:
    """Take triggers and constraints of gift cards away, in the open transaction."""
    tables = ("credit_accounts", "credit_uses", "credit_entries", "order_credits", "orders")
    session = db.session
    if dialect_name() == "sqlite":
        session.execute(text("PRAGMA ignore_check_constraints = ON"))
        names = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        statements = [f'DROP TRIGGER "{name}"' for name in names if name.startswith(tables)]
    else:
        checks = session.execute(
            text("SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c'")
        )
        statements = [
            f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name in checks if table in tables
        ]
        statements += [f"ALTER TABLE {name} DISABLE TRIGGER ALL" for name in tables]
    for statement in statements:
        session.execute(text(statement))


def test_the_database_refuses_what_must_not_be(shop: Shop) -> None:
    trade(shop)
    let_through = []
    for statement in REFUSED:
        try:
            with transaction() as session:
                done = session.execute(text(statement))
                let_through.append(f"{done.rowcount} rows by {statement}")  # type: ignore[attr-defined]
                raise Undo
        except (DatabaseError, Undo):
            continue
    assert let_through == []
    assert shop.mismatches() == []


@pytest.mark.parametrize(("code", "statement"), FOUND)
def test_verify_finds_by_its_code_what_no_wall_has_kept_out(shop: Shop, code: str, statement: str) -> None:
    trade(shop)
    found: set[str] = set()
    try:
        with transaction() as session:
            without_walls()
            assert session.execute(text(statement)).rowcount > 0  # type: ignore[attr-defined]
            session.expire_all()
            found = {one.code for one in run_checks() if one.mismatches}
            raise Undo
    except Undo:
        db.session.rollback()
    finally:
        if dialect_name() == "sqlite":
            db.session.execute(text("PRAGMA ignore_check_constraints = OFF"))
            db.session.rollback()
    assert code in found
    assert shop.mismatches() == []


def test_a_balance_that_left_its_ledger_is_mended(shop: Shop) -> None:
    trade(shop)
    with transaction() as session:
        session.execute(text("UPDATE credit_accounts SET balance_minor = balance_minor + 7"))
    assert {one.partition(":")[0] for one in shop.mismatches()} == {"M4"}
    run_checks(repair="M4")
    assert shop.mismatches() == []
