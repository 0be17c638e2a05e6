"""The only file that speaks Stripe's library: our questions in, plain values or our own errors out.

Two paces: interactive calls wait 2 s for a connection and 5 s for an answer and never repeat; jobs wait 3 and 8 s and
repeat twice. Every writing call carries an idempotency key of ours.
"""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from app.payments.errors import BadSignature, Broken, KeyRefused, Refused, Unclear
from app.payments.told import ToldDispute, ToldEvent, ToldRefund, ToldSession

SIGNATURE_SECONDS = 300
NOT_AN_EVENT = (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError, RecursionError)


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How long one call may take, and how often Stripe's library repeats it."""

    connect: float
    answer: float
    retries: int


INTERACTIVE = Pace(connect=2, answer=5, retries=0)
JOBS = Pace(connect=3, answer=8, retries=2)


class Gateway:
    """Stripe, or whatever stands in for it at `api_base`; one shared client a pace, made after the fork."""

    def __init__(self, *, secret_key: str, api_base: str, pace: Pace) -> None:
        self.secret_key, self.api_base, self.pace = secret_key, api_base, pace
        self._client: Any = None
        self._made_in = 0
        self._lock = threading.Lock()

    @property
    def is_live(self) -> bool:
        """Whether real money moves."""
        return not self.secret_key.startswith(("sk_test_", "rk_test_"))

    def create_session(self, params: dict[str, Any], *, key: str) -> ToldSession:
        """Open a Checkout Session; the same key and params give the same session."""
        with our_errors():
            return read_session(self._sessions().create(params, {"idempotency_key": key}))

    def retrieve_session(self, session_id: str) -> ToldSession:
        """Ask for a session anew."""
        with our_errors():
            return read_session(self._sessions().retrieve(session_id, {"expand": ["payment_intent"]}))

    def expire_session(self, session_id: str) -> ToldSession:
        """End an open session; raises Refused when it is not open any more."""
        with our_errors():
            key = f"expire-{session_id}-{uuid4()}"  # a 500 would be replayed to a kept key for ever
            return read_session(self._sessions().expire(session_id, None, {"idempotency_key": key}))

    def find_session(self, attempt_key: str, *, since: datetime) -> ToldSession | None:
        """Look through the sessions opened since a moment for the one of an attempt."""
        with our_errors():
            params = {"created": {"gte": int(since.timestamp()) - 60}, "limit": 100}
            for session in self._sessions().list(params).auto_paging_iter():
                told = read_session(session)
                if told.attempt_key == attempt_key:
                    return told
        return None

    def find_session_of(self, intent_id: str) -> str | None:
        """Return the id of the session that a payment was made on."""
        with our_errors():
            found = self._sessions().list({"payment_intent": intent_id, "limit": 1}).data
            return str(found[0].id) if found else None

    def create_refund(self, *, intent_id: str, amount: int, key: str, idempotency_key: str) -> ToldRefund:
        """Give money back; `key` is kept in the metadata, by which a refund whose answer was lost is found again."""
        params = {"payment_intent": intent_id, "amount": amount, "metadata": {"refund": key}}
        with our_errors():
            return read_refund(
                self.open_client().v1.refunds.create(params, {"idempotency_key": idempotency_key})
            )

    def list_refunds(self, intent_id: str) -> list[ToldRefund]:
        """Return every refund of a payment."""
        with our_errors():
            found = self.open_client().v1.refunds.list({"payment_intent": intent_id, "limit": 100})
            return [read_refund(one) for one in found.auto_paging_iter()]

    def retrieve_refund(self, refund_id: str) -> ToldRefund:
        """Ask for a refund anew."""
        with our_errors():
            return read_refund(self.open_client().v1.refunds.retrieve(refund_id))

    def retrieve_dispute(self, dispute_id: str) -> ToldDispute:
        """Ask for a dispute anew."""
        with our_errors():
            return read_dispute(self.open_client().v1.disputes.retrieve(dispute_id))

    def list_events(self, *, since: datetime) -> Iterator[ToldEvent]:
        """Yield every event since a moment, newest first, page by page."""
        with our_errors():
            params = {"created": {"gte": int(since.timestamp())}, "limit": 100}
            for event in self.open_client().v1.events.list(params).auto_paging_iter():
                yield read_event(event.to_dict())

    def _sessions(self) -> Any:
        return self.open_client().v1.checkout.sessions

    def open_client(self) -> Any:
        """Return the shared client of this process, made when it is first asked for."""
        with self._lock:
            if self._client is None or self._made_in != os.getpid():
                self._client, self._made_in = self._make(), os.getpid()
            return self._client

    def _make(self) -> Any:
        import stripe

        stripe.enable_telemetry = False  # it would write into the home folder
        more: dict[str, Any] = {"base_addresses": {"api": self.api_base}} if self.api_base else {}
        return stripe.StripeClient(
            self.secret_key,
            max_network_retries=self.pace.retries,
            http_client=stripe.RequestsClient(timeout=(self.pace.connect, self.pace.answer)),
            **more,
        )


