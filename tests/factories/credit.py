"""Gift cards, for tests; inside the open transaction or one of their own."""

import itertools
from datetime import date
from typing import Any

from app.credit.issuing import issue_card
from app.credit.models import Reason
from tests.factories.catalog import ACTOR, MORNING, writing

_count = itertools.count(1)
LONG_AGO = date(2026, 1, 1)
KEY = "a key of the tests"


def make_card(value: int = 1000, *, email: str = "", secret_key: str = KEY, **fields: Any) -> tuple[int, str]:
    """A gift card of this many cents; returns its account's id and its code."""
    known = {
        "currency": "EUR",
        "reason": Reason.GIFT,
        "key": f"form-{next(_count)}",
        "today": LONG_AGO,
        **fields,
    }
    with writing():
        issued = issue_card(value, actor=ACTOR, now=MORNING, secret_key=secret_key, email=email, **known)
        return issued.account.id, issued.code
