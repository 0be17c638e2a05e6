"""One mail that is owed, and a real worker process, with the test's own handlers, to be stopped and killed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from app.clock import utcnow
from app.config import Config
from app.db import db, transaction
from app.outbox.mail import queue_mail
from app.outbox.models import OutboxItem

NORA = "nora@reader.example"
ROOT = Path(__file__).resolve().parents[2]
WORKER = """
import sys
from pathlib import Path
from app.clock import utcnow
from app.factory import create_app
from app.outbox.working import register_handler, register_sender, run_item
app = create_app()
{handlers}
with app.app_context():
    run_item(int(sys.argv[1]))
"""


def owe_mail(template: str = "letters_known", *, purpose: str = "test") -> int:
    """Owe Nora one mail and return the item's id."""
    data = {"preferences_url": "http://127.0.0.1:8000/p/", "unsubscribe_url": "http://127.0.0.1:8000/u/"}
    with transaction():
        return queue_mail(NORA, template, data, purpose=purpose, now=utcnow()).id


def the_item() -> OutboxItem:
    """Return the one item as the database has it now."""
    db.session.rollback()
    return db.session.scalars(select(OutboxItem)).one()


def worker_on(
    config: Config, item_id: int, *, handlers: str = "", **environment: str
) -> subprocess.Popen[bytes]:
    """Start a process that does one item on this configuration's database; `handlers` is Python that names more."""
    environ = {
        "PATH": os.environ["PATH"], "APP_MODE": "demo", "PORT": str(config.port), "STRIPE_API_BASE": "http://127.0.0.1:1",
        "INSTANCE_DIR": str(config.instance_dir), "DATABASE_URL": config.database_url, **environment,
    }  # fmt: skip
    code = WORKER.format(handlers=handlers)
    return subprocess.Popen([sys.executable, "-c", code, str(item_id)], cwd=ROOT, env=environ)


def wait_until(holds: Callable[[], object], *, seconds: float = 150.0) -> None:
    """Wait until a condition holds; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "what was waited for has not come"
        time.sleep(0.05)
