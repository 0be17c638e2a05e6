"""An offer as the sums need it, and how a code is spelt: pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LONGEST_CODE = 24
_CODE = re.compile(r"[a-z0-9]{3,24}")
#: what people put between the letters of a code, or a keyboard does: dashes, spaces, what is not seen at all
_BETWEEN = frozenset({"Pd", "Pc", "Zs", "Zl", "Zp", "Cc", "Cf", "Mn"})


class OfferKind(StrEnum):
    """What an offer takes off."""

    PERCENT = "percent"
    AMOUNT = "amount"
    FREE_DELIVERY = "free_delivery"
    BUNDLE = "bundle"
    TIERS = "tiers"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What an offer grants and on what condition; amounts in minor units of the site's currency.

    Without categories and products it is about everything. `tiers` are (from this sum, percent), rising.
    """

    id: int
    name: str
    kind: OfferKind
    code: str = ""
    percent: int = 0
    amount_minor: int = 0
    buy_units: int = 0
    get_units: int = 0
    tiers: tuple[tuple[int, int], ...] = ()
    least_minor: int = 0
    country: str = ""
    categories: frozenset[int] = frozenset()
    products: frozenset[int] = frozenset()
    first_order: bool = False
    most_uses: int | None = None
    most_each: int | None = None
    edition: int = 1
    until_on: date | None = None

    def is_about(self, *, product_id: int, category_id: int) -> bool:
        """Say whether a thing is among those that the offer is about."""
        if not self.categories and not self.products:
            return True
        return product_id in self.products or category_id in self.categories


def spell_code(typed: str) -> str:
    """Return a code in the one spelling it is stored in; "" for what cannot be one.

    Large and small letters, spaces, dashes and the wide letters of other keyboards are forgiven (Unicode NFKC).
    """
    plain = unicodedata.normalize("NFKC", typed[:200]).casefold()
    bare = "".join(
        sign for sign in unicodedata.normalize("NFKC", plain) if unicodedata.category(sign) not in _BETWEEN
    )
    return bare if _CODE.fullmatch(bare) else ""
