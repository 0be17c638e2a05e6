"""Normal forms of hostile texts: the same as ever for people's words, and linear in time for the rest."""

import re
import time
import unicodedata
from pathlib import Path

import pytest

from app.comments.words import fingerprint_of, tidy_text
from app.composing import compose
from app.crisis import find_crisis
from app.orders.buyer import tidy
from app.orders.noting import tidy_lines
from app.orders.words import plain as plain_words
from app.search.rules import plain

ROOT = Path(__file__).parents[2]
RUNS = ("\u0301\u0316", "\u0f74\u0f71", "\u0f73", "\uff9e\u0301", "\u0f81\u0301")
#: they hand over a bounded number of signs
BOUNDED = {"app/composing.py", "app/search/marking.py", "app/credit/rules.py", "app/pricing/terms.py"}


@pytest.mark.parametrize(
    "text", ["plain", "e\u0301te\u0301", "Z\u0323\u0307", "ｆｕｌｌ ﬁ", "สวัสดี", "각", "e\u0301" * 200]
)
@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_peoples_words_are_composed_as_ever(text: str, form: str) -> None:
    assert compose(text, form) == unicodedata.normalize(form, text)  # type: ignore[arg-type]


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize(
    "use", [compose, tidy_text, fingerprint_of, find_crisis, tidy, tidy_lines, plain, plain_words]
)
def test_towers_of_marks_take_little_time(use: object, run: str) -> None:
    begun = time.perf_counter()
    use("a" + run * 100_000)  # type: ignore[operator]
    assert time.perf_counter() - begun < 3, "by Unicode's own sorting it is a minute"


def test_what_comes_apart_into_marks_alone_counts_as_a_mark() -> None:
    for code in range(0x1F000):
        apart = unicodedata.normalize("NFKD", chr(code))
        if all(unicodedata.combining(one) for one in apart):
            assert len(compose("a" + chr(code) * 100, "NFKD")) <= 1 + 30 * len(apart), hex(code)


def test_nothing_is_normalised_past_this_module() -> None:
    found = {
        str(path.relative_to(ROOT))
        for folder in ("app", "blueprints")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"unicodedata\.normalize|is_normalized", path.read_text())
    }
    assert found - BOUNDED == set()
