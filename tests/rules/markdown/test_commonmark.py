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
#: by section, as each test is one of them: a test for each example costs more than the example
SECTIONS = {
    name: [one for one in EXAMPLES if one["section"] == name]
    for name in sorted({one["section"] for one in EXAMPLES})
}
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


@pytest.mark.parametrize("section", SECTIONS)
def test_examples_render_as_the_specification_says(whole: MarkdownIt, section: str) -> None:
    found = SECTIONS[section]
    assert [same(whole.render(one["markdown"])) for one in found] == [one["html"] for one in found]


def is_untouched(example: dict[str, Any]) -> bool:
    """Say whether an example has neither HTML, nor a picture, nor an address that we do not link to."""
    raw, made = example["markdown"], example["html"]
    has_html = any(sign in raw for sign in ("<", "!["))
    leads_elsewhere = any(
        part.split('"', 1)[0].lower().startswith(("http:", "https:", "mailto:", "/", "#")) is False
        for part in made.split('href="')[1:]
    )
    return example["section"] not in LEFT_OUT and not has_html and not leads_elsewhere


@pytest.mark.parametrize("section", [name for name in SECTIONS if name not in LEFT_OUT])
def test_the_site_s_own_parser_gives_the_same_where_nothing_is_left_out(section: str) -> None:
    found = [one for one in SECTIONS[section] if is_untouched(one)]
    assert found
    assert [same(make_parser().render(one["markdown"])) for one in found] == [one["html"] for one in found]


@pytest.mark.parametrize("section", SECTIONS)
def test_examples_are_safe_when_they_are_shown(section: str) -> None:
    for example in SECTIONS[section]:
        root = html5lib.parse(render_markdown(example["markdown"]).html, namespaceHTMLElements=False)
        for node in root.iter():
            assert node.tag in ALLOWED and set(node.attrib) <= ATTRIBUTES, example
            href = (node.get("href") or "").lower()
            assert not href or is_harmless(href), example
