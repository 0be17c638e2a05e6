"""The papers of money that goes back: a credit note once it is given, and what takes the note back when it fails (I2).

Through Stripe it is given when Stripe has taken it; onto a gift card or as store credit at once.
Why then: one that is only wanted may be refused, and then nothing has changed; one that is taken is told to the
shopper, and nearly always arrives. Money that was never kept had no invoice, so its return needs no note.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select

from app.audit.actions import record
from app.clock import utcnow
from app.credit.models import Cause, CreditEntry
from app.credit.queries import sums_of_spent
from app.db import db, transaction
from app.giftcards.queries import list_card_lines
from app.invoicing.actions import bring_lost_in_step, bring_refund_in_step, credited, note_credit_back
from app.invoicing.models import Paper, PaperKind
from app.invoicing.queries import find_last_of_payment, find_last_of_refund
from app.invoicing.rules import NO_CARDS, CardPart
from app.orders.models import Order, OrderState
from app.orders.queries import lock_order
from app.payments.actions import sum_card_parts, sum_lost
from app.payments.models import Dispute, Payment, Refund, RefundState
from app.payments.tax_evidence import owe_tax_record
from app.verifying import Check

GIVEN = (RefundState.PENDING, RefundState.SUCCEEDED)


def write_paper_of(order: Order, payment: Payment, refund: Refund, *, now: datetime) -> Paper | None:
    """Bring the papers of a locked order's refund in step with its state, in the open transaction."""
    if not payment.is_kept or refund.paid_out_of_id is not None:
        return None  # what is paid out of a set off has the note of what went back onto its account
    is_given = refund.state in GIVEN
    if is_given and is_beyond(order, refund):
        return None  # given back twice: staff are told, and a paper cannot say what was never paid
    paper = bring_refund_in_step(
        order, refund.id, refund.amount_minor, is_given=is_given, now=now, cards=_card_part(order, refund)
    )
    if paper is not None:
        owe_tax_record(order.id, now=now, paper_id=paper.id)
    return paper


def write_papers_beside(order: Order, refund: Refund, *, now: datetime) -> None:
    """Write the notes that other refunds of a payment lacked while one counted that has failed now.

    News come in any order: of a refund that was made after another one failed we may hear first.
    """
    if refund.state in GIVEN:
        return
    payment = db.session.get_one(Payment, refund.payment_id)
    others = (Refund.payment_id == payment.id, Refund.id != refund.id, Refund.state.in_(GIVEN))
    for other in db.session.scalars(select(Refund).where(*others).order_by(Refund.id)).all():
        write_paper_of(order, payment, other, now=now)


def is_beyond(order: Order, refund: Refund) -> bool:
    """Say whether a refund without a note is more than an order's papers have left to give back through Stripe.

    What gift cards have paid keeps its own notes, for when it goes back onto them.
    """
    last = find_last_of_refund(refund.id)
    if last is not None and last.kind is PaperKind.CREDIT_NOTE:
        return False
    given = sum(one.gross for one in credited(order.id).values())
    by_card, back_on_card = sums_of_spent([order.id]).get(order.id, (0, 0))
    return refund.amount_minor > order.total_minor - given - (by_card - back_on_card)


def write_papers_of_cards(order: Order, *, now: datetime) -> list[Paper]:
    """Write the credit notes that a locked order lacks for what went back onto gift cards, in the open transaction."""
    if order.paid_at is None:
        return []
    entries = db.session.scalars(_put_back().where(CreditEntry.order_id == order.id)).all()
    cards = _card_part(order) if entries else NO_CARDS
    notes = (note_credit_back(order, entry, now=now, cards=cards) for entry in entries)
    made = [one for one in notes if one is not None]
    for paper in made:
        owe_tax_record(order.id, now=now, paper_id=paper.id)
    return made


def write_papers_of_lost(order: Order, *, now: datetime) -> list[Paper]:
    """Bring the papers of what banks took back of a locked order in step, in the open transaction (I2).

    While it stands, a bank's decision is no paper. Once it is cancelled nothing was sold, and there is a credit note.
    """
    if order.paid_at is None:
        return []
    made = [
        paper
        for payment in _lost_payments(order.id)
        for paper in bring_lost_in_step(order, payment.id, _lost_of(order, payment), now=now)
    ]
    for paper in made:
        owe_tax_record(order.id, now=now, paper_id=paper.id)
    return made


def _lost_payments(order_id: int) -> Sequence[Payment]:
    disputed = select(Dispute.payment_id).where(Dispute.order_id == order_id)
    query = select(Payment).where(Payment.order_id == order_id, Payment.is_kept, Payment.id.in_(disputed))
    return db.session.scalars(query.order_by(Payment.id)).all()


def _lost_of(order: Order, payment: Payment) -> int:
    return sum_lost(payment) if order.state is OrderState.CANCELLED else 0


