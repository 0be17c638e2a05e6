"""Whom a gift card is for, what may be said with it, and how a sold card stands: pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from app.composing import compose
from app.orders.buyer import check_email, tidy
from app.orders.errors import AnswerRefused

#: field of the form and of the kept answers -> the longest that is taken
LONGEST = {"gift_name": 80, "gift_email": 254, "gift_message": 300}
MOST_MAILS = 5  # of one card, the first included
SAME_PRESS = timedelta(seconds=60)  # a second press in this time is the first one
PAUSE = timedelta(minutes=10)
#: a card is paid for little and its mail goes to anybody, so it carries no way to somewhere else
_LINK = re.compile(
    r"://|\bwww\.|\S@[a-z0-9-]+\.[a-z]|\b[a-z0-9-]+\.[a-z]{2,}/\S"
    r"|\b[a-z0-9-]+\.(com|net|org|info|shop|site|online|link|ru|cn|co|io|eu|uk|biz|xyz|icu|ly)\b",
    re.IGNORECASE,
)


class CardState(StrEnum):
    """How a sold card stands."""

    WHOLE = "whole"
    PART = "part"
    SPENT = "spent"
    TAKEN = "taken"
    HELD = "held"
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What was typed, tidied; without an address the cards go to the buyer."""

    gift_name: str = ""
    gift_email: str = ""
    gift_message: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the cards are for the buyer."""
        return not self.gift_email


def wish_from(answers: Mapping[str, Any]) -> Wish:
    """Return the wish among a basket's kept answers; whatever is missing is empty."""
    said = {name: str(answers.get(name, "") or "") for name in LONGEST}
    lines = [tidy(one) for one in said["gift_message"].splitlines()]
    return Wish(
        gift_name=tidy(said["gift_name"]),
        gift_email=tidy(said["gift_email"]),
        gift_message="\n".join(one for one in lines if one),
    )


def check_wish(wish: Wish) -> Wish:
    """Return the wish with its address in one spelling; raises AnswerRefused with a sentence for each field."""
    errors = {
        name: f"Use at most {most} letters here; it has {len(getattr(wish, name))}."
        for name, most in LONGEST.items()
        if len(getattr(wish, name)) > most
    }
    email = ""
    try:
        email = check_email(wish.gift_email) if wish.gift_email else ""
    except AnswerRefused as error:
        errors.setdefault("gift_email", error.errors["email"])
    if not wish.gift_email and (wish.gift_name or wish.gift_message):
        errors["gift_email"] = "Enter the address it is sent to. Or empty all three, and it is sent to you."
    for name in ("gift_name", "gift_message"):
        if leads_away(getattr(wish, name)):
            errors.setdefault(name, "Leave web addresses out; mails with them are taken for fraud.")
    if errors:
        raise AnswerRefused(errors)
    return Wish(gift_name=wish.gift_name, gift_email=email, gift_message=wish.gift_message)


def leads_away(words: str) -> bool:
    """Say whether there is an address of the web or of a mailbox in what was typed."""
    return _LINK.search(compose(words, "NFKC")) is not None


def state_of(
    *, value: int, taken: int, balance: int, reserved: int, is_stopped: bool, is_held: bool
) -> CardState:
    """Say how a sold card stands; amounts are minor units, `reserved` is what unpaid orders keep of it."""
    if taken >= value:
        return CardState.TAKEN
    if is_held:
        return CardState.HELD
    if is_stopped:
        return CardState.STOPPED
    if balance >= value and not reserved:
        return CardState.WHOLE
    return CardState.PART if balance else CardState.SPENT
