"""Somebody about whom every room holds something."""

from sqlalchemy import delete

from app.accounts.actions import sign_in_by_link, start_session
from app.accounts.links import ask_for_link, make_token
from app.accounts.models import LinkKind
from app.cart.actions import add_to_cart, keep_answers, lock_cart, set_code
from app.cart.cards import add_card
from app.cart.keeping import keep_for_later
from app.cart.mailing import open_by_link, send_basket
from app.cart.models import Cart, CartLink
from app.cart.owning import take_as_own
from app.cart.reminding import keep_wish
from app.cart.unfinished import keep_typed
from app.catalog.models import Variant
from app.clock import utcnow
from app.comments.blocking import keep_block
from app.comments.models import Comment, Commenter
from app.comments.reporting import report_comment, reporter_of
from app.comments.tokens import confirm_token, own_token, stop_token
from app.db import db, transaction
from app.downloads.actions import note_consent
from app.downloads.models import Download, DownloadEnding
from app.invoicing.models import Paper
from app.newsletter.models import SignUp
from app.newsletter.rules import CURRENT_WORDING, Frequency, SuppressionReason
from app.newsletter.suppressing import suppress
from app.newsletter.tokens import note_lasting_tokens
from app.orders.amending import change_address
from app.orders.buyer import Buyer
from app.orders.desk_models import Amendment, AmendmentKind, AmendmentLine
from app.orders.models import Order
from app.orders.noting import add_note
from app.orders.parcels import get_shipment_of, units_of_lines
from app.orders.queries import get_order_with_lines, lock_order
from app.orders.recalling import recall_parcel
from app.orders.shipping import cancel_units, ship_order
from app.orders.withdrawing import Statement, answer_withdrawal, declare_withdrawal
from app.payments.actions import raise_alert, resolve_alert, tally, want_refund
from app.payments.amending import costs_of
from app.payments.models import Dispute, Payment, PaymentAlert
from app.payments.protocol.adding import add_things
from app.payments.protocol.cancelling import cancel_by_staff
from app.payments.tax_models import OrderTaxCalculation, TaxReversal
from app.returns.actions import receive_return, settle_return
from tests.factories.comments import make_comment, write_comment
from tests.factories.credit import make_card
from tests.factories.files import attach_a_file
from tests.factories.letters import make_article, make_campaign, make_reader
from tests.factories.offers import make_offer
from tests.factories.stock import GIFT_CARD
from tests.support.parcels import announce_some
from tests.support.shop import ANSWERS, Shop

MINE = ANSWERS["email"]
VAT_NUMBER = "IE6388047V"


def make_known_everywhere(shop: Shop) -> Order:
    """Let somebody buy, withdraw, get a refund, dispute, read letters and sign in; all of it is settled at the end."""
    order = buy_with_a_code(shop)
    add_and_end(shop, order)
    make_parcel_and_withdrawal(order)
    shop.work()
    make_money_matters(order)
    make_files(order)
    make_return(order)
    buy_gift_cards(shop)
    shop.work()
    shop.deliver()
    make_tax_told(order)
    make_letters(shop)
    make_words(shop)
    shop.work()
    now = utcnow()
    with transaction():
        made = make_token(ask_for_link(LinkKind.SIGN_IN, MINE, now=now), key="key", now=now)
        user = sign_in_by_link(made or "", now=now)
        start_session(user, device="Firefox on Windows", now=now)
        report_something(user.id)
        cart = lock_cart(order.cart_id or 0)
        take_as_own(user.id, cart.id, now=now)
        line = add_to_cart(cart.id, "SH-WHW", 1, currency="EUR", now=now)
        keep_for_later(cart.id, line.variant_id, now=now)
        add_to_cart(cart.id, "SH-WHW", 1, currency="EUR", now=now)
        send_basket(cart.id, MINE, site_url="http://127.0.0.1:8000", until="later", now=now)
        open_by_link(db.session.query(CartLink).one(), now=now)
        keep_answers(cart.id, dict(ANSWERS), now=now)
        keep_typed(cart.id, {"street": "4 Example Street, half typed", "email": f"{MINE} (home)"}, now=now)
        keep_wish(cart.id, MINE, wants=True, now=now)
        add_card(cart.id, make_card(300)[0], now=now)
    shop.work()
    return shop.order(order.cart_id or 0)


