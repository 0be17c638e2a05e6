"""What becomes of a single mail that the server does not take: what is logged, and what reaches the staff."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import structlog
from flask import Flask

from app.clock import shift_clock, utcnow
from app.db import transaction
from app.logs import init_logs
from app.outbox import working
from app.outbox.actions import enqueue
from app.outbox.mail import COURTESY
from app.outbox.queries import list_dead_items
from app.outbox.sending import Sender
from app.outbox.transport import SmtpTransport
from tests.support.outbox import NORA, owe_mail, the_item
from tests.support.smtp import Behaviour, SmtpServer

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def machine_time() -> Iterator[None]:
    """Put the clock back that a test has moved."""
    yield
    shift_clock(timedelta(0))


@pytest.fixture
def logged(context: Flask) -> Iterator[StringIO]:
    """Every line that is logged, as it is written."""
    lines = StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(file=lines))
    yield lines
    init_logs()


def told(logged: StringIO) -> list[dict[str, Any]]:
    """Return the lines so far without their time."""
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    return [{key: value for key, value in line.items() if key != "timestamp"} for line in lines]


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (Behaviour.NO_SUCH_USER, "GivenUp"),
        (Behaviour.POLICY, "GivenUp"),
        (Behaviour.CUT_AFTER_DATA, "GivenUp"),
        (Behaviour.BUSY, "MailRefused"),
    ],
)
def test_a_refusal_is_logged_by_its_type_alone(
    context: Flask, mails: SmtpServer, logged: StringIO, behaviour: Behaviour, error: str
) -> None:
    item = owe_mail()
    mails.behave(NORA, behaviour)
    working.run_all_owed()
    if behaviour is not Behaviour.CUT_AFTER_DATA:
        assert NORA in (the_item().last_error or ""), "staff are told what the log is not"
    assert NORA not in logged.getvalue()
    line = {"event": "work failed", "level": "warning", "item": item, "kind": "mail", "error": error}
    assert told(logged) == [line]


def test_a_server_that_is_down_is_one_short_line_a_try(context: Flask, logged: StringIO) -> None:
    sender: Sender = context.extensions["mail_sender"]
    down = replace(sender, transport=SmtpTransport("smtp://127.0.0.1:9", timeout=1.0))
    working.register_sender("mail", down.send_owed)
    item = owe_mail()
    for _ in range(2):
        working.run_all_owed()
        shift_clock(timedelta(minutes=2))
    line = {"event": "work failed", "level": "warning", "item": item, "kind": "mail", "error": "OutsideDown"}
    assert told(logged) == [line, line]


def test_what_nobody_foresaw_is_logged_with_its_traceback(context: Flask, logged: StringIO) -> None:
    def stumble(_data: dict[str, Any], _now: object) -> None:
        raise ZeroDivisionError

    working.register_handler("note", stumble)
    with transaction():
        enqueue("note", now=utcnow())
    working.run_all_owed()
    [line] = told(logged)
    assert line["level"] == "error"
    assert "ZeroDivisionError" in line["exception"]


@pytest.mark.parametrize("behaviour", [Behaviour.NO_SUCH_USER, Behaviour.NOT_WANTED])
@pytest.mark.parametrize(("purpose", "reaches_staff"), [("order", True), (COURTESY, False)])
def test_a_final_refusal_reaches_the_staff_unless_the_mail_was_a_courtesy(
    context: Flask, mails: SmtpServer, behaviour: Behaviour, purpose: str, reaches_staff: bool
) -> None:
    owe_mail(purpose=purpose)
    mails.behave(NORA, behaviour)
    for _ in range(2):
        working.run_all_owed()
        shift_clock(timedelta(days=1))
    item = the_item()
    assert (item.dead_at is not None, item.done_at is None) == (reaches_staff, reaches_staff)
    assert bool(list_dead_items(with_money=True)) is reaches_staff
    assert (mails.asked[NORA], mails.to(NORA)) == (1, []), "it was tried once"


def test_a_courtesy_is_tried_again_like_any_mail(context: Flask, mails: SmtpServer) -> None:
    owe_mail(purpose=COURTESY)
    mails.behave(NORA, Behaviour.GREYLIST)
    working.run_all_owed()
    assert the_item().done_at is None
    shift_clock(timedelta(minutes=1))
    working.run_all_owed()
    assert len(mails.to(NORA)) == 1


def test_a_courtesy_that_may_have_arrived_is_named_uncertain(context: Flask, mails: SmtpServer) -> None:
    owe_mail(purpose=COURTESY)
    mails.behave(NORA, Behaviour.CUT_AFTER_DATA)
    working.run_all_owed()
    assert [one.done_at for one in list_dead_items(with_money=True)] == [None]
