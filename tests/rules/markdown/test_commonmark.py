"""The examples of CommonMark 0.31.2 render as the specification says; what this site leaves out is left out on purpose.

The examples are those of the specification (tests/data/commonmark-0.31.2.json), by John MacFarlane, CC BY-SA 4.0.
"""

import json
from pathlib import Path
from typing import Any

import html5lib
import pytest
from markdown_it import MarkdownIt

from app.markdown import render_markdown
from app.markdown.syntax import add_own_syntax, make_parser
from tests.rules.markdown.test_hostile import ALLOWED, ATTRIBUTES, is_harmless

DATA = Path(__file__).resolve().parents[2] / "data" / "commonmark-0.31.2.json"
EXAMPLES: list[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))
#: HTML is shown as words and pictures are left to directives, so these sections differ in the site's own parser
LEFT_OUT = {"HTML blocks", "Raw HTML", "Images"}


def same(made: str) -> str:
    """Fold the one difference that no browser sees: a line end inside an empty quotation."""
    return made.replace("<blockquote></blockquote>", "<blockquote>\n</blockquote>")


@pytest.fixture(scope="module")
def whole() -> MarkdownIt:
    """The parser with all our additions, before anything is taken away for safety."""
    parser = MarkdownIt("commonmark", {"html": True})
    add_own_syntax(parser)
    return parser


def test_all_examples_are_there() -> None:
    assert len(EXAMPLES) == 652


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: str(one["example"]))
def test_an_example_renders_as_the_specification_says(whole: MarkdownIt, example: dict[str, Any]) -> None:
    assert same(whole.render(example["markdown"])) == example["html"]


def is_untouched(example: dict[str, Any]) -> bool:
    """Say whether an example has neither HTML, nor a picture, nor an address that we do not link to."""
    raw, made = example["markdown"], example["html"]
    has_html = any(sign in raw for sign in ("<", "!["))
    leads_elsewhere = any(
        part.split('"', 1)[0].lower().startswith(("http:", "https:", "mailto:", "/", "#")) is False
        for part in made.split('href="')[1:]
    )
    return example["section"] not in LEFT_OUT and not has_html and not leads_elsewhere


@pytest.mark.parametrize(
    "example", [one for one in EXAMPLES if is_untouched(one)], ids=lambda one: str(one["example"])
)
def test_the_site_s_own_parser_gives_the_same_where_nothing_is_left_out(example: dict[str, Any]) -> None:
    assert same(make_parser().render(example["markdown"])) == example["html"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: str(one["example"]))
def test_an_example_is_safe_when_it_is_shown(example: dict[str, Any]) -> None:
    root = html5lib.parse(render_markdown(example["markdown"]).html, namespaceHTMLElements=False)
    for node in root.iter():
        assert node.tag in ALLOWED and set(node.attrib) <= ATTRIBUTES
        href = (node.get("href") or "").lower()
        assert not href or is_harmless(href), href
