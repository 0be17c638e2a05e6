"""What strangers may write: paragraphs, line breaks, emphasis and links, and nothing else of Markdown.

No pictures, headings, lists, tables or HTML; a link says to machines that we do not vouch for it.
"""

import re

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.markdown.syntax import is_safe_link

LINK_REL = "ugc nofollow noopener"
_RULES = ["newline", "escape", "backticks", "emphasis", "link", "autolink"]
#: what reads like the name of a machine on the web, in any writing
_HOST = re.compile(r"[^\W_][\w-]{0,62}(?:\.[\w-]{1,63}){0,8}\.[^\W\d_]{2,}")
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
    for token in tokens:
        token.children = _honest(token.children or []) if token.type == "inline" else token.children
    return _cleaner.clean(_parser.renderer.render(tokens, _parser.options, env)).strip()


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 20}).enable(_RULES)
    parser.validateLink = _is_on_the_web  # type: ignore[method-assign,assignment]
    return parser


def _is_on_the_web(address: str) -> bool:
    if not is_safe_link(address) or address.lower().startswith(("mailto:", "tel:", "#")):
        return False
    return (
        "@" not in address.partition("//")[2].partition("/")[0]
    )  # "hse.ie@elsewhere.example" leads elsewhere


def _honest(children: list[Token]) -> list[Token]:
    """Return a line whose links have no title, and say where they lead if their words say otherwise."""
    kept: list[Token] = []
    begun = 0
    for child in children:
        kept.append(child)
        if child.type == "link_open":
            child.attrs.pop("title", None)
            begun = len(kept)
        elif child.type == "link_close":
            opened = kept[begun - 1]
            address = str(opened.attrs.get("href", ""))
            if opened.info == "auto" or _misleads("".join(one.content for one in kept[begun:-1]), address):
                kept[begun:-1] = [Token("text", "", 0, content=address)]
    return kept


def _misleads(words: str, address: str) -> bool:
    """Say whether a link's words are no words, or name another place than the one it leads to."""
    if not any(sign.isalnum() for sign in words):
        return True
    real = _bare_host(address.partition("//")[2].partition("/")[0])
    return any(_bare_host(found.group()) != real for found in _HOST.finditer(words))


def _bare_host(host: str) -> str:
    return host.lower().partition(":")[0].removeprefix("www.")


_parser = _make_parser()
