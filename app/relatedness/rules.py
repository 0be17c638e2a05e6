"""What can be joined, and which article may lead to which product (CARE, section 7). Pure functions."""

from collections.abc import Iterable
from enum import StrEnum

from app.content.rules import ArticleClass


class NodeKind(StrEnum):
    """What can stand at either end of an edge."""

    ARTICLE = "article"
    PRODUCT = "product"
    RESOURCE = "resource"
    DOOR = "door"


#: how many of each a page shows, and how many more suggestions stand ready for when one of them is withdrawn
SHOWN = {NodeKind.ARTICLE: 2, NodeKind.PRODUCT: 3, NodeKind.RESOURCE: 3, NodeKind.DOOR: 2}
SPARE = 3


def may_lead(
    article_class: ArticleClass,
    product_class: int,
    *,
    guide_class: int = 1,
    is_registered_device: bool = False,
    sells_ingestibles: bool = False,
) -> bool:
    """Say whether an article of one class may lead to a product of another.

    A, B and C lead to comfort aids, books and services (1, 2, 3); B and C also to a medical device (4) that is
    registered for that use. D, a product guide, leads to the class it guides to and no other. Ingestibles (6) are
    switched off unless a market has them. Topical things (5) and ingestibles never follow A, B or C. Where an edge is
    shown, the reader's market is asked besides (markets.py).
    """
    if product_class == 6 and not sells_ingestibles:
        return False
    if article_class is ArticleClass.GUIDE:
        return product_class == guide_class
    if product_class == 4:
        return article_class is not ArticleClass.FINDING and is_registered_device
    return product_class in (1, 2, 3)


def class_words(product_class: int, *, is_registered: bool) -> str:
    """Return a product's class as its node keeps it: "4 registered" for a device that is, else "4"."""
    return f"{product_class} registered" if is_registered else str(product_class)


def is_registered_for(node_class: str, product_topics: Iterable[str], article_topics: Iterable[str]) -> bool:
    """Say whether a product is a device that is registered for what an article is about: they share a topic.

    Staff choose as topics of a device only what it is registered for.
    """
    return node_class.endswith(" registered") and not set(product_topics).isdisjoint(article_topics)
