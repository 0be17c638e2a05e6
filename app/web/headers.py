"""Security headers on every answer; the reasons stand in DESIGN's security baseline."""

from flask import Flask, Response, g

from app.config import Config

PERMISSIONS = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"


def content_security_policy(*, form_targets: tuple[str, ...] = ()) -> str:
    """Return the policy; `form_targets` are origins a form's answer may redirect to (the checkout page only)."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            "media-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            " ".join(("form-action 'self'", *form_targets)),
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def init_headers(app: Flask, config: Config) -> None:
    """Set the headers after each request; a view may have widened form-action by `allow_form_target`."""
    usual = content_security_policy()

    @app.after_request
    def add(response: Response) -> Response:
        targets = g.get("form_targets", ())
        policy = content_security_policy(form_targets=targets) if targets else usual
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = PERMISSIONS
        if config.is_https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def allow_form_target(origin: str) -> None:
    """Let this page's form be answered with a redirect to `origin` (browsers check form-action after redirects)."""
    g.form_targets = (*g.get("form_targets", ()), origin)