def ask_lost_notes() -> tuple[int, Sequence[str]]:
    """I2: what a bank has taken back of a cancelled order has one credit note that stands, of its amount; else none."""
    ids = set(db.session.scalars(select(Dispute.order_id)))
    wrong = []
    for order in db.session.scalars(select(Order).where(Order.id.in_(ids)).order_by(Order.id)):
        for payment in _lost_payments(order.id):
            last, lost = find_last_of_payment(payment.id), _lost_of(order, payment)
            stands = last.total_minor if last is not None and last.kind is PaperKind.CREDIT_NOTE else 0
            if stands != lost:
                wrong.append(f"order {order.number}: a bank has taken {lost}, and credit notes say {stands}")
    return len(ids), wrong


def repair_lost_notes() -> None:
    """Write what is lacking of what banks took back, order by order, each in a logged transaction of its own."""
    for order_id in sorted(set(db.session.scalars(select(Dispute.order_id)))):
        now = utcnow()
        with transaction():
            order = lock_order(order_id)
            if write_papers_of_lost(order, now=now):
                record("paper.issued", actor="system", subject=("order", order.id), now=now)


def _card_part(order: Order, refund: Refund | None = None) -> CardPart:
    """Return what of an order's money is for gift cards it bought: of this refund, of those before, in all."""
    whole = sum(one.total_minor for one in list_card_lines(order.id))
    apart = refund.id if refund else 0
    before = sum_card_parts(order.id, among=GIVEN, apart=apart) if whole else 0
    return CardPart(now=(refund.cards_minor or 0) if refund else 0, before=before, whole=whole)


def _put_back() -> Select[CreditEntry]:
    """Ask for what went back onto accounts out of what they had paid."""
    back = (CreditEntry.cause == Cause.REFUNDED, CreditEntry.use_id.is_not(None))
    return select(CreditEntry).where(*back).order_by(CreditEntry.id)


def ask_card_notes() -> tuple[int, Sequence[str]]:
    """I2: what went back onto a gift card has one credit note, of its amount and its order."""
    papers = {
        one.credit_entry_id: one
        for one in db.session.scalars(select(Paper).where(Paper.credit_entry_id.is_not(None)))
    }
    entries = db.session.scalars(_put_back()).all()
    wrong = []
    for entry in entries:
        paper = papers.get(entry.id)
        if paper is None or (paper.order_id, paper.total_minor) != (entry.order_id, entry.amount_minor):
            wrong.append(f"entry {entry.id} of a gift card has no credit note of its amount")
    return len(entries), wrong


def repair_card_notes() -> None:
    """Write the notes that are lacking, order by order, each in a logged transaction of its own."""
    for order_id in sorted({one.order_id or 0 for one in db.session.scalars(_put_back())}):
        now = utcnow()
        with transaction():
            order = lock_order(order_id)
            if write_papers_of_cards(order, now=now):
                record("paper.issued", actor="system", subject=("order", order.id), now=now)


def ask_notes() -> tuple[int, Sequence[str]]:
    """I2: a refund that Stripe has taken has one credit note that stands, of its amount; any other has none."""
    rows = db.session.execute(
        select(Refund, Payment)
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Refund.paid_out_of_id.is_(None))
        .order_by(Refund.id)
    ).all()
    papers = _papers_of_refunds()
    wrong = []
    for refund, payment in rows:
        mine = papers.get(refund.id, [])
        notes = sum(1 if one.kind is PaperKind.CREDIT_NOTE else -1 for one in mine)
        needed = int(payment.is_kept and refund.state in GIVEN)
        if needed and not notes and is_beyond(db.session.get_one(Order, refund.order_id), refund):
            needed = 0
        if notes != needed:
            wrong.append(f"refund {refund.id} is {refund.state}, and {notes} credit notes of it stand")
        what = (refund.order_id, refund.amount_minor, refund.currency)
        if any((one.order_id, one.total_minor, one.currency) != what for one in mine):
            wrong.append(f"refund {refund.id} is not what its papers say")
    return len(rows), wrong


def repair_notes() -> None:
    """Write what refunds lack, each in a logged transaction of its own."""
    for refund_id in db.session.scalars(select(Refund.id).order_by(Refund.id)).all():
        now = utcnow()
        with transaction():
            order = lock_order(db.session.get_one(Refund, refund_id).order_id)
            refund = db.session.get_one(Refund, refund_id, populate_existing=True)
            payment = db.session.get_one(Payment, refund.payment_id)
            if write_paper_of(order, payment, refund, now=now) is not None:
                record("paper.issued", actor="system", subject=("order", order.id), now=now)


def _papers_of_refunds() -> dict[int, list[Paper]]:
    found: dict[int, list[Paper]] = {}
    query = select(Paper).where(Paper.refund_id.is_not(None)).order_by(Paper.refund_id, Paper.turn)
    for paper in db.session.scalars(query):
        found.setdefault(paper.refund_id or 0, []).append(paper)
    return found


CHECKS = [
    Check(
        code="I2",
        sentence="Each refund that Stripe has taken has one credit note, of its amount.",
        ask=ask_notes,
        repair=repair_notes,
    ),
    Check(
        code="I2",
        sentence="What went back onto a gift card has one credit note, of its amount.",
        ask=ask_card_notes,
        repair=repair_card_notes,
    ),
    Check(
        code="I2",
        sentence="What a bank has taken back of a cancelled order has one credit note, of its amount.",
        ask=ask_lost_notes,
        repair=repair_lost_notes,
    ),
]
