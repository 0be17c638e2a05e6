"""Who works taxes out, and which other settings stand beside that."""

import threading
from collections.abc import Callable

import pytest

from app.clock import utcnow
from app.db import dialect_name, transaction
from app.errors import DomainError
from app.pricing.rating import set_tax_source
from app.settings import actions
from app.settings.actions import change_setting
from app.settings.queries import load_settings
from app.settings.rules import SiteSettings, why_not_together
from tests.actions.payments.test_races import at_once
from tests.support.gates import meet_at
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres


def choose_stripe() -> None:
    with transaction():
        set_tax_source("stripe", seen="own", actor="user:1", now=utcnow())


def turn_on_reverse_charge() -> None:
    with transaction():
        change_setting("reverse_charge", True, actor="system", now=utcnow())


@pytest.fixture(autouse=True)
def _versioned(shop: Shop) -> None:
    """Let the site have a version, as every site has after its first change."""
    with transaction():
        change_setting("tax_percent", 23, actor="system", now=utcnow())


def rush(shop: Shop) -> list[DomainError]:
    """Choose Stripe Tax on the staff page and turn on reverse charge on the command line, at once."""
    works: list[Callable[[], None]] = [choose_stripe, turn_on_reverse_charge]
    return [one for one in at_once(shop, works) if one is not None]


def test_of_two_that_do_not_go_together_set_at_once_one_is_refused(shop: Shop) -> None:
    (refused,) = rush(shop)
    assert isinstance(refused, DomainError)
    assert why_not_together(load_settings()) == ""


def test_without_waiting_for_each_other_both_are_kept(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Barrier(2)

    def look_together() -> SiteSettings:
        found = load_settings()
        meet_at(gate, all_can_come=True)
        return found

    monkeypatch.setattr(actions, "raise_version", lambda: None)
    monkeypatch.setattr(actions, "load_settings", look_together)
    # SQLite lets one writer in at a time, so the second sees the first there
    assert len(rush(shop)) == (1 if dialect_name() == "sqlite" else 0)
