"""What must hold of downloads (O5): only what was paid and sent is fetched, by consent where nobody sent it."""

from collections.abc import Sequence

from sqlalchemy import select

from app.db import db
from app.downloads.models import DigitalConsent, Download, ProductFile
from app.downloads.store import path_of
from app.orders.models import GIFT_CARD, Order, OrderLine, Shipment, ShipmentLine
from app.orders.shipping import BY_ITSELF
from app.verifying import Check


def ask_downloads() -> tuple[int, Sequence[str]]:
    """O5: what was fetched had been paid and sent, and what left by itself was agreed to."""
    sent = select(ShipmentLine.id).where(ShipmentLine.order_line_id == Download.order_line_id).exists()
    rows = db.session.execute(
        select(Download.id, Order.paid_at, sent)
        .join(OrderLine, OrderLine.id == Download.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .order_by(Download.id)
    ).all()
    wrong = [f"download {key} is of a line that was not paid" for key, paid, _ in rows if paid is None]
    wrong += [
        f"download {key} is of a line that was not sent"
        for key, paid, is_sent in rows
        if paid and not is_sent
    ]
    agreed = select(DigitalConsent.id).where(DigitalConsent.order_id == Shipment.order_id).exists()
    files = select(ShipmentLine.id).join(ShipmentLine.line)
    files = files.where(ShipmentLine.shipment_id == Shipment.id, OrderLine.product_kind != GIFT_CARD)
    alone = (
        select(Shipment.id)
        .where(Shipment.shipped_by == BY_ITSELF, ~agreed, files.exists())
        .order_by(Shipment.id)
    )
    wrong += [f"parcel {key} left by itself and nobody had agreed" for key in db.session.scalars(alone)]
    return len(rows), wrong


def ask_files() -> tuple[int, Sequence[str]]:
    """C4: every file that can be bought stands on the disk, as long as it was."""
    rows = db.session.scalars(select(ProductFile).order_by(ProductFile.id)).all()
    wrong = []
    for one in rows:
        path = path_of(one.digest)
        if not path.is_file() or path.stat().st_size != one.size:
            wrong.append(f"file {one.id} of product {one.product_id} is not on the disk, or not whole")
    return len(rows), wrong


CHECKS = [
    Check(
        code="O5", sentence="What is downloaded was paid, and handed over by consent or by staff.", ask=ask_downloads
    ),
    Check(code="C4", sentence="Every file to download is on the disk, whole.", ask=ask_files),
]  # fmt: skip
