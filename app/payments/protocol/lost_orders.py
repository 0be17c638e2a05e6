"""Money for an order that is not here any more: the database was put back from a copy made before it (app/moving)."""

from datetime import datetime

from app.audit.queries import has_happened
from app.payments.actions import raise_alert
from app.payments.told import ToldSession

RESTORED, SITE = "site.restored", ("site", 1)


def tell_of_lost_order(told: ToldSession, *, now: datetime) -> None:
    """Tell staff of a paid session that this program has opened and that nothing here knows of.

    Only where a copy was put back: another site may share the Stripe account, and its money is none of ours.
    """
    if told.payment_status != "paid" or not told.attempt_key or not has_happened(RESTORED, subject=SITE):
        return
    words = (
        f"Stripe was paid for an order that is not here, because the database was put back from a copy: {told.id}."
        " Look it up at Stripe: give the money back there, or make the order by hand and write to its buyer."
    )
    raise_alert("lost_order", words, key=f"lost-order:{told.id}", now=now)
