"""Filling a stored text when a page is shown: cards where placeholders stand, and only links that lead somewhere."""

import re
from collections.abc import Callable

_CARD = re.compile(r'<div data-card="([a-z]+):([a-z0-9-]{1,80})"></div>\n?')
_OWN_LINK = re.compile(
    r'<a href="(/(?:articles|products|resources|join)/([a-z0-9-]{1,80})/)">(.*?)</a>', re.DOTALL
)
_KINDS = {"articles": "article", "products": "product", "resources": "resource", "join": "door"}


def list_own_links(html: str) -> list[tuple[str, str]]:
    """Return (kind, slug) of each link in the text to a thing of this site that can be withdrawn."""
    return [(_KINDS[found[1].split("/")[1]], found[2]) for found in _OWN_LINK.finditer(html)]


def fill(html: str, card: Callable[[str, str], str], is_open: Callable[[str, str], bool]) -> str:
    """Return the page's HTML.

    `card(kind, slug)` gives a card's markup, empty when there is nothing to show; `is_open(kind, slug)` says whether a
    thing of ours may be led to: the words of a link to a closed one stay, the link goes (C3).
    """

    def link(found: re.Match[str]) -> str:
        kind = _KINDS[found[1].split("/")[1]]
        return found[0] if is_open(kind, found[2]) else found[3]

    return _CARD.sub(lambda found: card(found[1], found[2]), _OWN_LINK.sub(link, html))
