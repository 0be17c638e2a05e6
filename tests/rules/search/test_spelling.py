"""Which known word was meant."""

import pytest

from app.search.spelling import Candidate, choose_word, most_slips, near_words


def test_short_words_forgive_less_than_long_ones() -> None:
    assert [most_slips(word) for word in ("me", "fog", "sleep", "fibromyalgia", "3am")] == [0, 1, 2, 3, 0]


def test_words_too_far_off_are_not_near() -> None:
    assert near_words("slep", ["sleep", "step", "blanket", "slep"]) == ["sleep", "step"]


@pytest.mark.parametrize(
    ("typed", "candidates", "meant"),
    [
        ("slep", [Candidate("sleep", 20), Candidate("step", 2), Candidate("slept", 1)], "sleep"),
        ("flair", [Candidate("fair", 1), Candidate("flare", 9, is_topic=True)], "flare"),
        ("fgo", [Candidate("fog", 5), Candidate("ego", 1)], "fog"),
        ("slep", [Candidate("sleep", 0)], None),
        ("isomnia", [Candidate("insomnia", 0, is_topic=True)], "insomnia"),
        ("slep", [], None),
    ],
)
def test_the_likeliest_word_is_chosen(typed: str, candidates: list[Candidate], meant: str | None) -> None:
    assert choose_word(typed, candidates) == meant
