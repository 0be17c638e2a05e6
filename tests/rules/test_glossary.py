"""Words of the glossary in a text: each once, where it comes first, and nowhere that it would harm."""

import pytest

from app.glossary.marking import Word, mark_words

PACING = Word(slug="pacing", name="pacing", meaning="Doing less at once.", spellings=("paced",))
PEM = Word(
    slug="pem", name="PEM", meaning="Feeling worse afterwards.", spellings=("post-exertional malaise",)
)
BOTH = (PACING, PEM)


def test_a_word_is_marked_once_where_it_comes_first() -> None:
    html, used = mark_words("<p>Pacing is slow. They paced, pacing on.</p>", BOTH)
    assert html == (
        '<p><dfn><a href="#word-pacing" id="first-pacing">Pacing</a></dfn> is slow. They paced, pacing on.</p>'
    )
    assert used == [PACING]


def test_the_words_stand_in_the_order_of_the_text() -> None:
    _, used = mark_words("<p>Post-exertional malaise, then pacing.</p>", BOTH)
    assert used == [PEM, PACING]


def test_capitals_stand_for_themselves() -> None:
    assert mark_words("<p>pem</p>", BOTH)[1] == []
    assert mark_words("<p>PEM</p>", BOTH)[1] == [PEM]


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="/x/">pacing</a></p>',
        "<h2>Pacing</h2>",
        "<pre><code>pacing</code></pre>",
        '<p title="pacing > rest"><img alt="pacing > rest"></p>',
        "<p>self-pacing, pacings, repacing</p>",
        '<div data-card="product:pacing"></div>',
    ],
)
def test_links_headings_code_attributes_and_longer_words_are_left_alone(html: str) -> None:
    assert mark_words(html, BOTH) == (html, [])


def test_a_longer_spelling_wins_and_signs_are_only_signs() -> None:
    other = Word(slug="r-and-d", name="R&D", meaning="Research.", spellings=("pacing (slow)",))
    html, used = mark_words("<p>R&amp;D and pacing (slow) and pacing</p>", (PACING, other))
    assert used == [other, PACING]
    assert "R&amp;D</a>" in html


def test_without_words_nothing_changes() -> None:
    assert mark_words("<p>pacing</p>", ()) == ("<p>pacing</p>", [])
