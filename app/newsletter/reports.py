"""Reports that come back by mail: what could not be delivered (RFC 3464) and what was called spam (RFC 5965).

Anybody can send something that looks like one, so only a report that holds the copy's own headers counts: the person's
token stands in List-Unsubscribe, and nobody else has had it.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

from app.outbox.transport import MailRefused

LARGEST = 1024 * 1024
LINK = re.compile(r"/(letters|comments)/(?:one-click|unsubscribe|stop)/([A-Za-z0-9_-]{22})/")
REPLY = re.compile(r"\b([245]\d\d)[ -]((?:[245]\.\d{1,3}\.\d{1,3})?.*)", re.DOTALL)


class ReportKind(StrEnum):
    """What a report says of a copy: no such mailbox, not this time, or spam."""

    HARD = "hard"
    SOFT = "soft"
    COMPLAINT = "complaint"


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report about the mail whose link to stop holds `token`; `words` are the server's, for staff.

    `about` is the hall of that link: letters, or comments for a mail on an answer.
    """

    kind: ReportKind
    about: str
    token: str
    words: str


def read_report(raw: bytes) -> Report | None:
    """Return what a mail reports of a copy of a letter; None where it is no such report: people read it."""
    message = email.message_from_bytes(raw[:LARGEST], policy=email.policy.compat32)
    parts = list(message.walk())
    link = next((found for one in _headers_of(parts) if (found := LINK.search(one))), None)
    told = next((one for one in map(_told, parts) if one), None)
    return Report(kind=told[0], about=link[1], token=link[2], words=told[1]) if told and link else None


def _told(part: Message) -> tuple[ReportKind, str] | None:
    """Return what the machine-readable part of a report says."""
    kind = part.get_content_type()
    if kind == "message/delivery-status":
        blocks = part.get_payload()
        told = (
            [_of_recipient(one) for one in blocks if isinstance(one, Message)]
            if isinstance(blocks, list)
            else []
        )
        return next((one for one in told if one), None)
    if kind == "message/feedback-report":
        why = _fields_of(part).get("Feedback-Type", "")
        if why.strip().lower() in ("abuse", "fraud", "opt-out", "opt-out-list"):
            return ReportKind.COMPLAINT, str(why).strip()[:40]
    return None


def _of_recipient(block: Message) -> tuple[ReportKind, str] | None:
    """Return how it went for one recipient; a delay is no end, and what was delivered needs nobody."""
    if str(block.get("Action", "")).strip().lower() != "failed":
        return None
    status = str(block.get("Status", "")).split("(")[0].strip()
    said = REPLY.search(str(block.get("Diagnostic-Code", "")))
    code, words = (int(said[1]), " ".join(said[2].split())) if said else (int(status[:1] or 5) * 100, "")
    if not re.match(r"[245]\.\d", words):
        words = f"{status} {words}".strip() if status not in ("", "5.0.0") else words
    refusal = MailRefused(code, words, at_recipient=True)
    return ReportKind.HARD if refusal.is_hard_bounce else ReportKind.SOFT, str(refusal)[:200]


def _headers_of(parts: list[Message]) -> Iterator[str]:
    """Yield List-Unsubscribe of each copy that a report gives back, whole or as headers alone."""
    for part in parts[1:]:
        if part.get_content_type() == "text/rfc822-headers":
            part = _fields_of(part)
        yield "".join(str(part.get("List-Unsubscribe", "")).split())


def _fields_of(part: Message) -> Message:
    """Return what a part holds as fields, however its sender and Python have taken it apart."""
    inside = part.get_payload()
    if isinstance(inside, list):
        return inside[0] if inside and isinstance(inside[0], Message) else Message()
    body = part.get_payload(decode=True)
    return email.message_from_bytes(body if isinstance(body, bytes) else b"", policy=email.policy.compat32)
