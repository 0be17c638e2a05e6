"""One reminder of a basket that was left, for who wished for it."""

import sqlalchemy as sa
from alembic import op

revision = "0023_cart_reminders"
down_revision = "0022_cart_owners"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "cart_reminders",
        sa.Column("id", Id, nullable=False),
        sa.Column("cart_id", Id, nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("mailbox", sa.String(254), nullable=False),
        sa.Column("wording", sa.String(40), nullable=False),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["cart_id"], ["carts.id"], name="fk_cart_reminders_cart_id_carts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cart_reminders"),
        sa.UniqueConstraint("cart_id", name="uq_cart_reminders_cart_id"),
    )
    op.create_index("ix_cart_reminders_mailbox", "cart_reminders", ["mailbox"])
    op.create_index("ix_cart_reminders_email", "cart_reminders", ["email"])
    op.create_index("ix_cart_reminders_waiting", "cart_reminders", ["sent_at", "cart_id"])


def downgrade() -> None:
    op.drop_table("cart_reminders")
