"""Where the search finds what is published: each room's source, registered by kind."""

from app.catalog.finding import list_product_documents
from app.community.finding import list_door_documents
from app.content.finding import list_article_documents
from app.pages.finding import list_page_documents
from app.resources.finding import list_resource_documents
from app.search.rules import Kind
from app.search.sources import register_source


def register_sources() -> None:
    """Name every source; rooms add a line here."""
    register_source(Kind.ARTICLE, list_article_documents)
    register_source(Kind.PRODUCT, list_product_documents)
    register_source(Kind.RESOURCE, list_resource_documents)
    register_source(Kind.DOOR, list_door_documents)
    register_source(Kind.PAGE, list_page_documents)
