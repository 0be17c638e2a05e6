"""Every value that an order's rows can hold has plain words for staff."""

from blueprints.staff.orders.state_words import WORDS, in_words


def test_each_state_has_words_and_none_is_left_over() -> None:
    for kind, words in WORDS.items():
        assert {one.value for one in kind} == set(words), kind
        assert not any("_" in in_words(one) for one in kind)


def test_what_stripe_says_anew_is_read_without_its_underscores() -> None:
    assert in_words("needs_response") == "waits for your answer"
    assert in_words("some_new_reason") == "some new reason"
