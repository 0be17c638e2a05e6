"""Who wants which article, worked out without a database."""

import pytest

from app.newsletter.addresses import masked, parse_address
from app.newsletter.errors import AddressNotUsable
from app.newsletter.rules import Choices, Frequency, backoff, wants

SLEEP, HANDS, WORK = 1, 2, 3
EACH, DAILY, WEEKLY, MONTHLY = Frequency


@pytest.mark.parametrize(
    ("choices", "topics", "gets"),
    [
        ({None: EACH}, (SLEEP,), EACH),
        ({None: EACH}, (), EACH),
        ({SLEEP: WEEKLY}, (SLEEP, HANDS), WEEKLY),
        ({SLEEP: WEEKLY}, (HANDS,), None),
        ({None: WEEKLY, SLEEP: EACH}, (SLEEP,), EACH),
        ({None: WEEKLY, HANDS: MONTHLY}, (HANDS,), MONTHLY),
        ({None: WEEKLY, HANDS: MONTHLY}, (HANDS, WORK), WEEKLY),
        ({SLEEP: MONTHLY, HANDS: DAILY}, (SLEEP, HANDS), DAILY),
        ({}, (SLEEP,), None),
    ],
)
def test_an_article_comes_once_at_the_pace_that_was_chosen(
    choices: Choices, topics: tuple[int, ...], gets: Frequency | None
) -> None:
    assert [one for one in Frequency if wants(choices, topics, one)] == ([gets] if gets else [])


def test_pauses_between_attempts_grow_and_stay_within_two_days_together() -> None:
    pauses = [backoff(number) for number in range(1, 10)]
    assert pauses == sorted(pauses)
    assert sum(one.total_seconds() for one in pauses) < 2 * 24 * 3600


def test_an_address_is_known_by_its_small_letters_and_its_mailbox() -> None:
    address = parse_address("  Nora.B+letters@GMail.com ")
    assert (address.key, address.mailbox) == ("nora.b+letters@gmail.com", "norab@gmail.com")
    assert parse_address("nora.b@reader.example").mailbox == "nora.b@reader.example"
    assert masked("nora@reader.example") == "n…@reader.example"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("nora @ reader.example", "nora@reader.example"),
        ("mailto:Nora@reader.example", "nora@reader.example"),
        ("nora@reader.example.", "nora@reader.example"),
        ("nora@reader.example, ", "nora@reader.example"),
        ("nora@b\u00fccher.example", "nora@xn--bcher-kva.example"),
        ("nora@B\u00dcCHER.example", "nora@xn--bcher-kva.example"),
        ("nora+flare@reader.example", "nora+flare@reader.example"),
    ],
)
def test_slips_that_have_one_meaning_are_forgiven(typed: str, key: str) -> None:
    address = parse_address(typed)
    assert address.key == key
    assert address.typed.isascii(), "what is written to needs no SMTPUTF8"


def test_letters_that_servers_cannot_read_are_named() -> None:
    with pytest.raises(AddressNotUsable) as told:
        parse_address("m\u00fcller@reader.example")
    assert "Before the @" in told.value.sentence


def test_hostile_addresses_take_no_time() -> None:
    for hostile in ("a@" * 5000, "a" * 100_000, "@" * 254, ("a." * 120) + "@x.example"):
        with pytest.raises(AddressNotUsable):
            parse_address(hostile)