def buy_with_a_code(shop: Shop) -> Order:
    """Buy three with a code that takes something off, and a gift card that was mailed."""
    make_offer(code="WELCOME10")
    card, _ = make_card(700, email=MINE, secret_key=shop.till.secret_keys[0])
    cart = shop.basket(
        ("SH-WHW", 3),
        vat_number=VAT_NUMBER,
        courier_note="Ring at number 6",
        gift_note="From Nora Quinn, with love",
    )
    with transaction():
        add_card(cart, card, now=utcnow())
    with transaction():
        set_code(cart, "welcome10", now=utcnow())
    shop.start(cart)
    shop.stripe.pay(shop.session_of(cart))
    shop.deliver()
    return shop.order(cart)


def buy_gift_cards(shop: Shop) -> None:
    """Buy a gift card for somebody with a few words, and leave an order behind that was to be for somebody too."""
    shop.variant(**GIFT_CARD)
    words = {
        "gift_name": "Lena",
        "gift_email": "lena@example.org",
        "gift_message": "From Nora Quinn, with love",
    }
    for is_paid in (True, False):
        cart = shop.basket((GIFT_CARD["sku"], 1), **words)
        shop.start(cart)
        if is_paid:
            shop.stripe.pay(shop.session_of(cart))
        else:
            shop.till.gateway.expire_session(shop.session_of(cart))
        shop.deliver()
        with transaction() as session:  # a basket of the tests is spoken of alone
            session.execute(delete(Cart).where(Cart.id == cart))


def add_and_end(shop: Shop, order: Order) -> None:
    """Put something together to go with an order, for which one unit would go, and end it before it is agreed to."""
    now, line = utcnow(), get_order_with_lines(order.id).lines[0]
    cost = costs_of(order, {line.id: 1}, units_of_lines(order.id))[line.id]
    with transaction():
        made = add_things(
            shop.till, order.id, {line.variant_id: 1}, off={line.id: 1}, seen=0, seen_total=2400, seen_off=cost,
            actor="user:9", now=now,
        )  # fmt: skip
    cancel_by_staff(shop.till, made, reason="asked", actor="user:9")


def make_parcel_and_withdrawal(order: Order) -> None:
    """Send two of the three, give up the third, and take a withdrawal that staff have answered."""
    now = utcnow()
    statement = Statement(number=str(order.number), name="Nora Quinn", email=MINE, things="one of the two")
    desk_work(order)
    with transaction():
        line = next(iter(units_of_lines(order.id)))
        locked = lock_order(order.id)
        early = ship_order(locked, {line: 1}, seen=0, carrier="", tracking="", actor="user:9", now=now)
        parcel = get_shipment_of(order.id, early.id)
        recall_parcel(locked, parcel, reason="too early", actor="user:9", now=now)
        ship_order(locked, {line: 2}, seen=2, carrier="Post", tracking="RR1", actor="user:9", now=now)
        cancel_units(locked, {line: 1}, actor="user:9", now=now)
        made = declare_withdrawal(statement, received_words="today", now=now)
        answer_withdrawal(made.id, actor="user:9", now=now)


def desk_work(order: Order) -> None:
    """Write a note, send the order to another address, and write down that a unit was taken off for nothing."""
    now = utcnow()
    elsewhere = Buyer(
        name="Nora Quinn, next door", street="4 Example Street, left", city="Dublin", postal_code="D02 X285"
    )
    with transaction() as session:
        locked = lock_order(order.id)
        add_note(locked, "Nora Quinn called.", actor="user:9", now=now)
        change_address(locked, elsewhere, seen=0, actor="user:9", now=now)
        line = next(iter(units_of_lines(order.id)))
        off = AmendmentLine(order_line_id=line, units=1, amount_minor=0)
        session.add(
            Amendment(
                order_id=order.id, kind=AmendmentKind.REMOVAL, made_at=now, made_by="user:9", lines=[off]
            )
        )


