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

from app.accounts.links import ask_for_link, make_token
from app.accounts.models import LinkKind
from app.cart.mailing import send_basket
from app.catalog.models import ProductKind
from app.catalog.picturing import put_picture
from app.clock import utcnow
from app.comments.rows import make_commenter
from app.comments.tokens import confirm_token, own_token, stop_token
from app.content.commenting import add_comment
from app.content.models import Article
from app.content.previewing import make_preview
from app.content.queries import get_article
from app.db import db, transaction
from app.downloads.actions import ask_for_link as ask_for_download
from app.downloads.queries import list_offered
from app.glossary.actions import TermDraft, add_term
from app.invoicing.queries import list_papers
from app.invoicing.sheets import name_of
from app.newsletter.addresses import parse_address
from app.newsletter.leasing import enter_sending, lease_some, write_uncertain
from app.newsletter.models import Delivery, SignUp
from app.newsletter.protocol import LetterSender
from app.newsletter.rules import CURRENT_WORDING, Frequency, TokenKind
from app.newsletter.tokens import confirm_token as confirm_letters
from app.newsletter.tokens import lasting_token, note_lasting_tokens, undo_token
from app.orders.amending import change_address
from app.orders.buyer import Buyer
from app.orders.noting import add_note
from app.orders.queries import get_order_with_lines, lock_order
from app.orders.rules import find_link_token
from app.orders.withdrawing import Statement, declare_withdrawal
from app.outbox.models import OutboxItem
from app.pages.actions import PageDraft, add_page
from app.payments.actions import raise_alert
from app.payments.models import PaymentAlert
from app.pricing.rating import set_tax_rate
from app.relatedness.models import Edge
from app.series.actions import SeriesDraft, add_series
from tests.factories.catalog import ACTOR
from tests.factories.comments import make_comment
from tests.factories.credit import make_card
from tests.factories.delivery import make_two_ways
from tests.factories.files import attach_a_file
from tests.factories.journal import (
    make_article,
    make_draft,
    make_open_door,
    make_person,
    make_resource,
    make_retracted,
    make_run_out_link,
)
from tests.factories.letters import letters_at, make_campaign, make_reader, weeks
from tests.factories.media import make_picture
from tests.factories.offers import make_offer, make_three_for_two
from tests.factories.shop import put_on_sale
from tests.factories.stock import GIFT_CARD
from tests.support.parcels import announce_some, send_some
from tests.support.shop import ANSWERS, Shop
from tests.support.staff import sign_in, sign_in_shopper

CODE = "WELCOME10"
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


