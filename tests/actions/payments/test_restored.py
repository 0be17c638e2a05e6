"""The database is put back from a copy of some hours ago: money moves once, none is lost, no mail goes out again."""

import sqlite3
from pathlib import Path

from app.clock import utcnow
from app.db import db, transaction
from app.orders.models import Order, PaymentState
from app.orders.queries import lock_order
from app.payments.giving_back import refund_order
from app.payments.protocol.reconciling import reconcile
from app.payments.queries import list_open_alerts
from tests.support.mail import read_mail
from tests.support.shop import Shop

WRAP = "SH-WHW"


def database_of(shop: Shop) -> Path:
    return Path(shop.app.extensions["config"].database_url.removeprefix("sqlite:///"))


def copy_away(shop: Shop, copy: Path) -> None:
    """Take a copy while the site is open, as a backup does."""
    db.session.rollback()
    with sqlite3.connect(database_of(shop)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    connection.close()


def put_back(shop: Shop, copy: Path) -> None:
    """Stop, and put the copy where the database was."""
    db.session.remove()
    db.engine.dispose()
    path = database_of(shop)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.write_bytes(copy.read_bytes())


def letters(shop: Shop) -> list[str]:
    folder = Path(shop.app.extensions["config"].instance_dir) / "mail"
    return sorted(str(one["Subject"]) for one in read_mail(folder))


def test_a_copy_put_back_finds_its_money_and_sends_nothing_again(shop: Shop, tmp_path: Path) -> None:
    shop.variant(units=30)
    back = shop.buy((WRAP, 1)).id
    waiting = shop.basket((WRAP, 2), email="waits@example.com")
    shop.start(waiting)
    with transaction():
        refund_order(lock_order(back), 500, seen_refunded=0, reason="agreed", actor="user:1", now=utcnow())
    copy_away(shop, tmp_path / "copy.sqlite3")
    shop.work()  # the refund is made, and its letter sent
    shop.stripe.pay(shop.session_of(waiting))
    shop.deliver()
    lost = shop.buy((WRAP, 3)).id
    sent = letters(shop)
    put_back(shop, tmp_path / "copy.sqlite3")
    assert "wait for staff to decide" in shop.app.test_cli_runner().invoke(args=["restored"]).output
    shop.work()
    assert letters(shop) == sent
    reconcile(shop.till)
    shop.work()
    assert shop.order(waiting).payment is PaymentState.PAID
    assert db.session.get_one(Order, back).refunded_minor == 500
    assert len(shop.stripe.refunds()) == 1
    assert db.session.get(Order, lost) is None
    assert [one.kind for one in list_open_alerts()] == ["lost_order"]
    assert shop.mismatches() == []


def test_an_unknown_session_says_nothing_where_no_copy_was_put_back(shop: Shop, tmp_path: Path) -> None:
    shop.variant(units=30)
    copy_away(shop, tmp_path / "copy.sqlite3")
    shop.buy((WRAP, 1))
    put_back(shop, tmp_path / "copy.sqlite3")
    reconcile(shop.till)
    shop.work()
    assert list_open_alerts() == []
