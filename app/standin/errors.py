"""Errors in Stripe's shape."""

from typing import Any


class StripeError(Exception):
    """An answer that refuses: HTTP status and Stripe's error object.

    `remembered` says whether an idempotency key keeps it: Stripe keeps what happened once an operation had
    begun, and forgets refusals from before (bad parameters, busy keys, locks).
    """

    def __init__(
        self,
        status: int,
        kind: str,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        remembered: bool = False,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.kind, self.message = status, kind, message
        self.code, self.param, self.remembered = code, param, remembered
        self.headers = headers or {}

    def body(self) -> dict[str, Any]:
        """The JSON object Stripe sends."""
        error: dict[str, Any] = {"message": self.message, "type": self.kind}
        if self.code:
            error["code"] = self.code
            error["doc_url"] = f"https://stripe.com/docs/error-codes/{self.code.replace('_', '-')}"
        if self.param:
            error["param"] = self.param
        return {"error": error}


def refused(
    message: str, param: str | None = None, code: str | None = None, *, remembered: bool = False
) -> StripeError:
    """400 invalid_request_error."""
    return StripeError(400, "invalid_request_error", message, code=code, param=param, remembered=remembered)


def no_such(noun: str, identifier: str, param: str = "id") -> StripeError:
    """resource_missing: 404 for the object asked for, 400 for one that a parameter names."""
    status = 404 if param in {"id", "intent", "session", "charge_id"} else 400
    return StripeError(
        status,
        "invalid_request_error",
        f"No such {noun}: '{identifier}'",
        code="resource_missing",
        param=param,
    )


def unknown_address(method: str, path: str) -> StripeError:
    """404 for a path that Stripe's description does not know."""
    return StripeError(
        404,
        "invalid_request_error",
        f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs.",
    )


def not_served(what: str) -> StripeError:
    """501: Stripe would know this, the stand-in does not."""
    return StripeError(
        501,
        "api_error",
        f"Stripe serves {what}; this local stand-in does not. docs/how-to/stand-in.md lists what it serves.",
        headers={"Stripe-Should-Retry": "false"},
    )
