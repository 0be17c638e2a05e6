"""Questions about baskets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, or_, select

from app.cart.actions import COOKIE_KIND
from app.cart.destination import find_destination
from app.cart.models import AsideLine, Cart, CartKey, CartLine, Place
from app.cart.standing import Standing, standing_of
from app.catalog.models import ProductKind
from app.db import db
from app.inventory.rules import Availability, availability
from app.money import Money
from app.pricing.queries import load_tariff
from app.pricing.rules import PricedLine
from app.tokens import hash_token


@dataclass(frozen=True, kw_only=True)
class BasketLine:
    """A line as it stands today; without `unit` it is not for sale any more."""

    variant_id: int
    product_id: int
    category_id: int
    sku: str
    slug: str
    product_name: str
    variant_name: str
    kind: str
    product_class: int
    returns: str
    tax_class: str
    weight_g: int
    is_shipped: bool
    quantity: int
    via: str
    unit: Money | None
    availability: Availability
    units_left: int
    seen: Money | None = None
    place: Place | None = None

    @property
    def words(self) -> str:
        """The thing's name with its variant."""
        return f"{self.product_name}, {self.variant_name}" if self.variant_name else self.product_name

    @property
    def is_gift_card(self) -> bool:
        """Whether it is money behind a code: no stock is kept of it, no offer and no gift card pays for it."""
        return self.kind == ProductKind.GIFT_CARD

    @property
    def total(self) -> Money | None:
        """Its price times its number."""
        return self.unit * self.quantity if self.unit else None

    @property
    def was(self) -> Money | None:
        """The price the shopper last saw, where it is another one now."""
        is_same_kind = (
            self.seen is not None and self.unit is not None and self.seen.currency == self.unit.currency
        )
        return self.seen if is_same_kind and self.seen != self.unit else None

    @property
    def has_changed(self) -> bool:
        """Whether the shopper should be told something about this line before going on."""
        return self.was is not None or not self.is_enough

    @property
    def is_enough(self) -> bool:
        """Whether it is for sale and as many are left as are wanted."""
        return self.unit is not None and self.quantity <= self.units_left


#: whose cookie it is: the device's that began the basket, or another's that a mailed link was opened on
_OPENS = or_(
    Cart.token_hash == bindparam("token_hash"),
    Cart.id == select(CartKey.cart_id).where(CartKey.token_hash == bindparam("token_hash")).scalar_subquery(),
)


#: built once, because every page of a visitor with a basket asks one of them
_CART = select(Cart).where(_OPENS)
_LINES = (
    select(CartLine).where(CartLine.cart_id == bindparam("cart_id")).order_by(CartLine.added_at, CartLine.id)
)
_SIZE = (
    select(func.coalesce(func.sum(CartLine.quantity), 0).label("units"), Cart.version, Cart.country)
    .outerjoin_from(Cart, CartLine, CartLine.cart_id == Cart.id)
    .where(_OPENS)
    .group_by(Cart.id, Cart.version, Cart.country)
)


def find_cart(token: str) -> Cart | None:
    """Return the basket that a cookie's token opens."""
    if not is_token(token):
        return None
    return db.session.scalars(_CART, {"token_hash": hash_token(COOKIE_KIND, token)}).first()


def find_size(token: str) -> tuple[int, int, str] | None:
    """Return how many units are in the basket that a cookie's token opens, its version and country; one query."""
    if not is_token(token):
        return None
    found = db.session.execute(_SIZE, {"token_hash": hash_token(COOKIE_KIND, token)}).first()
    return (int(found.units), found.version, found.country or "") if found else None


def is_begun_with(cart: Cart, token: str) -> bool:
    """Say whether this cookie began the basket, and no mailed link opened it here."""
    return cart.token_hash == hash_token(COOKIE_KIND, token)


def is_token(token: str) -> bool:
    """Say whether a cookie's value can be a token at all."""
    return 20 <= len(token) <= 40


def list_lines(cart_id: int, currency: str, own_held: dict[int, int] | None = None) -> list[BasketLine]:
    """Return a basket's lines as they stand today, in the order they came.

    `own_held` are units that this basket's own unpaid order holds; they count as left for it.
    """
    rows = db.session.scalars(_LINES, {"cart_id": cart_id}).all()
    return _as_they_stand(rows, currency, own_held or {}, _country_of(cart_id))


def list_aside(cart_id: int, currency: str) -> list[BasketLine]:
    """Return what lies beside a basket as it stands today, newest first; `place` says where."""
    rows = db.session.scalars(
        select(AsideLine)
        .where(AsideLine.cart_id == cart_id)
        .order_by(AsideLine.laid_at.desc(), AsideLine.id.desc())
    ).all()
    return _as_they_stand(rows, currency, {}, _country_of(cart_id)) if rows else []


def lines_of_units(units: Mapping[int, int], currency: str, country: str) -> list[BasketLine]:
    """Return what some units (variant id -> number) would be as lines of a basket that goes to a country."""
    rows = [CartLine(variant_id=key, quantity=number, via="") for key, number in units.items()]
    return _as_they_stand(rows, currency, {}, country)


def _country_of(cart_id: int) -> str:
    """Return the country whose tax the prices hold; it matters only where prices are kept without tax."""
    return "" if load_tariff().taxes.prices_include_tax else find_destination(cart_id).country


def _as_they_stand(
    rows: Sequence[CartLine] | Sequence[AsideLine], currency: str, own_held: dict[int, int], country: str
) -> list[BasketLine]:
    things = standing_of([row.variant_id for row in rows], currency)
    taxes = load_tariff().taxes
    lines = []
    for row in rows:
        thing = things[row.variant_id]
        price = Money(minor=thing.price_minor, currency=currency) if thing.price_minor else None
        unit = taxes.shown(price, country, thing.tax_class) if price else None
        lines.append(_line(row, thing, unit, thing.left + own_held.get(row.variant_id, 0)))
    return lines


def priced(lines: list[BasketLine]) -> list[PricedLine]:
    """Return what the sums need of the lines that are for sale."""
    return [
        PricedLine(
            variant_id=one.variant_id, unit=one.unit, quantity=one.quantity, is_shipped=one.is_shipped,
            product_id=one.product_id, category_id=one.category_id, tax_class=one.tax_class,
            weight_g=one.weight_g,
        )
        for one in lines
        if one.unit is not None
    ]  # fmt: skip


def _line(row: CartLine | AsideLine, thing: Standing, unit: Money | None, left: int) -> BasketLine:
    return BasketLine(
        variant_id=row.variant_id,
        product_id=thing.product_id,
        category_id=thing.category_id,
        sku=thing.sku,
        slug=thing.slug,
        product_name=thing.product_name,
        variant_name=thing.variant_name,
        kind=thing.kind.value,
        product_class=thing.product_class,
        returns=thing.returns,
        tax_class=thing.tax_class,
        weight_g=thing.weight_g,
        is_shipped=thing.kind.is_shipped,
        quantity=row.quantity,
        via=row.via,
        unit=unit,
        availability=availability(left, thing.low_at),
        units_left=max(0, left),
        seen=_seen(row),
        place=row.place if isinstance(row, AsideLine) else None,
    )


def _seen(row: CartLine | AsideLine) -> Money | None:
    if row.seen_minor is None or row.seen_currency is None:
        return None
    return Money(minor=row.seen_minor, currency=row.seen_currency)
