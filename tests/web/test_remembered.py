"""What is the same for everybody is gathered once, until the site's version moves."""

import pytest
from flask import Flask

from app import freshness, remembered
from app.db import transaction
from app.freshness import current_version, forget_version, raise_version, read_version
from app.money import Money
from app.remembered import Kept, same_for_everybody
from app.settings.actions import change_setting
from app.settings.queries import load_settings
from app.web.templating import format_money
from tests.factories.stock import NOON


class Counter:
    """Counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, str]] = []
        self.gather = same_for_everybody(self._gather)

    def _gather(self, number: int, *, words: str = "") -> tuple[int, str]:
        self.asked.append((number, words))
        return number, words


def test_the_same_question_is_asked_once_and_another_anew(context: Flask) -> None:
    counter = Counter()
    answers = [counter.gather(1), counter.gather(1), counter.gather(2), counter.gather(1, words="other")]
    assert answers == [(1, ""), (1, ""), (2, ""), (1, "other")]
    assert counter.asked == [(1, ""), (2, ""), (1, "other")]


def test_a_new_version_asks_anew(context: Flask) -> None:
    counter = Counter()
    counter.gather(1)
    with transaction():
        raise_version()
    counter.gather(1)
    assert len(counter.asked) == 2


def test_what_is_not_there_drives_nothing_out(context: Flask) -> None:
    asked: list[str] = []

    @same_for_everybody
    def find(name: str) -> str | None:
        asked.append(name)
        return None

    assert (find("nothing"), find("nothing")) == (None, None)
    assert asked == ["nothing", "nothing"]


def test_inside_a_write_transaction_nothing_kept_is_used(context: Flask) -> None:
    """What is read there may be rolled back, and must see what was just written."""
    counter = Counter()
    counter.gather(1)
    with transaction():
        counter.gather(1)
    counter.gather(1)
    assert len(counter.asked) == 2


def test_nothing_is_kept_when_the_version_moved_while_it_was_made() -> None:
    kept = Kept()
    assert kept.find(("key",), 1) is None
    assert kept.find(("key",), 2) is None
    kept.keep(("key",), 1, "old")
    assert kept.find(("key",), 2) is None


def test_a_version_that_is_not_committed_is_nobody_elses(context: Flask) -> None:
    before = current_version(at_most_seconds_old=0)
    with pytest.raises(ZeroDivisionError), transaction():
        change_setting("currency", "GBP", actor="user:1", now=NOON)
        assert (current_version(), load_settings().currency) == (before + 1, "GBP")
        assert freshness._Seen.number == before
        raise ZeroDivisionError
    assert (current_version(at_most_seconds_old=0), load_settings().currency) == (before, "EUR")


def test_what_an_older_view_of_the_database_shows_is_not_kept(context: Flask) -> None:
    """A reader that began before a change must not leave what it saw for those after it."""
    counter = Counter()
    # What another reader, who began after the change, has seen meanwhile.
    freshness._Seen.number, freshness._Seen.at = (read_version() + 1, float("inf"))
    try:
        counter.gather(1)
        counter.gather(1)
        assert len(counter.asked) == 2
    finally:
        forget_version()


def test_the_least_recently_used_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 2)
    kept = Kept()
    for name in ("a", "b"):
        kept.find((name,), 1)
        kept.keep((name,), 1, name)
    kept.find(("a",), 1)
    kept.keep(("c",), 1, "c")
    assert [kept.find((name,), 1) for name in ("a", "b", "c")] == ["a", None, "c"]


def test_money_follows_a_change_of_locale(context: Flask) -> None:
    assert format_money(Money(minor=123450, currency="EUR")) == "€1,234.50"
    with transaction():
        change_setting("locale", "de_DE", actor="user:1", now=NOON)
    assert format_money(Money(minor=123450, currency="EUR")) == "1.234,50\xa0€"


def test_a_transaction_that_has_read_the_version_sees_its_own_change_of_it(context: Flask) -> None:
    before = current_version(at_most_seconds_old=0)
    with transaction():
        assert current_version() == before
        raise_version()
        assert current_version() == before + 1
