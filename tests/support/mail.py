"""Reading the .eml files that the folder transport wrote."""

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

from app.outbox.plain import unflow


def read_mail(folder: Path) -> list[EmailMessage]:
    """Return every message in the folder, oldest first."""
    paths = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    return [
        cast(EmailMessage, email.message_from_bytes(path.read_bytes(), policy=email.policy.default))
        for path in paths
    ]


def text_of(message: EmailMessage) -> str:
    """Return the plain text part as a mail program shows it."""
    part = message.get_body(preferencelist=("plain",))
    assert part is not None, "every message has a plain text part"
    return unflow(str(part.get_content()))
