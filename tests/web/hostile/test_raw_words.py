"""What people read is words: no value that a row holds stands on a page as it is stored."""

import re
from html import unescape

import pytest

from app.clock import utcnow
from app.db import transaction
from app.orders.models import FIRST_NUMBER
from app.orders.queries import lock_order
from app.payments.giving_back import refund_order
from tests.support.house import House, send
from tests.web.hostile.walking import clients, who_asks

#: what is there to be copied, typed or read by a machine: names of settings, addresses, text that somebody wrote
AS_IT_IS = re.compile(r"<(script|style|code|pre|textarea|template|svg)\b.*?</\1>|<!--.*?-->", re.DOTALL)
#: what we hold about somebody is handed out as it is held, so that nothing of it is put into other words
AS_HELD = {"mine.data"}
RAW = re.compile(r"(?<![\w/.@-])(?:[a-z]+(?:_[a-z]+)+|user:[0-9]+)(?![\w/@-])")


def raw_words(page: str) -> list[str]:
    """Return the stored values in what a page says."""
    return RAW.findall(unescape(re.sub(r"<[^>]*>", " ", AS_IT_IS.sub(" ", page))))


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p>Money: part_refunded</p>", ["part_refunded"]),
        ("<li>By user:12</li>", ["user:12"]),
        ('<p data-x="part_refunded">A part given back <code>tax_source</code></p>', []),
        ("<p>See /a_b/ and a_b@example.com</p>", []),
    ],
)
def test_a_stored_value_is_known_when_it_is_seen(page: str, found: list[str]) -> None:
    assert raw_words(page) == found


def test_no_page_shows_a_value_as_it_is_stored(house: House) -> None:
    with house.app.app_context():
        number = int(house.known["number"])
        with transaction():
            order = lock_order(number - FIRST_NUMBER + 1)
            refund_order(order, 100, seen_refunded=0, reason="agreed", actor="user:1", now=utcnow())
        house.shop.work()
    who, wrong = clients(house), {}
    pages = [(rule, house.address_of(rule)) for rule in house.rules() if "GET" in (rule.methods or ())]
    queues = ("all", "unpaid", "disputed", "cancelled")
    by_endpoint = {rule.endpoint: rule for rule, _ in pages}
    pages += [(by_endpoint["staff_orders.index"], f"/staff/orders/?queue={one}") for one in queues]
    for rule, address in pages:
        answer = send(who[who_asks(rule)], "GET", address)
        if rule.endpoint in AS_HELD:
            continue
        if answer.mimetype == "text/html" and (found := raw_words(answer.text)):
            wrong[address] = sorted(set(found))
    assert wrong == {}
