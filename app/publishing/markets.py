"""The switches of each market: whether articles lead to products there, and whether things to swallow are sold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.audit.actions import record
from app.errors import Conflict
from app.outbox.actions import enqueue
from app.settings.actions import change_setting
from app.settings.queries import load_settings
from app.settings.rules import SiteSettings


@dataclass(frozen=True, kw_only=True)
class Markets:
    """What is on: product links anywhere at all, the countries where they are not, and those where 6 is sold."""

    has_links: bool
    quiet: tuple[str, ...]
    ingestibles: tuple[str, ...]

    @property
    def mark(self) -> str:
        """These switches as a form carries them, so that a stale one is seen."""
        return f"{int(self.has_links)}.{'-'.join(self.quiet)}.{'-'.join(self.ingestibles)}"


def markets_of(settings: SiteSettings) -> Markets:
    """Return the switches as they stand."""
    return Markets(
        has_links=settings.article_product_links,
        quiet=settings.quiet_markets,
        ingestibles=settings.ingestible_markets,
    )


def set_markets(wanted: Markets, known: Iterable[str], *, seen: str, actor: str, now: datetime) -> None:
    """Set every switch; countries that are not `known` (delivered to) keep theirs. Raises Conflict for a stale form."""
    before = markets_of(load_settings())
    if seen != before.mark:
        raise Conflict("Somebody has changed the markets since this page was opened. Look at them again.")
    shown = set(known)
    after = Markets(
        has_links=wanted.has_links,
        quiet=_merge(wanted.quiet, before.quiet, shown),
        ingestibles=_merge(wanted.ingestibles, before.ingestibles, shown),
    )
    if after == before:
        return
    change_setting("article_product_links", after.has_links, actor=actor, now=now)
    change_setting("quiet_markets", list(after.quiet), actor=actor, now=now)
    change_setting("ingestible_markets", list(after.ingestibles), actor=actor, now=now)
    if bool(after.ingestibles) != bool(before.ingestibles):
        enqueue(
            "graph_rebuild", now=now, at_leisure=True
        )  # what a guide to class 6 may be suggested has changed
    record("markets.changed", actor=actor, subject=("setting", "markets"), now=now, details=vars(after))


def _merge(wanted: Iterable[str], before: Iterable[str], known: set[str]) -> tuple[str, ...]:
    return tuple(
        sorted({one for one in wanted if one in known} | {one for one in before if one not in known})
    )
