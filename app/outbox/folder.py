"""Reading what the folder transport wrote: the demo's mailbox."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from app.outbox.plain import unflow

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,150}\.eml")


@dataclass(frozen=True, kw_only=True)
class StoredMail:
    """One message of the folder, with both its parts as text."""

    name: str
    written_at: datetime
    to: str
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]


def list_stored(folder: Path, *, limit: int = 100) -> list[StoredMail]:
    """Return the newest messages first."""
    paths = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [_read(path) for path in paths[:limit]]


def find_stored(folder: Path, name: str) -> StoredMail | None:
    """Return one message by its file name; names that lead elsewhere find nothing."""
    if not NAME.fullmatch(name):
        return None
    path = folder / name
    return _read(path) if path.is_file() else None


def _read(path: Path) -> StoredMail:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return StoredMail(
        name=path.name,
        written_at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=unflow(_part(message, "plain")),
        html=_part(message, "html"),
        headers=tuple((name, str(value).strip()) for name, value in message.items()),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""
