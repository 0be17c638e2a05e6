"""The control interface under /_control/: JSON in, JSON out, the same bearer key as the API."""

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, request

from app.standin import paying, sessions
from app.standin.api import authorise
from app.standin.call import Call
from app.standin.cards import DEBITS, Card, Debit, find_card
from app.standin.disputes import open_dispute
from app.standin.errors import StripeError, refused
from app.standin.events import resend
from app.standin.faults import KINDS
from app.standin.forging import forge
from app.standin.house import House
from app.standin.ledger import Json, dump
from app.standin.refunds import fail_refund, succeed_refund
from app.standin.summary import summarise

_DEFAULT_CARD = "4242424242424242"


def register_control(app: Flask, house: House) -> None:
    """Add the routes; each handler takes the JSON body and the names in the path and returns JSON."""
    control = Blueprint("control", __name__, url_prefix="/_control")
    desk = Desk(house)

    def add(method: str, rule: str, handler: Callable[..., Json]) -> None:
        def view(**names: str) -> Response:
            try:
                authorise(house, request)
                body = request.get_json(silent=True) if request.get_data() else {}
                if not isinstance(body, dict):
                    raise refused("Send a JSON object.")
                return Response(dump(handler(body, **names)), mimetype="application/json")
            except StripeError as refusal:
                return Response(dump(refusal.body()), refusal.status, mimetype="application/json")
            except (ValueError, TypeError, re.error) as problem:
                return Response(dump(refused(str(problem)).body()), 400, mimetype="application/json")

        control.add_url_rule(rule, f"{method} {rule}", view, methods=[method])

    add("GET", "/state", lambda body: summarise(house))
    add("POST", "/reset", desk.reset)
    add("GET", "/faults", lambda body: {"faults": house.faults.as_json(), "kinds": KINDS})
    add("POST", "/faults", lambda body: house.faults.add(body))
    add("DELETE", "/faults", desk.clear_faults)
    add("GET", "/policy", lambda body: house.policy.as_json())
    add("POST", "/policy", desk.change_policy)
    add("POST", "/seed", desk.reseed)
    add("POST", "/clock", desk.set_clock)
    add("POST", "/webhooks/pause", lambda body: desk.change_policy({"paused": True}))
    add("POST", "/webhooks/resume", lambda body: desk.change_policy({"paused": False}))
    add("POST", "/webhooks/resend", desk.resend_all)
    add("POST", "/webhooks/forge", lambda body: forge(house, body))
    add("POST", "/events/<event>/resend", desk.resend_one)
    add("POST", "/sessions/<session>/pay", desk.pay)
    add(
        "POST",
        "/sessions/<session>/decline",
        lambda body, session: desk.pay({"card": "4000000000000002"}, session),
    )
    add("POST", "/sessions/<session>/expire", desk.expire)
    add("POST", "/sessions/<session>/settle", desk.settle)
    add("POST", "/charges/<charge>/dispute", desk.dispute)
    add("POST", "/refunds/<refund>/fail", desk.fail_refund)
    add("POST", "/refunds/<refund>/succeed", desk.succeed_refund)
    app.register_blueprint(control)


class Desk:
    """What control can do."""

    def __init__(self, house: House) -> None:
        self._house = house

    def reset(self, body: Json) -> Json:
        """Empty everything but the first endpoint; policy and clock as at the first start."""
        self.clear_faults({})
        self._house.courier.forget()
        self._house.store.empty()
        self._house.policy.restore()
        self._house.remember("policy", {})
        return self.set_clock({"offset": 0})

    def clear_faults(self, body: Json) -> Json:
        """Forget the faults that still wait."""
        self._house.faults.clear()
        return {"faults": []}

    def change_policy(self, body: Json) -> Json:
        """Change some rules; the rest stay."""
        self._house.policy.change(body)
        self._house.remember("policy", self._house.policy.as_json())
        self._house.courier.wake()
        return self._house.policy.as_json()

    def reseed(self, body: Json) -> Json:
        """Start the dice of the webhook policy again."""
        self._house.policy.reseed(int(body["seed"]) if "seed" in body else 1)
        return {"seed": int(body.get("seed", 1))}

    def set_clock(self, body: Json) -> Json:
        """Set the seconds added to real time (`offset`), or add to them (`advance`); do what is due."""
        clock = self._house.clock
        clock.offset = (
            float(body["offset"]) if "offset" in body else clock.offset + float(body.get("advance", 0))
        )
        self._house.remember("clock_offset", clock.offset)
        self._house.sweeper.sweep()
        return {"offset": clock.offset, "now": clock.now()}

    def resend_one(self, body: Json, event: str) -> Json:
        """Deliver an event again, whatever became of it before."""
        with self._house.store.write() as ledger:
            return {"event": event, "deliveries": resend(ledger, ledger.get("event", event, "event"))}

    def resend_all(self, body: Json) -> Json:
        """Deliver every event again, oldest first."""
        with self._house.store.write() as ledger:
            found = ledger.where("event", "object", "event")
            return {"events": len(found), "deliveries": sum(resend(ledger, event) for event in found)}

    def pay(self, body: Json, session: str) -> Json:
        """Pay without the page: `card` or `method`; `authenticate` answers 3-D Secure."""
        means = _means(body)
        with self._house.store.write() as ledger:
            outcome = paying.pay(ledger, session, means, body.get("email", "shopper@example.com"))
            answered = body.get("authenticate")
            if outcome.result == "challenge" and answered is not None and isinstance(means, Card):
                outcome = paying.answer_challenge(ledger, session, means, completed=bool(answered))
            intent = ledger.private("checkout.session", session).get("intent")
            return {
                "outcome": outcome.result,
                "session": outcome.session,
                "payment_intent": ledger.find("payment_intent", intent) if intent else None,
            }

    def expire(self, body: Json, session: str) -> Json:
        """End an open session now."""
        with self._house.store.write() as ledger:
            return sessions.expire_session(Call(ledger, {}, {"session": session}, ""))

    def settle(self, body: Json, session: str) -> Json:
        """Let a bank debit arrive, or with `succeeded` false be refused."""
        with self._house.store.write() as ledger:
            return paying.settle(ledger, session, succeeded=bool(body.get("succeeded", True)))

    def dispute(self, body: Json, charge: str) -> Json:
        """Open a dispute over what is left of a charge."""
        with self._house.store.write() as ledger:
            return open_dispute(
                ledger, ledger.get("charge", charge, "charge"), str(body.get("reason", "fraudulent"))
            )

    def fail_refund(self, body: Json, refund: str) -> Json:
        """Let a refund fail after the fact."""
        with self._house.store.write() as ledger:
            return fail_refund(ledger, refund, str(body.get("reason", "unknown")))

    def succeed_refund(self, body: Json, refund: str) -> Json:
        """Let a pending refund arrive."""
        with self._house.store.write() as ledger:
            return succeed_refund(ledger, refund)


def _means(body: dict[str, Any]) -> Card | Debit:
    if "method" in body and body["method"] != "card":
        if body["method"] not in DEBITS:
            raise refused(f"Unknown method (known: card, {', '.join(DEBITS)}).")
        return DEBITS[body["method"]]
    card = find_card(str(body.get("card", _DEFAULT_CARD)))
    if card is None:
        raise refused("That is no card number.")
    return card
