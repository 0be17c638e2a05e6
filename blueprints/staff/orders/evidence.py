"""What answers a dispute: one sheet of what was agreed to, paid, sent and said, to print or to keep as a PDF."""

from flask import render_template

from app.downloads.queries import find_consent, list_offered
from app.downloads.rules import MOST_DOWNLOADS
from app.invoicing.queries import list_papers
from app.invoicing.sheets import title_of
from app.orders.amending import address_of, buyer_of
from app.orders.carriers import tracking_link
from app.orders.parcels import list_shipments
from app.orders.queries import list_events
from app.orders.redeeming import list_order_offers
from app.orders.withdrawing import list_withdrawals_of
from app.outbox.queries import list_mails_about_order
from app.payments.queries import list_disputes, list_payments, list_refunds
from app.payments.tax_evidence import find_calculation
from app.returns.queries import list_returns
from app.web.permissions import needs
from blueprints.staff.orders.hall import staff_orders
from blueprints.staff.orders.showing import found
from blueprints.staff.orders.state_words import in_words
from blueprints.staff.orders.words import tell_events
from blueprints.store.order_parts import card_sums
from blueprints.store.places import country_name
from blueprints.store.tax_words import note_of_order


@staff_orders.get("/<int:number>/evidence/")
@needs("orders.refund")
def evidence(number: int) -> str:
    """The bundle for the bank: what it asks for in every kind of dispute, out of the rows, and nothing else."""
    order = found(number)
    return render_template(
        "staff/orders/evidence.html",
        order=order,
        in_words=in_words,
        bought_by=buyer_of(order).address_lines,
        to=address_of(order),
        country_words=country_name(order.country),
        offers=list_order_offers(order.id),
        tax_note=note_of_order(order),
        **card_sums(order),
        events=tell_events(order, list_events(order.id)),
        shipments=list_shipments(order.id),
        follow=tracking_link,
        payments=list_payments(order.id),
        refunds=list_refunds(order.id),
        disputes=list_disputes(order.id),
        withdrawals=list_withdrawals_of(order.id),
        returns=list_returns(order.id),
        papers=[title_of(one) for one in list_papers(order.id)],
        mails=list_mails_about_order(order.email, order.number),
        downloads=list_offered(order, order.lines),
        most_downloads=MOST_DOWNLOADS,
        begun=find_consent(order.id),
        told_tax=find_calculation(order.id),
    )
