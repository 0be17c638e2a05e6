"""E-mail addresses: checked by shape, told apart, and shown to staff without giving them away."""

import re
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from app.newsletter.errors import AddressNotUsable, LettersNotUsable
from app.outbox.mailboxes import mailbox_of

BIG_PROVIDERS = frozenset(
    {
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "yahoo.com",
        "icloud.com",
        "me.com",
    }
    | {
        "gmx.de",
        "gmx.net",
        "web.de",
        "t-online.de",
        "eircom.net",
        "proton.me",
        "protonmail.com",
        "yahoo.co.uk",
    }
)


@dataclass(frozen=True, kw_only=True)
class Address:
    """An address as typed and what it is known by.

    `key` tells people apart; `mailbox` also sees through tags and Gmail's dots, so that one mailbox cannot be flooded
    under many spellings.
    """

    typed: str
    key: str
    mailbox: str
    domain: str


def parse_address(raw: str) -> Address:
    """Return the address; raises AddressNotUsable with a sentence that helps to mend it.

    Forgiven are spaces around it and around its "@", "mailto:" before it and a full stop or comma after it.
    """
    text = re.sub(r" {0,9}@ {0,9}", "@", raw[:320].strip().removeprefix("mailto:").rstrip(".,; "))
    if len(text) > 254 or any(ord(sign) < 32 for sign in text):
        raise AddressNotUsable
    local = text.rpartition("@")[0]
    if local and not local.isascii():
        raise LettersNotUsable
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise AddressNotUsable from None
    typed = found.ascii_email or found.normalized
    local, _, domain = typed.lower().rpartition("@")
    return Address(typed=typed, key=f"{local}@{domain}", mailbox=mailbox_of(typed), domain=domain)


def confirmations_an_hour(domain: str) -> int:
    """Return how many confirmations one receiving domain may get from us in an hour."""
    return 400 if domain in BIG_PROVIDERS else 40


def masked(address: str) -> str:
    """Return "n…@example.com" for staff screens."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
