"""What strangers may write: paragraphs, line breaks, emphasis and links, and nothing else of Markdown.

No pictures, headings, lists, tables or HTML; a link says to machines that we do not vouch for it.
"""

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.markdown.syntax import is_safe_link

LINK_REL = "ugc nofollow noopener"
_RULES = ["newline", "escape", "backticks", "emphasis", "link", "autolink"]
_cleaner = nh3.Cleaner(
    tags={"p", "br", "em", "strong", "code", "a"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https"},
    link_rel=LINK_REL,
    strip_comments=True,
)


def render_plainly(text: str) -> str:
    """Return a stranger's words as HTML: a line end is a line break, an empty line begins a paragraph."""
    env: dict[str, object] = {}
    tokens = _parser.parse(text.replace("\x00", ""), env)
    _drop_titles(tokens)
    return _cleaner.clean(_parser.renderer.render(tokens, _parser.options, env)).strip()


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 20}).enable(_RULES)
    parser.validateLink = _is_on_the_web  # type: ignore[method-assign,assignment]
    return parser


def _is_on_the_web(address: str) -> bool:
    return is_safe_link(address) and not address.lower().startswith(("mailto:", "tel:", "#"))


def _drop_titles(tokens: list[Token]) -> None:
    for token in tokens:
        for child in token.children or ():
            child.attrs.pop("title", None)


_parser = _make_parser()
