"""Questions about files and downloads."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from app.catalog.models import Variant
from app.db import db
from app.downloads.errors import NoSuchFile
from app.downloads.models import DigitalConsent, Download, DownloadEnding, ProductFile
from app.downloads.rules import MOST_DOWNLOADS, WORDS, size_words
from app.orders.models import Order, OrderLine, OrderState, PaymentState
from app.orders.parcels import units_of_lines
from app.orders.withdrawing import list_withdrawals_of

REFUNDED = "The money for it went back, so the download has ended."
WITHDRAWN = "You withdrew from the contract, so the download has ended."
DISPUTED = "Your bank is looking into this payment. The download waits until that is settled."


@dataclass(frozen=True, kw_only=True)
class Offered:
    """One file of one order line as its buyer sees it; `why_not` is empty while it can be fetched."""

    line_id: int
    file_id: int
    title: str
    kind: str
    size: str
    left: int
    why_not: str

    @property
    def is_open(self) -> bool:
        """Whether a press gives a link."""
        return not self.why_not and self.left > 0


def list_files(product_id: int) -> Sequence[ProductFile]:
    """Return the files that a product has now, in the order they came."""
    here = (ProductFile.product_id == product_id, ProductFile.removed_at.is_(None))
    return db.session.scalars(select(ProductFile).where(*here).order_by(ProductFile.id)).all()


def get_file_of(product_id: int, file_id: int) -> ProductFile:
    """Return a file that a product has now; raises NoSuchFile."""
    found = next((one for one in list_files(product_id) if one.id == file_id), None)
    if found is None:
        raise NoSuchFile
    return found


def products_with_files(product_ids: Collection[int]) -> set[int]:
    """Return which of these products have files to download."""
    if not product_ids:
        return set()
    here = (ProductFile.product_id.in_(product_ids), ProductFile.removed_at.is_(None))
    return set(db.session.scalars(select(ProductFile.product_id).where(*here).distinct()))


def find_consent(order_id: int) -> DigitalConsent | None:
    """Return an order's consent to begin at once."""
    return db.session.scalars(select(DigitalConsent).where(DigitalConsent.order_id == order_id)).first()


def files_of_lines(order: Order, lines: Sequence[OrderLine]) -> dict[int, list[ProductFile]]:
    """Return order line id -> the files that its buyer may have: those there when it was paid, and later ones."""
    digital = [one for one in lines if not (one.needs_parcel or one.is_gift_card)]
    if not digital or order.paid_at is None:
        return {}
    still = or_(ProductFile.removed_at.is_(None), ProductFile.removed_at > order.paid_at)
    rows = db.session.execute(
        select(Variant.id, ProductFile)
        .join(ProductFile, ProductFile.product_id == Variant.product_id)
        .where(Variant.id.in_([one.variant_id for one in digital]), still)
        .order_by(ProductFile.id)
    ).all()
    found = {line.id: [file for variant, file in rows if variant == line.variant_id] for line in digital}
    return {key: files for key, files in found.items() if files}


def list_offered(order: Order, lines: Sequence[OrderLine]) -> list[Offered]:
    """Return an order's files that were handed over, line by line, with why one cannot be fetched."""
    files = files_of_lines(order, lines)
    sent = {key for key, one in units_of_lines(order.id).items() if one.sent} if files else set()
    if not sent & files.keys():
        return []
    times, why_not = _times_of(sent), _why_not(order)
    closed = _ended(sent)
    return [
        Offered(
            line_id=key, file_id=file.id, title=file.title, kind=WORDS[file.suffix], size=size_words(file.size),
            left=MOST_DOWNLOADS - times.get((key, file.id), 0), why_not=why_not or closed.get(key, ""),
        )
        for key in files
        if key in sent
        for file in files[key]
    ]  # fmt: skip


def _why_not(order: Order) -> str:
    """Return what ends all downloads of an order."""
    if order.disputes_open:
        return DISPUTED
    if order.payment is PaymentState.REFUNDED or order.state is OrderState.CANCELLED:
        return REFUNDED
    if find_consent(order.id) is not None:
        return ""  # the right to withdraw from files that were wanted at once has ended (2011/83/EU, Article 16 m)
    is_whole = any(not one.things for one in list_withdrawals_of(order.id))
    return WITHDRAWN if is_whole else ""


def _ended(line_ids: Collection[int]) -> dict[int, str]:
    ended = select(DownloadEnding.order_line_id).where(DownloadEnding.order_line_id.in_(line_ids))
    return dict.fromkeys(db.session.scalars(ended), REFUNDED)


def _times_of(line_ids: Collection[int]) -> dict[tuple[int, int], int]:
    rows = db.session.scalars(select(Download).where(Download.order_line_id.in_(line_ids)))
    return {(one.order_line_id, one.file_id): one.times for one in rows}
