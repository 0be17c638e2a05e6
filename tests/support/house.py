"""A house with one of everything in it, and the address of every route that there is.

`address_of` fills a rule of the url_map with things that exist; a route whose parameters are not known here fails
with its name, so a new route cannot slip past the tests that walk the map.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.factories.journal import (
    make_run_out_link,
)
from tests.support.furniture import (
    CODE,
    furnish_comments,
    furnish_journal,
    furnish_letters,
    furnish_people,
    furnish_shop,
)
from tests.support.shop import ANSWERS, Shop
from tests.support.staff import sign_in, sign_in_shopper

#: what a parameter is called in `House.known`, where its name alone does not tell
NAMES = {
    "cart.open_mailed": {"token": "basket_link"},
    "cart.show_mailed": {"token": "basket_link"},
    "blog.show_article": {"slug": "article"},
    "blog.export_references": {"slug": "article", "form": "references"},
    "blog.export_all": {"form": "references"},
    "blog.export_work": {"slug": "work", "form": "references"},
    "blog.show_resource": {"slug": "resource"},
    "blog.show_topic": {"slug": "topic"},
    "blog.show_series": {"slug": "series"},
    "blog.show_author": {"slug": "author"},
    "blog.show_work": {"slug": "work"},
    "blog.sitemap_of": {"kind": "map"},
    "comments.show_all": {"slug": "article"},
    "comments.show_thread": {"slug": "article"},
    "comments.write": {"slug": "article"},
    "comments.post": {"slug": "article"},
    "comments.report": {"slug": "article"},
    "comments.reported": {"slug": "article"},
    "comments.add_reason": {"slug": "article"},
    "comments.confirm": {"token": "confirm_comment"},
    "comments.press_confirm": {"token": "confirm_comment"},
    "comments.own": {"token": "own_comments"},
    "comments.edit": {"token": "own_comments"},
    "comments.delete": {"token": "own_comments"},
    "comments.stop_own": {"token": "own_comments"},
    "comments.stop": {"token": "stop_answers"},
    "comments.one_click_page": {"token": "stop_answers"},
    "comments.stop_one_click": {"token": "stop_answers"},
    "blog.topic_feed": {"slug": "topic"},
    "blog.author_feed": {"slug": "author"},
    "community.say_arrived": {"slug": "door"},
    "community.show_door": {"slug": "door"},
    "community.show_invitation": {"slug": "door"},
    "community.thank": {"slug": "door"},
    "media.picture_file": {"name": "picture_name"},
    "newsletter.confirm": {"token": "confirm"},
    "newsletter.one_click_page": {"token": "unsubscribe"},
    "newsletter.pause": {"token": "preferences"},
    "newsletter.preferences": {"token": "preferences"},
    "newsletter.undo": {"token": "undo"},
    "newsletter.unsubscribe": {"token": "unsubscribe"},
    "newsletter.unsubscribe_one_click": {"token": "unsubscribe"},
    "erasure.press_link": {"token": "erase"},
    "erasure.show_link": {"token": "erase"},
    "mine.end_device": {"session_id": "own_session"},
    "orders.keep_paper": {"token": "order"},
    "orders.mail_card": {"token": "order"},
    "orders.pay": {"token": "order"},
    "orders.ask_for_file": {"token": "order"},
    "orders.fetch_file": {"token": "download"},
    "orders.announce": {"token": "order"},
    "orders.ask_return": {"token": "order"},
    "orders.keep_after_all": {"token": "order"},
    "orders.return_slip": {"token": "order"},
    "orders.show_return": {"token": "order"},
    "orders.show_order": {"token": "order"},
    "orders.show_paper": {"token": "order"},
    "sign_in.press_link": {"token": "sign_in"},
    "sign_in.show_link": {"token": "sign_in"},
    "withdrawal.ask_of": {"token": "order"},
    "security.two_factor_setup_validate": {"token": "setup"},
    "site.page": {"slug": "page"},
    "staff_catalog.take_file_off": {"product_id": "file_product"},
    "staff_community.set_state": {"deed": "door_deed"},
    "staff_content.change_link": {"deed": "link_deed"},
    "staff_content.settle_run_out": {"deed": "run_out_deed", "edge_id": "run_out_id"},
    "preview.show": {"token": "draft_link"},
    "preview.show_mail": {"token": "draft_link"},
    "staff_content.restore": {"number": "version"},
    "staff_content.revoke_link": {"link_id": "preview_id"},
    "staff_content.settle_comment": {"deed": "thread_deed", "comment_id": "draft_comment"},
    "staff_content.restore_kept": {"number": "revision"},
    "staff_content.show_revision": {"number": "revision"},
    "staff_mailbox.message": {"name": "mail"},
    "staff_mailbox.message_html": {"name": "mail"},
    "staff_pages.edit": {"slug": "page"},
    "staff_pages.save": {"slug": "page"},
    "staff_resources.set_state": {"deed": "resource_deed"},
    "store.show_category": {"slug": "shelf"},
    "store.show_product": {"slug": "product"},
}


@dataclass
class House:
    """The app, its till, and what is in it, by name."""

    app: Flask
    shop: Shop
    known: dict[str, str] = field(default_factory=dict)

    def rules(self) -> list[Rule]:
        """Every route, by address."""
        return sorted(self.app.url_map.iter_rules(), key=lambda rule: (rule.rule, str(rule.methods)))

    def values_of(self, rule: Rule) -> dict[str, str]:
        """Return what fills a route's parameters; raises LookupError with the route's name."""
        names = NAMES.get(rule.endpoint, {})
        values = {}
        for argument in rule.arguments:
            name = names.get(argument, argument)
            if name not in self.known:
                raise LookupError(f"{rule.endpoint}: say in tests/support/house.py what <{argument}> may be")
            values[argument] = self.known[name]
        return values

    def address_of(self, rule: Rule, **changed: str) -> str:
        """Return the address with real things in it; `changed` are parts to send instead, already quoted."""
        path = rule.rule
        for argument, value in self.values_of(rule).items():
            start = path.index(next(p for p in (f"<{argument}>", f":{argument}>") if p in path))
            start = path.rindex("<", 0, start + 1)
            end = path.index(">", start)
            path = path[:start] + changed.get(argument, quote(value, safe="")) + path[end + 1 :]
        return path

    def staff(self, role: str = "owner") -> FlaskClient:
        """A signed-in member of staff."""
        client = sign_in(self.app, self.app.test_client(), role=role)
        with client.session_transaction(base_url="http://127.0.0.1:8000") as session:
            session["fs_paa"] = time.time()  # the password was given just now
        return client

    def shopper(self, email: str = ANSWERS["email"]) -> FlaskClient:
        """A signed-in shopper."""
        return sign_in_shopper(self.app, self.app.test_client(), email=email)

    def visitor(self, *, with_basket: bool = False) -> FlaskClient:
        """A visitor, with a filled basket and every question of the checkout answered where wanted."""
        client = self.app.test_client()
        if with_basket:
            send(client, "POST", "/basket/lines", data={"sku": self.known["sku"], "quantity": "1"})
            send(client, "POST", "/checkout/email/", data={"email": ANSWERS["email"]})
            send(client, "POST", "/checkout/country/", data={"country": "IE"})
            done = send(client, "POST", "/checkout/address/", data=ANSWERS)
            assert done.location == "/checkout/check/", done.location
            send(client, "POST", "/basket/code", data={"code": CODE})
        return client


def send(client: FlaskClient, method: str, path: str, **more: Any) -> Any:
    """Send what one of our own pages would; what is streamed is read to its end, so that nothing of it stays open."""
    more.setdefault("headers", {"Sec-Fetch-Site": "same-origin"})
    more.setdefault("buffered", True)
    return client.open(path, method=method, base_url="http://127.0.0.1:8000", **more)


@pytest.fixture
def house(app: Flask, web_shop: Shop) -> Iterator[House]:
    """The app with one of everything in it."""
    app.test_client_class = None
    made = House(app, web_shop)
    with app.app_context():
        made.known.update(furnish_shop(web_shop))
        made.known.update(furnish_journal())
        made.known["run_out_id"] = str(make_run_out_link(int(made.known["product_id"])))
        made.known.update(furnish_letters(app))
        made.known.update(furnish_people(app))
        made.known.update(furnish_comments(app, int(made.known["article_id"])))
    yield made
