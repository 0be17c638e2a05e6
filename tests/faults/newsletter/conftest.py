"""A sender on a real SMTP server, for tests of what can go wrong on the way."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from app.config import Config
from app.db import db
from app.newsletter.models import Delivery
from app.newsletter.pacing import Pace, Paces
from app.newsletter.protocol import LetterSender
from app.newsletter.rules import DeliveryState
from app.outbox.transport import SmtpTransport
from tests.factories.letters import NOON
from tests.support.smtp import SmtpServer

FAST = Paces(provider=Pace(a_second=10_000, burst=10_000), domain=Pace(a_second=10_000, burst=10_000))


class Clock:
    """The time that the sender is told."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture
def letters(context: Flask, smtp: SmtpServer, clock: Clock) -> LetterSender:
    config: Config = context.extensions["config"]
    made: LetterSender = context.extensions["letters"]
    sender = replace(
        made.sender, transport=SmtpTransport(smtp.url, timeout=1.0, patience=1.0), site_url=config.site_url
    )
    return replace(made, sender=sender, paces=FAST, clock=clock, seconds=8.0)


def copies() -> list[Delivery]:
    """Return all copies in the order of their rows, as the database has them now."""
    db.session.rollback()
    return list(db.session.scalars(select(Delivery).order_by(Delivery.id)))


def states() -> list[DeliveryState]:
    """Return how all copies stand."""
    return [one.state for one in copies()]
