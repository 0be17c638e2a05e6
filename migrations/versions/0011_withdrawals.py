"""Statements of withdrawal."""

import sqlalchemy as sa
from alembic import op

revision = "0011_withdrawals"
down_revision = "0010_kept_as_written"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "withdrawals",
        sa.Column("id", Id, nullable=False),
        sa.Column("order_id", Id, nullable=True),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("mailbox", sa.String(254), nullable=False),
        sa.Column("things", sa.String(500), nullable=False),
        sa.Column("natural_key", sa.String(64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(120), nullable=True),
        sa.CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name=op.f("ck_withdrawals_answered")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_withdrawals_order_id_orders"),
        sa.PrimaryKeyConstraint("id", name="pk_withdrawals"),
        sa.UniqueConstraint("natural_key", name="uq_withdrawals_natural_key"),
    )
    op.create_index("ix_withdrawals_open", "withdrawals", ["answered_at", "id"])
    op.create_index("ix_withdrawals_order", "withdrawals", ["order_id"])
    op.create_index("ix_withdrawals_mailbox", "withdrawals", ["mailbox", "received_at"])


def downgrade() -> None:
    op.drop_table("withdrawals")
