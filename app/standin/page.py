"""The hosted page: plain HTML without script, where a test shopper pays, fails, or goes back."""

import re

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app.standin import paying
from app.standin.addresses import origin_of
from app.standin.cards import DEBITS, SHOWN_CARDS, Card, Debit, debit_kind, find_card
from app.standin.currencies import amount_text
from app.standin.errors import StripeError
from app.standin.house import House
from app.standin.ledger import Json

_KIND = "checkout.session"
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def register_page(app: Flask, house: House) -> None:
    """Add the page's routes."""
    page = Blueprint("page", __name__, url_prefix="/c/pay")
    window = Window(house)

    @page.get("/<session_id>")
    def show(session_id: str) -> AnyResponse:
        return window.show(session_id)

    @page.post("/<session_id>")
    def pay(session_id: str) -> AnyResponse:
        return window.pay(session_id)

    @page.get("/<session_id>/authenticate")
    def ask(session_id: str) -> AnyResponse:
        return window.ask(session_id)

    @page.post("/<session_id>/authenticate")
    def authenticate(session_id: str) -> AnyResponse:
        return window.authenticate(session_id)

    @page.errorhandler(StripeError)
    def gone(refusal: StripeError) -> AnyResponse:
        missing = refusal.code == "resource_missing"
        answer = make_response(
            render_template("missing.html", message=refusal.message), 404 if missing else 400
        )
        return window.guarded(answer, None)

    app.register_blueprint(page)


