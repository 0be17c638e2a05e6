"""The line that shows why something was found."""

import time

from app.search.marking import LINE, make_line, mark, seek


def marked(pieces: tuple[tuple[str, bool], ...]) -> list[str]:
    return [piece for piece, is_marked in pieces if is_marked]


def test_the_summary_is_shown_with_the_word_marked() -> None:
    assert make_line("Weight without heat.", "Beads.", seek(["heat"])) == (
        ("Weight without ", False), ("heat", True), (".", False),
    )  # fmt: skip


def test_forms_and_accents_are_marked_as_they_are_written() -> None:
    assert marked(mark("Exercises, exercising; Café and CAFES.", seek(["exercise", "cafe"]))) == [
        "Exercises", "exercising", "Café", "CAFES",
    ]  # fmt: skip


def test_capitals_of_every_script_are_read_as_small_letters() -> None:
    assert marked(mark("SLEEP, ÆON, ÉTÉ, ΎΠΝΟΣ and Сон", seek(["sleep", "æon", "ete", "υπνοσ", "сон"]))) == [
        "SLEEP", "ÆON", "ÉTÉ", "ΎΠΝΟΣ", "Сон",
    ]  # fmt: skip


def test_only_whole_words_are_marked_unless_the_end_was_left_open() -> None:
    assert marked(mark("Painting without pain", seek(["pain"]))) == ["pain"]
    assert marked(mark("Painting without pain", seek(["pain"], "pain"))) == ["Painting", "pain"]


def test_the_part_of_the_text_with_most_words_is_shown() -> None:
    text = "A kettle. " + "Nothing here. " * 60 + "The kettle tips in its cradle. " + "Nothing more. " * 60
    line = make_line("A thing for the kitchen.", text, seek(["kettle", "cradle"]))
    words = "".join(piece for piece, _ in line)
    assert marked(line) == ["kettle", "cradle"]
    assert words.startswith("… ") and words.endswith(" …") and len(words) <= LINE + 4


def test_without_any_word_the_summary_stands() -> None:
    assert make_line("Found by its topic.", "Other words.", seek(["insomnia"])) == (
        ("Found by its topic.", False),
    )
    assert make_line("", "", seek(["insomnia"])) == ()


def test_pieces_are_the_line_itself() -> None:
    line = '<b>Sleep</b> & "sleeping"'
    assert "".join(piece for piece, _ in mark(line, seek(["sleep"]))) == line


def test_a_very_long_text_takes_no_longer_than_its_length() -> None:
    started = time.perf_counter()
    make_line("", "exercis " * 25_000, seek(["exercise"], "exerc"))
    make_line("", "a" * 200_000, seek(["aa"], "aaa"))
    assert time.perf_counter() - started < 1.0
