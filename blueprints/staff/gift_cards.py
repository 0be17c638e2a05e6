"""Gift cards for staff: issued with a value and a reason, stopped, adjusted, and each with its ledger."""

import secrets
from collections.abc import Mapping

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.credit.errors import NoSuchCard, ValueRefused
from app.credit.issuing import Issued, adjust_card, issue_card, stop_card
from app.credit.models import DISPUTE, AccountKind, CreditAccount, Reason
from app.credit.queries import find_account, list_accounts, list_entries, reserved_of
from app.credit.rules import group_code
from app.db import transaction
from app.money import Money
from app.orders.buyer import check_email
from app.orders.errors import AnswerRefused
from app.orders.models import FIRST_NUMBER
from app.settings.queries import load_settings
from app.web.permissions import current_actor, needs
from app.web.templating import site_today
from blueprints.staff.actors import name_actors
from blueprints.staff.offer_form import Errors, read_day
from blueprints.staff.reading import read_id, read_price, read_seen

staff_gift_cards = Blueprint("staff_gift_cards", __name__, url_prefix="/staff/gift-cards")
PAGE = 50
FIELDS = ("value", "reason", "email", "expires_on", "key")
REASONS = [
    (Reason.GIFT.value, "A present or a prize"),
    (Reason.SOLD.value, "Sold by hand"),
    (Reason.GOODWILL.value, "To make up for something"),
    (Reason.REPLACED.value, "In place of another card"),
    (Reason.MISTAKE.value, "To mend a mistake"),
]
CAUSES = {
    "issued": "Issued", "reserved": "Reserved for an order", "released": "Given back unused", "spent": "Spent",
    "refunded": "Given back from an order", "adjusted": "Adjusted", "expired": "Its last day was over",
}  # fmt: skip
Answer = str | Response | tuple[str, int]


@staff_gift_cards.get("/")
@needs("gift_cards.issue")
def index() -> str:
    """List gift cards and store credit, newest first."""
    found = list_accounts(before_id=read_id(request.args.get("before", "")), limit=PAGE + 1)
    rows = [(one, state_words(one)) for one in found[:PAGE]]
    before = found[PAGE - 1].id if len(found) > PAGE else None
    return render_template("staff/gift_cards/index.html", rows=rows, before=before)


@staff_gift_cards.get("/new/")
@needs("gift_cards.issue")
def new() -> str:
    """Show an empty form with a key of its own, so that a second press issues nothing."""
    return form_page({**dict.fromkeys(FIELDS, ""), "key": secrets.token_urlsafe(24)}, Errors())