class Window:
    """The page of one house."""

    def __init__(self, house: House) -> None:
        self._house = house

    def show(self, session_id: str) -> AnyResponse:
        """The form; or, when there is nothing left to pay, a word about it and the way back."""
        session, intent = self._look(session_id)
        if session["status"] != "open":
            return self._closed(session)
        if intent is not None and intent["status"] == "requires_action":
            return redirect(f"/c/pay/{session_id}/authenticate", 303)
        failed = (intent or {}).get("last_payment_error") or {}
        return self._form(session, problems=[("card", failed["message"])] if failed else [], typed={})

    def pay(self, session_id: str) -> AnyResponse:
        """One press of a button. A second press finds the session paid and leads to the same place."""
        session, _ = self._look(session_id)
        if session["status"] != "open":
            return self._onward(session)
        typed = {name: request.form.get(name, "").strip() for name in ("number", "expiry", "cvc", "email")}
        means, problems = self._read(session, typed)
        if means is None:
            return self._form(session, problems, typed, 422)
        with self._house.store.write() as ledger:
            email = typed["email"] or "shopper@example.com"
            outcome = paying.pay(ledger, session_id, means, email)
        if outcome.result == "challenge":
            return redirect(f"/c/pay/{session_id}/authenticate", 303)
        if outcome.result == "declined":
            return redirect(f"/c/pay/{session_id}", 303)
        return self._onward(outcome.session)

    def ask(self, session_id: str) -> AnyResponse:
        """The bank's page of 3-D Secure."""
        session, intent = self._look(session_id)
        if session["status"] != "open" or intent is None or intent["status"] != "requires_action":
            return redirect(f"/c/pay/{session_id}", 303)
        return self.guarded(
            make_response(render_template("authenticate.html", **self._facts(session))), session
        )

    def authenticate(self, session_id: str) -> AnyResponse:
        """The shopper's answer to the bank."""
        with self._house.store.write() as ledger:
            intent_id = ledger.private(_KIND, session_id).get("intent") or ""
            number = ledger.private("payment_intent", intent_id).get("card", "4000002500003155")
            card = find_card(number)
            if card is None:
                return redirect(f"/c/pay/{session_id}", 303)
            completed = request.form.get("answer") == "complete"
            outcome = paying.answer_challenge(ledger, session_id, card, completed=completed)
        if outcome.result == "declined":
            return redirect(f"/c/pay/{session_id}", 303)
        return self._onward(outcome.session)

    def guarded(self, answer: Response, session: Json | None) -> Response:
        """Security headers; forms may lead to this page and, by redirect, to the shop's own addresses."""
        origins = {self._house.settings.return_origin}
        if session is not None:
            origins |= {origin_of(session["success_url"]), origin_of(session["cancel_url"])}
        targets = " ".join(["'self'", *sorted(origin for origin in origins if origin)])
        answer.headers.update(
            {
                "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; "
                f"base-uri 'none'; frame-ancestors 'none'; form-action {targets}",
                "Cache-Control": "no-store",
                "Referrer-Policy": "no-referrer",
                "X-Content-Type-Options": "nosniff",
                "X-Robots-Tag": "noindex",
                "Cross-Origin-Opener-Policy": "same-origin",
            }
        )
        return answer

    def _look(self, session_id: str) -> tuple[Json, Json | None]:
        ledger = self._house.store.read()
        session = ledger.get(_KIND, session_id, _KIND, "session")
        if session["status"] == "open" and session["expires_at"] <= ledger.now:
            with self._house.store.write() as writer:
                session = writer.get(_KIND, session_id, _KIND, "session")
                paying.still_open(writer, session)
        intent_id = ledger.private(_KIND, session_id)["intent"]
        return session, ledger.find("payment_intent", intent_id) if intent_id else None

    def _read(
        self, session: Json, typed: dict[str, str]
    ) -> tuple[Card | Debit | None, list[tuple[str, str]]]:
        """What the form holds: a way to pay, or what is wrong with each field."""
        quick = request.form.get("quick", "")
        if quick in DEBITS and self._debits(session):
            return DEBITS[quick], []
        if quick and (card := find_card(quick)):
            return card, []
        problems = []
        if self._asks_mail(session) and not _MAIL.fullmatch(typed["email"]):
            problems.append(("email", "Enter an e-mail address, such as shopper@example.com."))
        card = find_card(typed["number"])
        if card is None:
            problems.append(("number", "Enter a card number, such as 4242 4242 4242 4242."))
        if not re.fullmatch(r"(0?[1-9]|1[0-2])\s*[/ .-]?\s*(20)?[0-9]{2}", typed["expiry"]):
            problems.append(("expiry", "Enter the expiry as month and year, such as 12/34."))
        if not re.fullmatch(r"[0-9]{3,4}", typed["cvc"]):
            problems.append(("cvc", "Enter the security code: three or four digits."))
        return (None if problems else card), problems

    def _form(
        self, session: Json, problems: list[tuple[str, str]], typed: dict[str, str], status: int = 200
    ) -> AnyResponse:
        shown = render_template(
            "pay.html",
            **self._facts(session),
            problems=problems,
            wrong=dict(problems),
            typed=typed,
            cards=SHOWN_CARDS,
            debits=self._debits(session),
            asks_mail=self._asks_mail(session),
        )
        return self.guarded(make_response(shown, status), session)

    def _closed(self, session: Json) -> AnyResponse:
        return self.guarded(make_response(render_template("closed.html", **self._facts(session))), session)

    def _onward(self, session: Json) -> AnyResponse:
        """Back to the shop when it is paid or on its way, otherwise to the page that explains."""
        if session["status"] == "complete":
            return redirect(_success(session), 303)
        return redirect(f"/c/pay/{session['id']}", 303)

    def _facts(self, session: Json) -> Json:
        items = self._house.store.read().private(_KIND, session["id"])["items"]
        currency = session["currency"]
        return {
            "session": session,
            "lines": [
                {
                    "name": item["description"],
                    "quantity": item["quantity"],
                    "amount": f"{amount_text(item['amount_total'], currency)} {currency.upper()}",
                }
                for item in items
            ],
            "total": f"{amount_text(session['amount_total'], currency)} {currency.upper()}",
            "success_url": _success(session),
            "cancel_url": session["cancel_url"],
        }

    def _debits(self, session: Json) -> list[Debit]:
        offered = debit_kind(session["currency"]) in session["payment_method_types"]
        return list(DEBITS.values()) if offered else []

    def _asks_mail(self, session: Json) -> bool:
        return not (session["customer_details"] or {}).get("email")


def _success(session: Json) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])
