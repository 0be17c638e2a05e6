"""What stands in the house of tests/support/house.py: one of everything, room by room, and what it is called there."""

from flask import Flask

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
)
from tests.factories.letters import letters_at, make_campaign, make_reader, weeks
from tests.factories.media import make_picture
from tests.factories.offers import make_offer, make_three_for_two
from tests.factories.shop import put_on_sale
from tests.factories.stock import GIFT_CARD
from tests.support.parcels import announce_some, send_some
from tests.support.shop import ANSWERS, Shop

CODE = "WELCOME10"


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
