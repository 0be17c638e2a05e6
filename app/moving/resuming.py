"""Starting again from a copy of an earlier day: what may have gone out since is not sent a second time by itself.

Money needs nothing of this: a refund is looked for at Stripe before it is made, and the reconciler reads every event
since the copy. Mail has no such book, so what was owed waits for a person, as a mail does whose worker died (E4).
"""

from datetime import datetime

from sqlalchemy import func, update

from app.audit.actions import record
from app.comments.placing import ALERT, ANSWERED
from app.db import db
from app.newsletter.leasing import IS_SENDING, IS_WAITING
from app.newsletter.models import Delivery
from app.newsletter.rules import DeliveryState
from app.outbox.claiming import IS_OPEN
from app.outbox.models import OutboxItem
from app.outbox.working import list_mail_kinds
from app.payments.protocol.lost_orders import RESTORED, SITE
from app.publishing.scheduling import OWED

#: work that leads to mail: answers and alerts of comments, letters, and articles whose minute has come meanwhile
LEADS_TO_MAIL = (ANSWERED, ALERT, "article_published", "correction_letter", OWED)
WORDS = "The database was put back from a copy. It may have gone out after the copy was made."


def keep_back_mail(*, now: datetime) -> tuple[int, int]:
    """Give up, for staff to decide, on all mail that was owed; returns how many pieces of work and copies of letters.

    An article whose minute comes later than now still comes out at its minute.
    """
    kinds = OutboxItem.kind.in_([*list_mail_kinds(), *LEADS_TO_MAIL])
    owed = (IS_OPEN, kinds, (OutboxItem.kind != OWED) | (OutboxItem.due_at <= now))
    ended = {
        "dead_at": now,
        "last_error": WORDS,
        "leased_until": None,
        "lease_token": None,
        "sending_at": None,
    }
    items = db.session.execute(update(OutboxItem).where(*owed).values(**ended)).rowcount  # type: ignore[attr-defined]
    uncertain = {"state": DeliveryState.UNCERTAIN, "ended_at": now, "answer": WORDS, "leased_until": None}
    copies = db.session.execute(
        update(Delivery)
        .where(IS_WAITING | IS_SENDING)
        .values(**uncertain, lease_token=None, sending_at=func.coalesce(Delivery.sending_at, now))
    ).rowcount  # type: ignore[attr-defined]
    details = {"items": int(items), "copies": int(copies)}
    record(RESTORED, actor="system", subject=SITE, now=now, details=details)
    return int(items), int(copies)
