"""What needs a hand now, room by room; each line is for those who may do it."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, url_for
from flask_login import current_user

from app.comments.queue import count_waiting
from app.config import Config
from app.content.library import count_reviews
from app.content.outward import count_broken_outward
from app.content.queries import count_for_staff
from app.counting import COUNT_BOUND
from app.inventory.queries import count_short_variants
from app.newsletter.protocol import lacks_address
from app.newsletter.queries import count_uncertain
from app.orders.queries import count_orders, find_longest_waiting
from app.orders.withdrawing import count_open_withdrawals
from app.payments.queries import list_open_alerts
from app.publishing.expiring import count_expired
from app.publishing.scheduling import count_failed
from app.resources.queries import count_broken
from app.returns.queries import count_open_returns
from app.settings.queries import load_settings
from app.web.templating import site_today
from blueprints.store.order_words import moment_words


@dataclass(frozen=True, kw_only=True)
class Chore:
    """Something that needs a hand: how many, of what, where to go, and a line more where it helps."""

    count: int
    words: str
    href: str
    note: str = ""

    @property
    def figures(self) -> str:
        """The number as it is shown; counting stops at a bound."""
        return f"{self.count} or more" if self.count >= COUNT_BOUND else str(self.count)


def list_chores() -> list[Chore]:
    """Return what waits for whoever is signed in, the most pressing first."""
    asked = [ask() for permission, ask in _CHORES if current_user.may(permission)]
    return [chore for chore in asked if chore.count]


def _money() -> Chore:
    count = len(list_open_alerts())
    words = _plural(count, "question about money", "questions about money")
    return Chore(count=count, words=words, href=url_for("staff_orders.index"))


def _withdrawn() -> Chore:
    count = count_open_withdrawals()
    words = _plural(count, "withdrawal to answer", "withdrawals to answer")
    return Chore(count=count, words=words, href=url_for("staff_orders.index"))


def _coming_back() -> Chore:
    count = count_open_returns()
    words = _plural(count, "return on its way or to decide about", "returns on their way or to decide about")
    return Chore(count=count, words=words, href=url_for("staff_orders.returns"))


def _disputed() -> Chore:
    count = count_orders("disputed")
    words = _plural(count, "order in dispute", "orders in dispute")
    href = url_for("staff_orders.index", queue="disputed")
    return Chore(
        count=count, words=words, href=href, note="Do not send the parcel; the bank holds the money."
    )


def _to_pack() -> Chore:
    count = count_orders("to_pack")
    oldest = find_longest_waiting() if count else None
    note = (
        f"The longest has waited since {moment_words(oldest.paid_at)}." if oldest and oldest.paid_at else ""
    )
    words = _plural(count, "order to pack", "orders to pack")
    return Chore(count=count, words=words, href=url_for("staff_orders.index", queue="to_pack"), note=note)


def _no_seller() -> Chore:
    config: Config = current_app.extensions["config"]
    return Chore(
        count=int(not config.is_demo and not load_settings().seller_name),
        words="thing before the next sale: invoices have no seller's name",
        href=url_for("staff_orders.index", queue="all"),
        note='On the server: flask --app wsgi setting seller_name "..."; vat_number where you have one.',
    )


def _dark_words() -> Chore:
    count = count_waiting(pressing=True)
    return Chore(
        count=count,
        words=_plural(count, "comment with words of self-harm", "comments with words of self-harm"),
        href=url_for("staff_comments.index"),
        note="Please read it first of all. The writer was shown who listens at any hour.",
    )


def _comments() -> Chore:
    count = count_waiting(pressing=False)
    words = _plural(count, "comment to read", "comments to read")
    return Chore(count=count, words=words, href=url_for("staff_comments.index"))


def _uncertain() -> Chore:
    count = count_uncertain()
    copies = _plural(count, "copy of a letter", "copies of letters")
    return Chore(
        count=count, words=f"{copies} that may or may not have arrived", href=url_for("staff_letters.letters")
    )


def _no_address() -> Chore:
    config: Config = current_app.extensions["config"]
    return Chore(
        count=int(lacks_address(is_demo=config.is_demo)),
        words="thing before letters can be sent: the site's postal address",
        href=url_for("staff_letters.letters"),
        note='On the server: flask --app wsgi setting postal_address "...".',
    )


def _sold_out() -> Chore:
    count = count_short_variants(sold_out=True)
    words = _plural(count, "thing sold out", "things sold out")
    return Chore(count=count, words=words, href=url_for("staff_stock.index", show="short"))


def _low() -> Chore:
    count = count_short_variants(sold_out=False)
    words = _plural(count, "thing running low", "things running low")
    return Chore(count=count, words=words, href=url_for("staff_stock.index", show="short"))


def _not_out() -> Chore:
    count = count_failed()
    words = _plural(
        count, "article or change that could not come out", "articles or changes that could not come out"
    )
    return Chore(
        count=count,
        words=words,
        href=url_for("staff_content.index", show="not_out"),
        note="Something was missing at its minute. The desk says what.",
    )


def _in_review() -> Chore:
    count = count_for_staff("in_review", today=site_today())
    words = _plural(count, "article to be reviewed", "articles to be reviewed")
    return Chore(count=count, words=words, href=url_for("staff_content.index", show="in_review"))


def _retracted() -> Chore:
    count = count_reviews()
    words = _plural(count, "article that rests on a retracted work", "articles that rest on retracted works")
    return Chore(count=count, words=words, href=url_for("staff_references.reviews"))


def _review_due() -> Chore:
    count = count_for_staff("review_due", today=site_today())
    words = _plural(
        count, "published article past its review date", "published articles past their review date"
    )
    return Chore(
        count=count,
        words=words,
        href=url_for("staff_content.index", show="review_due"),
        note="Until it is read again, an article leads to no product.",
    )


def _review_soon() -> Chore:
    count = count_for_staff("review_soon", today=site_today())
    words = _plural(
        count, "article to be read again within a month", "articles to be read again within a month"
    )
    return Chore(count=count, words=words, href=url_for("staff_content.index", show="review_soon"))


def _plural(count: int, one: str, many: str) -> str:
    return one if count == 1 else many


def _broken_links() -> Chore:
    count = count_broken()
    words = _plural(
        count,
        "resource whose address is broken or has moved",
        "resources whose addresses are broken or have moved",
    )
    return Chore(count=count, words=words, href=url_for("staff_resources.index", link="broken"))


def _gone_links() -> Chore:
    count = count_broken_outward()
    words = _plural(count, "link in articles that leads nowhere", "links in articles that lead nowhere")
    return Chore(count=count, words=words, href=url_for("staff_content.outward_links"))


def _run_out() -> Chore:
    count = count_expired(site_today())
    words = _plural(count, "link to a product that has run out", "links to products that have run out")
    return Chore(count=count, words=words, href=url_for("staff_content.list_run_out"))


#: (permission, question), the most pressing first
_CHORES: list[tuple[str, Callable[[], Chore]]] = [
    ("comments.moderate", _dark_words),
    ("orders.refund", _money),
    ("orders.refund", _withdrawn),
    ("orders.see", _disputed),
    ("orders.refund", _coming_back),
    ("orders.ship", _to_pack),
    ("orders.refund", _no_seller),
    ("letters.see", _no_address),
    ("letters.see", _uncertain),
    ("comments.moderate", _comments),
    ("stock.adjust", _sold_out),
    ("stock.adjust", _low),
    ("content.publish", _not_out),
    ("content.publish", _in_review),
    ("content.write", _retracted),
    ("content.write", _review_due),
    ("content.write", _broken_links),
    ("content.write", _gone_links),
    ("content.publish", _run_out),
    ("content.write", _review_soon),
]
