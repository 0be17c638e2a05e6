"""One seed of `make prove`, small, on SQLite; and the control: tampered books must be found out, rule by rule."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.config import load_config
from tests.faults.proving.books import Books
from tests.faults.proving.history import History
from tests.faults.proving.judge import Evidence, gather, judge
from tests.faults.proving.running import Outcome, prove
from tests.faults.proving.rush import Crowd
from tests.faults.proving.sharing import Sharing
from tests.faults.proving.tables import by_code
from tests.faults.proving.terms import BOTH, ONE, TWICE, Terms
from tests.faults.proving.till import Till
from tests.support.clocks import with_clocks
from tests.support.demos import Demos
from tests.support.site import Site, running_demo
from tests.support.smtp import SmtpServer

pytestmark = [pytest.mark.xdist_group("prove"), pytest.mark.timeout(900)]
TERMS = Terms(
    seed=20261122,
    checkouts=18,
    kills=3,
    shoppers=5,
    longest_wait=3.0,
    quiet_seconds=300,
    wait_for_all=False,
    crowds=(
        Crowd(units=3, shoppers=6, wants=ONE),
        Crowd(units=2, shoppers=6, wants=BOTH),
        Crowd(units=3, shoppers=4, wants=TWICE),
    ),
    sharing=Sharing(uses=2, attempts=5, hands=4),
    hands=6,
    readers=24,
    weather_pause=1.0,
)
TAMPERINGS = {
    "DELETE FROM payments WHERE id = (SELECT min(id) FROM payments)": "each paid session",
    "UPDATE payments SET amount_minor = amount_minor + 1": "what was charged",
    "UPDATE payments SET is_kept = 0 WHERE id = (SELECT min(id) FROM payments WHERE is_kept)": "numbers have no gap",
    "UPDATE orders SET payment = 'paid', paid_minor = total_minor WHERE payment = 'pending'": "no order is paid",
    "UPDATE stock_items SET held = held + 1 WHERE on_hand > 9": "nothing below zero",
    "UPDATE orders SET state = 'cancelled', cancelled_at = placed_at, cancelled_by = 'x'"
    " WHERE state <> 'cancelled' AND payment = 'paid'": "units of paid orders",
    "DROP TRIGGER shipment_lines_kept_delete; DELETE FROM shipment_lines": "units of paid orders",
    "UPDATE shipments SET tracking = ''": "what was pressed after the sale",
    "DROP TRIGGER credit_uses_frozen_update; UPDATE credit_uses SET amount_minor = amount_minor + 1": "no gift card",
    "UPDATE payment_attempts SET key = 'other' WHERE id ="
    " (SELECT max(id) FROM payment_attempts WHERE session_id IS NOT NULL)": "a basket has",
    "DELETE FROM stripe_events WHERE id = (SELECT max(id) FROM stripe_events)": "every event",
    "UPDATE outbox_items SET dead_at = created_at, done_at = NULL WHERE id = 1": "no work",
    "DELETE FROM outbox_items WHERE natural_key LIKE 'order-paid:%'": "each paid order has",
    "UPDATE payments SET session_id = 'cs_' || id": "what shoppers were told",
    "UPDATE counted_orders SET refunded_minor = refunded_minor + 1": "each order that an article led to",
    "UPDATE edge_sales SET paid_minor = paid_minor + 1 WHERE paid_minor > 0": "each edge is credited",
    "UPDATE order_tax_calculations SET transaction_id = NULL, recorded_at = NULL": "Stripe Tax knows",
    "DROP TRIGGER orders_sealed_update; UPDATE orders SET email = 'else@example.com' WHERE id IN"
    " (SELECT order_id FROM additions)": "what was added goes",
    "DROP TRIGGER sold_cards_kept_delete; DELETE FROM sold_cards": "each gift card that was paid",
    "DROP TRIGGER set_offs_frozen_update; DROP TRIGGER set_offs_frozen_made; UPDATE set_offs"
    " SET amount_minor = 1": "what was set off has paid",
    "DROP TRIGGER article_versions_kept_delete; DELETE FROM article_versions": "each text that was published",
}


@pytest.fixture(scope="session")
def post() -> Iterator[SmtpServer]:
    """The mail server that the site hands its mail to."""
    with SmtpServer() as server:
        yield server


@pytest.fixture(scope="session")
def site(demos: Demos, tmp_path_factory: pytest.TempPathFactory, post: SmtpServer) -> Iterator[Site]:
    """The whole site on SQLite."""
    instance = tmp_path_factory.mktemp("prove") / "instance"
    demos.lay_out(instance)
    with running_demo(instance, MAIL_URL=post.url, **with_clocks()) as site:
        yield site


@pytest.fixture(scope="session")
def outcome(site: Site, post: SmtpServer) -> Outcome:
    """A visit of each kind and one kill of each."""
    return prove(site, TERMS, post)


@pytest.fixture(scope="session")
def evidence(site: Site, outcome: Outcome) -> Evidence:
    """What the judge saw, with the history of the shoppers."""
    config = load_config(site.environment)
    till = Till(site.instance, config.stripe_secret_key)
    return gather(Books(config.database_url), till, outcome.history)


def test_every_invariant_holds_after_one_kill_of_each(outcome: Outcome) -> None:
    assert outcome.violations == []
    assert sum(outcome.killed.values()) == TERMS.kills
    assert outcome.sums["paid orders"] >= TERMS.checkouts // 2
    assert any(one.rule.startswith("every rule") for one in outcome.findings)
    assert {"S1", "S2", "S3", "S4", "M1", "M2", "M3", "P1", "P2", "P4", "I1", "I2", "I3"} <= set(
        by_code(outcome)
    )


@pytest.mark.parametrize(("statement", "rule"), TAMPERINGS.items())
def test_the_judge_finds_tampered_books(
    evidence: Evidence, site: Site, tmp_path: Path, statement: str, rule: str
) -> None:
    copy = copy_of(Path(load_config(site.environment).database_url.removeprefix("sqlite:///")), tmp_path)
    with sqlite3.connect(copy) as connection:
        assert [connection.execute(one).rowcount for one in statement.split("; ")][-1] > 0
    connection.close()
    books = Books(f"sqlite:///{copy}")
    findings = judge(replace(evidence, books=books, payments=books.payments()))
    assert any(one.rule.startswith(rule) and one.problems for one in findings)


def test_an_act_that_was_acknowledged_and_is_not_in_the_books_is_found(evidence: Evidence) -> None:
    history = History()
    history.note(1, "paid", "ok", "cs_never")
    findings = judge(replace(evidence, history=history))
    assert [one.problems for one in findings if one.rule.startswith("what shoppers were told")] == [
        ("session cs_never was paid by a shopper and is not in the books",)
    ]


def copy_of(database: Path, folder: Path) -> Path:
    """Return a copy of a living database."""
    path = folder / "copy.sqlite3"
    source = sqlite3.connect(database)
    with sqlite3.connect(path) as target:
        source.backup(target)
    source.close()
    target.close()
    return path
