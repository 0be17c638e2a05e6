"""From Markdown to what is stored: safe HTML with placeholders, plain text, headings with minutes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

from markdown_it.token import Token

from app.errors import Invalid
from app.markdown.cleaning import clean
from app.markdown.syntax import make_parser
from app.markdown.typesetting import curl_quotes

LONGEST = 120_000  # signs; about 20,000 words
WORDS_PER_MINUTE = 150
_parser = make_parser()
_WORD = re.compile(r"\w+(?:['\u2019-]\w+)*")


@dataclass(frozen=True, kw_only=True)
class Heading:
    """One heading; `minutes` is how long its part takes to read."""

    anchor: str
    title: str
    level: int
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A text made ready. `cards` are (kind, slug) in order, `citations` keys in the order of their numbers."""

    html: str
    text: str
    headings: tuple[Heading, ...]
    words: int
    minutes: int
    cards: tuple[tuple[str, str], ...]
    citations: tuple[str, ...]


@dataclass
class _Part:
    anchor: str
    title: str
    level: int
    words: list[str] = field(default_factory=list)


def render_markdown(text: str) -> Rendered:
    """Render a text; raises Invalid when it is longer than a text can be."""
    if len(text) > LONGEST:
        raise Invalid("This text is too long to be one page; please split it.")
    env: dict[str, object] = {}
    tokens = _parser.parse(text.replace("\x00", ""), env)
    parts, cards, citations = _walk(tokens)
    plain = "\n\n".join(block for part in parts for block in (part.title, *part.words) if block)
    words = len(_WORD.findall(plain))
    return Rendered(
        html=clean(_parser.renderer.render(tokens, _parser.options, env)),
        text=plain,
        headings=tuple(_heading(one) for one in _whole_parts(parts)),
        words=words,
        minutes=_minutes(words),
        cards=tuple(cards),
        citations=tuple(citations),
    )


def _minutes(words: int) -> int:
    return max(1, ceil(words / WORDS_PER_MINUTE))


def _heading(part: _Part) -> Heading:
    words = len(_WORD.findall(" ".join(part.words)))
    return Heading(
        anchor=part.anchor, title=curl_quotes(part.title), level=part.level, minutes=_minutes(words)
    )


def _whole_parts(parts: Sequence[_Part]) -> list[_Part]:
    """Return the parts that have a heading; a second-level part holds the words of those below it too."""
    whole: list[_Part] = []
    top: _Part | None = None
    for part in parts:
        if not part.anchor:
            continue
        whole.append(_Part(part.anchor, part.title, part.level, list(part.words)))
        if part.level == 2:
            top = whole[-1]
        elif top is not None:
            top.words += part.words
    return whole


def _walk(tokens: Sequence[Token]) -> tuple[list[_Part], list[tuple[str, str]], list[str]]:
    """Prepare each token for output, and gather headings, words, cards and citations on the way."""
    parts = [_Part("", "", 2)]
    cards: list[tuple[str, str]] = []
    citations: list[str] = []
    marks: dict[str, int] = {}
    places: dict[str, int] = {}
    taken: dict[str, int] = {}
    _label_cells(tokens)
    for index, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h" + str(min(4, max(2, int(token.tag[1]))))
        if token.type == "heading_open":
            title = _plain(tokens[index + 1])
            anchor = _anchor(title, taken)
            token.attrSet("id", anchor)
            parts.append(_Part(anchor, title, int(token.tag[1])))
        elif token.type in ("card", "figure", "video"):
            cards += [(token.meta["kind"], token.meta["slug"])] if token.type != "video" else []
            parts[-1].words += [token.meta["words"]] if token.meta.get("words") else []
        elif token.type in ("th_open", "td_open"):
            _align(token)
        elif token.type == "inline":
            if tokens[index - 1].type != "heading_open":
                parts[-1].words.append(_plain(token))
            _finish_inline(token, citations, marks, places)
        elif token.type in ("fence", "code_block"):
            parts[-1].words.append(token.content)
    return parts, cards, citations


def _plain(inline: Token) -> str:
    """Return the text of an inline token without its marks."""
    pieces = {"softbreak": " ", "hardbreak": " "}
    kept = [
        pieces.get(child.type, child.content if child.type in ("text", "code_inline") else "")
        for child in inline.children or ()
    ]
    return re.sub(r" +([.,;])", r"\1", "".join(kept)).strip()


def _anchor(title: str, taken: dict[str, int]) -> str:
    """Return an id for a heading, unique in its text and unlike any other id of the page."""
    base = "part-" + (re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-") or "text")
    taken[base] = taken.get(base, 0) + 1
    return base if taken[base] == 1 else f"{base}.{taken[base]}"


def _label_cells(tokens: Sequence[Token]) -> None:
    """Give each cell its column's name, because on a phone a table's rows stand below each other."""
    names: list[str] = []
    column = 0
    for index, token in enumerate(tokens):
        if token.type == "table_open":
            names = []
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open":
            names.append(curl_quotes(_plain(tokens[index + 1])))
        elif token.type == "td_open":
            token.attrSet("data-label", names[column])
            column += 1


def _align(token: Token) -> None:
    """Say a cell's alignment by a class; inline styles are forbidden on every page."""
    style = str(token.attrs.pop("style", ""))
    if style == "text-align:right":
        token.attrSet("class", "number")


def _finish_inline(token: Token, citations: list[str], marks: dict[str, int], places: dict[str, int]) -> None:
    """Number the citations, mark links that leave the site, and set the quotation marks."""
    before = " "
    last: Token | None = None
    for child in token.children or ():
        if child.type == "citation":
            _close_up(last)
            key = child.meta["key"]
            if key not in marks:
                citations.append(key)
                marks[key] = len(citations)
            child.meta["number"] = marks[key]
            child.meta["place"] = places[key] = places.get(key, 0) + 1
        elif child.type == "link_open":
            child.attrs.pop("title", None)
            if not str(child.attrs.get("href", "")).startswith(("/", "#")):
                child.attrSet("rel", "external")
        elif child.type == "text" and child.content:
            child.content = curl_quotes(child.content, before=before)
        if child.type in ("text", "code_inline") and child.content:
            before = child.content[-1]
        elif child.type in ("softbreak", "hardbreak"):
            before = " "
        last = child


def _close_up(last: Token | None) -> None:
    """Let a citation stand at the word it follows, whatever space or line end was typed before it."""
    if last is not None and last.type == "softbreak":
        last.type, last.content = "text", ""
    elif last is not None and last.type == "text":
        last.content = last.content.rstrip()