def make_money_matters(order: Order) -> None:
    """Give something back, and leave a lost dispute and a note for staff behind."""
    now = utcnow()
    with transaction():
        locked = lock_order(order.id)
        payment = db.session.query(Payment).filter_by(order_id=order.id).one()
        want_refund(payment, 100, reason="One was dented, says Nora Quinn.", actor="user:9", now=now)
        tally(locked, now=now)
        raise_alert("late", "Money came late.", key=f"late:{order.id}", now=now, order_id=order.id)
        for alert in db.session.query(PaymentAlert).filter_by(order_id=order.id):
            resolve_alert(alert.id, actor="user:9", now=now)
        db.session.add(
            Dispute(
                stripe_id=f"dp_{order.id}", order_id=order.id, payment_id=payment.id, amount_minor=1,
                currency="EUR", reason="general", status="won", opened_at=now, closed_at=now,
            )
        )  # fmt: skip


def make_tax_told(order: Order) -> None:
    """Leave a calculation of Stripe Tax behind, and what a credit note took back of it."""
    now = utcnow()
    with transaction() as session:
        session.add(
            OrderTaxCalculation(
                order_id=order.id, calculation_id="taxcalc_1", tax_minor=order.tax_minor, noted_at=now, round=0,
                transaction_id="tax_1", recorded_at=now, failure="",
            )
        )  # fmt: skip
    shop_notes = db.session.query(Paper).filter_by(order_id=order.id, kind="credit_note")
    with transaction() as session:
        for paper in shop_notes:
            session.add(
                TaxReversal(
                    order_id=order.id, paper_id=paper.id, amount_minor=paper.total_minor, wanted_at=now, round=0,
                    transaction_id=f"tax_back_{paper.id}", recorded_at=now, failure="",
                )
            )  # fmt: skip


def make_return(order: Order) -> None:
    """Announce one of the things that were sent, let it arrive, and keep it off the shelf."""
    back = announce_some(order, 1).id
    with transaction():
        locked, now = lock_order(order.id), utcnow()
        (line,) = receive_return(locked, back, {1: 1}, actor="user:9", now=now).lines
        settle_return(locked, back, {line.id: 0}, actor="user:9", now=now)


def make_files(order: Order) -> None:
    """Leave a consent to have files at once, a download and its end; the thing is made one of files for that."""
    now = utcnow()
    line = next(iter(units_of_lines(order.id)))
    file = attach_a_file(db.session.query(Variant).filter_by(sku="SH-WHW").one())
    with transaction() as session:
        note_consent(order.id, now=now)
        session.add(Download(order_line_id=line, file_id=file.id, times=1, asked_at=now))
        session.add(DownloadEnding(order_line_id=line, ended_at=now, ended_by="user:9"))


def make_words(shop: Shop) -> None:
    """Comment below an article, be answered, and leave a comment unconfirmed; every kind of link was mailed."""
    now, key = utcnow(), "key"
    article = make_article("Said in public", published_at=now)
    first = make_comment(article, email=MINE, name="Nora Quinn", text="I am Nora Quinn.", wants_answers=True)
    make_comment(article, email="mae@reader.example", name="Mae", text="Hello.", answers=first)
    write_comment(article, email=MINE, name="Nora Quinn", text="Not confirmed, says Nora Quinn.")
    with transaction() as session:
        writer = session.query(Commenter).filter_by(email_key=MINE).one().id
        confirm_token(key, writer, now, now=now)
        own_token(key, writer, now=now)
        stop_token(key, writer, now=now)
        # it was erased once before, while it was blocked
        keep_block(Commenter(email_key=MINE, mailbox=MINE, blocked_at=now, blocked_by="user:9"))


def report_something(user_id: int) -> None:
    """Report what another has said; in the open transaction."""
    answer = db.session.query(Comment).filter_by(name="Mae").one()
    reporter = reporter_of("key", answer.id, user_id=user_id, address="")
    report_comment(answer.article_id, answer.id, reporter, now=utcnow())


def make_letters(shop: Shop) -> None:
    """Join the list, get a letter, and stand on the list of addresses not written to."""
    now, letters = utcnow(), shop.app.extensions["letters"]
    reader = make_reader(MINE, now=now)
    make_campaign(make_article(published_at=now), now=now)
    with transaction() as session:
        note_lasting_tokens(letters.token_key, reader, now=now)
        session.add(
            SignUp(
                subscriber_id=reader, at=now, form="home form", wording=CURRENT_WORDING,
                frequency=Frequency.ARTICLE, topics=[],
            )
        )  # fmt: skip
        suppress(MINE, SuppressionReason.BOUNCED, now=now)
