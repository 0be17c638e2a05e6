"""Handing a message over: to a folder of .eml files (demo) or to an SMTP server on a kept connection."""

import os
import re
import secrets
import smtplib
import ssl
import threading
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 20.0
# A server may look at a message for ten minutes; who hangs up before that sends it twice (RFC 5321, 4.5.3.2.6).
AFTER_DATA_SECONDS = 600.0
LEADING_DOT = re.compile(rb"(?m)^\.")  # a dot that begins a line is doubled (RFC 5321, 4.5.2)


class MailRefused(Exception):
    """The server said no: `code` is its SMTP reply, 4xx for later, 5xx for never.

    `at_recipient` says that it was the address it did not want, not us or the message.
    """

    def __init__(self, code: int, words: str, *, at_recipient: bool = False) -> None:
        super().__init__(f"{code} {words}"[:300])
        self.code, self.words, self.at_recipient = code, words, at_recipient

    @property
    def is_temporary(self) -> bool:
        """Whether the server asked to be tried again."""
        return self.code < 500

    @property
    def is_hard_bounce(self) -> bool:
        """Whether there is no such mailbox: 5.1.x or 5.2.1 (RFC 3463), or, without such a number, 550, 551, 553.

        A full mailbox (5.2.2) or a policy against us (5.7.x) says nothing about the address.
        """
        if not self.at_recipient or self.is_temporary:
            return False
        enhanced = re.match(r"5\.(\d{1,3})\.(\d{1,3})\b", self.words)
        if enhanced is None:
            return self.code in (550, 551, 553)
        return enhanced[1] == "1" or (enhanced[1], enhanced[2]) == ("2", "1")


class MailUncertain(Exception):
    """The line broke after the message was handed over; it may or may not have been taken."""


class MailNotTaken(Exception):
    """The server could not be reached, or the line broke before the message was handed over."""


class Transport(Protocol):
    """Whatever takes a message; `takes_twice_as_once` where the same Message-ID makes no second copy."""

    takes_twice_as_once: bool

    def send(self, message: EmailMessage, *, sender: str, to: str) -> str:
        """Hand over one message to one address and return the server's answer."""


class FolderTransport:
    """Writes each message as one .eml file named by its Message-ID; a file appears whole or not at all."""

    takes_twice_as_once = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage, *, sender: str, to: str) -> str:
        """Write the message; raises MailNotTaken where the folder cannot be written."""
        try:
            return self._write(message)
        except OSError as error:
            raise MailNotTaken(str(error)[:300]) from error

    def _write(self, message: EmailMessage) -> str:
        self.folder.mkdir(parents=True, exist_ok=True)
        stem = "".join(sign for sign in message["Message-ID"].strip("<>") if sign.isalnum() or sign in "-.")
        path = self.folder / f"{stem}.eml"
        temporary = path.with_suffix(f".{secrets.token_hex(4)}")
        with open(temporary, "wb") as file:
            file.write(message.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        os.rename(temporary, path)
        return path.name


class SmtpTransport:
    """Speaks SMTP; one connection a thread, kept and renewed when the server has closed it."""

    takes_twice_as_once = False

    def __init__(
        self, url: str, *, timeout: float = TIMEOUT_SECONDS, patience: float = AFTER_DATA_SECONDS
    ) -> None:
        parts = urlsplit(url)
        self.timeout, self.patience = timeout, patience
        self.scheme, self.host = parts.scheme, parts.hostname or "localhost"
        self.port = parts.port or {"smtps": 465, "smtp+starttls": 587}.get(parts.scheme, 25)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self._local = threading.local()

    def send(self, message: EmailMessage, *, sender: str, to: str) -> str:
        """Send one message; raises MailRefused, MailUncertain or MailNotTaken."""
        server = self._connected()
        raw = message.as_bytes()
        handed_over = False
        try:
            self._open(server, sender, to)
            handed_over = True  # from here on only the server's answer tells whether it was taken
            server.send(LEADING_DOT.sub(b"..", raw).rstrip(b"\r\n") + b"\r\n.\r\n")
            self._wait_up_to(server, self.patience)
            code, words = server.getreply()
            self._wait_up_to(server, self.timeout)
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            self.close()
            raise (MailUncertain if handed_over else MailNotTaken)(str(error)[:300]) from error
        answer = words.decode(errors="replace")
        if code != 250:
            raise MailRefused(code, answer)
        return answer[:200]

    def _open(self, server: smtplib.SMTP, sender: str, to: str) -> None:
        """Name sender and recipient and ask to hand over; raises MailRefused."""
        steps = ((server.mail, sender, False), (server.rcpt, to, True))
        for step, address, at_recipient in steps:
            code, words = step(address)
            if code not in (250, 251):
                self._reset(server)
                raise MailRefused(code, words.decode(errors="replace"), at_recipient=at_recipient)
        code, words = server.docmd("DATA")
        if code != 354:
            self._reset(server)
            raise MailRefused(code, words.decode(errors="replace"))

    def _wait_up_to(self, server: smtplib.SMTP, seconds: float) -> None:
        if server.sock is not None:
            server.sock.settimeout(seconds)

    def _reset(self, server: smtplib.SMTP) -> None:
        """Begin anew on the kept connection; a server that has hung up (421) is met afresh next time."""
        try:
            server.rset()
        except (OSError, smtplib.SMTPException):
            self.close()

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
            server = smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=tls)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
            if self.scheme == "smtp+starttls":
                server.starttls(context=tls)
        server.ehlo_or_helo_if_needed()
        if self.user:
            server.login(self.user, self.password)
        return server


def make_transport(url: str) -> Transport:
    """Return the transport that MAIL_URL names."""
    return FolderTransport(Path(url.removeprefix("file:"))) if url.startswith("file:") else SmtpTransport(url)
