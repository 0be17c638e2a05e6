"""Checking web and mail addresses the way Stripe does: strictly enough to catch a mistake."""

import re
from urllib.parse import urlsplit

from app.standin.errors import refused

_MAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\.]+(\.[^@\s<>,;:\"()\[\]\\.]+)+")


def check_web_address(value: str, param: str) -> str:
    """An absolute http(s) address; {CHECKOUT_SESSION_ID} may stand in it."""
    try:
        parts = urlsplit(value.replace("{CHECKOUT_SESSION_ID}", "cs_test"))
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise refused("Not a valid URL", param, "url_invalid") from None
    if parts.scheme not in {"http", "https"}:
        raise refused(
            "Invalid URL: An explicit scheme (such as https) must be provided.", param, "url_invalid"
        )
    if not usable or re.search(r"[\s<>\"\\^`]", value):
        raise refused("Not a valid URL", param, "url_invalid")
    return value


def check_mail_address(value: str, param: str) -> str:
    """Something that looks like a mail address."""
    if len(value) > 512 or not _MAIL.fullmatch(value):
        raise refused(f"Invalid email address: {value[:100]}", param, "email_invalid")
    return value


def origin_of(address: str | None) -> str | None:
    """https://shop.example:8443/thanks -> https://shop.example:8443"""
    if not address:
        return None
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else None
