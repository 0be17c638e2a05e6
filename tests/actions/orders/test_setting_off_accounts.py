"""The account that an exchange passes through is nobody's gift card: staff neither stop nor adjust it."""

import pytest
from sqlalchemy import text

from app.clock import utcnow
from app.credit.errors import NoSuchCard
from app.credit.issuing import adjust_card, stop_card
from app.credit.models import CreditAccount, Reason
from app.db import db, transaction
from app.orders.models import Order, PaymentState
from tests.support.adding import STAFF, exchange, fresh, press_pay
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres


@pytest.fixture
def added(shop: Shop) -> Order:
    """An exchange of a wrap for a dearer lamp, which waits for the difference."""
    shop.variant(units=9)
    shop.variant(sku="SH-LAMP", title="A lamp", units=5, price=3000)
    return exchange(shop, shop.buy(("SH-WHW", 3)), 1, "SH-LAMP")


def account_of() -> int:
    return db.session.query(CreditAccount).one().id


def test_staff_cannot_stop_or_adjust_it(added: Order) -> None:
    key = account_of()
    with pytest.raises(NoSuchCard), transaction():
        stop_card(key, actor=STAFF, now=utcnow())
    with pytest.raises(NoSuchCard), transaction():
        adjust_card(key, 100, seen_minor=0, reason=Reason.GOODWILL, actor=STAFF, now=utcnow())


def test_money_for_an_exchange_whose_account_takes_nothing_goes_back_whole(shop: Shop, added: Order) -> None:
    session = press_pay(shop, added)
    shop.stripe.pay(session)
    with transaction() as open_session:
        open_session.execute(
            text("UPDATE credit_accounts SET stopped_at = issued_at, stopped_by = 'somebody'")
        )
    shop.deliver()
    assert fresh(added.id).payment is PaymentState.PENDING
    assert [one["amount"] for one in shop.stripe.refunds()] == [600]
    assert shop.mismatches() == []
