"""What a product page shows, gathered from the rooms."""

from dataclasses import dataclass

from app.catalog.models import Product, Variant
from app.catalog.queries import pictures_of
from app.catalog.rules import is_sold_in
from app.clock import utcnow
from app.downloads.queries import list_files
from app.downloads.rules import WORDS, size_words
from app.inventory.queries import availability_of
from app.inventory.rules import Availability
from app.media.views import PictureView, describe
from app.money import Money
from app.pricing.queries import list_automatic_offers, load_tariff
from app.pricing.rules import PricedLine, quote
from app.pricing.showing import shown_prices
from app.pricing.tariff import Destination
from app.pricing.terms import OfferKind
from app.settings.queries import load_settings
from app.web.templating import site_today
from blueprints.store.offer_words import offer_sentence
from blueprints.store.words import Tone, availability_words


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One variant as a shopper chooses it; `whole` is the price with delivery to the country shown."""

    sku: str
    name: str
    price: Money
    whole: Money
    days: str
    free_from: Money | None
    is_stuck: bool
    before: Money | None
    availability: Availability
    words: Tone

    @property
    def delivery(self) -> Money:
        """What a parcel adds."""
        return self.whole - self.price


@dataclass(frozen=True, kw_only=True)
class ProductPage:
    """Everything on the page that is not the product's own text."""

    pictures: tuple[PictureView, ...]
    choices: tuple[Choice, ...]
    country: str
    asks_postcode: bool
    is_sold_here: bool
    offers: tuple[str, ...]
    files: tuple[str, ...] = ()

    @property
    def on_sale(self) -> list[Choice]:
        """What can be put in a basket now."""
        return [one for one in self.choices if one.availability.state != "out"] if self.is_sold_here else []

    @property
    def sold_out(self) -> list[Choice]:
        """What cannot, for now."""
        return [one for one in self.choices if one.availability.state == "out"]

    @property
    def first(self) -> Choice | None:
        """The choice that is made beforehand: the first one that is there."""
        return next(iter(self.on_sale or self.choices), None)

    @property
    def cheapest(self) -> Choice | None:
        """The lowest price on the page."""
        return min(self.choices, key=lambda one: one.price.minor, default=None)

    @property
    def has_one_price(self) -> bool:
        """Whether every variant costs the same."""
        return len({one.price for one in self.choices}) <= 1

    @property
    def has_one_delivery(self) -> bool:
        """Whether delivery costs and takes the same for every variant."""
        return len({(one.delivery, one.days) for one in self.choices}) <= 1

    @property
    def has_one_total(self) -> bool:
        """Whether every variant costs the same with its delivery, which may depend on the weight."""
        return len({(one.price, one.whole, one.days) for one in self.choices}) <= 1


def gather(product: Product, country: str) -> ProductPage:
    """Ask pictures, prices, stock and offers of one product, five queries, and one more where there are offers."""
    settings = load_settings()
    variants = [variant for variant in product.variants if variant.withdrawn_at is None]
    classes = {variant.id: variant.tax_class for variant in variants}
    prices, before = shown_prices(classes, settings.currency, utcnow(), country)
    stock, to, tariff = availability_of(list(classes)), Destination(country=country), load_tariff()

    def choice(variant: Variant) -> Choice:
        line = PricedLine(
            variant_id=variant.id, unit=prices[variant.id], quantity=1, is_shipped=product.is_shipped,
            tax_class=variant.tax_class, weight_g=variant.weight_g,
        )  # fmt: skip
        sums = quote([line], to, tariff)
        free_from = sums.rate.free_from if sums.rate else None
        return Choice(
            sku=variant.sku,
            name=variant.name,
            price=prices[variant.id],
            whole=sums.total,
            days=sums.days,
            is_stuck=sums.is_stuck,
            free_from=Money(minor=free_from, currency=settings.currency) if free_from else None,
            before=before.get(variant.id),
            availability=stock[variant.id],
            words=availability_words(stock[variant.id], product.kind),
        )

    return ProductPage(
        pictures=tuple(describe(one) for one in pictures_of([product.id]).get(product.id, ())),
        choices=tuple(choice(variant) for variant in variants if variant.id in prices),
        country=country,
        asks_postcode=tariff.asks_postcode(country),
        is_sold_here=is_sold_in(product.product_class, country, settings.ingestible_markets),
        offers=() if product.is_gift_card else offers_about(product, country),
        files=() if product.is_shipped else files_in_words(product.id),
    )


def files_in_words(product_id: int) -> tuple[str, ...]:
    """Return a product's files as its page names them."""
    return tuple(
        f"{one.title} ({WORDS[one.suffix]}, {size_words(one.size)})" for one in list_files(product_id)
    )


def offers_about(product: Product, country: str) -> tuple[str, ...]:
    """Return the sentences of the automatic offers that hold today for a product sent to a country."""
    return tuple(
        offer_sentence(one)
        for one in list_automatic_offers(site_today(), load_settings().currency)
        if one.is_about(product_id=product.id, category_id=product.category_id)
        and one.country in ("", country)
        and (product.is_shipped or one.kind is not OfferKind.FREE_DELIVERY)
    )