def furnish_shop(shop: Shop) -> dict[str, str]:
    """Make a product with a picture, two offers, a paid order that has one of them, and an alert."""
    now = utcnow()
    variant = put_on_sale(sku="SH-WHW", units=50)
    picture = make_picture()
    with transaction():
        put_picture(variant.product_id, picture.id, actor=ACTOR, now=now)
        set_tax_rate("DE", "books", 700, actor=ACTOR, now=now)
    make_three_for_two(name="The second at half its price", buy_units=1, percent=50)
    offer = make_offer(code=CODE).id
    zone, rate = make_two_ways()
    file = attach_a_file(put_on_sale(sku="SH-PIP", title="Pacing in practice", kind=ProductKind.DIGITAL))
    order = shop.buy(("SH-WHW", 3), ("SH-PIP", 1), (shop.variant(**GIFT_CARD).sku, 1), begin_at_once=True)
    files = list_offered(order, get_order_with_lines(order.id).lines)
    with transaction():
        full = get_order_with_lines(order.id)
        key = shop.app.extensions["config"].secret_keys[0]
        download = ask_for_download(full, files[0].line_id, file.id, secret_key=key, now=now)
    parcel = send_some(order, 2).id
    back = announce_some(order, 1).id
    elsewhere = Buyer(name="Maeve Quinn", street="6 Other Street", city="Cork", postal_code="T12 AB34")
    with transaction():
        add_note(lock_order(order.id), "Nora Quinn called.", actor=ACTOR, now=now)
        change_address(lock_order(order.id), elsewhere, seen=0, actor=ACTOR, now=now)
    token = find_link_token(shop.till.secret_keys, order.link_salt, order.link_hash)
    with transaction():
        raise_alert("late", "Money came late.", key="late:1", now=now, order_id=order.id)
        alert = db.session.query(PaymentAlert).one().id
        statement = Statement(
            number=str(order.number), name="Nora Quinn", email=ANSWERS["email"], things="half"
        )
        withdrawal = declare_withdrawal(statement, received_words="today", now=now).id
    return {
        "sku": "SH-WHW", "product_id": str(variant.product_id), "variant_id": str(variant.id), "maker_id": "1",
        "category_id": "1", "picture_id": str(picture.id), "digest": picture.digest, "picture_name": "original.webp",
        "product": "wool-hot-water-bottle", "shelf": "warmth", "number": str(order.number), "order": token or "",
        "session": shop.session_of(order.cart_id or 0), "alert_id": str(alert), "fingerprint": "x",
        "session_id": "1", "sold_id": "1", "setup": "made-up", "withdrawal_id": str(withdrawal), "offer_id": str(offer),
        "zone_id": str(zone), "rate_id": str(rate), "account_id": str(make_card(2500)[0]),
        "basket_link": make_basket_link(shop), "shipment_id": str(parcel),
        "paper": name_of(list_papers(order.id)[0]), "return_id": str(back), "line_id": str(files[0].line_id),
        "file_id": str(file.id), "file_product": str(file.product_id), "download": download,
    }  # fmt: skip


def make_basket_link(shop: Shop) -> str:
    """Send a filled basket to an address; return the link's token."""
    cart, now = shop.basket(("SH-WHW", 1)), utcnow()
    with transaction():
        send_basket(cart, "nora@example.com", site_url="http://127.0.0.1:8000", until="later", now=now)
    owed = db.session.query(OutboxItem).filter_by(natural_key="basket-link:1").one()
    return str(owed.data["data"]["link"].rstrip("/").rsplit("/", 1)[-1])


def furnish_journal() -> dict[str, str]:
    """Make a published article with its links, a draft, and a standing page."""
    resource, door = make_resource(), make_open_door()
    article = make_article(resource=resource, door=door, now=utcnow())
    make_draft(title="Short days")
    with transaction():
        add_page(
            PageDraft(title="About", summary="Us.", body="Words."), slug="about", actor=ACTOR, now=utcnow()
        )
        add_term(TermDraft(name="Pacing", meaning="Doing less at once."), actor=ACTOR, now=utcnow())
        row = SeriesDraft(
            title="The row", summary="Words.", parts=(db.session.get_one(Article, article.id).slug,)
        )
        add_series(row, actor=ACTOR, now=utcnow())
    work, review = make_retracted()
    with transaction():
        draft_link = make_preview(get_article(article.id), 7, actor=ACTOR, now=utcnow())
        comment = add_comment(get_article(article.id), "Which lamp?", actor=ACTOR, now=utcnow()).id
    author = make_person()
    edge = db.session.query(Edge).first()
    slug = db.session.get_one(Article, article.id).slug
    return {
        "article": slug, "article_id": str(article.id), "references": "bib", "version": "1", "page": "about",
        "edge_id": str(edge.id if edge else 0), "link_deed": "up", "run_out_deed": "renewal",
        "resource": resource.slug, "topic": "sleep", "year": str(utcnow().year), "month": str(utcnow().month),
        "resource_id": str(resource.id), "resource_deed": "withdrawal", "door": door.slug, "door_id": str(door.id),
        "door_deed": "closing", "map": "articles", "form": "json", "part": "1", "key": "nobody-set-one",
        "series": "the-row", "series_id": "1", "term_id": "1", "autosave_id": "1", "revision": "1",
        "work": work.slug, "citation_id": str(work.id), "review_id": str(review),
        "draft_link": draft_link, "draft_comment": str(comment), "thread_deed": "resolution", "preview_id": "1",
        "author": author.slug, "person_id": str(author.id),
    }  # fmt: skip


