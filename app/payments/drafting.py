"""The order that a basket would make now, and whether it is still the one that the shopper agreed to."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from app.cart.destination import destination_of
from app.cart.models import Cart
from app.cart.queries import BasketLine, list_lines, priced
from app.catalog.rules import is_sold_in
from app.clock import day_in
from app.db import db
from app.errors import DomainError
from app.inventory.queries import units_held_for
from app.money import least_charge
from app.orders.buyer import buyer_from, check_address, check_email
from app.orders.covering import CardInBasket, find_cards
from app.orders.errors import BasketRefused
from app.orders.models import Order, PaymentState
from app.orders.placing import Draft
from app.orders.redeeming import Eligible, find_offers
from app.payments.errors import DraftChanged, TaxUnknown
from app.payments.models import Attempt, AttemptState
from app.payments.tax_models import TaxAnswer
from app.payments.tax_rules import calculation_params, name_question
from app.pricing.delivering import Reach
from app.pricing.queries import load_tariff
from app.pricing.rules import Quote, find_ways, quote
from app.pricing.told import ToldTax, ToldTaxes
from app.settings.queries import load_settings

ANSWER_LASTS = timedelta(days=1)  # rates change at midnight of some day, so no answer is older than that
MOST_AT_ONCE = 99_999_999  # https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
TOO_LITTLE = "That is less than the payment page takes. Please put something more in."
NO_WAY = "No way of delivery is open to all of this together. Choose another country, or take something out."
#: a country's post may do without one (an Eircode), and its zones may not
NO_POSTCODE = "What delivery costs there depends on the postcode. Enter yours below to go on."
#: an order takes a payment, and Stripe takes none of nothing
NOTHING_TO_PAY = (
    "With these offers nothing is left to pay, and we cannot take such an order yet. "
    "Take the code out or put something more in."
)


def draft_order(cart: Cart, *, now: datetime, own_held: dict[int, int] | None = None) -> Draft:
    """Work out the order that a basket would make now; raises AnswerRefused or BasketRefused."""
    settings = load_settings()
    lines = list_lines(cart.id, settings.currency, own_held)
    if not lines:
        raise BasketRefused("Your basket is empty.")
    gone = [one.words for one in lines if one.unit is None]
    if gone:
        raise BasketRefused(f"{gone[0]} is not for sale any more. Take it out of your basket to go on.")
    buyer = buyer_from({**cart.answers, "country": cart.country})
    check_email(buyer.email)
    tariff = load_tariff()
    tariff.find_country(buyer.country)
    barred = [
        one.words
        for one in lines
        if not is_sold_in(one.product_class, buyer.country, settings.ingestible_markets)
    ]
    if barred:
        raise BasketRefused(
            f"We may not sell {barred[0]} to that country. Take it out of your basket to go on."
        )
    given_up = orders_given_up(cart.id)
    offers = offers_of(cart, lines, country=buyer.country, now=now, own=given_up)
    to = destination_of(cart)
    sums = quote(priced(lines), to, tariff, offers.terms)
    if sums.lacks_postcode:
        raise BasketRefused(NO_POSTCODE)
    if sums.is_stuck:
        raise BasketRefused(NO_WAY)
    if not sums.total.minor:
        raise BasketRefused(NOTHING_TO_PAY)
    if sums.total.minor > MOST_AT_ONCE:
        raise BasketRefused("That is more than can be paid at once. Please split it into two orders.")
    buyer = check_address(buyer, needs_parcel=is_posted(cart, lines))
    if sums.is_tax_open:
        told = find_told_taxes(sums, lines, buyer.postal_code, now=now)
        sums = quote(priced(lines), to, tariff, offers.terms, told)
    draft = Draft(
        cart_id=cart.id, cart_version=cart.version, lines=tuple(lines), quote=sums,
        tax_percent=settings.tax_percent, buyer=buyer, cards=cards_of(cart, sums, now=now, own=given_up),
    )  # fmt: skip
    if 0 < draft.due.minor < least_charge(sums.total.currency):
        raise BasketRefused(TOO_LITTLE)
    return draft


def find_told_taxes(
    sums: Quote, lines: Sequence[BasketLine], postal_code: str, *, now: datetime
) -> ToldTaxes:
    """Return what Stripe Tax has told of just these sums lately; raises TaxUnknown with what has to be asked."""
    asked = calculation_params(sums, lines, postal_code=postal_code)
    query = select(TaxAnswer).where(TaxAnswer.asked == name_question(asked))
    answer = db.session.scalars(query.where(TaxAnswer.asked_at > now - ANSWER_LASTS)).first()
    if answer is None:
        raise TaxUnknown(asked, len(lines))
    *told, delivery = (ToldTax(tax=tax, points=points) for tax, points in answer.lines)
    return ToldTaxes(calculation=answer.calculation_id, lines=tuple(told), delivery=delivery)


def is_posted(cart: Cart, lines: list[BasketLine]) -> bool:
    """Say whether something is sent to an address, and not fetched."""
    return reach_of(cart, lines) is Reach.POSTED


def reach_of(cart: Cart, lines: list[BasketLine]) -> Reach:
    """Return how the things of a basket get to their buyer."""
    if not any(one.is_shipped for one in lines):
        return Reach.NOTHING
    _, way = find_ways(priced(lines), destination_of(cart), load_tariff())
    return Reach.FETCHED if way and way.rate.is_pickup else Reach.POSTED


def cards_of(
    cart: Cart, sums: Quote, *, now: datetime, own: list[int] | None = None
) -> tuple[CardInBasket, ...]:
    """Return a basket's gift cards with what each covers of its cost, what its own unpaid orders reserve included."""
    today = day_in(load_settings().time_zone, now)
    return find_cards(sums, cart.id, own=orders_given_up(cart.id) if own is None else own, today=today)


