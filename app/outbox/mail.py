"""Mail that is owed: template, frozen data and purpose in the outbox; rendered when it is sent.

Templates stand in templates/email/<name>/{subject.txt,body.txt,body.html}; they are rendered without Flask, with
links made from SITE_URL only. Every message has a plain text part and a Message-ID that is the same on each try.
"""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.errors import Invalid
from app.outbox.actions import enqueue
from app.outbox.models import OutboxItem

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def queue_mail(
    to: str,
    template: str,
    data: dict[str, Any],
    *,
    purpose: str,
    now: datetime,
    natural_key: str | None = None,
) -> OutboxItem:
    """Owe one transactional message to one address; raises Invalid when the address holds a line break."""
    if "\r" in to or "\n" in to:
        raise Invalid("An e-mail address cannot hold a line break.")
    return enqueue(
        "mail",
        {"to": to, "template": template, "data": data, "purpose": purpose},
        now=now,
        natural_key=natural_key,
    )


def mail_environment(**shared: Any) -> Environment:
    """Return the Flask-free Jinja environment for mail, with `shared` as globals (site_url, site)."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(shared)
    return environment


def render_mail(environment: Environment, template: str, data: dict[str, Any]) -> tuple[str, str, str]:
    """Return (subject, text, html) of templates/email/<template>; CSS is put inline for mail readers."""
    import css_inline

    def part(name: str) -> str:
        return environment.get_template(f"email/{template}/{name}").render(**data)

    subject = " ".join(part("subject.txt").split())
    return subject, part("body.txt").strip() + "\n", css_inline.inline(part("body.html"))


def build_message(
    *,
    sender: str,
    to: str,
    subject: str,
    text: str,
    html: str,
    message_id: str,
    now: datetime,
    headers: dict[str, str],
) -> EmailMessage:
    """Return a MIME message; header values with line breaks are refused by the email package (ValueError)."""
    message = EmailMessage()
    name, address = parseaddr(sender)
    message["From"] = Address(display_name=name, addr_spec=address)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    for header, value in headers.items():
        message[header] = value
    message.set_content(text, cte="7bit" if text.isascii() else "quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")  # no server need know 8BITMIME
    return message
