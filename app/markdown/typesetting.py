"""Quotation marks and apostrophes as a printer sets them."""

import re
from html import unescape

_STRAIGHT = re.compile(r"[\"']")
_OPENS_AFTER = frozenset(" \t\n([{/\u2013\u2014\u2018\u201c")


def curl_quotes(text: str, *, before: str = " ") -> str:
    """Return the text with straight quotes turned; `before` is the sign that stands before it."""

    def turn(found: re.Match[str]) -> str:
        last = text[found.start() - 1] if found.start() else before
        opens = last in _OPENS_AFTER
        if found[0] == '"':
            return "\u201c" if opens else "\u201d"
        return "\u2018" if opens else "\u2019"

    return _STRAIGHT.sub(turn, text)


def plain_words(html: str) -> str:
    """Return the words of our own rendered HTML, with spaces folded (for search and for the claims check)."""
    spaced = re.sub(r"</(p|li|h[2-4]|td|th|tr|blockquote)>", ". ", html)
    words = unescape(re.sub(r"<[^>]{0,2000}>", "", spaced))
    return re.sub(r"\s+", " ", re.sub(r"([.?!:])\s*\. ", r"\1 ", words)).strip()
