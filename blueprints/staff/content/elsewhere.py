"""What the desk says of a draft's links to elsewhere."""

from collections.abc import Sequence
from typing import Any

from app.config import current_config
from app.content.drafts import ArticleDraft
from app.content.outward import KnownLink, known_links, list_outward
from app.markdown import Rendered


def outward_of(draft: ArticleDraft, body: Rendered) -> list[KnownLink]:
    """Return what a draft leads to elsewhere, with what is known of each address."""
    return known_links(list_outward(draft, body, own=current_config().site_url))


def outward_words(links: Sequence[KnownLink]) -> dict[str, Any]:
    """Return how many links a draft has, how many were asked, and when last, for the line beside the button."""
    moments = [one.address.asked_at for one in links if one.address is not None and one.address.asked_at]
    return {
        "count": len(links),
        "asked": len(moments),
        "last": max(moments, default=None),
    }
