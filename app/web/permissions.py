"""Who may see a staff page: every staff view names one permission, and an architecture test reads the names."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts.rules import PERMISSIONS
from app.errors import NotAllowed
from app.web.paths import own_path
from app.web.typed import give_typed_back, list_typed

F = TypeVar("F", bound=Callable[..., Any])


def needs(permission: str) -> Callable[[F], F]:
    """Let a view be seen only with this permission; strangers are led to the sign-in and back."""
    if permission not in PERMISSIONS:
        raise ValueError(f"there is no permission called {permission}")

    def guard(view: F) -> F:
        @wraps(view)
        def checked(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                here = request.full_path.rstrip("?") if request.method == "GET" else ""
                door = url_for("security.login", next=own_path(here) or "/staff/")
                return signed_out(door) if has_typed() else redirect(door)
            if not current_user.is_staff:
                raise NotAllowed("These pages are for our staff. Sign out of your orders first.")
            if not current_user.may(permission):
                return may_not()
            if not current_user.has_second_factor and not current_app.extensions["config"].is_demo:
                return redirect(url_for("security.two_factor_setup"))
            return view(*args, **kwargs)

        checked.permission = permission  # type: ignore[attr-defined]
        return checked  # type: ignore[return-value]

    return guard


def has_typed() -> bool:
    """Say whether this request brings words that would be lost if it only led somewhere else."""
    return request.method == "POST" and bool(list_typed())


def signed_out(door: str) -> Response:
    """Give back what was typed in a page that was opened before the session ended."""
    sentence = "Your session has ended, so we kept nothing of this. Sign in again, and put it back from here."
    return give_typed_back("You are signed out", sentence, address=door, label="Sign in")


def may_not() -> Response:
    """Turn somebody away who may not do this, or may not any more, with what they typed."""
    sentence = "Your account may not do this. Ask an owner of the site."
    if not has_typed():
        raise NotAllowed(sentence)
    return give_typed_back(
        "This is not open to you", sentence, address="/staff/", label="Go to the staff pages"
    )


def for_shoppers(view: F) -> F:
    """Let a view be seen by a signed-in shopper, who sees what is theirs; everybody else is led to the sign-in."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        if not (current_user.is_authenticated and current_user.is_shopper):
            return redirect(url_for("sign_in.ask"), 303)
        return view(*args, **kwargs)

    checked.is_for_shoppers = True  # type: ignore[attr-defined]
    return checked  # type: ignore[return-value]


def current_actor() -> str:
    """Return who is acting, as the audit log writes it: "user:ID"."""
    return f"user:{current_user.id}" if current_user.is_authenticated else "shopper"
