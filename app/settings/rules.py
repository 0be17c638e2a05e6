"""The settings themselves, with their types and defaults."""

from dataclasses import dataclass, field

EXAMPLE_ADDRESS = "Soft Hours, 4 Example Street, Dublin, Ireland"

RETURN_POSTAGE = (
    "Sending it back costs you nothing: we mail you a label, or a code if you have no printer. "
    "Parcels over 4 kg are collected."
)


@dataclass(frozen=True, kw_only=True)
class ShippingCountry:
    """A country we ship to and its flat rate in minor units of the site's currency, until staff make zones."""

    code: str
    rate_minor: int
    days: str


def _countries() -> tuple[ShippingCountry, ...]:
    return (
        ShippingCountry(code="IE", rate_minor=450, days="2 to 3 working days"),
        ShippingCountry(code="GB", rate_minor=790, days="4 to 6 working days"),
        ShippingCountry(code="DE", rate_minor=890, days="4 to 6 working days"),
    )


#: settings that take one of a few words
WORDS = {"tax_source": ("own", "stripe")}


@dataclass(frozen=True, kw_only=True)
class SiteSettings:
    """Every key staff may set; each default makes a working demo."""

    name: str = "Soft Hours"
    tagline: str = "Reading, comfort and company for people who hurt and tire."
    email: str = "hello@softhours.example"
    postal_address: str = EXAMPLE_ADDRESS
    seller_name: str = ""  # who sells, as invoices say it; without one they bear the site's name
    vat_number: str = ""
    time_zone: str = "Europe/Dublin"
    locale: str = "en_IE"
    currency: str = "EUR"
    tax_percent: int = 23  # what a class bears in a country for which staff have set no rate
    prices_include_tax: bool = True  # whether prices are kept with tax; shoppers see them with it either way
    tax_source: str = "own"  # or "stripe": who says how much of a price is tax
    seller_country: str = "IE"
    reverse_charge: bool = False  # whether a business elsewhere in the Union may account for the tax itself
    countries: tuple[ShippingCountry, ...] = field(default_factory=_countries)
    neutral_words: bool = True
    return_address: str = ""  # where things are sent back to; empty: the postal address
    return_postage: str = RETURN_POSTAGE
    keep_orders_years: int = 6  # how long law asks for the name and address of a paid order; not legal advice
    article_product_links: bool = True  # whether articles lead to products at all
    quiet_markets: tuple[str, ...] = ()  # countries whose readers are shown no product beside an article
    check_links: bool = False  # whether addresses of resources and in articles are asked once a week
    look_up_references: bool = (
        False  # whether Crossref and PubMed may be asked about the works that staff paste
    )
    ingestible_markets: tuple[str, ...] = ()
    comments_on: bool = True  # whether readers may comment at all
    comments_trusted_after: int = 2  # how many shown comments of a writer until the next appear at once
    comments_close_after_days: int = 0  # how long after publication an article takes comments; 0: always
    comments_hidden_at_reports: int = 3  # how many people report a comment until it waits for a person
    websub_hub: str = ""  # a hub that is told of each new article (https://…); empty: none
    indexnow_key: str = (
        ""  # tells search engines of new and changed pages (8 to 128 letters and digits); empty: off
    )
    crisis_line: str = "Samaritans, free at any hour: 116 123 (Ireland and UK)"

    def leads_to_products(self, country: str) -> bool:
        """Whether readers in a country are led from articles to products."""
        return self.article_product_links and country not in self.quiet_markets

    @property
    def asks_stripe_tax(self) -> bool:
        """Whether Stripe Tax works taxes out; only where prices are kept with tax, so that no total ever moves."""
        return self.tax_source == "stripe" and self.prices_include_tax

    @property
    def has_own_address(self) -> bool:
        """Whether a real postal address stands in the footer; no letter leaves before (CARE, people's data)."""
        return bool(self.postal_address.strip()) and self.postal_address != EXAMPLE_ADDRESS


def why_not_together(settings: SiteSettings) -> str:
    """Return in a sentence why these settings cannot stand beside each other; empty where they can.

    Stripe Tax tells the tax inside prices that are kept with it, and of a business that accounts for the tax itself it
    knows nothing.
    """
    if settings.tax_source != "stripe":
        return ""
    if not settings.prices_include_tax:
        return "Stripe Tax needs prices that are kept with tax (prices_include_tax)."
    if settings.reverse_charge:
        return "Stripe Tax and reverse charge do not go together (tax_source, reverse_charge). Turn one of them off."
    return ""
