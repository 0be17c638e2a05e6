"""Words of self-harm: which make us offer help and ask a person to look, and which do not."""

import time

import pytest

from app.crisis import ELSEWHERE, EMERGENCY, HELPLINES, find_crisis


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself.",
        "Some nights I think of suicide",
        "I don’t want to wake up",
        "i dont want to be here anymore",
        "I just want to DIE",
        "*sui*cidal thoughts",
        "I have been self-harming again",
        "self harm",
        "They would be better off without me.",
        "There is no reason to live",
        "I cannot go on like this",
        "I can't go on any longer",
        "I wish I'd never been born",
        "I wish I were dead",
        "I took an overdose last year",
        "ending it all",
        "how to end it",
        "I do not want to kill myself, I want the pain to stop.",
    ],
)
def test_these_words_ask_for_a_person(text: str) -> None:
    assert find_crisis(text)


@pytest.mark.parametrize(
    "text",
    [
        "I am dying for a cup of tea",
        "The stairs kill me every morning",
        "I cut myself some slack on bad days",
        "I hurt myself on the kettle",
        "Killing time until the appointment",
        "My phone died",
        "This is no way to live in a house without a lift",
        "I want to live by the sea",
        "I cannot go on holiday this year",
        "The deadline is better off later",
        "",
    ],
)
def test_these_words_do_not(text: str) -> None:
    assert find_crisis(text) == []


def test_each_phrase_is_named_once() -> None:
    assert find_crisis("Suicide. SUICIDE. I want to die.") == ["suicide", "want to die"]


@pytest.mark.parametrize(
    "part", ["wish that i ", "self ", "   ", "can't  go ", "no reason to ", "k\u200b", "want to "]
)
def test_long_texts_take_linear_time(part: str) -> None:
    begun = time.perf_counter()
    find_crisis((part * 100_000)[:1_000_000])
    assert time.perf_counter() - begun < 5


def test_the_lines_are_few_and_can_be_dialled() -> None:
    assert {one.dial for one in HELPLINES} == {"116123", "988"}
    assert {one.dial for one in EMERGENCY} == {"112", "999", "911"}
    assert ELSEWHERE[1].startswith("https://findahelpline.com")
