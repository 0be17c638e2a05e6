"""The credit note of what a bank has taken back of an order that was then cancelled."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0050_papers_of_lost_disputes"
down_revision = "0049_set_offs"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE = "(kind = 'invoice') = (refund_id IS NULL AND credit_entry_id IS NULL)"
NOW = "(kind = 'invoice') = (refund_id IS NULL AND credit_entry_id IS NULL AND payment_id IS NULL)"
ALONE = "payment_id IS NULL OR (refund_id IS NULL AND credit_entry_id IS NULL)"
REFUND, LOST = "ck_papers_refund", "ck_papers_lost"
KEY, TURN = "fk_papers_payment_id_payments", "uq_papers_payment_id_turn"


def upgrade() -> None:
    with altered() as table:
        table.add_column(sa.Column("payment_id", Id, nullable=True))
        table.create_foreign_key(KEY, "payments", ["payment_id"], ["id"])
        table.create_unique_constraint(TURN, ["payment_id", "turn"])
        table.drop_constraint(op.f(REFUND), type_="check")
        table.create_check_constraint(op.f(REFUND), NOW)
        table.create_check_constraint(op.f(LOST), ALONE)


def downgrade() -> None:
    """Go back; a note that was written stays in the numbers, so it is refused where there is any."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM papers WHERE payment_id IS NOT NULL")):
        raise RuntimeError(
            "There are credit notes of lost disputes, and the version before cannot say what they are about. This step "
            "has changed nothing; restore a backup instead."
        )
    with altered() as table:
        table.drop_constraint(op.f(LOST), type_="check")
        table.drop_constraint(op.f(REFUND), type_="check")
        table.create_check_constraint(op.f(REFUND), BEFORE)
        table.drop_constraint(TURN, type_="unique")
        table.drop_constraint(KEY, type_="foreignkey")
        table.drop_column("payment_id")


@contextmanager
def altered() -> Iterator[BatchOperations]:
    """Change the papers' table; a copy on SQLite loses its triggers and what an index is for, so all are made anew."""
    walls = []
    if op.get_bind().dialect.name == "sqlite":
        query = (
            "SELECT type, name, sql FROM sqlite_master"
            " WHERE type IN ('trigger', 'index') AND tbl_name = 'papers' AND sql IS NOT NULL"
        )
        walls = list(op.get_bind().execute(sa.text(query)))
        for kind, name, _ in walls:
            op.execute(f"DROP {kind} {name}")
    with op.batch_alter_table("papers") as table:
        yield table
    for _, _, sql in walls:
        op.execute(sql)
