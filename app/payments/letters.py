"""The mails that payments owe about an order."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_currency
from sqlalchemy import select

from app.db import db
from app.downloads.queries import list_offered
from app.giftcards.queries import list_sold
from app.orders.additions import find_first_of, find_firsts
from app.orders.carriers import tracking_link
from app.orders.desk_models import Amendment, AmendmentLine
from app.orders.letters import link_under, order_link, owe_letter, said_units
from app.orders.models import Order, OrderLine, Shipment
from app.orders.parcels import get_shipment_of, list_left, units_of_lines
from app.orders.queries import get_order_with_lines
from app.orders.setting_off import find_set_off, words_off
from app.payments.giving_back import Back
from app.payments.till import Till
from app.settings.queries import load_settings


def write_letter(
    till: Till, template: str, order: Order, now: datetime, *, natural_key: str, **more: object
) -> None:
    """Owe one mail about an order, once for each `natural_key`."""
    link = _link_of(till, order)
    lines = get_order_with_lines(order.id).lines
    owe_letter(template, order, lines, link=link, natural_key=natural_key, now=now, **more)


def write_of_payment(till: Till, order: Order, now: datetime) -> None:
    """Owe the confirmation of an order that was just paid: what comes how, and what was agreed to about files."""
    lines = get_order_with_lines(order.id).lines
    offered = list_offered(order, lines)
    ready = {one.line_id for one in offered}
    write_letter(
        till,
        "order_paid",
        order,
        now,
        natural_key=f"order-paid:{order.id}",
        files=[{"words": one.title, "kind": one.kind, "size": one.size} for one in offered],
        has_begun=bool(ready),
        goes_with=find_firsts([order.id]).get(order.id, 0),
        cards=[{"to": one.email, "worth": one.value.minor} for one in list_sold(order.id)],
        comes_by_mail=any(not (one.needs_parcel or one.is_gift_card or one.id in ready) for one in lines),
    )


def write_of_parcel(till: Till, order: Order, shipment: Shipment, now: datetime) -> None:
    """Owe the mail of one parcel that has left: what is inside, and what is still to come."""
    inside = get_shipment_of(order.id, shipment.id).lines
    left = list_left(get_order_with_lines(order.id).lines, units_of_lines(order.id))
    write_letter(
        till,
        "order_fetched" if order.pickup_place else "order_shipped",
        order,
        now,
        natural_key=f"order-shipped:{order.id}:{shipment.id}",
        carrier=shipment.carrier,
        tracking=shipment.tracking,
        follow=tracking_link(shipment.carrier, shipment.tracking),
        inside=said_units((one.line, one.units) for one in inside),
        left=said_units(left),
        send_back=link_under(_link_of(till, order), "return/"),
    )


def write_of_waiting(till: Till, order: Order, now: datetime) -> None:
    """Owe the mail that an order waits to be fetched, with what is left of it."""
    lines = [one for one in get_order_with_lines(order.id).lines if one.needs_parcel]
    inside = said_units(list_left(lines, units_of_lines(order.id)))
    write_letter(till, "order_ready", order, now, natural_key=f"order-ready:{order.id}", inside=inside)


def write_of_recall(till: Till, order: Order, shipment: Shipment, now: datetime) -> None:
    """Owe the mail that a parcel, which we said had left, has not."""
    write_letter(
        till, "order_recalled", order, now, natural_key=f"order-recalled:{shipment.id}",
        inside=said_units((one.line, one.units) for one in shipment.lines), tracking=shipment.tracking,
    )  # fmt: skip


def write_of_addition(till: Till, first: Order, order: Order, *, until: datetime, now: datetime) -> None:
    """Owe the mail that asks whether things shall be added to a first order, with what they cost and until when."""
    settings = load_settings()
    moment = format_datetime(
        until, "d MMMM, HH:mm", tzinfo=ZoneInfo(settings.time_zone), locale=settings.locale
    )
    write_letter(
        till,
        "order_added",
        order,
        now,
        natural_key=f"order-added:{order.id}",
        first=first.number,
        until=moment,
        **_said_set_off(order),
    )


def write_of_set_off(till: Till, order: Order, now: datetime) -> None:
    """Owe the mail that says what went off a first order for a locked addition, and where what it cost went."""
    asked, first, locale = find_set_off(order.id), find_first_of(order.id), load_settings().locale
    if asked is None or first is None:
        return

    def said(minor: int) -> str:
        return (
            str(format_currency(order.money(minor).decimal, order.currency, locale=locale)) if minor else ""
        )

    write_letter(
        till, "order_reduced", first, now, natural_key=f"order-reduced:{asked.amendment_id}",
        off=[f"{units} of {words}" for words, units, _ in words_off(order.id)],
        back_words=said(asked.off_minor - asked.amount_minor), set_off_words=said(asked.amount_minor),
        other=order.number, is_all=first.is_exchanged,
    )  # fmt: skip


def _said_set_off(order: Order) -> dict[str, object]:
    """Return what would be taken off for an addition, and the one sum that this comes to, in words."""
    asked, locale = find_set_off(order.id), load_settings().locale

    def said(minor: int) -> str:
        return str(format_currency(order.money(minor).decimal, order.currency, locale=locale))

    back = asked.off_minor - asked.amount_minor if asked else 0
    goes = words_off(order.id) if asked else []
    return {
        "off": [f"{units} of {words}: {said(minor)}" for words, units, minor in goes],
        "pays": said(order.due_minor) if order.due_minor else "",
        "back_words": said(back) if back else "",
    }


def write_of_cards(till: Till, order: Order, back: Back, now: datetime) -> None:
    """Owe a mail for each gift card that something went back on; store credit has a mail of its own."""
    for account, minor in back.cards:
        if account.is_set_off:
            continue  # it goes back through Stripe, and the mail of that refund says so
        key = f"order-credit-back:{order.id}:{account.id}:{order.refunded_minor}"
        write_letter(
            till, "order_refunded", order, now, natural_key=key, refund_minor=minor, card=account.last_four
        )


def write_of_removal(till: Till, order: Order, made: Amendment, back: Back | None, now: datetime) -> None:
    """Owe the mail that says which things go no more and what they cost, and those of the cards that got it back."""
    query = (
        select(OrderLine, AmendmentLine)
        .join(AmendmentLine, AmendmentLine.order_line_id == OrderLine.id)
        .where(AmendmentLine.amendment_id == made.id)
        .order_by(OrderLine.position)
    )
    rows = db.session.execute(query).all()
    cost = order.money(sum(part.amount_minor for _, part in rows))
    words = format_currency(cost.decimal, cost.currency, locale=load_settings().locale) if cost.minor else ""
    write_letter(
        till, "order_reduced", order, now, natural_key=f"order-reduced:{made.id}",
        off=[f"{part.units} of {line.words}" for line, part in rows], back_words=words,
    )  # fmt: skip
    if back is not None:
        write_of_cards(till, order, back, now)


def _link_of(till: Till, order: Order) -> str:
    return order_link(order, site_url=till.site_url, secret_keys=till.secret_keys)
