"""The mails about a return: how to send it, and that it is here."""

from datetime import datetime

from app.orders.letters import owe_letter, said_units
from app.orders.models import Order
from app.orders.queries import get_order_with_lines
from app.returns.models import Return
from app.settings.queries import load_settings


def write_how_to_send(order: Order, back: Return, *, link: str, now: datetime) -> None:
    """Owe the mail with the number, the address and who pays, once for each return."""
    _write("return_announced", order, back, link=link, now=now)


def write_that_it_is_here(order: Order, back: Return, *, link: str, now: datetime) -> None:
    """Owe the mail that says what was inside, once for each return."""
    _write("return_received", order, back, link=link, now=now)


def _write(template: str, order: Order, back: Return, *, link: str, now: datetime) -> None:
    settings = load_settings()
    things = [(one.line, one.units if one.arrived is None else one.arrived) for one in back.lines]
    owe_letter(
        template,
        order,
        get_order_with_lines(order.id).lines,
        link=link,
        natural_key=f"{template}:{back.id}",
        now=now,
        return_number=back.number,
        inside=said_units((line, units) for line, units in things if units),
        return_address=settings.return_address or settings.postal_address,
        return_postage=settings.return_postage,
    )
