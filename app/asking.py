"""Asking an address that we point to whether it still answers: politely, and never our own house.

First the house's robots.txt, then HEAD, then GET of the first few kilobytes where HEAD is not understood;
app/fetching.py keeps us out of private networks. Who says "gone" is believed at once; who does not answer is unknown,
and broken only after a few weeks of that (`settle`). Knows no room; never call it while a transaction is open.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from app.fetching import Answer, Fetcher, FetchFailed

ASKED_AGAIN = timedelta(days=7)
FAILURES_TO_BREAK = 3
BETWEEN_SECONDS = 2.0  # before the same house is asked once more
_GONE = (404, 410)
_NO_HEAD = (400, 403, 404, 405, 406, 410, 500, 501, 503)
K = TypeVar("K")


class LinkState(StrEnum):
    """What we know of an address; `unknown` is what we were not told, and no reproach."""

    OK = "ok"
    MOVED = "moved"
    BROKEN = "broken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Found:
    """What came of asking one address; `is_failure` where nobody answered for good or ill."""

    state: LinkState
    said: str
    moved_to: str | None = None
    is_failure: bool = False


class LinkAsker:
    """Who asks; in tests alone `wait` does not sleep, and `at` is where an address is really asked."""

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        wait: Callable[[float], None] = time.sleep,
        at: Callable[[str], str] = str,
    ) -> None:
        self.at = at
        self.fetcher = replace(fetcher, most_bytes=16_384, cuts=True)
        self.wait = wait

    def ask_each(self, due: Iterable[tuple[K, str]]) -> Iterator[tuple[K, str, Found]]:
        """Ask one address after the other, with a pause before the same house is asked again."""
        rules: dict[str, RobotFileParser] = {}
        asked: set[str] = set()
        for key, url in due:
            house = house_of(url)
            if house in asked:
                self.wait(BETWEEN_SECONDS)
            asked.add(house)
            yield key, url, self.ask(self.at(url), rules)

    def ask(self, url: str, rules: dict[str, RobotFileParser]) -> Found:
        """Ask one address; raises nothing."""
        try:
            if not self._may_ask(url, rules):
                return Found(state=LinkState.UNKNOWN, said="It asks programs to stay away.")
            answer = self.fetcher.fetch(url, method="HEAD")
            if answer.status in _NO_HEAD:
                answer = self.fetcher.fetch(url)
        except FetchFailed as failure:
            if failure.reason == "refused":
                return Found(state=LinkState.BROKEN, said=failure.sentence)
            return Found(state=LinkState.UNKNOWN, said=failure.sentence, is_failure=True)
        return judge(url, answer)

    def _may_ask(self, url: str, rules: dict[str, RobotFileParser]) -> bool:
        """Say whether the house lets programs ask for this address; raises FetchFailed."""
        parts = urlsplit(url)
        house = f"{parts.scheme}://{parts.netloc}"
        if house not in rules:
            answer = self.fetcher.fetch(f"{house}/robots.txt")
            if answer.status >= 500:
                raise FetchFailed("unreachable", "Whether programs may ask cannot be told just now.")
            rules[house] = RobotFileParser()
            lines = answer.body.decode("utf-8", "replace").splitlines() if answer.status == 200 else []
            rules[house].parse(lines)
        return rules[house].can_fetch(self.fetcher.agent, url)


def judge(url: str, answer: Answer) -> Found:
    """Return what an answer says of the address that was asked."""
    said = f"It answers {answer.status}."
    if 200 <= answer.status < 300:
        if answer.has_moved and _bare(answer.url) != _bare(url) and len(answer.url) <= 500:
            return Found(state=LinkState.MOVED, said="It has moved for good.", moved_to=answer.url)
        return Found(state=LinkState.OK, said=said)
    if answer.status in _GONE:
        return Found(state=LinkState.BROKEN, said=said)
    return Found(state=LinkState.UNKNOWN, said=said, is_failure=answer.status >= 500)


def settle(found: Found, failures: int) -> tuple[LinkState, int]:
    """Return the state of an address and how often in a row nobody answered, the last time included."""
    failures = failures + 1 if found.is_failure else 0
    return (LinkState.BROKEN if failures >= FAILURES_TO_BREAK else found.state), failures


def house_of(url: str) -> str:
    """Return the host and port of an address; "" where it is none."""
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def _bare(url: str) -> str:
    """Return an address without what makes no difference to a visitor."""
    parts = urlsplit(url)
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"
