"""The parser: CommonMark and what this site adds to it."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin

from app.markdown.output import OUTPUT

WIDEST_TABLE = 40  # strokes in its first row
_DIRECTIVE = re.compile(r"::(product|resource|door|finding)\{([a-z0-9-]{1,80})\}[ \t]*$")
_CITATION = re.compile(r"\[@(doi:10\.[^\s\[\]]{1,180}|pmid:[0-9]{1,12})\]")
_SAFE_SCHEMES = ("https://", "http://", "mailto:", "tel:")
_OWN_PATH = re.compile(r"/(?![/\\])|#")


def make_parser() -> MarkdownIt:
    """Return the site's parser; it keeps no state between texts."""
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20})
    parser.enable("table").disable(["image", "html_block", "html_inline"])
    parser.validateLink = is_safe_link  # type: ignore[method-assign,assignment]
    parser.block.ruler.at("table", _narrow_table, {"alt": ["paragraph", "reference"]})
    footnote_plugin(parser)
    container_plugin(parser, "note")
    parser.block.ruler.before(
        "paragraph", "card", _card, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    parser.inline.ruler.before("link", "citation", _citation)
    for name, write in OUTPUT.items():
        parser.add_render_rule(name, write)
    return parser


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
    found = _DIRECTIVE.match(state.src[begin : state.eMarks[start]])
    if found is None:
        return False
    if not silent:
        state.line = start + 1
        token = state.push("card", "div", 0)
        token.map = [start, start + 1]
        token.meta = {"kind": found[1], "slug": found[2]}
    return True


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
