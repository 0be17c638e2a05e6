"""The last wall: what HTML may leave the renderer, whatever went into it."""

import nh3

_TAGS = {
    "p", "h2", "h3", "h4", "a", "em", "strong", "ul", "ol", "li", "blockquote", "pre", "code", "br", "hr", "sup",
    "table", "thead", "tbody", "tr", "th", "td", "section", "div", "figure", "figcaption",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "rel", "id", "aria-label"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "li": {"id"},
    "ol": {"start"},
    "div": {"data-card", "role"},
    "th": {"scope"},
    "td": {"data-label"},
}
_CLASSES = {
    "div": {"callout", "video"},
    "section": {"footnotes"},
    "sup": {"cite"},
    "td": {"number"},
    "th": {"number"},
}
_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    allowed_classes=_CLASSES,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
    strip_comments=True,
)


def clean(html: str) -> str:
    """Return the HTML with everything removed that is not on the list."""
    return _cleaner.clean(html)
