"""Looking at everything once more by itself, when a new version of the house sees more in it than the last one did."""

from datetime import datetime

from sqlalchemy import exists, select

from app.db import db
from app.outbox.actions import enqueue
from app.outbox.models import OutboxItem
from app.relatedness.computing import COMPUTATION
from app.relatedness.encoding import MODEL
from app.relatedness.models import Edge, EdgeState, Node, NodeVector, Source

REBUILD = "graph_rebuild"


def owe_rebuild_if_old(*, has_meaning: bool, now: datetime) -> bool:
    """Owe a look at everything, in the open transaction, where what readers see was computed by an earlier version, or
    where there are things without a vector although the worker understands texts now; return whether it was owed.

    Each edition is owed once, whatever number of workers start; nothing is owed beside a look that is owed already.
    """
    waiting = select(OutboxItem.id).where(
        OutboxItem.kind == REBUILD, OutboxItem.done_at.is_(None), OutboxItem.dead_at.is_(None)
    )
    if db.session.scalars(waiting.limit(1)).first() is not None:
        return False
    edition = (
        COMPUTATION
        if _is_from_before()
        else f"{COMPUTATION}:{MODEL}"
        if has_meaning and _lacks_vectors()
        else ""
    )
    if not edition:
        return False
    before = select(OutboxItem.id).where(OutboxItem.natural_key == f"{REBUILD}:{edition}")
    if db.session.scalars(before).first() is not None:
        return False
    enqueue(REBUILD, now=now, natural_key=f"{REBUILD}:{edition}", at_leisure=True)
    return True


def _is_from_before() -> bool:
    of_another = exists().where(
        Edge.source == Source.SUGGESTED, Edge.state == EdgeState.SHOWN, Edge.made_by != COMPUTATION
    )
    return bool(db.session.scalar(select(of_another)))


def _lacks_vectors() -> bool:
    bare = select(Node.id).outerjoin(NodeVector, NodeVector.node_id == Node.id)
    return db.session.scalars(bare.where(NodeVector.node_id.is_(None)).limit(1)).first() is not None
