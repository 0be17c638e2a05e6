"""Questions about papers."""

from collections.abc import Sequence

from sqlalchemy import select

from app.db import db
from app.invoicing.errors import NoSuchPaper
from app.invoicing.models import Paper, PaperKind
from app.invoicing.rules import read_name


def list_papers(order_id: int) -> Sequence[Paper]:
    """Return an order's papers, oldest first."""
    return db.session.scalars(select(Paper).where(Paper.order_id == order_id).order_by(Paper.id)).all()


def get_paper_of(order_id: int, name: str) -> Paper:
    """Return one paper of an order by its number, such as "2026-000123"; raises NoSuchPaper for any other."""
    key = read_name(name)
    if key is None:
        raise NoSuchPaper
    series, year, number = key
    query = select(Paper).where(
        Paper.order_id == order_id, Paper.series == series, Paper.year == year, Paper.number == number
    )
    paper = db.session.scalars(query).first()
    if paper is None:
        raise NoSuchPaper
    return paper


def find_invoice(order_id: int) -> Paper | None:
    """Return an order's invoice."""
    query = select(Paper).where(Paper.order_id == order_id, Paper.kind == PaperKind.INVOICE)
    return db.session.scalars(query).first()


def find_last_of_refund(refund_id: int) -> Paper | None:
    """Return the newest paper of a refund."""
    query = select(Paper).where(Paper.refund_id == refund_id).order_by(Paper.turn.desc()).limit(1)
    return db.session.scalars(query).first()


def find_last_of_payment(payment_id: int) -> Paper | None:
    """Return the newest paper of what a bank has taken back of a payment."""
    query = select(Paper).where(Paper.payment_id == payment_id).order_by(Paper.turn.desc()).limit(1)
    return db.session.scalars(query).first()


def find_about(paper: Paper) -> Paper | None:
    """Return the paper that one changes."""
    return db.session.get(Paper, paper.about_id) if paper.about_id is not None else None
