"""Paying a session: by card at once, through 3-D Secure, or by a bank debit that settles later."""

from dataclasses import dataclass
from typing import Literal

from app.standin import events
from app.standin.cards import Card, Debit, debit_kind
from app.standin.charges import add_charge, settle_charge
from app.standin.customers import new_customer
from app.standin.disputes import open_dispute
from app.standin.errors import refused
from app.standin.intents import fail_intent, open_intent
from app.standin.ledger import Json, Ledger
from app.standin.methods import keep_method
from app.standin.opening import customer_details
from app.standin.sessions import end_session, keep_session

Result = Literal["paid", "declined", "challenge", "processing", "closed"]
_KIND = "checkout.session"


@dataclass(frozen=True)
class Outcome:
    """What an attempt led to; `closed` means the session was no longer open and nothing happened."""

    result: Result
    session: Json


def pay(ledger: Ledger, session_id: str, means: Card | Debit, email: str | None = None) -> Outcome:
    """One attempt. A session is paid once, however often this is called."""
    session = ledger.get(_KIND, session_id, _KIND, "session")
    if not still_open(ledger, session):
        return Outcome("closed", session)
    private = ledger.private(_KIND, session_id)
    kind = _method_kind(session, means)
    intent = open_intent(ledger, session, private)
    shopper = (session["customer_details"] or {}).get("email") or email
    if shopper:
        session["customer_details"] = customer_details(shopper)
    keep_session(ledger, session, private)
    if isinstance(means, Debit):
        return _start_debit(ledger, session, intent, kind, means)
    if means.behaviour == "decline":
        return _decline(ledger, session, intent, means)
    if means.behaviour == "challenge":
        return _challenge(ledger, session, intent, means)
    return _take(ledger, session, intent, means)


def answer_challenge(ledger: Ledger, session_id: str, card: Card, *, completed: bool) -> Outcome:
    """The shopper's answer on the 3-D Secure page."""
    session = ledger.get(_KIND, session_id, _KIND, "session")
    if not still_open(ledger, session):
        return Outcome("closed", session)
    intent_id = ledger.private(_KIND, session_id)["intent"]
    intent = ledger.find("payment_intent", intent_id) if intent_id else None
    if intent is None or intent["status"] != "requires_action":
        return Outcome("declined", session)
    if completed and card.after_challenge == "approve":
        return _take(ledger, session, intent, card)
    if completed:
        return _decline(ledger, session, intent, card)
    error = _error(
        "payment_intent_authentication_failure",
        "We could not confirm that this is your card. You can try again or use another one.",
    )
    fail_intent(ledger, intent, error, None)
    return Outcome("declined", session)


def settle(ledger: Ledger, session_id: str, *, succeeded: bool) -> Json:
    """A bank debit arrives, or is refused."""
    session = ledger.get(_KIND, session_id, _KIND, "session")
    intent = ledger.find("payment_intent", session["payment_intent"] or "")
    if intent is None or intent["status"] != "processing":
        raise refused("This session waits for no bank debit.")
    charge = ledger.get("charge", intent["latest_charge"], "charge")
    settle_charge(ledger, charge, succeeded=succeeded)
    if succeeded:
        intent.update(status="succeeded", amount_received=intent["amount"], processing=None)
        ledger.update(intent, state="succeeded")
        events.record(ledger, "payment_intent.succeeded", intent)
        session["payment_status"] = "paid"
    else:
        fail_intent(ledger, intent, _error(charge["failure_code"], charge["failure_message"]), charge["id"])
    keep_session(ledger, session)
    events.record(ledger, f"checkout.session.async_payment_{'succeeded' if succeeded else 'failed'}", session)
    return session


def still_open(ledger: Ledger, session: Json) -> bool:
    """Whether it can be paid; one whose time has run out is ended here and now."""
    if session["status"] == "open" and session["expires_at"] <= ledger.now:
        end_session(ledger, session)
    return bool(session["status"] == "open")


def _method_kind(session: Json, means: Card | Debit) -> str:
    kind = "card" if isinstance(means, Card) else debit_kind(session["currency"])
    if kind is None or kind not in session["payment_method_types"]:
        raise refused("This session does not offer that way to pay.")
    return kind


def _take(ledger: Ledger, session: Json, intent: Json, card: Card) -> Outcome:
    method = keep_method(ledger, card, (session["customer_details"] or {}).get("email"))
    charge = add_charge(ledger, intent, card, method, status="succeeded")
    intent.update(
        status="succeeded",
        amount_received=intent["amount"],
        latest_charge=charge["id"],
        payment_method=method["id"],
        last_payment_error=None,
        next_action=None,
    )
    ledger.update(intent, state="succeeded", private={"session": session["id"], "later": card.later})
    events.record(ledger, "payment_intent.succeeded", intent)
    _complete(ledger, session, intent, "paid")
    if card.later == "dispute":
        open_dispute(ledger, charge, "fraudulent")
    return Outcome("paid", session)


def _decline(ledger: Ledger, session: Json, intent: Json, card: Card) -> Outcome:
    method = keep_method(ledger, card, (session["customer_details"] or {}).get("email"))
    charge = add_charge(ledger, intent, card, method, status="failed")
    error = _error(card.code, card.message, card.decline_code, charge["id"], method)
    fail_intent(ledger, intent, error, charge["id"])
    return Outcome("declined", session)


def _challenge(ledger: Ledger, session: Json, intent: Json, card: Card) -> Outcome:
    address = f"{session['url']}/authenticate"
    intent.update(
        status="requires_action",
        next_action={
            "type": "redirect_to_url",
            "redirect_to_url": {"return_url": session["url"], "url": address},
        },
        last_payment_error=None,
    )
    ledger.update(intent, state="requires_action", private={"session": session["id"], "card": card.number})
    events.record(ledger, "payment_intent.requires_action", intent)
    return Outcome("challenge", session)


def _start_debit(ledger: Ledger, session: Json, intent: Json, kind: str, debit: Debit) -> Outcome:
    method = keep_method(ledger, kind, (session["customer_details"] or {}).get("email"))
    charge = add_charge(ledger, intent, kind, method, status="pending")
    intent.update(
        status="processing",
        latest_charge=charge["id"],
        payment_method=method["id"],
        last_payment_error=None,
        next_action=None,
    )
    ledger.update(intent, state="processing")
    events.record(ledger, "payment_intent.processing", intent)
    _complete(ledger, session, intent, "unpaid")
    task = "settle" if debit.succeeds else "refuse"
    ledger.schedule(task, session["id"], ledger.policy.rules.settle_seconds)
    return Outcome("processing", session)


def _complete(ledger: Ledger, session: Json, intent: Json, payment_status: str) -> None:
    session.update(status="complete", payment_status=payment_status, payment_intent=intent["id"], url=None)
    if session["automatic_tax"]["enabled"]:
        session["automatic_tax"]["status"] = "complete"
    if session["customer_creation"] == "always" and session["customer"] is None:
        session["customer"] = new_customer(ledger, (session["customer_details"] or {}).get("email"))
    session["collected_information"] = {
        "business_name": None,
        "individual_name": None,
        "shipping_details": None,
    }
    keep_session(ledger, session)
    events.record(ledger, "checkout.session.completed", session)


def _error(
    code: str,
    message: str,
    decline_code: str | None = None,
    charge: str | None = None,
    method: Json | None = None,
) -> Json:
    error: Json = {
        "type": "card_error" if decline_code else "invalid_request_error",
        "code": code,
        "message": message,
    }
    error["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"
    if decline_code:
        error.update(decline_code=decline_code, charge=charge, payment_method=method)
    return error
