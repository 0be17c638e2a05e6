"""Which work the worker can do: each kind of outbox item and each piece of periodic work, registered by name."""

from datetime import datetime

import structlog
from babel.dates import format_date
from flask import Flask
from huey import crontab

from app.accounts.links import MAIL_LINK
from app.clock import day_in, utcnow
from app.comments.erasing import AT_ONCE as COMMENTS_AT_ONCE
from app.comments.erasing import forget_unconfirmed
from app.comments.mailing import ANSWER_MAIL, CommentMailer, owe_alerts, owe_answer_mails
from app.comments.placing import ALERT, ANSWERED
from app.comments.posting import CONFIRMATION
from app.comments.reporting import forget_reports
from app.config import Config
from app.content.lookups import WorkLookup, owe_round
from app.content.outward_asking import LOOK, OutwardChecker
from app.content.sharing import SHARE_PICTURE, make_share_picture
from app.content.speaking import SPEAK, speak_article
from app.credit.issuing import CARD_MAIL, end_old_cards
from app.credit.mailing import CardMailer
from app.credit.using import CAME_BACK
from app.db import transaction
from app.effect.crediting import credit_order
from app.fetching import Fetcher
from app.giftcards.issuing import ISSUE, issue_owed_cards
from app.giftcards.queries import words_for_mail
from app.media.actions import RENDITIONS, make_renditions
from app.newsletter.answering import SignUpAnswerer
from app.newsletter.correcting import correction_letter
from app.newsletter.protocol import LetterSender
from app.newsletter.working import LetterCalendar, article_published, freeze_due_digests
from app.orders.errors import StepRefused
from app.orders.withdrawing import forget_strangers
from app.outbox.hands import do_in_lane
from app.outbox.lanes import Lane
from app.outbox.sending import Sender
from app.outbox.tasks import register_periodic
from app.outbox.transport import make_transport
from app.outbox.working import register_handler, register_sender
from app.payments.covering import look_at_card
from app.payments.forgetting import AT_ONCE, forget_carts
from app.payments.protocol.ending import end_if_live
from app.payments.protocol.reconciling import reconcile
from app.payments.protocol.recording import record_taxes
from app.payments.protocol.refunding import carry_out_refund
from app.payments.protocol.telling import carry_out_event
from app.payments.reminding import remind_of_left
from app.payments.tax_evidence import TAX_RECORD
from app.payments.till import for_jobs, make_till
from app.people.answering import LinkMailer
from app.people.erasing import carry_out, erase_outlived, list_waiting
from app.picturing.drawing import draw_missing
from app.publishing.coming_out import publish_scheduled
from app.publishing.keeping import Keeper
from app.publishing.scheduling import OWED
from app.publishing.telling import TELL, Teller
from app.relatedness.apart import find_apart
from app.relatedness.vectors import no_encoder
from app.resources.health import LinkChecker
from app.settings.queries import load_settings

_log = structlog.get_logger("people")


def register_handlers(app: Flask, config: Config) -> None:
    """Name every handler; rooms add a line here."""
    sender = Sender(
        transport=make_transport(config.mail_url),
        mail_from=config.mail_from,
        site_url=config.site_url,
        load_site=load_settings,
    )
    app.extensions["mail_sender"] = sender
    register_sender("mail", sender.send_owed)
    register_handler(RENDITIONS, make_renditions, is_protocol=True)
    keeper = Keeper((lambda: find_apart(config.instance_dir)) if config.graph_meaning else no_encoder)
    register_handler("graph_update", keeper.keep_up, is_protocol=True)
    register_handler("graph_rebuild", keeper.understand, is_protocol=True)
    register_handler(OWED, publish_scheduled)
    register_handler("effect.order", credit_order)
    lookup = WorkLookup(fetcher=Fetcher(agent=f"SoftHours ({config.site_url})"))
    register_handler("look_up_work", lookup.look_up, is_protocol=True)
    links = LinkChecker(Fetcher(agent=f"SoftHours ({config.site_url})"))
    outward = OutwardChecker(Fetcher(agent=f"SoftHours ({config.site_url})"), own=config.site_url)
    register_handler(LOOK, outward.look, is_protocol=True)
    register_periodic(app, "check_links", crontab(minute="35"), lambda: check_links(links, outward))
    register_periodic(app, "ask_about_works", crontab(minute="25", hour="2"), ask_about_works)
    register_handler(SHARE_PICTURE, make_share_picture, is_protocol=True)
    register_periodic(app, "draw_pages", crontab(minute="*/10"), lambda: draw_missing(utcnow()))
    register_handler(SPEAK, speak_article, is_protocol=True)
    teller = Teller(site_url=config.site_url, is_demo=config.is_demo)
    register_handler(TELL, teller.tell, is_protocol=True)
    cards = CardMailer(secret_keys=config.secret_keys, send=sender.send, tell=words_for_mail)
    register_sender(CARD_MAIL, cards.answer)
    register_handler(ISSUE, lambda data, now: issue_owed_cards(data, now, secret_key=config.secret_keys[0]))
    mailer = LinkMailer(token_key=config.secret_keys[0], site_url=config.site_url, send=sender.send)
    register_sender(MAIL_LINK, mailer.answer)
    register_letters(app, config, sender)
    register_comments(app, config, sender)


