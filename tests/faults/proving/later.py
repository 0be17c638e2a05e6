"""`python -m tests.faults.proving.later`: do what the site's outbox owes, as if three minutes had passed.

A killed worker's lease lasts two minutes; a short test moves the clock instead of waiting.
"""

from datetime import timedelta
from unittest.mock import patch

from sqlalchemy import select

from app.clock import utcnow
from app.db import db
from app.factory import create_app
from app.outbox import working
from app.outbox.models import OutboxItem
from tests.faults.proving.books import PICTURES

LATER = timedelta(minutes=3)


def main() -> None:
    """Run each owed item but pictures once."""
    app = create_app()
    with app.app_context(), patch.object(working, "utcnow", lambda: utcnow() + LATER):
        owed = select(OutboxItem.id).where(
            OutboxItem.done_at.is_(None), OutboxItem.dead_at.is_(None), OutboxItem.kind != PICTURES
        )
        ids = list(db.session.scalars(owed.order_by(OutboxItem.id)))
        db.session.rollback()
        for one in ids:
            working.run_item(one)


if __name__ == "__main__":
    main()
