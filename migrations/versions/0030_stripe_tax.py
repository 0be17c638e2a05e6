"""Stripe Tax by setting: answers, the calculation of each order, and what was taken back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030_stripe_tax"
down_revision = "0029_recalled_parcels"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "tax_answers",
        sa.Column("id", Id, nullable=False),
        sa.Column("asked", sa.String(64), nullable=False),
        sa.Column("calculation_id", sa.String(120), nullable=False),
        sa.Column("lines", Json, nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tax_answers"),
        sa.UniqueConstraint("asked", name="uq_tax_answers_asked"),
    )
    op.create_index("ix_tax_answers_asked_at", "tax_answers", ["asked_at"])
    op.create_table(
        "order_tax_calculations",
        sa.Column("id", Id, nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("calculation_id", sa.String(120), nullable=False),
        sa.Column("tax_minor", sa.Integer(), nullable=False),
        sa.Column("noted_at", Moment, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("transaction_id", sa.String(120), nullable=True),
        sa.Column("recorded_at", Moment, nullable=True),
        sa.Column("failure", sa.String(200), nullable=False),
        sa.CheckConstraint(
            "(transaction_id IS NULL) = (recorded_at IS NULL)", name="recorded"
        ),
        sa.CheckConstraint("tax_minor >= 0", name="tax"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_tax_calculations_order_id_orders"),
        sa.PrimaryKeyConstraint("id", name="pk_order_tax_calculations"),
        sa.UniqueConstraint("order_id", name="uq_order_tax_calculations_order_id"),
        sa.UniqueConstraint("transaction_id", name="uq_order_tax_calculations_transaction_id"),
    )
    op.create_table(
        "tax_reversals",
        sa.Column("id", Id, nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("paper_id", Id, nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("wanted_at", Moment, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("transaction_id", sa.String(120), nullable=True),
        sa.Column("recorded_at", Moment, nullable=True),
        sa.Column("failure", sa.String(200), nullable=False),
        sa.CheckConstraint(
            "(transaction_id IS NULL) = (recorded_at IS NULL)", name="recorded"
        ),
        sa.CheckConstraint("amount_minor > 0", name="amount"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_tax_reversals_order_id_orders"),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name="fk_tax_reversals_paper_id_papers"),
        sa.PrimaryKeyConstraint("id", name="pk_tax_reversals"),
        sa.UniqueConstraint("paper_id", name="uq_tax_reversals_paper_id"),
        sa.UniqueConstraint("transaction_id", name="uq_tax_reversals_transaction_id"),
    )
    op.create_index("ix_tax_reversals_order_id", "tax_reversals", ["order_id"])


def downgrade() -> None:
    op.drop_table("tax_reversals")
    op.drop_table("order_tax_calculations")
    op.drop_table("tax_answers")
