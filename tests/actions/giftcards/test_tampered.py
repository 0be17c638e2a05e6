"""`flask verify` says what was done behind the walls' back to sold cards, exchanges and what is paid out of them."""

import pytest
from sqlalchemy import text

from app.credit.checks import repair_mails
from app.db import transaction
from app.payments.protocol.adding import open_page_of_addition
from app.payments.protocol.applying import look_at_session
from app.payments.protocol.cancelling import cancel_by_staff
from tests.actions.giftcards.selling import CARD, LENA, STAFF, TO_LENA, WRAP, code_mails, sold, stock_cards
from tests.actions.giftcards.test_going_back import buy_back
from tests.support.adding import PRICE, exchange
from tests.support.shop import Shop
from tests.support.walls import codes_found_after

pytestmark = pytest.mark.postgres
SAME = "SH-MATE"
WALLS = (
    "refunds", "credit_accounts", "set_offs", "set_off_lines", "line_cancellations", "stock_movements", "gift_wishes",
)  # fmt: skip


@pytest.fixture
def busy(shop: Shop) -> Shop:
    """A shop where a card was taken back, one exchange was paid out again, and another one waits."""
    shop.variant(units=19)
    shop.variant(sku=SAME, title="A mate", units=5, price=PRICE)
    stock_cards(shop)
    first = shop.buy((WRAP, 3))
    added = exchange(shop, first, 1, SAME)
    open_page_of_addition(shop.till, added.id)
    cancel_by_staff(shop.till, added.id, reason="asked", actor=STAFF)
    exchange(shop, first, 1, SAME)
    order = shop.buy((CARD, 2))
    buy_back(order, sold(order)[0].id)
    shop.work()
    assert shop.mismatches() == []
    return shop


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE refunds SET state = 'failed' WHERE paid_out_of_id IS NOT NULL", "M3"),
        ("UPDATE refunds SET amount_minor = amount_minor - 1 WHERE paid_out_of_id IS NOT NULL", "M3"),
        ("UPDATE refunds SET order_id = 1 WHERE paid_out_of_id IS NOT NULL", "M3"),
        ("UPDATE refunds SET credit_account_id = NULL WHERE credit_account_id IS NOT NULL", "M3"),
        ("UPDATE refunds SET cards_minor = cards_minor + 1 WHERE cards_minor > 0", "G3"),
        ("UPDATE credit_accounts SET currency = 'USD'", "M1"),
        ("UPDATE credit_accounts SET salt = 'a salt' WHERE email IS NOT NULL", "P4"),
        ("UPDATE set_offs SET off_minor = off_minor + 1", "O3"),
        ("UPDATE set_off_lines SET units = units + 1", "O3"),
        ("UPDATE set_off_lines SET amount_minor = amount_minor + 1", "O3"),
        ("UPDATE line_cancellations SET units = units + 1", "O2"),
        (
            "UPDATE stock_movements SET allocated_change = allocated_change + 1 WHERE kind = 'allocated'",
            "O2",
        ),
        (
            "INSERT INTO gift_wishes (order_id, name, email, message, written_at)"
            " SELECT id, '', 'lena@example.org', '', placed_at FROM orders WHERE id = 1",
            "G3",
        ),
    ],
)
def test_verify_finds_it(busy: Shop, statement: str, code: str) -> None:
    assert code in codes_found_after(statement, *WALLS)
    assert busy.mismatches() == []


def test_a_card_whose_mail_was_lost_is_found_and_its_mail_owed_again(shop: Shop) -> None:
    stock_cards(shop)
    cart = shop.basket((CARD, 1), **TO_LENA)
    shop.start(cart)
    shop.stripe.pay(shop.session_of(cart))
    look_at_session(shop.till, shop.session_of(cart))
    with transaction() as session:
        session.execute(text("DELETE FROM outbox_items WHERE kind = 'gift_card_mail'"))
    assert [one.partition(":")[0] for one in shop.mismatches()] == ["P4"]
    repair_mails()
    shop.work()
    assert len(code_mails(shop, LENA)) == 1
    assert shop.mismatches() == []
