"""The parser: CommonMark and what this site adds to it."""

import re
from urllib.parse import urlsplit, urlunsplit

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin

from app.fetching import host_of
from app.markdown.output import OUTPUT

WIDEST_TABLE = 40  # strokes in its first row
_DIRECTIVE = re.compile(r"::(product|resource|door|finding)\{([a-z0-9-]{1,80})\}[ \t]*$")
_FIGURE = re.compile(r"::figure\{([1-9][0-9]{0,11})(?:\|([^{}|]{1,300}))?\}[ \t]*$")
_VIDEO = re.compile(r"::video\{(https://[^\s{}|<>\"]{1,500})\|([^{}|]{1,200})\}[ \t]*$")
_CITATION = re.compile(r"\[@(doi:10\.[^\s\[\]]{1,180}|pmid:[0-9]{1,12})\]")
_TRACKING = re.compile(r"(?:utm_.*|si|feature|pp|fbclid|gclid|igsh)$")
_SAFE_SCHEMES = ("https://", "http://", "mailto:", "tel:")
_OWN_PATH = re.compile(r"/(?![/\\])|#")


def make_parser() -> MarkdownIt:
    """Return the site's parser; it keeps no state between texts."""
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20})
    add_own_syntax(parser)
    parser.disable(["image", "html_block", "html_inline"])
    parser.validateLink = is_safe_link  # type: ignore[method-assign,assignment]
    return parser


def add_own_syntax(parser: MarkdownIt) -> None:
    """Teach a CommonMark parser what this site adds: tables, footnotes, notes, directives and citations."""
    parser.enable("table")
    parser.block.ruler.at("table", _narrow_table, {"alt": ["paragraph", "reference"]})
    footnote_plugin(parser)
    container_plugin(parser, "note")
    parser.block.ruler.before(
        "paragraph", "card", _card, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    parser.inline.ruler.before("link", "citation", _citation)
    for name, write in OUTPUT.items():
        parser.add_render_rule(name, write)


def is_safe_link(address: str) -> bool:
    """Say whether a text may link there: the web, a mail or telephone address, or a path on this site."""
    if any(ord(sign) < 33 for sign in address):
        return False
    return address.lower().startswith(_SAFE_SCHEMES) or _OWN_PATH.match(address) is not None


def _narrow_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table, unless it is wider than any page (such rows cost quadratic time to split)."""
    if state.src.count("|", state.bMarks[start], state.eMarks[start]) > WIDEST_TABLE:
        return False
    return table(state, start, end, silent)


def _card(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """A directive: a whole line that asks for a card."""
    if state.is_code_block(start):
        return False
    begin = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("::", begin):
        return False
    directive = read_directive(state.src[begin : state.eMarks[start]])
    if directive is None:
        return False
    if not silent:
        state.line = start + 1
        token = state.push(directive[0], "div", 0)
        token.map = [start, start + 1]
        token.meta = directive[1]
    return True


def read_directive(line: str) -> tuple[str, dict[str, str]] | None:
    """Return the kind of token that a line asks for and what it names, or None where it is no directive."""
    if found := _DIRECTIVE.match(line):
        return "card", {"kind": found[1], "slug": found[2]}
    if found := _FIGURE.match(line):
        return "figure", {"kind": "figure", "slug": found[1], "words": (found[2] or "").strip()}
    if (found := _VIDEO.match(line)) and host_of(found[1]):
        return "video", {"href": without_tracking(found[1]), "words": found[2].strip()}
    return None


def without_tracking(address: str) -> str:
    """Return an address without the parameters that only tell who shared it."""
    parts = urlsplit(address)
    kept = [one for one in parts.query.split("&") if not _TRACKING.match(one.partition("=")[0])]
    return urlunsplit(parts._replace(query="&".join(kept)))


def _citation(state: StateInline, silent: bool) -> bool:
    """A mark in running text that names a work by its DOI or PubMed number."""
    if not state.src.startswith("[@", state.pos):
        return False
    found = _CITATION.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("citation", "sup", 0).meta = {"key": found[1].lower()}
    state.pos = found.end()
    return True
