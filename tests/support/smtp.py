"""A real SMTP server on loopback that behaves as told: takes, refuses, greylists, hangs, or cuts the line after DATA.

Its refusals name the address, as most servers' do.

with SmtpServer() as server:
    server.behave("nora@reader.example", Behaviour.CUT_AFTER_DATA)
    config = ... MAIL_URL=server.url
"""

import asyncio
import email
import email.policy
import random
import threading
from collections import Counter
from email.message import EmailMessage
from enum import StrEnum
from types import TracebackType
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Behaviour(StrEnum):
    """What the server does with one recipient."""

    TAKE = "take"
    GREYLIST = "greylist"  # 451 the first time, then takes
    BUSY = "busy"  # 451 each time
    NO_SUCH_USER = "no such user"  # 550 5.1.1 at RCPT
    NOT_WANTED = "not wanted"  # 554 after DATA
    POLICY = "policy"  # 550 5.7.1 at RCPT
    CUT_AFTER_DATA = "cut after data"  # takes the message and breaks the line before it answers
    HANG = "hang"  # takes the message and says nothing for as long as `release` is not set


class _Handler:
    def __init__(self, server: "SmtpServer") -> None:
        self.server = server

    async def handle_RCPT(
        self, protocol: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        behaviour = self.server.behaviour_of(address)
        self.server.asked[address] += 1
        if behaviour is Behaviour.BUSY or (
            behaviour is Behaviour.GREYLIST and self.server.asked[address] == 1
        ):
            return f"451 4.7.1 <{address}> Please come back later"
        if behaviour is Behaviour.NO_SUCH_USER:
            return f"550 5.1.1 <{address}> There is no such user here"
        if behaviour is Behaviour.POLICY:
            return f"550 5.7.1 <{address}> Not from your network"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, protocol: SMTP, _session: Session, envelope: Envelope) -> str:
        to = envelope.rcpt_tos[0]
        behaviour = self.server.behaviour_of(to)
        await asyncio.sleep(self.server.pause * random.random())
        if behaviour is Behaviour.NOT_WANTED:
            return "554 5.6.0 We do not like this message"
        message = email.message_from_bytes(cast(bytes, envelope.content), policy=email.policy.default)
        with self.server.lock:
            self.server.messages.append((to, cast(EmailMessage, message)))
        if behaviour is Behaviour.CUT_AFTER_DATA:
            cast(Any, protocol.transport).abort()
        while behaviour is Behaviour.HANG and not self.server.release.is_set():
            await asyncio.sleep(0.02)
        return f"250 Taken as {len(self.server.messages)}"


class SmtpServer:
    """The server with what it has taken: `messages` as (recipient, message), `asked` counts RCPT by address."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, EmailMessage]] = []
        self.asked: Counter[str] = Counter()
        self.behaviours: dict[str, Behaviour] = {}
        self.lock = threading.Lock()
        self.release = threading.Event()
        self.pause = 0.0  # seconds at most that it thinks about a mail before it takes it
        self.controller = Controller(_Handler(self), hostname="127.0.0.1", port=0, ready_timeout=10)

    def behave(self, address: str, behaviour: Behaviour) -> None:
        """Say what happens to mail for one address; others' mail is taken."""
        self.behaviours[address] = behaviour

    def behaviour_of(self, address: str) -> Behaviour:
        """Return how the server treats one address."""
        return self.behaviours.get(address, Behaviour.TAKE)

    def to(self, address: str) -> list[EmailMessage]:
        """Return what was taken for one address."""
        return [message for one, message in self.messages if one == address]

    @property
    def url(self) -> str:
        """The server as MAIL_URL has it."""
        return f"smtp://127.0.0.1:{self.port}"

    def go_away(self) -> None:
        """Stop listening, as a server does that is being restarted."""
        self.controller.stop()

    def come_back(self) -> None:
        """Listen again on the same port."""
        self.controller = Controller(_Handler(self), hostname="127.0.0.1", port=self.port, ready_timeout=10)
        self.controller.start()

    def __enter__(self) -> "SmtpServer":
        from tests.support.servers import free_port

        self.port = self.controller.port = free_port()
        self.controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release.set()
        self.controller.stop()
