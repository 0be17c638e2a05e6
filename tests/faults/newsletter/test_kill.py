"""kill -9 of a real worker process while a real server holds its message."""

import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.clock import utcnow
from app.config import Config
from app.db import db
from app.newsletter.checks import CHECKS
from app.newsletter.protocol import LetterSender
from app.newsletter.rules import SENDING_LIMIT, DeliveryState
from app.outbox.leases import LEASE
from tests.factories.letters import make_article, make_campaign, make_reader
from tests.faults.newsletter.conftest import copies
from tests.support.outbox import wait_until
from tests.support.smtp import Behaviour, SmtpServer

ROOT = Path(__file__).resolve().parents[3]
WORKER = """
from app.factory import create_app
app = create_app()
with app.app_context():
    app.extensions["letters"].send_due()
"""


def start_worker(config: Config, smtp: SmtpServer) -> subprocess.Popen[bytes]:
    """Start a process that sends what is due, as the worker does."""
    environment = {
        "PATH": os.environ["PATH"], "APP_MODE": "demo", "PORT": str(config.port), "MAIL_URL": smtp.url,
        "INSTANCE_DIR": str(config.instance_dir), "DATABASE_URL": config.database_url, "STRIPE_API_BASE": "http://127.0.0.1:1",
    }  # fmt: skip
    return subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=environment)


@pytest.mark.timeout(240)
@pytest.mark.postgres
def test_a_killed_worker_loses_no_copy_and_doubles_none_unasked(
    context: Flask, smtp: SmtpServer, letters: LetterSender
) -> None:
    now = utcnow()
    for name in ("ada", "bea", "cleo", "dora"):
        make_reader(f"{name}@reader.example", now=now)
    make_campaign(make_article(published_at=now), now=now)
    smtp.behave("cleo@reader.example", Behaviour.HANG)
    db.session.remove()
    worker = start_worker(context.extensions["config"], smtp)
    wait_until(lambda: smtp.to("cleo@reader.example"))
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(10)
    assert Counter(one.state for one in copies()) == {
        DeliveryState.ACCEPTED: 2, DeliveryState.SENDING: 1, DeliveryState.WAITING: 1,
    }  # fmt: skip
    smtp.release.set()
    smtp.behave("cleo@reader.example", Behaviour.TAKE)
    later = now + SENDING_LIMIT + LEASE + timedelta(minutes=1)
    replace(letters, clock=lambda: later).send_due()
    assert Counter(one.state for one in copies()) == {DeliveryState.ACCEPTED: 3, DeliveryState.UNCERTAIN: 1}
    assert Counter(to for to, _ in smtp.messages).most_common(1)[0][1] == 1, "nobody got a letter twice"
    assert [check.ask()[1] for check in CHECKS] == [[], [], [], []]
