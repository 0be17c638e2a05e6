"""Everything that the sums need to know of the site: its currency, where it delivers, and its taxes; pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.pricing.errors import NoSuchCountry
from app.pricing.taxing import TaxRate, TaxTable
from app.settings.rules import ShippingCountry, SiteSettings


@dataclass(frozen=True, kw_only=True)
class Destination:
    """Where some things go; `is_reverse` where a business elsewhere in the Union accounts for the tax itself."""

    country: str
    is_reverse: bool = False


@dataclass(frozen=True, kw_only=True)
class Tariff:
    """What is charged beside the prices themselves."""

    currency: str
    countries: tuple[ShippingCountry, ...]
    taxes: TaxTable

    @property
    def codes(self) -> tuple[str, ...]:
        """The countries that things are sent to."""
        return tuple(one.code for one in self.countries)

    def find_country(self, code: str) -> ShippingCountry:
        """Return the country's rate; raises NoSuchCountry."""
        for one in self.countries:
            if one.code == code:
                return one
        raise NoSuchCountry


def tariff_of(settings: SiteSettings, rates: Iterable[TaxRate] = ()) -> Tariff:
    """Return the tariff of some settings and tax rates."""
    return Tariff(
        currency=settings.currency,
        countries=settings.countries,
        taxes=TaxTable(
            site_points=settings.tax_percent * 100,
            rates=tuple(rates),
            prices_include_tax=settings.prices_include_tax,
        ),
    )