def verify_event(raw: bytes, header: str, secret: str) -> ToldEvent:
    """Return the event of a webhook whose raw bytes Stripe signed within five minutes; raises BadSignature."""
    import stripe

    if not secret:
        raise BadSignature("no webhook secret is set")
    try:
        stripe.WebhookSignature.verify_header(raw.decode(), header, secret, SIGNATURE_SECONDS)
        return read_event(json.loads(raw))
    except (stripe.SignatureVerificationError, *NOT_AN_EVENT) as error:
        raise BadSignature(type(error).__name__) from error


@contextmanager
def our_errors() -> Iterator[None]:
    """Turn the library's errors into what they mean for us."""
    import stripe

    try:
        yield
    except stripe.APIConnectionError as error:
        raise Unclear("no answer") from error
    except stripe.StripeError as error:
        raise what_it_means(error) from error


def what_it_means(error: Any) -> Exception:
    """Return our error for an answer of Stripe's: 409 and 429 may be sent again, 5xx never say otherwise."""
    import stripe

    status = error.http_status or 0
    code = error.code or ""
    if isinstance(error, stripe.IdempotencyError) and status != 409:
        return Broken(f"{status} the key was used with other parameters")
    if status in (401, 403):
        return KeyRefused(f"{status} {code}")
    if status in (0, 409, 429):
        return Unclear(f"{status} {code}")
    if status >= 500:
        return Broken(f"{status} {code}")
    param = getattr(error, "param", None) or ""
    return Refused(str(error.user_message or error)[:200], code=code, param=param, status=status)


def read_session(session: Any) -> ToldSession:
    """Read a Checkout Session."""
    metadata = session.metadata.to_dict() if session.metadata else {}
    intent = session.payment_intent  # its id, or the payment itself where it was asked for
    return ToldSession(
        id=session.id,
        url=session.url,
        status=session.status or "",
        payment_status=session.payment_status,
        amount_total=session.amount_total,
        currency=(session.currency or "").upper(),
        is_live=session.livemode,
        reference=session.client_reference_id or "",
        attempt_key=str(metadata.get("attempt", "")),
        intent_id=id_of(intent),
        intent_status=getattr(intent, "status", None) or "",
        received=getattr(intent, "amount_received", None),
        received_currency=(getattr(intent, "currency", None) or "").upper(),
    )


def read_refund(refund: Any) -> ToldRefund:
    """Read a refund."""
    metadata = refund.metadata.to_dict() if refund.metadata else {}
    return ToldRefund(
        id=refund.id,
        status=refund.status or "",
        amount=refund.amount,
        currency=refund.currency.upper(),
        intent_id=id_of(refund.payment_intent) or "",
        key=str(metadata.get("refund", "")),
        failure=getattr(refund, "failure_reason", None) or "",
    )


def read_dispute(dispute: Any) -> ToldDispute:
    """Read a dispute."""
    return ToldDispute(
        id=dispute.id,
        status=dispute.status,
        amount=dispute.amount,
        currency=dispute.currency.upper(),
        reason=dispute.reason or "",
        intent_id=id_of(dispute.payment_intent) or "",
        opened_at=datetime.fromtimestamp(dispute.created, UTC),
    )


def read_event(event: Any) -> ToldEvent:
    """Read an event's outside; raises KeyError, TypeError or ValueError when it is none."""
    if event["object"] != "event" or not all(isinstance(event[name], str) for name in ("id", "type")):
        raise ValueError("not an event")
    if not event["id"] or len(event["id"]) > 120 or not event["id"].isprintable():
        raise ValueError("not an event's id")
    about = str(event["data"]["object"].get("id") or "")
    if not event["type"].isprintable() or not about.isprintable():
        raise ValueError("not what Stripe sends")
    return ToldEvent(
        id=event["id"],
        kind=event["type"][:80],
        object_id=about[:120],
        is_live=bool(event.get("livemode")),
        created_at=datetime.fromtimestamp(int(event["created"]), UTC),
    )


def id_of(thing: Any) -> str | None:
    """Return the id of something that may be expanded."""
    return thing if thing is None or isinstance(thing, str) else str(thing.id)
