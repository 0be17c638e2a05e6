"""Things to swallow are sold only to the countries whose market has them: in a basket, and added to an order."""

import pytest
from sqlalchemy import update

from app.cart.actions import set_country
from app.catalog.models import Product
from app.clock import utcnow
from app.db import transaction
from app.orders.errors import BasketRefused
from app.orders.models import Order
from app.settings.actions import change_setting
from tests.support.adding import STAFF, add_some
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
TEA = "SH-TEA"


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    shop.variant(sku=TEA, title="Ginger capsules", units=9, product_class=6)
    return shop


def sell_in(*countries: str) -> None:
    with transaction():
        change_setting("ingestible_markets", list(countries), actor=STAFF, now=utcnow())


def test_a_basket_is_not_paid_for_where_the_market_does_not_have_it(stocked: Shop) -> None:
    sell_in("IE")
    cart = stocked.basket((TEA, 1))
    assert stocked.start(cart).address
    with transaction():
        set_country(cart, "DE", now=utcnow())
    with pytest.raises(BasketRefused, match="may not sell Ginger capsules to that country"):
        stocked.start(cart)


def test_a_market_that_is_switched_off_sells_no_more_of_what_is_in_baskets(stocked: Shop) -> None:
    sell_in("IE")
    cart = stocked.basket((TEA, 1))
    sell_in("DE")
    with pytest.raises(BasketRefused, match="may not sell"):
        stocked.start(cart)


def test_nothing_is_added_to_an_order_that_its_market_does_not_have(stocked: Shop) -> None:
    stocked.variant(units=9)
    first: Order = stocked.buy(("SH-WHW", 1))
    sell_in("DE")
    with transaction() as session:
        session.execute(update(Product).where(Product.slug == "sh-whw").values(product_class=6))
    with pytest.raises(BasketRefused, match="is not for sale there"):
        add_some(stocked, first)
