"""Money: whole minor units and a currency; nothing else ever holds an amount."""

from dataclasses import dataclass
from decimal import Decimal

# https://docs.stripe.com/currencies#zero-decimal and #three-decimal: Stripe's own list decides the digits.
ZERO_DECIMAL = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "JPY",
        "KMF",
        "KRW",
        "MGA",
        "PYG",
        "RWF",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
THREE_DECIMAL = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
# https://docs.stripe.com/currencies#special-cases: written with two digits, charged in whole units only
WHOLE_UNITS = frozenset(["ISK", "UGX"])
# https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts: what differs from 0.50
LEAST_CHARGES = {
    "AED": 200, "BGN": 100, "CZK": 1500, "DKK": 250, "GBP": 30, "HKD": 400, "HUF": 17500, "MXN": 1000, "MYR": 200,
    "NOK": 300, "PLN": 200, "RON": 200, "SEK": 300, "THB": 1000,
}  # fmt: skip


def currency_digits(currency: str) -> int:
    """Return how many digits stand after the point in `currency` (ISO 4217, upper case)."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def smallest_step(currency: str) -> int:
    """Return the minor units that every amount Stripe charges in `currency` is a multiple of."""
    if currency in WHOLE_UNITS:
        return 100
    return 10 if currency in THREE_DECIMAL else 1


def least_charge(currency: str) -> int:
    """Return the fewest minor units that Stripe charges in `currency`; a multiple of `smallest_step`."""
    step, least = smallest_step(currency), LEAST_CHARGES.get(currency, 50)
    return -(-least // step) * step


@dataclass(frozen=True, kw_only=True, order=False)
class Money:
    """An amount in minor units (cents) of one currency; adding two currencies is refused."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise TypeError("Money.minor is a whole number of minor units")
        if len(self.currency) != 3 or not self.currency.isupper():
            raise ValueError("Money.currency is an ISO 4217 code in upper case")

    def _same(self, other: "Money") -> None:
        if other.currency != self.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(minor=self.minor + other.minor, currency=self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(minor=self.minor - other.minor, currency=self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(minor=self.minor * times, currency=self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor < other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exact (for formatting only)."""
        return Decimal(self.minor).scaleb(-currency_digits(self.currency))


def allocate(total: int, weights: list[int]) -> list[int]:
    """Split `total` minor units by `weights` so that the parts sum to it exactly.

    Largest remainder method: each part is the floor of its share, and the units left over go to the largest
    remainders, earlier parts first. All weights zero: everything falls on the first part.
    """
    if not weights:
        raise ValueError("nothing to allocate to")
    whole = sum(weights)
    if whole == 0:
        return [total] + [0] * (len(weights) - 1)
    parts = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts
