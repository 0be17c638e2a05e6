"""How this site's own pieces of a text are written as HTML."""

from collections.abc import Callable, Sequence
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from app.fetching import host_of
from app.markdown.typesetting import curl_quotes

Write = Callable[..., str]


def _card(_self: Any, tokens: Sequence[Token], at: int, *_rest: Any) -> str:
    meta = tokens[at].meta
    return f'<div data-card="{meta["kind"]}:{meta["slug"]}"></div>\n'


def _figure(self: Any, tokens: Sequence[Token], at: int, *rest: Any) -> str:
    words = tokens[at].meta["words"]
    caption = f"<figcaption>{escapeHtml(curl_quotes(words))}</figcaption>\n" if words else ""
    return f"<figure>\n{_card(self, tokens, at, *rest)}{caption}</figure>\n"


def _video(_self: Any, tokens: Sequence[Token], at: int, *_rest: Any) -> str:
    """A link and nothing that is fetched: a player would tell its owner who reads here."""
    meta = tokens[at].meta
    host = escapeHtml(host_of(meta["href"]).removeprefix("www."))
    link = f'<a href="{escapeHtml(meta["href"])}" rel="external">{escapeHtml(curl_quotes(meta["words"]))}</a>'
    said = f"A video on {host}. It opens there; nothing of it is loaded here."
    return f'<div class="video">\n<p>{link}</p>\n<p>{said}</p>\n</div>\n'


def _citation(_self: Any, tokens: Sequence[Token], at: int, *_rest: Any) -> str:
    number, place = tokens[at].meta["number"], tokens[at].meta["place"]
    mark = f"cite-{number}" if place == 1 else f"cite-{number}.{place}"
    return f'<sup class="cite"><a href="#ref-{number}" id="{mark}" aria-label="Reference {number}">{number}</a></sup>'


def _note(_self: Any, tokens: Sequence[Token], at: int, *_rest: Any) -> str:
    return '<div class="callout" role="note">\n' if tokens[at].nesting == 1 else "</div>\n"


def _names(token: Token) -> tuple[str, str]:
    """Return a footnote's number and the tail of the id of the place that calls it."""
    number = str(token.meta["id"] + 1)
    again = token.meta.get("subId", -1)
    return number, f"{number}.{again}" if again > 0 else number


def _footnote_ref(_self: Any, tokens: Sequence[Token], at: int, *_rest: Any) -> str:
    number, place = _names(tokens[at])
    return f'<sup class="cite"><a href="#note-{number}" id="call-{place}">note {number}</a></sup>'


def _footnotes_open(*_rest: Any) -> str:
    return '<section class="footnotes">\n<ol>\n'


def _footnotes_close(*_rest: Any) -> str:
    return "</ol>\n</section>\n"


def _footnote_open(_self: Any, tokens: Sequence[Token], at: int, *_rest: Any) -> str:
    return f'<li id="note-{_names(tokens[at])[0]}">'


def _footnote_back(_self: Any, tokens: Sequence[Token], at: int, *_rest: Any) -> str:
    _, place = _names(tokens[at])
    return f' <a href="#call-{place}">back to the text</a>'


def _table_head(_self: Any, tokens: Sequence[Token], at: int, *_rest: Any) -> str:
    name = ' class="number"' if tokens[at].attrs.get("class") == "number" else ""
    return f'<th scope="col"{name}>'


OUTPUT: dict[str, Write] = {
    "card": _card,
    "figure": _figure,
    "video": _video,
    "citation": _citation,
    "container_note_open": _note,
    "container_note_close": _note,
    "footnote_ref": _footnote_ref,
    "footnote_block_open": _footnotes_open,
    "footnote_block_close": _footnotes_close,
    "footnote_open": _footnote_open,
    "footnote_anchor": _footnote_back,
    "th_open": _table_head,
}
