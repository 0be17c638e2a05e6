"""What changed between two texts, and that it is found in time that grows with the length."""

import time
from dataclasses import replace

import pytest

from app.content.comparing import Change, compare_texts
from app.content.differing import compare_drafts
from tests.factories.journal import NIGHTS

OLD = "One stays.\n\nTwo is about warm feet and a lamp.\n\nThree goes."
NEW = "One stays.\n\nNew comes.\n\nTwo is about warm hands and a lamp."


def said(old: str, new: str) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (block.change.value, [(piece.change.value, piece.text.strip()) for piece in block.pieces])
        for block in compare_texts(old, new)
    ]


def test_paragraphs_that_came_went_stayed_and_changed_are_told_apart() -> None:
    assert said(OLD, NEW) == [
        ("same", [("same", "One stays.")]),
        ("added", [("added", "New comes.")]),
        (
            "changed",
            [("same", "Two is about warm"), ("removed", "feet"), ("added", "hands"), ("same", "and a lamp.")],
        ),
        ("removed", [("removed", "Three goes.")]),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (OLD, NEW),
        (NEW, OLD),
        ("", NEW),
        (OLD, ""),
        ("", ""),
        ("a\n\na\n\na", "a\n\na"),
        ("same\n\nsame\n\nsame", "same\n\nother\n\nsame\n\nsame"),
        ("- one\n- two\n- three", "- one\n- three"),
        ("word " * 700, "word " * 650 + "other " * 40),
        ("A sentence of five words. " * 120, "Another sentence, of six words. " * 120),
        ("\n\n".join(f"Part {at}" for at in range(90)), "\n\n".join(f"Part {at}" for at in range(60, 0, -1))),
    ],
)
def test_both_texts_can_be_read_out_of_what_is_shown(old: str, new: str) -> None:
    blocks = compare_texts(old, new)
    for text, left_out in ((old, Change.ADDED), (new, Change.REMOVED)):
        pieces = [piece.text for block in blocks for piece in block.pieces if piece.change is not left_out]
        assert " ".join(" ".join(pieces).split()) == " ".join(text.split())


def test_a_field_is_named_only_when_it_changed_and_what_stayed_is_left_out() -> None:
    body = "\n\n".join(f"Paragraph number {at}." for at in range(20))
    changes = compare_drafts(
        replace(NIGHTS, body=body),
        replace(NIGHTS, body=body.replace("number 9.", "number nine."), title="Nights"),
    )
    assert [one.label for one in changes] == ["Title", "Text"]
    text = changes[1].shown
    assert [one.skipped for one in text if one.block is None] == [8, 9]
    assert compare_drafts(NIGHTS, NIGHTS) == []


def prose(words: int, *, shift: int = 0, paragraph: int = 60) -> str:
    lines = [f"w{(at * 7919 + shift) % 1999}" for at in range(words)]
    return "\n\n".join(" ".join(lines[at : at + paragraph]) for at in range(0, words, paragraph))


def edited(text: str) -> str:
    parts = text.split("\n\n")
    return "\n\n".join(
        part.replace("w1", "v1") if at % 3 else f"Before. {part}" for at, part in enumerate(parts)
    )


@pytest.mark.parametrize(
    "pair",
    [
        lambda n: (prose(n), edited(prose(n))),
        lambda n: (prose(n), prose(n, shift=1000)),
        lambda n: ("the same words " * (n // 3), "the other words " * (n // 3)),
        lambda n: ("a\n\n" * n, "a\n\n" * (n - 7)),
        lambda n: ("a " * n, "b " * n),
    ],
    ids=["edited", "rewritten", "one paragraph", "all alike", "nothing in common"],
)
def test_ten_thousand_words_take_at_most_three_times_as_long_as_five_thousand(pair: object) -> None:
    for _attempt in range(5):
        short, long = (best_time(*pair(n)) for n in (5_000, 10_000))  # type: ignore[operator]
        if long <= max(3 * short, 0.05):
            return
    pytest.fail(f"{short:.3f} s and {long:.3f} s")


def best_time(old: str, new: str) -> float:
    times = []
    for _ in range(2):
        start = time.process_time()
        compare_texts(old, new)
        times.append(time.process_time() - start)
    return min(times)
