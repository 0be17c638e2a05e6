"""Offers from the basket to the paid order: copies, what Stripe is sent, and uses that begin and end with the order."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.cart.actions import add_to_cart, keep_answers, set_code
from app.clock import shift_clock, utcnow
from app.db import db, transaction
from app.orders.errors import BasketRefused, OfferGone
from app.orders.models import OrderState, PaymentState
from app.orders.queries import get_order_with_lines
from app.orders.redeeming import WhyNot, count_uses, list_order_offers, take_uses
from app.payments.drafting import draft_order, offers_of
from app.payments.errors import DraftChanged
from app.payments.protocol.cancelling import cancel_by_staff
from app.pricing.models import Offer, OfferUse
from app.pricing.offering import prolong_offer, stop_offer
from app.pricing.queries import find_offer, terms_of
from app.pricing.terms import OfferKind
from tests.factories.offers import make_offer, make_three_for_two
from tests.factories.orders import make_order
from tests.support.mail import read_mail, text_of
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
WRAP, LAMP = "SH-WHW", "SH-ABL"


@pytest.fixture(autouse=True)
def _present() -> Iterator[None]:
    yield
    shift_clock(timedelta())


def with_code(
    shop: Shop, *lines: tuple[str, int], code: str = "welcome10", email: str = "nora@example.com"
) -> int:
    cart = shop.basket(*lines, email=email)
    with transaction():
        set_code(cart, code, now=utcnow())
    return cart


def uses(offer: Offer) -> tuple[int, int]:
    """(reserved, settled), after the counter has been held against its rows."""
    db.session.rollback()
    found = count_uses([offer.id]).get(offer.id, (0, 0))
    assert db.session.get_one(Offer, offer.id).uses == sum(found)
    return found


def pay(shop: Shop, cart: int) -> None:
    shop.start(cart)
    shop.stripe.pay(shop.session_of(cart))
    shop.deliver()


def why_not(cart: int) -> WhyNot | None:
    from app.cart.models import Cart
    from app.cart.queries import list_lines

    db.session.rollback()
    mine = db.session.get_one(Cart, cart)
    return offers_of(mine, list_lines(cart, "EUR"), country=mine.country, now=utcnow()).why_not


def test_an_order_keeps_what_was_taken_off_and_stripe_charges_the_rest(shop: Shop) -> None:
    shop.variant(units=9)
    shop.variant(sku=LAMP, title="Amber bedside lamp", units=9, price=3333)
    make_three_for_two()
    code = make_offer(code="WELCOME10")
    cart = with_code(shop, (WRAP, 3), (LAMP, 1))
    pay(shop, cart)
    order = get_order_with_lines(shop.order(cart).id)
    said = [(one.name, one.code, one.amount_minor) for one in list_order_offers(order.id)]
    assert said == [("Three for the price of two", "", 2400), ("Welcome", "welcome10", 813)]
    assert [one.discount_minor for one in order.lines] == [2880, 333]
    assert (order.lines_minor, order.shipping_minor, order.discount_minor) == (10533, 450, 3213)
    assert (order.total_minor, order.paid_minor, order.payment) == (7770, 7770, PaymentState.PAID)
    (session,) = shop.stripe.sessions()
    lines = shop.stripe.ask(f"/checkout/sessions/{session['id']}/line_items")["data"]
    named = [(one["description"], one["amount_total"], one["quantity"]) for one in lines]
    what = f"Order {order.number}"
    assert named == [
        (f"{what}, item 1 (3 units)", 4320, 1),
        (f"{what}, item 2", 3000, 1),
        (f"{what}, delivery", 450, 1),
    ]
    assert uses(code) == (0, 1)
    assert shop.mismatches() == []
    mail = text_of(read_mail(shop.app.extensions["config"].instance_dir / "mail")[-1])
    assert "- Three for the price of two: -€24.00" in mail
    assert "- Welcome (WELCOME10): -€8.13" in mail


def test_free_delivery_and_a_line_for_nothing_are_sent_to_stripe_as_they_are(shop: Shop) -> None:
    shop.variant(units=9)
    shop.variant(sku=LAMP, title="Amber bedside lamp", units=9, price=3333)
    make_offer(kind=OfferKind.FREE_DELIVERY, code="", name="Free delivery", least_minor=2000)
    make_offer(kind=OfferKind.PERCENT, percent=100, products=(1,), code="gift1")
    cart = with_code(shop, (WRAP, 1), (LAMP, 1), code="gift1")
    pay(shop, cart)
    (session,) = shop.stripe.sessions()
    lines = shop.stripe.ask(f"/checkout/sessions/{session['id']}/line_items")["data"]
    assert [one["amount_total"] for one in lines] == [0, 3333]
    assert shop.order(cart).total_minor == session["amount_total"] == 3333
    assert shop.mismatches() == []


def test_an_order_without_offers_has_the_fingerprint_it_always_had(shop: Shop) -> None:
    from app.orders.rules import order_fingerprint

    values = {
        "lines": [(1, 2, 2400, "Wheat heat wrap", "")], "money": (5250, 450, 982, "EUR"), "buyer": {"name": "Nora"},
        "policies": ("order-2", "2026-11"), "cart_version": 1,
    }  # fmt: skip
    known = "24219b386510ba602e2439fbc28d517dcfc5dfbeb09eceedb60e7201a9abc0c8"
    assert order_fingerprint(**values) == order_fingerprint(**values, discounts=[0]) == known  # type: ignore[arg-type]
    assert order_fingerprint(**values, offers=[(1, "a", "", 5)], discounts=[5]) != known  # type: ignore[arg-type]


def test_a_use_is_reserved_at_the_start_and_freed_by_proof(shop: Shop) -> None:
    shop.variant(units=9)
    code = make_offer(most_uses=1)
    cart = with_code(shop, (WRAP, 1))
    shop.start(cart)
    assert uses(code) == (1, 0)
    assert why_not(with_code(shop, (WRAP, 1), email="ada@example.com")) is WhyNot.NOT_NOW
    assert why_not(cart) is None  # its own use is its own
    shop.start(cart)
    assert uses(code) == (1, 0)
    cancel_by_staff(shop.till, shop.order(cart).id, reason="asked", actor="user:1")
    assert uses(code) == (0, 0)
    assert shop.mismatches() == []


def test_a_renewed_page_keeps_its_use_and_a_changed_basket_gives_it_up(shop: Shop) -> None:
    shop.variant(units=9)
    code = make_offer(most_uses=1)
    cart = with_code(shop, (WRAP, 1))
    shop.start(cart)
    shop.start(cart, renew=True)
    assert uses(code) == (1, 0)
    with transaction():
        add_to_cart(cart, WRAP, 1, currency="EUR", now=utcnow())
    shop.start(cart)
    assert shop.order(cart).discount_minor == 480
    assert uses(code) == (1, 0)
    with transaction():
        set_code(cart, "", now=utcnow())
    shop.start(cart)
    assert shop.order(cart).discount_minor == 0
    assert uses(code) == (0, 0)
    assert shop.mismatches() == []


def expire(shop: Shop, cart: int) -> None:
    """Let a basket's session run out, and hear of it."""
    shop.till.gateway.expire_session(shop.session_of(cart))
    shop.deliver()
    assert shop.order(cart).state is OrderState.CANCELLED


