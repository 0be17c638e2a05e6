"""The rates that the stand-in taxes with: few, invented for no one, and the same on every run."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.standin.errors import refused
from app.standin.ledger import Json

USUAL_CODE, SHIPPING_CODE = "txcd_99999999", "txcd_92010001"
_BOOKS = {"txcd_35010000", "txcd_10302000"}
#: country -> (per cent, per cent of books); where a country is missing, the account is not registered there
_COUNTRIES = {
    "IE": ("23.0", "0.0"),
    "GB": ("20.0", "0.0"),
    "DE": ("19.0", "7.0"),
    "FR": ("20.0", "5.5"),
    "NL": ("21.0", "9.0"),
}
#: first letter of a Canadian postcode -> the same two: a country may bear one tax here and another there
_PROVINCES = {"T": ("5.0", "5.0"), "M": ("13.0", "5.0"), "B": ("14.0", "5.0")}
_NEEDS_POSTCODE = {"US", "CA"}


@dataclass(frozen=True)
class Rate:
    """What a line bears somewhere, with Stripe's word for why."""

    country: str
    percent: str
    reason: str

    def of(self, amount: int, *, inclusive: bool) -> int:
        """The tax in or on an amount of minor units, rounded half up."""
        percent = Decimal(self.percent)
        base = percent + 100 if inclusive else Decimal(100)
        return int((Decimal(amount) * percent / base).quantize(Decimal(1), ROUND_HALF_UP))


def find_rate(code: str, details: Json) -> Rate:
    """Return the rate of a tax code for a customer."""
    country = details["address"]["country"]
    rates = _rates_at(details["address"])
    if rates is None:
        return Rate(country, "0.0", "not_collecting")
    if details["taxability_override"] != "none":
        return Rate(country, "0.0", details["taxability_override"])
    usual, books = rates
    if code not in _BOOKS:
        return Rate(country, usual, "standard_rated")
    return Rate(country, books, "reduced_rated" if Decimal(books) else "zero_rated")


def _rates_at(address: Json) -> tuple[str, str] | None:
    if address["country"] == "CA":
        return _PROVINCES.get(str(address.get("postal_code") or "")[:1].upper())
    return _COUNTRIES.get(address["country"])


def check_location(address: Json) -> None:
    """Refuse an address that Stripe could not tax: some countries need a postcode, the others only themselves."""
    country = address["country"]
    if len(country) != 2 or not country.isascii() or not country.isupper():
        raise refused("Country is expected to be a 2 character code.", "customer_details[address][country]")
    if country in _NEEDS_POSTCODE and not address.get("postal_code"):
        raise refused(
            "We could not determine the customer's tax location based on the provided customer address.",
            "customer_details[address]",
            "customer_tax_location_invalid",
        )
