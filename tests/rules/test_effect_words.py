"""The sentence of the staff page against the numbers of its table."""

import pytest
from flask import Flask

from app.effect.queries import ArticleEffect, Sales, Sums
from app.money import Money
from blueprints.staff.effect.words import say_effect


def sales(paid: int, refunded: int) -> Sales:
    """What was paid and went back, in cents."""
    return Sales(
        paid=Money(minor=paid, currency="EUR"),
        refunded=Money(minor=refunded, currency="EUR"),
        first_paid=Money(minor=0, currency="EUR"),
        first_refunded=Money(minor=0, currency="EUR"),
    )


NOBODY = "Nobody has read it in these days"
BACK = "€12.00 that went back for things paid for before."


@pytest.mark.parametrize(
    ("reads", "subscribed", "sums", "sold", "said"),
    [
        (0, 0, Sums(), [], f"{NOBODY}."),
        (0, 1, Sums(), [], f"{NOBODY}; from before it led to 1 person who subscribed."),
        (0, 0, Sums(clicks=2, joined=1), [], f"{NOBODY}; from before it led to 2 steps onward and 1 door opened."),
        (0, 0, Sums(paid=1), [sales(2400, 0)], f"{NOBODY}; from before it led to 1 thing paid for (€24.00)."),
        (0, 0, Sums(refunded=1), [sales(0, 1200)], f"{NOBODY}; from before it led to {BACK}"),
        (3, 0, Sums(refunded=1), [sales(0, 1200)], f"It was read 3 times and led to {BACK}"),
        (1, 0, Sums(), [], "It was read once, and led to nothing that we count."),
        (2, 0, Sums(paid=2), [sales(4800, 1200)],
         "It was read 2 times and led to 2 things paid for (€48.00, of which €12.00 went back)."),
    ],
)  # fmt: skip
def test_what_stands_in_the_table_is_said(
    context: Flask, reads: int, subscribed: int, sums: Sums, sold: list[Sales], said: str
) -> None:
    effect = ArticleEffect(id=1, title="T", reads=reads, subscribed=subscribed, sums=sums, sales=sold)
    assert say_effect(effect) == said
