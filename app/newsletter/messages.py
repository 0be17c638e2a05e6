"""One person's copy as a MIME message with the headers that let people and programs stop it."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from app.newsletter.rendering import Letter, Links
from app.outbox.mail import build_message
from app.outbox.sending import Sender


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
    """Return List-Unsubscribe (RFC 2369; with RFC 8058's one click where we have https), List-Id and Feedback-ID."""
    is_https = sender.site_url.startswith("https://")
    site = sender.load_site()
    page = copy.links.one_click_url if is_https else copy.links.unsubscribe_url
    mailto = f"mailto:{site.email}?subject=Stop%20the%20letters"
    domain = sender.address.rpartition("@")[2]
    headers = {
        "Reply-To": site.email,
        "List-Id": f"<letters.{domain}>",
        "List-Unsubscribe": f"<{page}>, <{mailto}>",
        "Feedback-ID": f"{copy.campaign_id}:{copy.kind}:letters:{domain}",
    }
    if is_https:
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
