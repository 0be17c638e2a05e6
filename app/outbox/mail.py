"""Mail that is owed: template, frozen data and purpose in the outbox; rendered when it is sent.

Templates stand in templates/email/<name>/{subject.txt,body.txt,body.html}; they are rendered without Flask, with
links made from SITE_URL only. Every message has a plain text part and a Message-ID that is the same on each try. What
is true of all of them is built here: who sends, when, and how it is written down (RFC 5322, 2045 to 2047).
"""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.bccache import Bucket

from app.errors import Invalid
from app.outbox.actions import enqueue
from app.outbox.models import OutboxItem
from app.outbox.plain import flow

COURTESY = "courtesy"  # the purpose of a mail to an address that nobody has confirmed
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


class MailPolicy(EmailPolicy):
    """How a message becomes bytes: CRLF, and addresses in List-Unsubscribe as they are, one on a line.

    Python would write an address of more than 78 signs as an encoded word (RFC 2047), which no mail program decodes in
    this header, so that nobody could stop the letters from there.
    """

    def fold(self, name: str, value: Any) -> str:
        """Return one header as text."""
        if name.lower() != "list-unsubscribe":
            return str(super().fold(name, value))
        return f"{name}: " + str(value).replace(", ", f",{self.linesep} ") + self.linesep

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return one header as bytes."""
        if name.lower() != "list-unsubscribe":
            return super().fold_binary(name, value)
        return self.fold(name, value).encode("ascii")


POLICY = MailPolicy(linesep="\r\n")


class Compiled(BytecodeCache):
    """What Jinja has compiled, kept in this process: each mail has its own environment and everybody's templates."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[str, Any]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give back what was compiled from the same source."""
        checksum, code = self.kept.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled just now."""
        self.kept[bucket.key] = (bucket.checksum, bucket.code)


_COMPILED = Compiled()


def queue_mail(
    to: str,
    template: str,
    data: dict[str, Any],
    *,
    purpose: str,
    now: datetime,
    natural_key: str | None = None,
) -> OutboxItem:
    """Owe one transactional message to one address; raises Invalid when the address holds a line break.

    What a server refuses for good reaches the staff's desk, but for the purpose `COURTESY`: there the address is
    somebody's slip, and a stranger must not be able to fill the desk with them.
    """
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
        bytecode_cache=_COMPILED,
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
    message = EmailMessage(policy=POLICY)
    name, address = parseaddr(sender)
    message["From"] = Address(display_name=name, addr_spec=address)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    for header, value in headers.items():
        message[header] = value
    # Quoted-printable throughout: no server need know 8BITMIME, and no line is longer than 78 signs.
    message.set_content(flow(text), cte="quoted-printable", params={"format": "flowed"})
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message
