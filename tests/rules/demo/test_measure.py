"""The measure itself: that it sees what it is to see."""

from tests.support.words import grade_of, long_paragraphs, long_sentences, longest_part, shared_phrases

TWENTY_ONE = " ".join(["word"] * 20) + " end."


def test_a_sentence_of_more_than_twenty_words_is_seen() -> None:
    assert long_sentences(f"Short. {TWENTY_ONE[0].upper()}{TWENTY_ONE[1:]}") != []
    assert long_sentences(" ".join(["word"] * 19) + " end.") == []


def test_a_fourth_sentence_in_a_paragraph_is_seen_in_quotes_and_lists_too() -> None:
    four = "One is here. Two is here. Three is here. Four is here."
    assert len(long_paragraphs(f"{four}\n\n> {four}\n\n- {four}\n- Short.")) == 3
    assert long_paragraphs("One. Two. Three.\n\nFour.") == []
    assert long_paragraphs("> One. Two. Three.\n>\n> Four.") == []


def test_headings_tables_and_cards_are_no_running_text() -> None:
    assert long_sentences("# " + TWENTY_ONE + "\n\n| " + TWENTY_ONE + " |\n\n::product{kettle}") == []


def test_the_longest_part_is_counted_between_headings() -> None:
    assert longest_part("one two\n\n## Three\n\nfour five six\n\n## Seven\n\neight") == 3


def test_long_words_and_sentences_raise_the_grade() -> None:
    plain = grade_of("The cat sat on the mat. It was warm.")
    learned = grade_of(
        "Multidisciplinary rehabilitation necessitates comprehensive individualised consideration."
    )
    assert plain < 2 < 12 < learned


def test_a_phrase_in_two_texts_is_found_with_both_names() -> None:
    found = shared_phrases({"a": "We shall see what we shall see.", "b": "Then we shall see what we shall."})
    assert found["we shall see what we shall"] == {"a", "b"}
    assert (
        shared_phrases({"a": "We shall see what we shall see.", "b": "Quite other words than those here."})
        == {}
    )
