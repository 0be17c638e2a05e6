"""What the database itself refuses, and what `flask verify` finds where it could not (invariants S, M and P)."""

import pytest

from tests.support.shop import Shop
from tests.support.walls import codes_found_after, let_through

pytestmark = pytest.mark.postgres
WRAP = "SH-WHW"
TABLES = (
    "stock_items", "stock_holds", "stock_movements", "orders", "order_lines", "payments", "stripe_events", "papers",
)  # fmt: skip

PAPER = (
    "INSERT INTO papers (kind, series, year, turn, issued_at, issued_on, paid_on, seller_name, seller_address,"
    " vat_number, currency, rates, number, order_id, total_minor, tax_minor) SELECT kind, series, year, turn,"
    " issued_at, issued_on, paid_on, seller_name, seller_address, vat_number, currency, rates,"
)
LAST = "(SELECT MAX(id) FROM orders)"  # an order without papers
REFUSED = [
    # S1: movements are immutable
    "UPDATE stock_movements SET allocated_change = 9",
    "DELETE FROM stock_movements",
    # S2: nothing below zero, nothing promised twice
    "UPDATE stock_items SET on_hand = -1, allocated = 0, held = 0",
    "UPDATE stock_items SET held = -1",
    "UPDATE stock_items SET allocated = on_hand + backorder_limit - held + 1",
    # S4: a hold ends once, with its proof
    "UPDATE stock_holds SET ended_at = placed_at WHERE ended_at IS NULL",
    "UPDATE stock_holds SET ended_at = placed_at, ending = 'released', proof = '' WHERE ended_at IS NULL",
    "INSERT INTO stock_holds (item_id, order_id, round, units, placed_at, protected_until, proof)"
    " SELECT item_id, order_id, round, units, placed_at, protected_until, '' FROM stock_holds",
    # M1: a total is its lines and delivery
    "INSERT INTO order_lines (order_id, position, variant_id, sku, product_name, variant_name, product_kind, quantity,"
    " unit_minor, total_minor, tax_minor, tax_class, returns, via) SELECT order_id, 9, variant_id, sku, product_name,"
    " variant_name, product_kind, quantity, unit_minor, total_minor + 1, tax_minor, tax_class, returns, via"
    " FROM order_lines",
    # M2: copies never change
    "UPDATE order_lines SET product_name = 'Another'",
    "DELETE FROM order_lines",
    "UPDATE orders SET lines_minor = lines_minor + 1, total_minor = total_minor + 1",
    "UPDATE orders SET currency = 'USD'",
    "UPDATE orders SET terms_version = 'another'",
    "UPDATE orders SET fingerprint = 'another'",
    # M3: no more goes back than was paid
    "UPDATE payments SET refunded_minor = amount_minor + 1",
    "UPDATE payments SET refunded_minor = -1",
    "UPDATE orders SET refunded_minor = paid_minor + 1",
    "UPDATE refunds SET stripe_id = 're_same'",
    # P1: one payment a session, one live session an order and a basket
    "INSERT INTO payments (order_id, attempt_id, session_id, intent_id, amount_minor, currency, refunded_minor,"
    " arrived_at, is_kept) SELECT order_id, attempt_id, session_id, 'pi_other', amount_minor, currency, 0,"
    " arrived_at, is_kept FROM payments",
    "INSERT INTO payment_attempts (key, order_id, amount_minor, currency, state, session_id, created_at,"
    " protected_until, expires_at, checked_at, proof) SELECT 'another', order_id, amount_minor, currency, 'open',"
    " 'cs_other', created_at, protected_until, expires_at, checked_at, '' FROM payment_attempts WHERE state = 'open'",
    "INSERT INTO payment_attempts (key, order_id, cart_id, amount_minor, currency, state, session_id, created_at,"
    " protected_until, expires_at, checked_at, proof) SELECT 'another', 1, cart_id, amount_minor, currency, 'open',"
    " 'cs_other', created_at, protected_until, expires_at, checked_at, '' FROM payment_attempts WHERE state = 'open'",
    "UPDATE payment_attempts SET session_id = 'cs_same'",
    # I1: a number is the next of its series, and given once; I2: an order has one invoice; papers never change
    *(
        f"{PAPER} {number}, {order}, total_minor, tax_minor FROM papers WHERE number = 2 AND kind = 'invoice'"
        for number, order in (("number + 2", LAST), ("number", LAST), ("number + 1", "order_id"))
    ),
    f"{PAPER} number + 1, {LAST}, total_minor, total_minor + 1 FROM papers WHERE number = 2 AND kind = 'invoice'",
    "UPDATE papers SET seller_name = 'Another'",
    "UPDATE papers SET number = number + 1",
    "DELETE FROM papers",
    # P2: an event is stored once
    "UPDATE stripe_events SET stripe_id = 'evt_same'",
]

#: check -> what is done behind the back of constraints and triggers
FOUND = {
    "S1": "UPDATE stock_items SET on_hand = on_hand + 1",
    "S2": "UPDATE stock_items SET on_hand = 0",
    "S3": "UPDATE stock_holds SET units = units + 1 WHERE ended_at IS NULL",
    "S4": "UPDATE payment_attempts SET state = 'failed' WHERE state = 'open'",
    "M1": "UPDATE orders SET lines_minor = lines_minor + 1",
    "M2": "UPDATE orders SET street = 'Somewhere else'",
    "M3": "UPDATE payments SET refunded_minor = 0",
    "P1": "DELETE FROM payments WHERE refunded_minor = 0",
    "P2": "UPDATE stripe_events SET applied_at = NULL, received_at = '2020-01-01 00:00:00'",
    "P4": "DELETE FROM outbox_items WHERE natural_key LIKE 'order-paid:%'",
    "I1": "UPDATE papers SET number = number + 1 WHERE number = 2",
    "I2": "DELETE FROM papers WHERE number = (SELECT MAX(number) FROM papers)",
    "I3": "UPDATE papers SET tax_minor = tax_minor + 1",
    "O1": "UPDATE orders SET payment = 'pending' WHERE payment = 'paid'",
}


def trade(shop: Shop) -> None:
    """Two paid orders, the first with two refunds, and a basket that is being paid."""
    from tests.actions.payments.test_refunding import give_back

    shop.variant(units=9)
    first = shop.buy((WRAP, 1))
    give_back(first, 1000)
    give_back(first, 500, seen=1000)
    shop.work()
    shop.buy((WRAP, 2))
    shop.start(shop.basket((WRAP, 1)))
    assert shop.mismatches() == []


def test_the_database_refuses_what_must_not_be(shop: Shop) -> None:
    trade(shop)
    assert let_through(REFUSED) == []
    assert shop.mismatches() == []


def test_verify_finds_by_its_code_what_no_wall_has_kept_out(shop: Shop) -> None:
    trade(shop)
    found = {code: codes_found_after(statement, *TABLES) for code, statement in FOUND.items()}
    assert [code for code in FOUND if code not in found[code]] == []
    assert shop.mismatches() == []