def test_one_customer_is_one_mailbox_however_it_is_spelt(shop: Shop) -> None:
    shop.variant(units=9)
    code = make_offer(most_each=1)
    pay(shop, with_code(shop, (WRAP, 1), email="Nora.Quinn@gmail.com"))
    again = with_code(shop, (WRAP, 1), email="noraquinn+soft@googlemail.com")
    assert why_not(again) is WhyNot.NOT_NOW
    shop.start(again)
    assert shop.order(again).discount_minor == 0
    pay(shop, with_code(shop, (WRAP, 1), email="ada@example.com"))
    assert uses(code) == (0, 2)
    assert shop.mismatches() == []


def test_a_first_order_is_the_first_that_was_paid(shop: Shop) -> None:
    shop.variant(units=9)
    make_offer(first_order=True)
    unpaid = with_code(shop, (WRAP, 1))
    shop.start(unpaid)
    assert why_not(unpaid) is None
    assert why_not(with_code(shop, (WRAP, 1))) is WhyNot.NOT_NOW  # the other order holds the offer already
    expire(shop, unpaid)
    first = with_code(shop, (WRAP, 1))
    pay(shop, first)
    assert shop.order(first).discount_minor == 240
    assert why_not(with_code(shop, (WRAP, 1))) is WhyNot.NOT_NOW
    shop.buy((WRAP, 1))
    assert shop.mismatches() == []


