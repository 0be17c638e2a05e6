"""What other sites and machines are told of a page that is neither article nor product: share_meta's arguments."""

from typing import Any

from flask import url_for

from app.config import current_config
from app.media.cards import HEIGHT, WIDTH
from app.picturing.models import HOUSE_ID, PageKind
from app.picturing.queries import read_picture
from app.settings.queries import load_settings
from blueprints.blog.structured import Node, crumbs_of

Step = tuple[str, str]


def tell_page(
    title: str,
    path: str,
    *trail: Step,
    picture: tuple[PageKind, int] = (PageKind.HOUSE, HOUSE_ID),
    kind: str = "CollectionPage",
    own: Node | None = None,
) -> dict[str, Any]:
    """Return everything but the description; `trail` are the pages above it as (name, path), `own` what it is about.

    Addresses are made from SITE_URL only. `kind` is schema.org's name for the page itself.
    """
    base, name = current_config().site_url, load_settings().name
    image = read_picture(*picture)
    page: Node = {
        "@context": "https://schema.org",
        "@type": kind,
        "@id": f"{base}{path}#page",
        "url": base + path,
        "name": title,
        "inLanguage": "en",
        "isPartOf": {"@type": "WebSite", "@id": f"{base}/#website", "name": name, "url": f"{base}/"},
    }
    if image:
        page["primaryImageOfPage"] = {
            "@type": "ImageObject",
            "url": base + image,
            "width": WIDTH,
            "height": HEIGHT,
        }
    if own:
        page["about"] = own
    return {
        "title": title,
        "url": base + path,
        "site_name": name,
        "image": base + image if image else None,
        "image_alt": title,
        "image_size": (WIDTH, HEIGHT),
        "structured": [page, crumbs_of(*trail, (title, path))],
    }


def articles_step() -> Step:
    """Return the page above every page of the journal."""
    return "Articles", url_for("blog.list_articles")
