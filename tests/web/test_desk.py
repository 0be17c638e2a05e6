"""The staff's desk: today, the audit log, the design parts; each for those who may see it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.rules import GRANTS, Role
from app.audit.actions import record
from app.audit.models import AuditEntry
from app.clock import utcnow
from app.db import db, transaction
from app.glossary.actions import TermDraft, add_term
from app.outbox.models import OutboxItem
from app.outbox.working import list_owed_ids
from app.series.actions import SeriesDraft, add_series
from blueprints.staff.audit_words import say
from tests.factories.catalog import make_product
from tests.factories.journal import make_draft
from tests.support.shop import Shop
from tests.support.staff import sign_in

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("path", ["/staff/", "/staff/audit/", "/staff/parts/", "/account/"])
def test_an_owner_sees_the_page(staff_client: FlaskClient, path: str) -> None:
    assert staff_client.get(path).status_code == 200


def test_a_packer_does_not_see_the_audit_log(app: Flask, new_client: Callable[[], FlaskClient]) -> None:
    packer = sign_in(app, new_client(), role="merchant")
    assert packer.get("/staff/").status_code == 200
    assert packer.get("/staff/audit/").status_code == 403


@pytest.mark.parametrize("before", ["x", "-1", "²", "9" * 40, "1"])
def test_an_odd_place_in_the_log_is_harmless(staff_client: FlaskClient, before: str) -> None:
    assert staff_client.get("/staff/audit/", query_string={"before": before}).status_code == 200


def test_every_component_stands_on_the_parts_page(staff_client: FlaskClient) -> None:
    folder = ROOT / "templates"
    used = "".join(path.read_text() for path in (folder / "staff" / "parts").glob("*.html"))
    elsewhere = {
        "skip_link",
        "form_field",
        "share_meta",
        "subscribe_form",
        "picture",
        "copy_link",
        "feed_links",
    }
    for component in (folder / "components").glob("*.html"):
        assert component.stem in elsewhere or f"components/{component.name}" in used, component.stem


def test_the_desk_says_what_waits_and_leads_to_it(web_shop: Shop, staff_client: FlaskClient) -> None:
    with web_shop.app.app_context():
        web_shop.variant(sku="SH-WHW", units=5)
        web_shop.variant(sku="SH-LOW", units=2)
        web_shop.variant(sku="SH-OUT", units=0)
        web_shop.buy(("SH-WHW", 1))
    desk = staff_client.get("/staff/").text
    assert "order to pack" in desk
    assert "The longest has waited since" in desk
    assert "thing sold out" in desk
    assert "thing running low" in desk
    short = staff_client.get(re.search(r'href="(/staff/stock/\?show=short)"', desk)[1]).text  # type: ignore[index]
    assert "SH-LOW" in short
    assert "SH-OUT" in short
    assert "SH-WHW" not in short


def test_chores_and_menu_are_those_of_the_role(web_shop: Shop, new_client: Callable[[], FlaskClient]) -> None:
    with web_shop.app.app_context():
        web_shop.variant(sku="SH-WHW", units=5)
        web_shop.buy(("SH-WHW", 1))
    moderator = sign_in(web_shop.app, new_client(), role="moderator")
    desk = moderator.get("/staff/").text
    assert "order to pack" not in desk
    assert "/staff/orders/" not in desk
    assert "/staff/doors/" in desk


def test_the_log_names_people_and_things_and_shows_one_things_history(
    app: Flask, staff_client: FlaskClient
) -> None:
    with app.app_context():
        make_product(title="Amber lamp")
        make_product(title="Cork mat")
    log = staff_client.get("/staff/audit/").text
    assert ">Amber lamp</a>" in log
    assert "Product created" in log
    assert "Owner" in log
    only = staff_client.get(
        re.search(r'href="(/staff/audit/\?kind=product[^"]+)"', log)[1].replace("&amp;", "&")
    ).text  # type: ignore[index]
    assert "Cork mat" in only
    assert "Amber lamp" not in only


def test_the_log_names_words_and_series_and_leads_to_them(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context(), transaction():
        add_term(
            TermDraft(name="boom and bust", meaning="Too much, then nothing."), actor="system", now=utcnow()
        )
        add_series(SeriesDraft(title="Slow weeks", summary="Four."), actor="system", now=utcnow())
    log = staff_client.get("/staff/audit/").text
    assert re.search(r'<a href="/staff/glossary/\d+/">boom and bust</a>', log)
    assert re.search(r'<a href="/staff/series/\d+/">Slow weeks</a>', log)


def test_every_action_we_record_reads_as_plain_words() -> None:
    source = "".join(
        one.read_text() for folder in ("app", "blueprints") for one in (ROOT / folder).rglob("*.py")
    )
    actions = set(re.findall(r'record\(\s*f?"([^"]+)"', source))
    assert len(actions) > 40
    for action in actions:
        assert re.fullmatch(r"[A-Z][a-zA-Z{}' -]+", say(action)), action


def dead_item(app: Flask, kind: str = "mail") -> int:
    """Leave one piece of work that the worker gave up on."""
    with app.app_context(), transaction() as session:
        item = OutboxItem(
            kind=kind, data={}, created_at=utcnow(), due_at=utcnow(), attempts=1, sending_at=utcnow(),
            dead_at=utcnow(), last_error="It may or may not have arrived.",
        )  # fmt: skip
        session.add(item)
        session.flush()
        return item.id


@pytest.mark.parametrize(("decision", "is_owed"), [("again", True), ("settled", False)])
def test_what_the_worker_gave_up_on_is_decided_once(
    app: Flask, staff_client: FlaskClient, decision: str, is_owed: bool
) -> None:
    item = dead_item(app)
    assert "It may or may not have arrived." in staff_client.get("/staff/").text
    assert staff_client.post(f"/staff/owed/{item}/{decision}/").status_code == 303
    with app.app_context():
        assert (list_owed_ids(utcnow()) == [item]) is is_owed
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert (entry.subject_kind, entry.subject_id) == ("outbox item", str(item))
    assert "may or may not" not in staff_client.get("/staff/").text
    assert staff_client.post(f"/staff/owed/{item}/{decision}/").status_code == 404


@pytest.mark.parametrize("role", ["editor", "moderator", "support"])
def test_who_may_not_decide_sees_nothing_of_it_and_changes_nothing(
    app: Flask, new_client: Callable[[], FlaskClient], role: str
) -> None:
    item = dead_item(app)
    member = sign_in(app, new_client(), role=role)
    desk = member.get("/staff/").text
    assert "Try again" not in desk
    assert "may or may not" not in desk
    for decision in ("again", "settled"):
        assert member.post(f"/staff/owed/{item}/{decision}/").status_code == 403
    assert is_dead(app, item)


@pytest.mark.parametrize("kind", ["payments.refund", "payments.event", "payments.end"])
def test_work_that_moves_money_is_decided_by_who_may_refund(
    app: Flask, new_client: Callable[[], FlaskClient], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    item, other = dead_item(app, kind), dead_item(app, "graph_update")
    merchant = sign_in(app, new_client(), role="merchant")
    with monkeypatch.context() as patch:
        patch.setitem(GRANTS, Role.MERCHANT, GRANTS[Role.MERCHANT] - {"orders.refund"})
        desk = merchant.get("/staff/").text
        assert f"/staff/owed/{other}/again/" in desk
        assert f"/staff/owed/{item}/" not in desk
        for decision in ("again", "settled"):
            assert merchant.post(f"/staff/owed/{item}/{decision}/").status_code == 404
        assert is_dead(app, item)
    assert f"/staff/owed/{item}/again/" in merchant.get("/staff/").text
    assert merchant.post(f"/staff/owed/{item}/settled/").status_code == 303
    assert not is_dead(app, item)


def is_dead(app: Flask, item_id: int) -> bool:
    """Say whether the item still waits for a decision."""
    with app.app_context():
        return db.session.get_one(OutboxItem, item_id).dead_at is not None


def test_the_log_tells_amounts_as_money(app: Flask, staff_client: FlaskClient) -> None:
    told = {
        "order.refund_wanted": {"amount": 1200, "currency": "EUR", "payment": 3},
        "price.set": {"from": None, "to": 5250, "currency": "EUR"},
        "price.changed": {"from": 1500, "to": 1200, "currency": "JPY"},
        "offer.added": {"amount_minor": "500", "currency": "EUR", "tiers": "[[6000, 10], [10000, 15]]"},
        "offer.prolonged": {"from": "open", "to": "2026-12-31"},
        "offer.changed": {"amount_minor": "not a number", "currency": "EUR", "tiers": "neither"},
    }
    with app.app_context(), transaction():
        for action, details in told.items():
            record(action, actor="system", subject=("order", 1), now=utcnow(), details=details)
    log = staff_client.get("/staff/audit/").text
    for words in (
        "amount: 12.00 EUR, payment: 3<",
        "from: nothing, to: 52.50 EUR",
        "from: 1500 JPY, to: 1200 JPY",
        "amount: 5.00 EUR, tiers: 60.00 EUR: 10 %, 100.00 EUR: 15 %",
        "from: open, to: 2026-12-31",
        "amount: not a number, currency: EUR, tiers: neither",
    ):
        assert words in log, words


def test_today_shows_what_came_in_last_to_those_who_may_see_it(
    web_shop: Shop, new_client: Callable[[], FlaskClient]
) -> None:
    with web_shop.app.app_context():
        web_shop.variant(sku="SH-WHW", units=5)
        web_shop.buy(("SH-WHW", 1))
        make_draft(title="Short days")
    merchant = sign_in(web_shop.app, new_client(), role="merchant").get("/staff/").text
    assert 'action="/staff/orders/search"' in merchant and "Nora Quinn" in merchant
    assert "Short days" not in merchant
    editor = sign_in(web_shop.app, new_client(), role="editor").get("/staff/").text
    assert "Short days" in editor
    assert "/staff/orders/search" not in editor and "Nora Quinn" not in editor


def test_the_menu_stands_twice_and_says_where_one_is(staff_client: FlaskClient) -> None:
    page = staff_client.get("/staff/audit/").text
    assert page.count('<nav class="staff-') == 2
    assert page.count('aria-current="true">Audit log') == 2
    assert ", now at Audit log" in page
