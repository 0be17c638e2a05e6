"""One person's copy as a MIME message with the headers that let people and programs stop it."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import quote

from app.newsletter.rendering import Letter, Links
from app.outbox.mail import build_message
from app.outbox.sending import Sender

STOP_SUBJECT = "Stop the letters"


@dataclass(frozen=True, kw_only=True)
class Copy:
    """What one delivery row becomes."""

    delivery_id: int
    campaign_id: int
    campaign_key: str
    kind: str
    subscriber_id: int
    email: str
    letter: Letter
    links: Links


def letter_message(copy: Copy, sender: Sender, *, now: datetime) -> EmailMessage:
    """Build the message; its Message-ID comes from the row and is the same on each try."""
    text, html = copy.letter.for_person(copy.links)
    return build_message(
        sender=sender.mail_from,
        to=copy.email,
        subject=copy.letter.subject,
        text=text,
        html=html,
        message_id=sender.message_id(f"delivery|{copy.delivery_id}|{copy.campaign_key}"),
        now=now,
        headers=list_headers(copy, sender),
    )


def list_headers(copy: Copy, sender: Sender) -> dict[str, str]:
    """Return what lets people and programs know the list and stop it (RFC 2369, 2919, 8058), and Feedback-ID.

    The one click is offered where we have https. A mail to the other address is read by staff, whose form takes its
    subject: the person's own token stands in it.
    """
    is_https = sender.site_url.startswith("https://")
    site = sender.load_site()
    page = copy.links.one_click_url if is_https else copy.links.unsubscribe_url
    subject = quote(f"{STOP_SUBJECT} {copy.links.unsubscribe}")
    headers = {
        "Reply-To": site.email,
        "List-Id": f"<letters.{sender.domain}>",
        "List-Unsubscribe": f"<{page}>, <mailto:{site.email}?subject={subject}>",
        "Feedback-ID": f"{copy.campaign_id}:{copy.kind}:letters:{feedback_sender(sender.domain)}",
    }
    if is_https:
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def feedback_sender(domain: str) -> str:
    """Return the last field of Feedback-ID: the same in all our mail, 5 to 15 signs (Gmail's sender guidelines)."""
    return re.sub(r"[^a-z0-9]+", "-", domain.lower())[:15].strip("-").ljust(5, "x")
