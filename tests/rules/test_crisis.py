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
        "I\u00b4d rather be dead",
        "i don\u00b4t want to live",
        "I don\u02bct want to live",
        "k\u0456ll mys\u0435lf",
        "\u043aill myself",
        "KI\u0308LL myself",
        "sui\u00adcide",
        "s u i c i d e",
        "s.u.i.c.i.d.e",
        "k i l l  m y s e l f",
        "kill-myself",
        "kill\u2011myself",
        "k1ll mys3lf",
        "su!c1de",
        "I feel suicidally low",
        "two suicides in my family",
        "self\u2013harm",
        "I could top myself",
        "I took my own life in my hands and wanted to end it all",
        "so tired of living",
        "unalived",
        "ｋｉｌｌ ｍｙｓｅｌｆ",
        "Ich will nicht mehr leben",
        "Ich denke an Selbstmord",
        "mich umbringen",
        "J'ai envie de mourir",
        "je veux me tuer",
        "Quiero morir",
        "no quiero vivir",
        "quero morrer",
        "voglio morire",
        "ik wil niet meer leven",
        "samobójstwo",
        "Chcę umrzeć",
        "mé féin a mharú",
        "Я хочу умереть",
        "самоубийство",
        "死にたい",
        "我想自杀",
        "आत्महत्या",
        "자살",
        "انتحار",
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
        "My cat sat under the train set",
        "Ich will leben",
        "In J. R. R. Tolkien I found company",
        "A B C D E vitamins",
        "The pain was a 7 or 8 of 10, and 5-6 on good days",
        "Top marks for the cushion, I told myself",
        "",
    ],
)
def test_these_words_do_not(text: str) -> None:
    assert find_crisis(text) == []


def test_each_phrase_is_named_once() -> None:
    assert find_crisis("Suicide. SUICIDE. I want to die.") == ["suicide", "want to die"]


@pytest.mark.parametrize(
    "part",
    [
        "wish that i ",
        "self ",
        "   ",
        "can't  go ",
        "no reason to ",
        "k\u200b",
        "want to ",
        "a ",
        "a. ",
        "1a",
        "su",
        "self",
        "a\u0301\u0316",
        "\u0456",
    ],
)
def test_long_texts_take_linear_time(part: str) -> None:
    begun = time.perf_counter()
    find_crisis((part * 100_000)[:1_000_000])
    assert time.perf_counter() - begun < 5


def test_the_lines_are_few_and_can_be_dialled() -> None:
    assert {one.dial for one in HELPLINES} == {"116123", "988"}
    assert {one.dial for one in EMERGENCY} == {"112", "999", "911"}
    assert ELSEWHERE[1].startswith("https://findahelpline.com")
