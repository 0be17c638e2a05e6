"""What a text becomes."""

import pytest

from app.errors import Invalid
from app.markdown import fill, render_markdown
from app.markdown.filling import list_own_links


def test_a_directive_on_its_own_line_becomes_a_placeholder() -> None:
    made = render_markdown("Before\n\n::product{wool-lumbar-cushion}\n\nAfter")
    assert '<div data-card="product:wool-lumbar-cushion"></div>' in made.html
    assert made.cards == (("product", "wool-lumbar-cushion"),)


def test_a_directive_inside_a_sentence_stays_words() -> None:
    assert render_markdown("See ::product{wool-lumbar-cushion} for more").cards == ()


def test_citations_are_numbered_in_the_order_of_their_first_mention() -> None:
    made = render_markdown("One [@doi:10.1000/B]. Two [@pmid:7]. One again [@doi:10.1000/b].")
    assert made.citations == ("doi:10.1000/b", "pmid:7")
    assert made.html.count('href="#ref-1"') == 2
    assert "One. Two. One again." in made.text


def test_headings_begin_at_the_second_level_and_have_anchors_of_their_own() -> None:
    made = render_markdown("# Nights\n\ntext\n\n## Nights\n\n###### Deep\n")
    assert [(one.level, one.anchor) for one in made.headings] == [
        (2, "part-nights"),
        (2, "part-nights.2"),
        (4, "part-deep"),
    ]
    assert "<h1" not in made.html


def test_minutes_are_counted_at_150_words() -> None:
    made = render_markdown("## First\n\n" + "word " * 300 + "\n\n### Below\n\n" + "word " * 150)
    assert made.minutes == 4
    assert [one.minutes for one in made.headings] == [3, 1]


def test_the_plain_text_keeps_straight_quotes_and_the_page_has_curled_ones() -> None:
    made = render_markdown("It's \"quiet\" and *'soft'*")
    assert made.text == "It's \"quiet\" and 'soft'"
    assert "It\u2019s \u201cquiet\u201d" in made.html
    assert "<em>\u2018soft\u2019</em>" in made.html


def test_a_note_and_a_table_and_a_footnote_keep_their_shape() -> None:
    made = render_markdown(
        ":::note\nRest first.\n:::\n\n|a|b|\n|-|-:|\n|1|2|\n\nText[^1]\n\n[^1]: Small print."
    )
    assert '<div class="callout" role="note">' in made.html
    assert '<td data-label="b" class="number">2</td>' in made.html
    assert 'href="#note-1"' in made.html and 'id="note-1"' in made.html


def test_each_cell_of_a_table_knows_its_column_for_a_phone() -> None:
    made = render_markdown('|a|*The* "b" <i>|\n|-|-|\n|1|2|\n\nBetween.\n\n|c|\n|-|\n|3|')
    assert '<td data-label="a">1</td>' in made.html
    assert '<td data-label="The \u201cb\u201d &lt;i&gt;">2</td>' in made.html
    assert '<td data-label="c">3</td>' in made.html


def test_a_text_beyond_all_measure_is_refused() -> None:
    with pytest.raises(Invalid):
        render_markdown("a" * 200_000)


def test_filling_puts_cards_where_placeholders_stand_and_unlinks_what_is_closed() -> None:
    made = render_markdown(
        "[open](/articles/open/) [closed](/products/closed/)\n\n::door{porch}\n\n::door{gone}"
    )
    assert list_own_links(made.html) == [("article", "open"), ("product", "closed")]
    html = fill(
        made.html,
        lambda kind, slug: f"<b>{kind} {slug}</b>" if slug == "porch" else "",
        lambda _kind, slug: slug == "open",
    )
    assert '<a href="/articles/open/">open</a> closed' in html
    assert "<b>door porch</b>" in html
    assert "data-card" not in html


def test_words_that_look_like_a_placeholder_are_not_one() -> None:
    made = render_markdown('`<div data-card="product:x"></div>` <div data-card="product:x"></div>')
    assert fill(made.html, lambda *_: "CARD", lambda *_: True).count("CARD") == 0


def test_a_figure_keeps_its_caption_and_waits_for_its_picture() -> None:
    made = render_markdown('::figure{12|A "plan" & a pen}\n\n::figure{13}')
    assert made.cards == (("figure", "12"), ("figure", "13"))
    assert (
        '<figure>\n<div data-card="figure:12"></div>\n<figcaption>A \u201cplan\u201d &amp; a pen</figcaption>'
        in made.html
    )
    assert 'A "plan" & a pen' in made.text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("?12345", "?12345"),
        ("?x=&y=%2F%ff&si=me#a", "?x=&amp;y=%2F%ff#a"),
        ("?utm_source=x", ""),
        ("?a=1+2", "?a=1+2"),
    ],
)
def test_the_address_of_a_video_stays_as_it_is_but_for_who_shared_it(typed: str, kept: str) -> None:
    made = render_markdown(f"::video{{https://a.example/watch{typed}|Pacing}}")
    assert f'<a href="https://a.example/watch{kept}" rel="external">' in made.html


def test_a_video_is_a_link_that_loads_nothing_and_tells_nobody_who_shared_it() -> None:
    made = render_markdown(
        "::video{https://www.youtube.com/watch?v=abc&si=me&utm_source=x|Pacing, in ten minutes}"
    )
    assert (
        '<a href="https://www.youtube.com/watch?v=abc" rel="external">Pacing, in ten minutes</a>' in made.html
    )
    assert "A video on youtube.com." in made.html
    assert not any(tag in made.html for tag in ("<iframe", "<img", "<video", "<script"))


@pytest.mark.parametrize(
    "text",
    [
        ":::note\nRest first.",
        ":::note\n:::note\nRest first.\n:::",
        "::product{a",
        "::figure{}",
        "::video{http://a.example|x}",
        "::video{https://[|x}",
    ],
)
def test_a_directive_that_is_not_whole_loses_no_words(text: str) -> None:
    made = render_markdown(f"{text}\n\nAfterwards.")
    words = "Rest first." if "Rest" in text else text
    assert words in made.text and "Afterwards." in made.text
    assert made.html.count("<div") == made.html.count("</div>")


@pytest.mark.parametrize("title", ["Η νύχτα", "夜が長いとき", "Длинные ночи", "शांत रातें", "🌙", "ليالٍ طويلة"])
def test_a_heading_in_any_script_has_an_anchor_and_keeps_its_words(title: str) -> None:
    made = render_markdown(f"## {title}\n\nText.\n\n## {title}\n")
    assert [one.title for one in made.headings] == [title, title]
    assert len({one.anchor for one in made.headings}) == 2
