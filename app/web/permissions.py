"""Who may see a staff page: every staff view names one permission, and an architecture test reads the names."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import current_app, redirect, request, url_for
from flask_login import current_user

from app.accounts.rules import PERMISSIONS
from app.errors import NotAllowed
from app.web.paths import own_path

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
                back = own_path(here) or "/staff/"
                return redirect(url_for("security.login", next=back))
            if not current_user.is_staff:
                raise NotAllowed("These pages are for our staff. Sign out of your orders first.")
            if not current_user.may(permission):
                raise NotAllowed("Your account may not do this. Ask an owner of the site.")
            if not current_user.has_second_factor and not current_app.extensions["config"].is_demo:
                return redirect(url_for("security.two_factor_setup"))
            return view(*args, **kwargs)

        checked.permission = permission  # type: ignore[attr-defined]
        return checked  # type: ignore[return-value]

    return guard


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
