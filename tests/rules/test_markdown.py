"""Markdown becomes HTML that cannot bite."""

import time

import pytest

from app.markdown import plain_words, render_markdown


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://example.org/track.gif)",
        '[x](https://example.org "\\" onmouseover=alert(1) \\"")',
        "<svg/onload=alert(1)>",
        "<https://example.org/?<script>>",
    ],
)
def test_nothing_that_runs_or_loads_comes_out(text: str) -> None:
    import html5lib

    tree = html5lib.parseFragment(render_markdown(text), namespaceHTMLElements=False)
    for node in tree.iter():
        assert node.tag not in ("script", "img", "svg", "iframe", "style")
        assert not [name for name in node.attrib if str(name).startswith("on") or name in ("style", "src")]
        assert str(node.get("href", "https:")).startswith(("http", "mailto", "/"))


def test_tables_lists_and_emphasis_stay() -> None:
    html = render_markdown("| a | b |\n|---|---|\n| 1 | **2** |\n\n- one\n- two")
    assert "<table>" in html and "<strong>2</strong>" in html and html.count("<li>") == 2


def test_headings_never_compete_with_the_page_s_own() -> None:
    html = render_markdown("# One\n\n###### Six")
    assert "<h2>One</h2>" in html and "<h4>Six</h4>" in html


def test_words_come_out_as_sentences() -> None:
    assert (
        plain_words(render_markdown("# Warm\n\nFour *hours*.\n\n- one\n- two"))
        == "Warm. Four hours. one. two."
    )


@pytest.mark.parametrize("nest", ["[", "*", "> ", "`", "![", "- ", "|a"])
def test_nested_signs_take_time_in_proportion(nest: str) -> None:
    def seconds(count: int) -> float:
        start = time.perf_counter()
        render_markdown(nest * count)
        return time.perf_counter() - start

    seconds(100)
    small = min(seconds(2000) for _ in range(3))
    large = min(seconds(4000) for _ in range(3))
    assert large < 2.5 * small + 0.05