def furnish_letters(app: Flask) -> dict[str, str]:
    """Make a reader with every kind of link, and a letter whose copy is uncertain."""
    now, letters = utcnow(), app.extensions["letters"]
    key = letters.token_key
    reader = make_reader()
    with transaction() as session:
        note_lasting_tokens(key, reader, now=now)
        asked = SignUp(
            subscriber_id=reader, at=now, form="home form", wording=CURRENT_WORDING,
            frequency=Frequency.ARTICLE, topics=[],
        )  # fmt: skip
        session.add(asked)
        session.flush()
        confirm = confirm_letters(key, reader, asked.id, now=now, expires_at=now + weeks(1))
        undo = undo_token(reader, now=now)
    delivery, campaign = leave_a_copy_uncertain(app)
    with transaction() as session:
        given_up = OutboxItem(
            kind="mail", created_at=now, due_at=now, dead_at=now, attempts=1, last_error="No such mailbox."
        )
        session.add(given_up)
        session.flush()
        item = given_up.id
    mail = app.extensions["config"].instance_dir / "mail"
    return {
        "confirm": confirm, "undo": undo, "preferences": lasting_token(key, TokenKind.PREFERENCES, reader),
        "unsubscribe": lasting_token(key, TokenKind.UNSUBSCRIBE, reader), "delivery_id": delivery,
        "campaign_id": campaign, "item_id": str(item), "mail": next(one.name for one in mail.glob("*.eml")),
    }  # fmt: skip


def furnish_people(app: Flask) -> dict[str, str]:
    """Make a link that signs the buyer of the order in, and one that erases them."""
    now, key = utcnow(), app.extensions["config"].secret_keys[0]
    with transaction():
        link = ask_for_link(LinkKind.SIGN_IN, ANSWERS["email"], now=now)
        token = make_token(link, key=key, now=now)
        erase = make_token(ask_for_link(LinkKind.ERASURE, ANSWERS["email"], now=now), key=key, now=now)
    return {"sign_in": token or "", "erase": erase or "", "own_session": "1"}


def furnish_comments(app: Flask, article_id: int) -> dict[str, str]:
    """Let the buyer have a comment on the page with an answer by another, and one that waits for its button."""
    key, now = app.extensions["config"].secret_keys[0], utcnow()
    first = make_comment(article_id, email=ANSWERS["email"], wants_answers=True, now=now)
    make_comment(article_id, email="mae@reader.example", name="Mae", answers=first, now=now)
    make_comment(article_id, email="mae@reader.example", text="This one waits.", state="waiting", now=now)
    with transaction():
        writer = make_commenter(parse_address(ANSWERS["email"]), now=now).id
        confirm = confirm_token(key, writer, now, now=now)
        own, stop = own_token(key, writer, now=now), stop_token(key, writer, now=now)
    make_comment(article_id, email=ANSWERS["email"], text="Not confirmed yet.", state="unconfirmed", now=now)
    return {
        "comment_id": str(first), "commenter_id": str(writer), "confirm_comment": confirm, "own_comments": own,
        "stop_answers": stop,
    }  # fmt: skip


def leave_a_copy_uncertain(app: Flask) -> tuple[str, str]:
    """Freeze the article's letter and lose the line in its only copy; return the ids of copy and campaign."""
    now = utcnow()
    letters: LetterSender = letters_at(app, now)
    campaign = make_campaign(1, now=now)
    with transaction():
        [leased] = lease_some(letters.paces, limit=1, now=now)
    with transaction():
        enter_sending(leased, now=now)
    with transaction():
        write_uncertain(leased, "The line broke.", now=now)
        return str(db.session.query(Delivery).one().id), str(campaign)
