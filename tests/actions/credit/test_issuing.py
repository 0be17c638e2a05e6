"""Issuing, adjusting, stopping and ending gift cards."""

from datetime import date

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.cart.cards import add_card
from app.clock import utcnow
from app.credit.errors import ValueRefused
from app.credit.issuing import adjust_card, end_old_cards, stop_card
from app.credit.models import CreditAccount, Reason
from app.credit.queries import find_account_by_code
from app.db import db, transaction
from tests.actions.credit.cards import ledger, on_card, with_cards
from tests.factories.credit import make_card
from tests.support.mail import read_mail, text_of
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
STAFF = "user:1"


def test_a_card_is_found_by_its_code_alone_and_its_code_is_nowhere(shop: Shop) -> None:
    card, code = make_card(1000)
    found = find_account_by_code(code)
    assert found is not None and (found.id, found.last_four, found.salt) == (card, code[-4:], "")
    assert find_account_by_code("") is None
    stored = [str(getattr(found, column.name)) for column in CreditAccount.__table__.columns]
    assert [one for one in stored if code in one or code[:12] in one] == []


def test_the_same_form_twice_issues_one_card(shop: Shop) -> None:
    first, code = make_card(1000, key="one form")
    second, nothing = make_card(1000, key="one form")
    assert (first, nothing) == (second, "") and code
    assert ledger(first) == [("issued", 1000)]


@pytest.mark.parametrize("value", [0, -1, 1_000_001])
def test_a_card_needs_a_value(shop: Shop, value: int) -> None:
    with pytest.raises(ValueRefused):
        make_card(value)


def test_a_mailed_card_forgets_how_its_code_is_made(shop: Shop) -> None:
    key, until = shop.till.secret_keys[0], date(2090, 5, 3)
    card, code = make_card(2500, email="Nora@Example.com", secret_key=key, expires_on=until)
    before = db.session.get_one(CreditAccount, card)
    assert before.salt and before.email == "nora@example.com"
    shop.work()
    db.session.rollback()
    assert db.session.get_one(CreditAccount, card).salt == ""
    (mail,) = [text_of(one) for one in read_mail(shop.app.extensions["config"].instance_dir / "mail")]
    assert "-".join(code[start : start + 4] for start in (0, 4, 8, 12)) in mail
    assert "this is a gift card of €25.00" in mail and "It is good until 3 May 2090." in mail


def adjust(card: int, amount: int | None, seen: int) -> None:
    with transaction():
        adjust_card(card, amount, seen_minor=seen, reason=Reason.MISTAKE, actor=STAFF, now=utcnow())


def test_a_card_is_adjusted_by_the_balance_that_was_seen_and_never_below_nothing(shop: Shop) -> None:
    card, _ = make_card(1000)
    adjust(card, -400, 1000)
    for amount, seen in ((-400, 1000), (-601, 600), (0, 600), (None, 600)):
        with pytest.raises(ValueRefused):
            adjust(card, amount, seen)
    assert ledger(card) == [("issued", 1000), ("adjusted", -400)]
    logged = db.session.scalars(
        select(AuditEntry.action).where(AuditEntry.subject_kind == "credit_account").order_by(AuditEntry.id)
    )
    assert list(logged) == ["gift_card.opened", "gift_card.issued", "gift_card.adjusted"]


def test_no_adjustment_lifts_a_card_above_what_one_may_hold(shop: Shop) -> None:
    shop.variant(units=9, price=1_200_000)
    card, _ = make_card(990_000)
    with pytest.raises(ValueRefused) as caught:
        adjust(card, 10_001, 990_000)
    assert "at most" in caught.value.errors["amount"]
    cart = shop.basket(("SH-WHW", 1))
    with transaction():
        add_card(cart, card, now=utcnow())
    shop.start(cart)
    left = db.session.get_one(CreditAccount, card).balance_minor
    db.session.rollback()
    with pytest.raises(ValueRefused):
        adjust(card, 10_001, left)
    adjust(card, 10_000, left)


def test_a_stopped_card_pays_nothing_new_and_keeps_what_is_left(shop: Shop) -> None:
    shop.variant(units=9)
    card, _ = make_card(1000)
    with transaction():
        stop_card(card, actor=STAFF, now=utcnow())
        stop_card(card, actor=STAFF, now=utcnow())
    cart = with_cards(shop, card)
    shop.start(cart)
    assert (shop.order(cart).credit_minor, on_card(card)) == (0, 1000)


def test_a_card_ends_after_its_last_day_unless_an_order_has_reserved_it(shop: Shop) -> None:
    shop.variant(units=9)
    lasting, ending, reserved = (
        make_card(1000)[0],
        make_card(1000, expires_on=date(2026, 3, 1))[0],
        make_card(1000)[0],
    )
    shop.start(with_cards(shop, reserved))
    with transaction() as session:
        session.get_one(CreditAccount, reserved).expires_on = date(2026, 3, 1)
    for day, left in ((date(2026, 3, 1), 1000), (date(2026, 3, 2), 0)):
        with transaction():
            end_old_cards(today=day, now=utcnow())
        assert on_card(ending) == left
    assert (on_card(lasting), ledger(reserved)[-1]) == (1000, ("reserved", -1000))
    assert ledger(ending) == [("issued", 1000), ("expired", -1000)]
    assert shop.mismatches() == []


def test_what_comes_back_to_a_card_after_its_last_day_is_not_lost(shop: Shop) -> None:
    from tests.actions.credit.test_refunding import bought, give_back

    order, card = bought(shop, 5000)
    with transaction() as session:
        session.get_one(CreditAccount, card).expires_on = date(2026, 1, 1)
    give_back(shop, order, 2850)
    assert db.session.get_one(CreditAccount, card).expires_on is None
    with transaction():
        end_old_cards(today=date(2090, 1, 1), now=utcnow())
    assert on_card(card) == 5000
