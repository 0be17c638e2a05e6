"""Filling a stored text when a page is shown: cards where placeholders stand, and only links that lead somewhere."""

import re
from collections.abc import Callable, Collection, Iterator
from html import unescape
from posixpath import normpath
from urllib.parse import unquote, urlsplit

_CARD = re.compile(r'<div data-card="([a-z]+):([a-z0-9-]{1,80})"></div>\n?')
_OWN_LINK = re.compile(
    r'<a href="(/(?:articles|products|resources|join)/([a-z0-9-]{1,80})/)(?:#[^"]{0,300})?">(.*?)</a>',
    re.DOTALL,
)
_HREF = re.compile(r'<a href="([^"]{1,4000})"')
_SHELF = re.compile(r"/+shop(?:/|$)", re.IGNORECASE)
_OURS = re.compile(r"/+(articles|products|resources|join)/+([a-z0-9-]{1,80})", re.IGNORECASE)
_KINDS = {"articles": "article", "products": "product", "resources": "resource", "join": "door"}


def list_own_links(html: str) -> list[tuple[str, str]]:
    """Return (kind, slug) of each link in the text to a thing of this site that can be withdrawn."""
    return [(_KINDS[found[1].split("/")[1]], found[2]) for found in _OWN_LINK.finditer(html)]


def list_odd_own_links(html: str, hosts: Collection[str]) -> list[tuple[str, str]]:
    """Return (address, how it should stand) of each link to such a thing that is not written as its own address is.

    Whoever asks what a text leads to knows a thing by its address alone. A browser takes the whole address with one of
    our `hosts`, another query, `%70` for p or `../` to the same page.
    """
    plain = {found[1] for found in _OWN_LINK.finditer(html)}
    odd: dict[str, str] = {}
    for address, path in _own_paths(html, hosts):
        ours = _OURS.fullmatch(path)
        if ours and address.partition("#")[0] not in plain:
            odd[address] = f"/{ours[1]}/{ours[2]}/".lower()
    return list(odd.items())


def list_shelf_links(html: str, hosts: Collection[str]) -> list[str]:
    """Return the addresses of links to the shop or a shelf of it, where nobody can say which things are led to."""
    return list(dict.fromkeys(address for address, path in _own_paths(html, hosts) if _SHELF.match(path)))


def _own_paths(html: str, hosts: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield (address, its plain path) of each link that stays on this site."""
    for found in _HREF.finditer(html):
        address = unescape(found[1])
        try:
            parts = urlsplit(address)
        except ValueError:
            continue
        usual_port = {"http": ":80", "https": ":443"}.get(parts.scheme, "")
        host = parts.netloc.rpartition("@")[2].lower().removesuffix(usual_port)
        if host in hosts or not (parts.scheme or host):
            yield address, normpath(unquote(parts.path))


def fill(html: str, card: Callable[[str, str], str], is_open: Callable[[str, str], bool]) -> str:
    """Return the page's HTML.

    `card(kind, slug)` gives a card's markup, empty when there is nothing to show; `is_open(kind, slug)` says whether a
    thing of ours may be led to: the words of a link to a closed one stay, the link goes (C3).
    """

    def link(found: re.Match[str]) -> str:
        kind = _KINDS[found[1].split("/")[1]]
        return found[0] if is_open(kind, found[2]) else found[3]

    return _CARD.sub(lambda found: card(found[1], found[2]), _OWN_LINK.sub(link, html))
