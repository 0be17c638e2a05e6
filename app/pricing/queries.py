"""Questions about prices and offers."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from app.db import db, is_writing
from app.freshness import current_version, sees_version
from app.money import Money
from app.pricing.delivering import Rate, Zone
from app.pricing.models import DeliveryRate, DeliveryZone, Offer, Price, TaxRateRow
from app.pricing.tariff import Tariff, tariff_of
from app.pricing.taxing import TaxRate
from app.pricing.terms import Terms
from app.remembered import same_for_everybody
from app.settings.queries import known_settings, load_settings
from app.settings.rules import SiteSettings

REDUCTION_WINDOW = timedelta(days=30)


class _Kept:
    settings: SiteSettings | None = None
    tariff: Tariff | None = None


def load_tariff() -> Tariff:
    """Return where the site delivers, for how much, and its taxes.

    It is kept with the settings, which are another object for each version of the site: the transaction that places an
    order asks for it several times. What only one transaction sees is not kept for others.
    """
    settings = load_settings()
    if _Kept.settings is settings and _Kept.tariff is not None:
        return _Kept.tariff
    is_for_all = settings is known_settings() and not is_writing() and sees_version(current_version())
    rows = db.session.scalars(select(TaxRateRow).order_by(TaxRateRow.country, TaxRateRow.tax_class))
    rates = [TaxRate(country=one.country, tax_class=one.tax_class, points=one.points) for one in rows]
    tariff = tariff_of(settings, rates, [_zone(one, settings.currency) for one in list_zones()])
    if is_for_all:
        _Kept.settings, _Kept.tariff = settings, tariff
    return tariff


def list_zones() -> Sequence[DeliveryZone]:
    """Return the zones with their rates, in the order in which they are told."""
    query = select(DeliveryZone).options(selectinload(DeliveryZone.rates))
    return db.session.scalars(query.order_by(DeliveryZone.position, DeliveryZone.id)).all()


def find_zone_row(zone_id: int) -> DeliveryZone | None:
    """Return a zone with its rates."""
    query = select(DeliveryZone).where(DeliveryZone.id == zone_id).options(selectinload(DeliveryZone.rates))
    return db.session.scalars(query).first()


def find_rate_row(rate_id: int) -> DeliveryRate | None:
    """Return one rate."""
    return db.session.get(DeliveryRate, rate_id)


def _zone(row: DeliveryZone, currency: str) -> Zone:
    return Zone(
        id=row.id, name=row.name, countries=tuple(row.countries), postcodes=tuple(row.postcodes),
        rates=tuple(rate_of(one) for one in row.rates if one.currency == currency),
    )  # fmt: skip


def rate_of(row: DeliveryRate) -> Rate:
    """Return a rate as the sums need it."""
    return Rate(
        id=row.id, name=row.name, basis=row.basis, steps=tuple((most, cost) for most, cost in row.steps),
        free_from=row.free_from_minor, days=row.days, place=row.place, hours=row.hours,
    )  # fmt: skip


def current_prices(variant_ids: Collection[int], currency: str) -> dict[int, Money]:
    """Return variant id -> price; a variant without a price in this currency is left out."""
    newest = (
        select(func.max(Price.id))
        .where(Price.variant_id.in_(variant_ids), Price.currency == currency)
        .group_by(Price.variant_id)
    )
    rows = db.session.scalars(select(Price).where(Price.id.in_(newest)))
    return {row.variant_id: Money(minor=row.amount_minor, currency=currency) for row in rows}


def prices_and_before(
    variant_ids: Collection[int], currency: str, now: datetime
) -> tuple[dict[int, Money], dict[int, Money]]:
    """Return each variant's price, and for those lowered lately the lowest of the 30 days before that; one query.

    That is the only price a reduction may be compared with (CJEU C-330/23 on Directive 98/6/EC, article 6a).
    """
    rows = db.session.scalars(
        select(Price)
        .where(Price.variant_id.in_(variant_ids), Price.currency == currency)
        .order_by(Price.variant_id, Price.id)
    ).all()
    history: dict[int, list[Price]] = {}
    for row in rows:
        history.setdefault(row.variant_id, []).append(row)
    current, before = {}, {}
    for variant_id, prices in history.items():
        current[variant_id] = Money(minor=prices[-1].amount_minor, currency=currency)
        lowest = _lowest_before(prices, now)
        if lowest is not None and lowest > prices[-1].amount_minor:
            before[variant_id] = Money(minor=lowest, currency=currency)
    return current, before


def list_prices(variant_id: int, *, limit: int = 50) -> Sequence[Price]:
    """Return a variant's price history, newest first."""
    query = select(Price).where(Price.variant_id == variant_id).order_by(Price.id.desc()).limit(limit)
    return db.session.scalars(query).all()


@same_for_everybody
def list_automatic_offers(today: date, currency: str) -> tuple[Terms, ...]:
    """Return the offers without a code that hold on a day of the site's calendar, oldest first.

    They are remembered for each version of the site; the transaction that places an order reads them anew.
    """
    query = (
        select(Offer)
        .where(Offer.code.is_(None), Offer.stopped_at.is_(None), Offer.currency == currency)
        .where(Offer.from_on <= today, or_(Offer.until_on.is_(None), Offer.until_on >= today))
        .options(selectinload(Offer.scopes))
        .order_by(Offer.id)
    )
    return tuple(terms_of(one) for one in db.session.scalars(query))


def find_offer_by_code(code: str) -> Offer | None:
    """Return the offer of a code as it is stored, with what it is about."""
    query = select(Offer).where(Offer.code == code).options(selectinload(Offer.scopes))
    return db.session.scalars(query).first() if code else None


def find_offer(offer_id: int) -> Offer | None:
    """Return an offer with what it is about."""
    return db.session.scalars(
        select(Offer).where(Offer.id == offer_id).options(selectinload(Offer.scopes))
    ).first()


def list_offers(*, before_id: int | None = None, limit: int = 50) -> Sequence[Offer]:
    """Return offers with what they are about, newest first (keyset by id)."""
    query = select(Offer).options(selectinload(Offer.scopes)).order_by(Offer.id.desc()).limit(limit)
    return db.session.scalars(query if before_id is None else query.where(Offer.id < before_id)).all()


def terms_of(offer: Offer) -> Terms:
    """Return an offer, whose scopes are loaded, as the sums need it."""
    return Terms(
        id=offer.id, name=offer.name, kind=offer.kind, code=offer.code or "", percent=offer.percent,
        amount_minor=offer.amount_minor, buy_units=offer.buy_units, get_units=offer.get_units,
        tiers=tuple((least, percent) for least, percent in offer.tiers), least_minor=offer.least_minor,
        country=offer.country, first_order=offer.first_order, most_uses=offer.most_uses, most_each=offer.most_each,
        edition=offer.edition, until_on=offer.until_on,
        categories=frozenset(one.category_id for one in offer.scopes if one.category_id is not None),
        products=frozenset(one.product_id for one in offer.scopes if one.product_id is not None),
    )  # fmt: skip


def _lowest_before(prices: Sequence[Price], now: datetime) -> int | None:
    """Return the lowest price that stood at any time in the 30 days before the newest one began."""
    newest = prices[-1]
    if now - newest.set_at > REDUCTION_WINDOW:
        return None
    opens = newest.set_at - REDUCTION_WINDOW
    standing = [price.amount_minor for price, following in pairwise(prices) if following.set_at > opens]
    return min(standing, default=None)
