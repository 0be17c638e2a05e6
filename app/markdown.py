"""Markdown as HTML that is safe to show: no raw HTML in, and an allow-list over what comes out.

Rendered once, when a text is saved. For texts without directives; articles have a renderer of their own in content.
"""

import re
from html import unescape

import nh3
from markdown_it import MarkdownIt

LONGEST = 20_000
TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "strong", "em", "s", "code", "pre", "blockquote",
    "ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}

_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def render_markdown(text: str) -> str:
    """Return `text` (CommonMark and tables) as sanitised HTML; a first-level heading becomes a second-level one.

    Pictures are left out: they come from the media room, with their alt text. What passes 20,000 characters is cut.
    """
    tokens = _markdown.parse(text[:LONGEST])
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h" + str(min(max(int(token.tag[1]), 2), 4))
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer"
    )


def plain_words(html: str) -> str:
    """Return the words of our own rendered HTML, with spaces folded (for search and for the claims check)."""
    spaced = re.sub(r"</(p|li|h[2-4]|td|th|tr|blockquote)>", ". ", html)
    words = unescape(re.sub(r"<[^>]{0,2000}>", "", spaced))
    return re.sub(r"\s+", " ", re.sub(r"([.?!:])\s*\. ", r"\1 ", words)).strip()