def register_comments(app: Flask, config: Config, sender: Sender) -> None:
    """Name what the worker does for the comments: their mails, and forgetting what nobody confirms."""
    mailer = CommentMailer(
        token_key=config.secret_keys[0], site_url=config.site_url, send=sender.send, is_demo=config.is_demo
    )
    register_sender(CONFIRMATION, mailer.ask)
    register_sender(ANSWER_MAIL, mailer.tell_of_answer)
    register_handler(ANSWERED, owe_answer_mails)
    register_handler(ALERT, lambda data, now: owe_alerts(data, now, site_url=config.site_url))
    register_periodic(app, "forget_comments", crontab(minute="25", hour="3"), forget_comments)


def register_letters(app: Flask, config: Config, sender: Sender) -> None:
    """Name what the worker does for the letters: the answer to the form, campaigns, digests, sending."""
    letters = LetterSender(sender=sender, token_key=config.secret_keys[0], is_demo=config.is_demo)
    answerer = SignUpAnswerer(
        token_key=config.secret_keys[0], site_url=config.site_url, send=sender.send, is_demo=config.is_demo
    )
    app.extensions["letters"] = letters
    register_sender("letter_confirmation", answerer.answer)
    register_handler("article_published", article_published)
    register_handler("correction_letter", correction_letter)
    register_handler("send_letters", letters.send_owed, is_protocol=True, lane=Lane.LETTERS)
    send = LetterCalendar(letters=letters).send_letters
    register_periodic(app, "send_letters", crontab(minute="*"), lambda: do_in_lane(Lane.LETTERS, send))
    register_periodic(app, "freeze_digests", crontab(minute="*/10"), freeze_due_digests)
    register_payments(app, config)


def register_payments(app: Flask, config: Config) -> None:
    """Open the till and name the work it owes; the reconciler runs every minute."""
    till = make_till(
        secret_key=config.stripe_secret_key,
        api_base=config.stripe_api_base,
        site_url=config.site_url,
        secret_keys=config.secret_keys,
    )
    jobs = for_jobs(till)
    app.extensions["till"] = till
    app.extensions["jobs_till"] = jobs
    register_handler("payments.event", lambda data, _: carry_out_event(jobs, data["event"]), is_protocol=True)
    register_handler(
        "payments.refund", lambda data, _: carry_out_refund(jobs, data["refund"]), is_protocol=True
    )
    register_handler(TAX_RECORD, lambda data, _: record_taxes(jobs, data["order"]), is_protocol=True)
    register_handler(CAME_BACK, look_at_card)
    register_handler("payments.end", lambda data, _: end_if_live(jobs, data["attempt"]), is_protocol=True)
    register_periodic(app, "reconcile_payments", crontab(minute="*"), lambda: reconcile(jobs))
    register_periodic(app, "forget_strangers", crontab(minute="40", hour="3"), forget_old_statements)
    register_periodic(app, "forget_carts", crontab(minute="50", hour="3"), forget_old_carts)
    register_periodic(app, "remind_left", crontab(minute="15"), lambda: remind_left(config.site_url))
    register_periodic(app, "end_old_cards", crontab(minute="30", hour="1"), end_cards_of_today)
    register_periodic(app, "erase_people", crontab(minute="20"), erase_people)
    register_periodic(app, "erase_outlived", crontab(minute="50", hour="3"), erase_old_orders)


def forget_comments() -> None:
    """Delete what nobody has confirmed in its time, a few at a time, and reports of long ago."""
    gone = COMMENTS_AT_ONCE
    while gone == COMMENTS_AT_ONCE:
        with transaction():
            gone = forget_unconfirmed(utcnow())
            forget_reports(utcnow())


def check_links(*checkers: LinkChecker | OutwardChecker) -> None:
    """Ask a few addresses of resources and articles whether they still answer, where the setting permits."""
    for one in checkers if load_settings().check_links else ():
        one.check_due(utcnow())


def ask_about_works() -> None:
    """Ask again about works that nobody has asked about for a month, where the setting permits."""
    with transaction():
        owe_round(utcnow())


def forget_old_statements() -> None:
    """Delete withdrawals that fitted no order once their time is over."""
    with transaction():
        forget_strangers(utcnow())


def forget_old_carts() -> None:
    """Delete baskets that nobody has used for as long as they are kept."""
    gone = AT_ONCE
    while gone == AT_ONCE:
        with transaction():
            gone = forget_carts(utcnow())


def remind_left(site_url: str) -> None:
    """Remind whoever asked for it of a basket that was left."""
    settings = load_settings()

    def say_day(moment: datetime) -> str:
        return format_date(day_in(settings.time_zone, moment), format="d MMMM y", locale=settings.locale)

    remind_of_left(site_url=site_url, now=utcnow(), say_day=say_day)


def end_cards_of_today() -> None:
    """End gift cards whose last day is over on the site's calendar."""
    now, ended = utcnow(), 1
    while ended:
        with transaction():
            ended = end_old_cards(today=day_in(load_settings().time_zone, now), now=now)


def erase_people() -> None:
    """Erase whoever asked for it and is settled by now, one by one."""
    waiting = [one.id for one in list_waiting()]
    for request_id in waiting:
        try:
            with transaction():
                carry_out(request_id, now=utcnow())
        except StepRefused:
            _log.warning("an order is not what was agreed to; its buyer is not erased", request=request_id)


def erase_old_orders() -> None:
    """Take the buyers out of orders that law no longer asks for, a few at a time."""
    while True:
        with transaction():
            done = erase_outlived(now=utcnow())
        if not done:
            return
