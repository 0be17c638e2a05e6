"""Where a product may be led to from an article: the market's own switch, and what the product itself may be sold as.

A market is a country; "" is the one where the site is at home, the first that is delivered to. CARE, section 7: a
switch for each turns product links off; things to swallow are off until a market has them; a device counts where it
is registered. The delivery zones are asked only where a market makes a difference.
"""

from app.catalog.models import Product, ProductClass
from app.catalog.rules import is_registered_in, is_sold_in
from app.pricing.queries import load_tariff
from app.settings.queries import load_settings


def leads_in(country: str) -> bool:
    """Say whether readers in a country are led from articles to products at all."""
    settings = load_settings()
    if not settings.quiet_markets:
        return settings.article_product_links
    return settings.leads_to_products(country or _home())


def may_lead_in(product: Product, country: str) -> bool:
    """Say whether readers in a country may be led to a product from an article."""
    if not leads_in(country):
        return False
    if product.product_class == ProductClass.MEDICAL_DEVICE:
        return is_registered_in(product, country or _home())
    if product.product_class == ProductClass.INGESTIBLE:
        return is_sold_in(product.product_class, country or _home(), load_settings().ingestible_markets)
    return True


def _home() -> str:
    return load_tariff().codes[0]