def test_what_a_code_says_when_it_does_not_count(shop: Shop) -> None:
    shop.variant(units=9)
    make_offer(code="ended", until_on=date(2026, 1, 2))
    make_offer(code="later", from_on=date(2090, 1, 1))
    make_offer(code="much", least_minor=2401)
    make_offer(code="abroad", country="DE")
    make_offer(code="dollars", currency="USD")
    for code, word in (
        ("ended", WhyNot.ENDED), ("later", WhyNot.NOT_NOW), ("much", WhyNot.LEAST), ("abroad", WhyNot.COUNTRY),
        ("dollars", WhyNot.NOT_NOW), ("unknown", WhyNot.NOT_NOW),
    ):  # fmt: skip
        cart = with_code(shop, (WRAP, 1), code=code)
        assert why_not(cart) is word
        shop.start(cart)
        assert shop.order(cart).discount_minor == 0
    assert shop.mismatches() == []


def test_an_offer_that_changed_since_the_page_was_shown_is_said_before_anything_is_taken(shop: Shop) -> None:
    from app.cart.models import Cart

    shop.variant(units=9)
    code = make_offer()
    cart = with_code(shop, (WRAP, 1))
    seen = draft_order(db.session.get_one(Cart, cart), now=utcnow()).fingerprint
    with transaction():
        prolong_offer(code.id, date(2026, 1, 2), seen_edition=1, actor="user:1", now=utcnow())
    with pytest.raises(DraftChanged):
        shop.start(cart, seen=seen)
    assert shop.order(cart) is None


def test_a_day_ends_on_the_sites_calendar(shop: Shop) -> None:
    shop.variant(units=9)
    now = utcnow()
    make_offer(until_on=(now + timedelta(days=1)).date())
    cart = with_code(shop, (WRAP, 1))
    assert why_not(cart) is None
    shift_clock(timedelta(days=2))
    assert why_not(cart) is WhyNot.ENDED


def test_an_order_with_nothing_left_to_pay_is_not_taken(shop: Shop) -> None:
    shop.variant(units=9)
    make_offer(percent=100)
    make_offer(kind=OfferKind.FREE_DELIVERY, code="", name="Free delivery")
    cart = with_code(shop, (WRAP, 1))
    with pytest.raises(BasketRefused, match="nothing is left to pay"):
        shop.start(cart)
    assert shop.order(cart) is None


def test_an_email_that_is_answered_later_is_judged_then(shop: Shop) -> None:
    shop.variant(units=9)
    make_offer(first_order=True)
    pay(shop, with_code(shop, (WRAP, 1)))
    cart = with_code(shop, (WRAP, 1), email="")
    assert why_not(cart) is None
    with transaction():
        keep_answers(cart, {"email": "nora@example.com"}, now=utcnow())
    assert why_not(cart) is WhyNot.NOT_NOW


def test_no_use_is_without_an_order(shop: Shop) -> None:
    shop.variant(units=1)
    make_offer(most_uses=5)
    with pytest.raises(Exception, match="left"):
        shop.start(with_code(shop, (WRAP, 3)))
    assert db.session.query(OfferUse).count() == 0


def test_an_offer_that_staff_change_while_an_order_is_placed_is_not_taken(shop: Shop) -> None:
    with transaction():
        offer = find_offer(make_offer().id)
        assert offer is not None
        terms, order = terms_of(offer), make_order()
        order.mailbox = "nora@example.com"
    for stale in (replace(terms, edition=2), terms):
        with pytest.raises(OfferGone, match="The code WELCOME10 cannot be used"), transaction():
            take_uses(order, [stale], now=utcnow())
        with transaction():
            stop_offer(offer.id, actor="user:1", now=utcnow())
    assert uses(offer) == (0, 0)


def test_an_offer_that_is_gone_when_the_order_is_placed_is_said_on_the_basket(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.variant(units=9)
    make_offer()
    cart = with_code(shop, (WRAP, 1))

    def gone(*_: object, **__: object) -> None:
        raise OfferGone("Welcome", "welcome10")

    with monkeypatch.context() as patch:
        patch.setattr("app.payments.protocol.placing.take_uses", gone)
        with pytest.raises(BasketRefused, match="Please look at the sums again"):
            shop.start(cart)
    assert shop.order(cart) is None
    assert shop.stripe.sessions() == []
