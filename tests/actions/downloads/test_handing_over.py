"""Files are handed over at payment by consent, counted, and end with the money."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.catalog.models import ProductKind, Variant
from app.clock import utcnow
from app.db import db, transaction
from app.downloads.actions import (
    ask_for_link,
    end_downloads,
    hand_over_files,
    note_consent,
    open_link,
    remove_file,
)
from app.downloads.errors import DownloadOver, NoSuchFile
from app.downloads.models import Download
from app.downloads.queries import Offered, find_consent, list_offered
from app.downloads.rules import CONSENT_WORDING, MOST_DOWNLOADS
from app.inventory.queries import items_of
from app.orders.models import Fulfilment, Order, OrderState
from app.orders.queries import get_order_with_lines, lock_order
from app.orders.withdrawing import Statement, declare_withdrawal
from tests.actions.payments.test_races import at_once
from tests.actions.payments.test_refunding import give_back
from tests.factories.files import attach_a_file
from tests.support.mail import read_mail, text_of
from tests.support.parcels import STAFF, send, send_all
from tests.support.shop import ANSWERS, Shop

pytestmark = pytest.mark.postgres
WRAP, LESSONS, KEY = "SH-WHW", "SH-PIP", "a key of the tests"


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    shop.variant(units=9)
    variant = shop.variant(sku=LESSONS, title="Pacing in practice", kind=ProductKind.DIGITAL, units=9)
    attach_a_file(variant)
    return shop


def fresh(order: Order) -> Order:
    db.session.rollback()
    return get_order_with_lines(order.id)


def offered(order: Order) -> list[Offered]:
    read = fresh(order)
    return list_offered(read, read.lines)


def press(order: Order, *, later: timedelta = timedelta(0)) -> str:
    (one,) = offered(order)
    with transaction():
        full = get_order_with_lines(order.id)
        return ask_for_link(full, one.line_id, one.file_id, secret_key=KEY, now=utcnow() + later)


def test_with_consent_the_files_are_handed_over_when_the_money_is_here(stocked: Shop) -> None:
    order = fresh(stocked.buy((LESSONS, 1), begin_at_once=True))
    assert (order.state, order.fulfilment) == (OrderState.CLOSED, Fulfilment.COMPLETE)
    item = items_of([order.lines[0].variant_id])[order.lines[0].variant_id]
    assert (item.on_hand, item.held, item.allocated) == (8, 0, 0)
    consent = find_consent(order.id)
    assert consent is not None
    assert consent.wording == CONSENT_WORDING
    (one,) = offered(order)
    assert (one.title, one.kind, one.left, one.is_open) == ("All eight lessons", "PDF", MOST_DOWNLOADS, True)
    assert stocked.mismatches() == []


def test_the_mail_says_where_the_files_are_and_what_was_agreed_to(stocked: Shop) -> None:
    stocked.buy((LESSONS, 1), (WRAP, 1), begin_at_once=True)
    (mail,) = read_mail(stocked.app.extensions["config"].instance_dir / "mail")
    said = text_of(mail)
    assert "Your files are ready" in said
    assert "/#downloads" in said
    assert "agreed that your 14 days" in said
    assert "We send what you bought by mail" not in said
    assert "We pack it next" in said


def test_without_consent_nothing_leaves_by_itself_and_staff_send_it(stocked: Shop) -> None:
    order = stocked.buy((LESSONS, 1))
    assert fresh(order).fulfilment is Fulfilment.NONE
    assert offered(order) == []
    send_all(order)
    assert [one.is_open for one in offered(order)] == [True]
    assert stocked.mismatches() == []


def test_what_is_unpaid_offers_nothing(stocked: Shop) -> None:
    cart = stocked.basket((LESSONS, 1))
    stocked.start(cart, begin_at_once=True)
    assert find_consent(stocked.order(cart).id) is not None
    assert offered(stocked.order(cart)) == []


def test_the_rest_of_an_order_is_still_packed(stocked: Shop) -> None:
    order = fresh(stocked.buy((WRAP, 1), (LESSONS, 1), begin_at_once=True))
    assert (order.state, order.fulfilment) == (OrderState.OPEN, Fulfilment.PARTIAL)
    send(order.id, {order.lines[0].id: 1})
    assert fresh(order).state is OrderState.CLOSED
    assert stocked.mismatches() == []


def test_a_consent_given_on_a_later_press_is_kept_too(stocked: Shop) -> None:
    cart = stocked.basket((LESSONS, 1))
    stocked.start(cart)
    assert find_consent(stocked.order(cart).id) is None
    stocked.start(cart, begin_at_once=True)
    stocked.start(cart, begin_at_once=True)
    assert find_consent(stocked.order(cart).id) is not None


def test_files_that_cannot_be_handed_over_leave_the_payment_alone(stocked: Shop) -> None:
    """Sold beyond the shelf: the money is kept, and the order waits for staff."""
    order = stocked.buy((LESSONS, 1))
    with transaction() as session:
        note_consent(order.id, now=utcnow())
        session.execute(text("UPDATE stock_items SET on_hand = 0, backorder_limit = 9 WHERE allocated = 1"))
    with transaction():
        assert hand_over_files(lock_order(order.id), now=utcnow()) == []
    assert fresh(order).fulfilment is Fulfilment.NONE


def test_a_press_gives_a_link_for_a_day(stocked: Shop) -> None:
    order = stocked.buy((LESSONS, 1), begin_at_once=True)
    token = press(order)
    assert open_link(token, secret_keys=["new", KEY], now=utcnow() + timedelta(hours=23)).suffix == "pdf"
    with pytest.raises(DownloadOver, match="works for a day"):
        open_link(token, secret_keys=[KEY], now=utcnow() + timedelta(hours=25))
    with pytest.raises(NoSuchFile):
        open_link(token, secret_keys=["another"], now=utcnow())


def test_a_second_press_is_the_first_and_a_later_one_counts(stocked: Shop) -> None:
    order = stocked.buy((LESSONS, 1), begin_at_once=True)
    assert press(order) == press(order, later=timedelta(seconds=20))
    assert [one.left for one in offered(order)] == [MOST_DOWNLOADS - 1]
    press(order, later=timedelta(minutes=2))
    assert [one.left for one in offered(order)] == [MOST_DOWNLOADS - 2]


def test_after_twenty_it_is_told_in_words(stocked: Shop) -> None:
    order = stocked.buy((LESSONS, 1), begin_at_once=True)
    for number in range(MOST_DOWNLOADS):
        press(order, later=timedelta(minutes=2 * number))
    with pytest.raises(DownloadOver, match="as often as we allow"):
        press(order, later=timedelta(hours=2))
    assert [(one.left, one.is_open) for one in offered(order)] == [(0, False)]


def test_ten_presses_at_once_are_one(stocked: Shop) -> None:
    order = stocked.buy((LESSONS, 1), begin_at_once=True)
    found = at_once(stocked, [lambda: press(order)] * 10)
    assert [one for one in found if isinstance(one, Exception)] == []
    db.session.rollback()
    assert db.session.query(Download).one().times == 1


def test_a_refund_a_withdrawal_without_consent_and_a_closed_line_end_the_link(stocked: Shop) -> None:
    orders = [stocked.buy((LESSONS, 1), begin_at_once=number != 1) for number in range(3)]
    send_all(orders[1])  # by hand, because nobody wanted it at once: so it can be withdrawn from
    tokens = [press(one) for one in orders]
    give_back(orders[0], orders[0].total_minor)
    withdraw(orders[1])
    with transaction():
        closed = lock_order(orders[2].id)
        lines = get_order_with_lines(closed.id).lines
        for _ in range(2):
            end_downloads(closed, [lines[0].id], actor=STAFF, now=utcnow())
    for token in tokens:
        with pytest.raises(DownloadOver, match="has ended"):
            open_link(token, secret_keys=[KEY], now=utcnow())
    for order in orders:
        with pytest.raises(DownloadOver, match="has ended"):
            press(order)
    assert stocked.mismatches() == []


def test_a_withdrawal_ends_nothing_where_files_were_wanted_at_once(stocked: Shop) -> None:
    """The right to withdraw from them has ended, and whoever knows number and address must not take them away."""
    order = stocked.buy((LESSONS, 1), begin_at_once=True)
    token = press(order)
    withdraw(order)
    open_link(token, secret_keys=[KEY], now=utcnow())


def withdraw(order: Order) -> None:
    statement = Statement(number=str(order.number), name="Nora Quinn", email=ANSWERS["email"])
    with transaction():
        declare_withdrawal(statement, received_words="today", now=utcnow())


def test_a_part_of_the_money_leaves_the_files(stocked: Shop) -> None:
    order = stocked.buy((LESSONS, 1), begin_at_once=True)
    give_back(order, 100)
    assert [one.is_open for one in offered(order)] == [True]


def test_a_file_taken_off_stays_with_those_who_bought_it(stocked: Shop) -> None:
    order = stocked.buy((LESSONS, 1), begin_at_once=True)
    (one,) = offered(order)
    variant = fresh(order).lines[0].variant_id
    product = db.session.get_one(Variant, variant).product_id
    with transaction():
        remove_file(product, one.file_id, actor=STAFF, now=utcnow())
    assert [two.title for two in offered(order)] == ["All eight lessons"]
    assert offered(stocked.buy((LESSONS, 1), begin_at_once=True)) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE digital_consents SET wording = 'another'", "DELETE FROM digital_consents",
        "UPDATE downloads SET times = 21", "DELETE FROM download_endings",
    ],
)  # fmt: skip
def test_the_database_keeps_consents_and_counts(stocked: Shop, statement: str) -> None:
    order = fresh(stocked.buy((LESSONS, 1), begin_at_once=True))
    press(order)
    with transaction():
        end_downloads(lock_order(order.id), [fresh_line(order)], actor=STAFF, now=utcnow())
    with pytest.raises(DatabaseError), transaction() as session:
        session.execute(text(statement))


def fresh_line(order: Order) -> int:
    return get_order_with_lines(order.id).lines[0].id


def test_verify_finds_a_download_that_nobody_was_sent(stocked: Shop) -> None:
    line = fresh_line(stocked.buy((LESSONS, 1)))
    file = db.session.execute(text("SELECT id FROM product_files")).scalar_one()
    with transaction() as session:
        session.add(Download(order_line_id=line, file_id=file, times=1, asked_at=utcnow()))
    assert [line for line in stocked.mismatches() if "not sent" in line and line.startswith("O5")]


def test_verify_finds_what_left_by_itself_and_was_not_agreed_to(stocked: Shop) -> None:
    order = fresh(stocked.buy((LESSONS, 1)))
    from app.orders.shipping import hand_over

    with transaction():
        locked = lock_order(order.id)
        hand_over(locked, get_order_with_lines(order.id).lines, now=utcnow())
    assert [line for line in stocked.mismatches() if "nobody had agreed" in line]
