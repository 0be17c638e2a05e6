"""The outbox on a real SMTP server."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from app.outbox import working
from app.outbox.sending import Sender
from app.outbox.transport import SmtpTransport
from tests.support.smtp import SmtpServer


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture
def mails(context: Flask, smtp: SmtpServer) -> SmtpServer:
    """Let the outbox of this process send through a real server."""
    sender: Sender = context.extensions["mail_sender"]
    real = replace(sender, transport=SmtpTransport(smtp.url, timeout=1.0, patience=1.0))
    working.register_sender("mail", real.send_owed)
    return smtp