@staff_gift_cards.post("/new/")
@needs("gift_cards.issue")
def issue() -> Answer:
    """Issue a card and show its code, this one time."""
    values = {name: request.form.get(name, "").replace("\x00", "").strip()[:300] for name in FIELDS}
    try:
        issued = issued_from(values)
    except ValueRefused as error:
        return form_page(values, error.errors), 422
    answer = make_response(
        render_template(
            "staff/gift_cards/issued.html", account=issued.account, code=group_code(issued.code), email=values["email"]
        )
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer


@staff_gift_cards.get("/<int:account_id>/")
@needs("gift_cards.issue")
def show(account_id: int) -> str:
    """Show one card with its ledger."""
    return card_page(get_card(account_id))


@staff_gift_cards.post("/<int:account_id>/adjustments")
@needs("gift_cards.issue")
def adjust(account_id: int) -> Answer:
    """Add to a card or take from it."""
    account = get_card(account_id)
    typed = {name: request.form.get(name, "").strip()[:40] for name in ("amount", "reason", "seen")}
    try:
        reason = read_reason(typed["reason"])
        with transaction():
            adjust_card(
                account_id, read_signed(typed["amount"], account.currency), seen_minor=read_seen(typed["seen"]),
                reason=reason, actor=current_actor(), now=utcnow(),
            )  # fmt: skip
    except ValueRefused as error:
        return card_page(get_card(account_id), typed=typed, errors=error.errors), 422
    return redirect(url_for("staff_gift_cards.show", account_id=account_id), 303)


@staff_gift_cards.post("/<int:account_id>/end")
@needs("gift_cards.issue")
def stop(account_id: int) -> Response:
    """Stop a card at once."""
    with transaction():
        stop_card(account_id, actor=current_actor(), now=utcnow())
    return redirect(url_for("staff_gift_cards.show", account_id=account_id), 303)


def issued_from(values: Mapping[str, str]) -> Issued:
    """Issue what a form asks for; raises ValueRefused with a sentence for each field."""
    errors, now, currency = Errors(), utcnow(), load_settings().currency
    expires_on = read_day(values["expires_on"], "expires_on", errors)
    email = ""
    try:
        email = check_email(values["email"]) if values["email"] else ""
    except AnswerRefused as error:
        errors |= error.errors
    value = read_price(values["value"], currency)
    if value is None:
        errors["value"] = "Enter a value, such as 25.00."
    if values["reason"] not in dict(REASONS):
        errors["reason"] = "Choose why it is issued."
    if errors:
        raise ValueRefused(errors)
    with transaction():
        return issue_card(
            value.minor if value else None, currency=currency, reason=Reason(values["reason"]), key=values["key"][:64]
            or secrets.token_urlsafe(24), actor=current_actor(), now=now, today=site_today(),
            secret_key=current_app.extensions["config"].secret_keys[0], email=email, expires_on=expires_on,
        )  # fmt: skip


def get_card(account_id: int) -> CreditAccount:
    """Return an account; raises NoSuchCard."""
    account = find_account(account_id) if account_id < 2**53 else None
    if account is None:
        raise NoSuchCard
    return account


def read_reason(raw: str) -> Reason:
    """Return one of the reasons; raises ValueRefused."""
    if raw not in dict(REASONS):
        raise ValueRefused({"reason": "Choose why it is adjusted."})
    return Reason(raw)


def read_signed(raw: str, currency: str) -> int | None:
    """Return signed minor units of "5.00", "+5" or "-5.00"; None for what is no amount."""
    sign = -1 if raw[:1] in ("-", "\u2212") else 1
    amount = read_price(raw.lstrip("+-\u2212"), currency)
    return sign * amount.minor if amount else None


def state_words(account: CreditAccount) -> tuple[str, str]:
    """Return (word, kind) for the status sign."""
    if account.stopped_at is not None:
        return "Held" if account.stopped_by == DISPUTE else "Stopped", "plain"
    if account.expires_on is not None and account.expires_on < site_today():
        return "Over", "plain"
    return ("Good", "good") if account.balance_minor else ("Empty", "plain")


def form_page(values: Mapping[str, str], errors: Mapping[str, str]) -> str:
    """Return the form of a new card with what was typed."""
    return render_template("staff/gift_cards/new.html", values=values, errors=errors, reasons=REASONS)


def card_page(
    account: CreditAccount, *, typed: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> str:
    """Return the page of one card."""
    entries = list_entries(account.id)
    return render_template(
        "staff/gift_cards/show.html",
        account=account,
        kind="Store credit" if account.kind is AccountKind.STORE_CREDIT else "Gift card",
        state=state_words(account),
        may_stop=account.stopped_at is None or account.stopped_by == DISPUTE,
        reserved=Money(minor=reserved_of(account.id), currency=account.currency),
        entries=[(one, Money(minor=one.amount_minor, currency=account.currency)) for one in entries],
        who=name_actors(one.actor for one in entries),
        causes=CAUSES,
        reasons=REASONS,
        reason_words={
            **dict(REASONS),
            Reason.PAID_OUT.value: "Paid out of what was set off",
            Reason.MONEY_BACK.value: "The money for it went back",
        },
        first_number=FIRST_NUMBER,
        typed=typed or {},
        errors=errors or {},
    )
