"""From typed words to what each database is asked."""

import pytest

from app.search.rules import (
    Plan,
    Want,
    as_fts5,
    as_tsquery,
    clean_question,
    make_plan,
    map_synonyms,
    stem,
    vocabulary_of,
)

SYNONYMS = map_synonyms([("Brain fog", ["fibro fog", "can't think"]), ("Sleep", ["insomnia"])])


def test_common_words_are_left_out() -> None:
    assert [want.words for want in make_plan("what is the best pillow", {}).wants] == [("best",), ("pillow",)]


def test_the_last_word_is_a_beginning_unless_it_is_a_single_letter() -> None:
    assert make_plan("warm sock", {}).beginning == "sock"
    assert make_plan("vitamin c", {}).beginning == ""
    assert make_plan("pillow for", {}).beginning == ""


def test_the_longest_synonym_is_taken_with_its_words() -> None:
    plan = make_plan("fibro fog at work", SYNONYMS)
    assert plan.wants[0] == Want(words=("fibro", "fog"), topics=(("brain", "fog"),))
    assert plan.wants[1].words == ("work",)


@pytest.mark.parametrize("typed", ["can't think", "can’t think", "cant think", "CAN'T THINKING"])
def test_apostrophes_and_forms_do_not_hide_a_synonym(typed: str) -> None:
    assert make_plan(typed, SYNONYMS).wants[0].topics == (("brain", "fog"),)


def test_no_more_than_eight_things_are_looked_for() -> None:
    assert len(make_plan(" ".join(f"word{number}" for number in range(50)), {}).wants) == 8


def test_every_word_is_quoted_for_sqlite() -> None:
    assert as_fts5(make_plan("c++ AND NEAR(x, 2)", {})) == '(("c")) AND (("near")) AND (("x")) AND (("2"))'


def test_a_topic_is_looked_for_among_topics() -> None:
    assert as_fts5(make_plan("insomnia", SYNONYMS)) == '(("insomnia"*) OR topics : "sleep")'
    assert as_tsquery(make_plan("insomnia", SYNONYMS)) == "(('insomnia':*) | ('sleep':B))"


def test_any_of_the_words_is_a_looser_plan() -> None:
    plan = Plan(wants=(Want(words=("warm",)), Want(words=("sock",), is_open=True))).for_any()
    assert as_fts5(plan) == '(("warm")) OR (("sock"*))'
    assert as_tsquery(plan) == "(('warm')) | (('sock':*))"


def test_a_question_is_shown_on_one_line_and_not_too_long() -> None:
    assert clean_question("  warm\n\tsocks\x00 ") == "warm socks"
    assert len(clean_question("x" * 10_000)) == 200


@pytest.mark.parametrize(
    ("one", "other"), [("pillows", "pillow"), ("exercising", "exercise"), ("energies", "energy"),
                       ("napping", "nap"), ("women's", "women"), ("hands", "hand"), ("stiffness", "stiff")],
)  # fmt: skip
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_the_vocabulary_holds_words_as_they_are_written() -> None:
    assert vocabulary_of(["Women’s café, 30 of them; pacing"]) == {"women", "cafe", "them", "pacing"}
