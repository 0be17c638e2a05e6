"""Gift cards without a database: their codes, and how much of a total each covers."""

import pytest

from app.credit.rules import ALPHABET, LENGTH, cover, group_code, hash_code, make_code, read_code
from app.money import least_charge, smallest_step


def test_a_code_has_eighty_bits_and_no_sign_that_reads_as_another() -> None:
    assert (len(ALPHABET), LENGTH, len(ALPHABET) ** LENGTH) == (32, 16, 2**80)
    assert not set("ILOU") & set(ALPHABET)


def test_a_salt_gives_its_code_again_and_another_salt_or_key_another() -> None:
    code = make_code("key", "salt")
    assert make_code("key", "salt") == code
    assert len({code, make_code("key", "other"), make_code("other", "salt")}) == 3
    assert read_code(code) == code


@pytest.mark.parametrize(
    "typed",
    [
        "K7QM-3XTP-9RDE-W01C",
        "k7qm 3xtp 9rde w01c",
        " K7QM3XTP9RDEW0IC ",
        "k7qm\u20133xtp\u20139rde\u2013wolc",
        "\uff2b\uff17\uff31\uff2d-3xtp-9rde-wO1c",
        "K7QM\u200b-3XTP\u00a09RDE\tW01C",
    ],
)
def test_a_code_is_read_however_it_is_written(typed: str) -> None:
    assert group_code(read_code(typed)) == "K7QM-3XTP-9RDE-W01C"


@pytest.mark.parametrize(
    "typed", ["", "K7QM", "K7QM-3XTP-9RDE-W01", "K7QM-3XTP-9RDE-W01CC", "K7QM-3XTP-9RDE-WU1C", "٣" * 16]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) == ""


def test_only_a_hash_of_a_code_is_stored() -> None:
    assert len(hash_code("K7QM3XTP9RDEW01C")) == 64


@pytest.mark.parametrize(
    ("total", "available", "parts"),
    [
        (2850, [], []),
        (2850, [1000], [1000]),
        (2850, [5000], [2850]),
        (2850, [1000, 5000], [1000, 1850]),
        (2850, [1000, 1000], [1000, 1000]),
        (2850, [2850], [2850]),
        (2850, [2849], [2800]),
        (2850, [2800], [2800]),
        (2850, [2801], [2800]),
        (2850, [2820, 20], [2800, 0]),
        (2850, [0, 5000], [0, 2850]),
        (40, [30], [0]),
        (40, [40], [40]),
    ],
)
def test_cards_cover_a_total_and_leave_nothing_or_what_can_be_charged(
    total: int, available: list[int], parts: list[int]
) -> None:
    assert cover(total, available, step=1, least=50) == parts


def test_any_cards_on_any_total_leave_nothing_or_enough() -> None:
    for currency in ("EUR", "JPY", "KWD", "ISK", "HUF"):
        step, least = smallest_step(currency), least_charge(currency)
        assert least % step == 0
        for total in range(step, 40 * least, 7 * step):
            for first in (0, 1, least - 1, total // 3, total - 1, total, total + 5):
                for second in (0, total // 2, total):
                    available = [first, second]
                    parts = cover(total, available, step=step, least=least)
                    rest = total - sum(parts)
                    assert rest == 0 or rest >= min(least, total)
                    assert all(
                        0 <= part <= there and part % step == 0
                        for part, there in zip(parts, available, strict=True)
                    )


def test_the_least_charge_is_stripes_own() -> None:
    assert [least_charge(one) for one in ("EUR", "GBP", "HUF", "JPY", "ISK", "KWD")] == [
        50,
        30,
        17500,
        50,
        100,
        50,
    ]
