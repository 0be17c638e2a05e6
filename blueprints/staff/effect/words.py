"""What an article led to, said in one sentence."""

from collections.abc import Sequence

from app.effect.queries import ArticleEffect, Sales
from app.effect.rules import a_thousand
from app.money import Money
from app.web.templating import format_money


def say_effect(effect: ArticleEffect) -> str:
    """Return the sentence: what was read, followed, put into a basket, paid, given back, and who stayed."""
    parts = [
        count_words(effect.sums.clicks, "step onward", "steps onward"),
        count_words(effect.sums.carts, "thing put into a basket", "things put into a basket"),
        f"{count_words(effect.sums.paid, 'thing paid for', 'things paid for')}{money_words(effect.sales)}",
        count_words(effect.subscribed, "person who subscribed", "people who subscribed"),
        count_words(effect.sums.joined, "door opened", "doors opened"),
    ]
    told = [one for one in parts if not one.startswith("0 ")]
    if not effect.sums.paid and (back := money_back(effect.sales)):
        told.append(f"{back} that went back for things paid for before")
    if not effect.reads:
        nobody = "Nobody has read it in these days"
        return f"{nobody}; from before it led to {join_words(told)}." if told else f"{nobody}."
    reads = "once" if effect.reads == 1 else f"{effect.reads:,} times"
    if not told:
        return f"It was read {reads}, and led to nothing that we count."
    return f"It was read {reads} and led to {join_words(told)}."


def money_words(sales: Sequence[Sales]) -> str:
    """Return " (84.00 EUR, of which 12.00 EUR went back)"; empty where nothing was paid."""
    said = []
    for one in sales:
        words = format_money(one.paid)
        if one.refunded.minor:
            words += f", of which {format_money(one.refunded)} went back"
        said.append(words)
    return f" ({'; '.join(said)})" if said else ""


def money_back(sales: Sequence[Sales]) -> str:
    """Return what went back, in each currency; empty where nothing did."""
    return ", ".join(format_money(one.refunded) for one in sales if one.refunded.minor)


def kept_of(sales: list[Sales]) -> str:
    """Return what was paid and did not go back, in each currency."""
    left = [Money(minor=one.paid.minor - one.refunded.minor, currency=one.paid.currency) for one in sales]
    return ", ".join(format_money(one) for one in left) or "–"


def first_of(sales: list[Sales]) -> str:
    """Return the same money for the edge that was followed first."""
    left = [
        Money(minor=one.first_paid.minor - one.first_refunded.minor, currency=one.paid.currency)
        for one in sales
    ]
    return ", ".join(format_money(one) for one in left) or "–"


def rate_words(count: int, reads: int) -> str:
    """Return how often something happened in 1,000 reads."""
    rate = a_thousand(count, reads)
    return "–" if rate is None else f"{rate:g}"


def count_words(count: int, one: str, many: str) -> str:
    """Return "1 step onward" or "2,040 steps onward"."""
    return f"{count:,} {one if count == 1 else many}"


def join_words(parts: list[str]) -> str:
    """Return "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
