"""Everything that the sums need to know of the site: its currency, where it delivers, and its taxes; pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.pricing.delivering import Basis, Rate, Zone, asks_postcode
from app.pricing.errors import NoSuchCountry
from app.pricing.taxing import TaxRate, TaxTable
from app.settings.rules import ShippingCountry, SiteSettings


@dataclass(frozen=True, kw_only=True)
class Destination:
    """Where some things go; `rate_id` is the way that was chosen.

    `is_reverse` where a business elsewhere in the Union accounts for the tax itself.
    """

    country: str
    postal_code: str = ""
    rate_id: int | None = None
    is_reverse: bool = False


@dataclass(frozen=True, kw_only=True)
class Tariff:
    """What is charged beside the prices themselves; `asks_stripe` where Stripe Tax says how much of it is tax."""

    currency: str
    zones: tuple[Zone, ...]
    taxes: TaxTable
    asks_stripe: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The countries that things are sent to, in the order of the zones."""
        return tuple(dict.fromkeys(code for zone in self.zones for code in zone.countries))

    def find_country(self, code: str) -> str:
        """Return the country's code; raises NoSuchCountry for one that nothing is sent to."""
        if code not in self.codes:
            raise NoSuchCountry
        return code

    def asks_postcode(self, country: str) -> bool:
        """Say whether the cost depends on the postcode there."""
        return asks_postcode(self.zones, country)


def tariff_of(settings: SiteSettings, rates: Iterable[TaxRate] = (), zones: Iterable[Zone] = ()) -> Tariff:
    """Return the tariff of some settings, tax rates and zones; without zones the settings' countries are they."""
    return Tariff(
        currency=settings.currency,
        asks_stripe=settings.asks_stripe_tax,
        zones=tuple(zones) or tuple(flat_zone(one) for one in settings.countries),
        taxes=TaxTable(
            site_points=settings.tax_percent * 100,
            rates=tuple(rates),
            prices_include_tax=settings.prices_include_tax,
        ),
    )


def flat_zone(country: ShippingCountry) -> Zone:
    """Return a country of the settings as a zone with one rate for every parcel."""
    rate = Rate(
        id=0, name="Delivery", basis=Basis.COUNT, steps=((None, country.rate_minor),), days=country.days
    )
    return Zone(id=0, name=country.code, countries=(country.code,), rates=(rate,))
