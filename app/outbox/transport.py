"""Handing a message over: to a folder of .eml files (demo) or to an SMTP server on a kept connection."""

import os
import secrets
import smtplib
import ssl
import threading
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 20.0


class MailRefused(Exception):
    """The server said no: `code` is its SMTP reply, 4xx for later, 5xx for never."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(f"{code} {words}"[:300])
        self.code = code

    @property
    def is_temporary(self) -> bool:
        """Whether the server asked to be tried again."""
        return self.code < 500


class MailUncertain(Exception):
    """The line broke after the message was handed over; it may or may not have been taken."""


class MailNotTaken(Exception):
    """The server could not be reached, or the line broke before the message was handed over."""


class Transport(Protocol):
    """Whatever takes a message."""

    def send(self, message: EmailMessage, *, sender: str, to: str) -> str:
        """Hand over one message to one address and return the server's answer."""


class FolderTransport:
    """Writes each message as one .eml file; a file appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage, *, sender: str, to: str) -> str:
        self.folder.mkdir(parents=True, exist_ok=True)
        stem = "".join(sign for sign in message["Message-ID"].strip("<>") if sign.isalnum() or sign in "-.")
        path = self.folder / f"{stem}.eml"
        temporary = path.with_suffix(f".{secrets.token_hex(4)}")
        with open(temporary, "wb") as file:
            file.write(message.as_bytes(policy=SMTP))
            file.flush()
            os.fsync(file.fileno())
        os.rename(temporary, path)
        return path.name


class SmtpTransport:
    """Speaks SMTP; one connection a thread, kept and renewed when the server has closed it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.scheme, self.host = parts.scheme, parts.hostname or "localhost"
        self.port = parts.port or {"smtps": 465, "smtp+starttls": 587}.get(parts.scheme, 25)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self._local = threading.local()

    def send(self, message: EmailMessage, *, sender: str, to: str) -> str:
        """Send one message; raises MailRefused, MailUncertain or MailNotTaken."""
        server = self._connected()
        raw = message.as_bytes(policy=SMTP)
        handed_over = False
        try:
            for code, words in (server.mail(sender), server.rcpt(to)):
                if code not in (250, 251):
                    server.rset()
                    raise MailRefused(code, words.decode(errors="replace"))
            handed_over = True
            code, words = server.data(raw)
        except smtplib.SMTPDataError as error:
            raise MailRefused(error.smtp_code, str(error.smtp_error)) from error
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            self.close()
            raise (MailUncertain if handed_over else MailNotTaken)(str(error)[:300]) from error
        answer = words.decode(errors="replace")
        if code != 250:
            raise MailRefused(code, answer)
        return answer[:200]

    def close(self) -> None:
        """Drop this thread's connection."""
        server: smtplib.SMTP | None = getattr(self._local, "server", None)
        self._local.server = None
        if server is not None:
            server.close()

    def _connected(self) -> smtplib.SMTP:
        server: smtplib.SMTP | None = getattr(self._local, "server", None)
        try:
            if server is not None and server.noop()[0] == 250:
                return server
        except (OSError, smtplib.SMTPException):
            self.close()
        try:
            self._local.server = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise MailNotTaken(str(error)[:300]) from error
        made: smtplib.SMTP = self._local.server
        return made

    def _connect(self) -> smtplib.SMTP:
        tls = ssl.create_default_context()
        server: smtplib.SMTP
        if self.scheme == "smtps":
            server = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=tls)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
            if self.scheme == "smtp+starttls":
                server.starttls(context=tls)
        server.ehlo_or_helo_if_needed()
        if self.user:
            server.login(self.user, self.password)
        return server


def make_transport(url: str) -> Transport:
    """Return the transport that MAIL_URL names."""
    return FolderTransport(Path(url.removeprefix("file:"))) if url.startswith("file:") else SmtpTransport(url)