def offers_of(
    cart: Cart, lines: list[BasketLine], *, country: str, now: datetime, code: str | None = None,
    own: list[int] | None = None,
) -> Eligible:  # fmt: skip
    """Return the offers that a basket's lines may have, as far as its shopper is known; `code` in place of its own.

    `own` are its unpaid orders that a new one takes the place of, where they are known already.
    """
    settings = load_settings()
    return find_offers(
        priced(lines), code=cart.code if code is None else code, country=country, email=buyer_from(cart.answers).email,
        own=orders_given_up(cart.id) if own is None else own, currency=settings.currency,
        today=day_in(settings.time_zone, now),
    )  # fmt: skip


def orders_given_up(cart_id: int) -> list[int]:
    """Return the basket's unpaid orders that a new one takes the place of; a bank payment on its way is not stopped."""
    on_its_way = select(Attempt.order_id).where(
        Attempt.cart_id == cart_id, Attempt.state == AttemptState.PROCESSING
    )
    query = select(Order.id).where(Order.cart_id == cart_id, Order.payment == PaymentState.PENDING)
    return list(db.session.scalars(query.where(Order.id.not_in(on_its_way))))


def held_by_cart(cart_id: int) -> dict[int, int]:
    """Return variant id -> units that the basket's own unpaid orders hold."""
    orders = select(Order.id).where(Order.cart_id == cart_id, Order.payment == PaymentState.PENDING)
    ids = list(db.session.scalars(orders))
    return units_held_for(ids) if ids else {}


def fingerprint_now(cart_id: int, now: datetime) -> str:
    """Return the fingerprint of what a basket would make now; "" where it would make nothing."""
    try:
        return draft_order(db.session.get_one(Cart, cart_id), now=now).fingerprint
    except DomainError:
        return ""


def compare(seen: str, is_now: str) -> None:
    """Raise DraftChanged when what a page had shown is not what would be paid; "" is not compared."""
    if seen and is_now and seen != is_now:
        raise DraftChanged


def check_agreement(cart_id: int, now: datetime) -> None:
    """Raise DraftChanged unless the shopper has agreed to exactly this order before."""
    if not has_agreed(cart_id, fingerprint_now(cart_id, now)):
        raise DraftChanged


def find_paid_with(cart_id: int, seen: str) -> Order | None:
    """Return the basket's paid order that a page had shown: a second press of its button finds the basket empty."""
    query = select(Order).where(Order.cart_id == cart_id, Order.fingerprint == seen)
    return db.session.scalars(query.where(Order.paid_at.is_not(None))).first() if seen else None


def has_agreed(cart_id: int, is_now: str) -> bool:
    """Say whether an order with this fingerprint was made of the basket; none is made without the box ticked."""
    query = select(Order.id).where(Order.cart_id == cart_id, Order.fingerprint == is_now)
    return db.session.scalars(query).first() is not None
