"""The phrase checker: what it sees, what it lets pass."""

import time

import pytest

from app.claims import find_claims


def phrases(text: str) -> list[str]:
    return [claim.phrase for claim in find_claims(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Relieves chronic pain while you sleep.",
        "A gentle remedy for fibromyalgia.",
        "It not only warms you, it cures aches.",
        "Reduces inflammation in a week.",
        "The fibro fog fix you were waiting for.",
        "Your fatigue will be eased by the weight.",
        "HEALS STIFFNESS overnight.",
        "Clinically proven by doctors.",
        "Natural pain relief in a bag of wheat.",
        "It helps with migraine and noise.",
    ],
)
def test_a_claim_near_a_condition_is_seen(text: str) -> None:
    assert phrases(text)


@pytest.mark.parametrize(
    "text",
    [
        "Keeps your neck level.",
        "The lid comes off with one hand.",
        "The treated oak darkens with age.",
        "It does not treat fibromyalgia, and we do not say so.",
        "We cannot promise that it relieves pain.",
        "Stop using it if grains escape from a seam.",
        "A book about living with pain.",
        "Prevents the kettle from sliding.",
    ],
)
def test_plain_words_and_honest_limits_pass(text: str) -> None:
    assert phrases(text) == []


def test_a_condition_far_from_the_verb_is_no_claim() -> None:
    far = "It eases on over the head, the shoulders and then the arms of a coat that somebody with pain may own."
    assert phrases(far) == []


def test_the_same_claim_twice_is_told_once_and_a_changed_sentence_is_another() -> None:
    twice = find_claims("It cures pain. It cures pain.")
    changed = find_claims("It quickly cures pain.")
    assert len(twice) == 1
    assert twice[0].fingerprint != changed[0].fingerprint


def test_markdown_signs_do_not_hide_a_claim() -> None:
    assert phrases("It **relieves** _pain_.")


def test_hostile_length_takes_time_in_proportion() -> None:
    def seconds(count: int) -> float:
        text = "not " * count + "cure " * count + "pain " * count
        return min(_timed(text) for _ in range(3))

    def _timed(text: str) -> float:
        start = time.process_time()
        find_claims(text)
        return time.process_time() - start

    small, large = seconds(1000), seconds(2000)
    assert large < 2.5 * small + 0.05
