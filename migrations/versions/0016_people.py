"""Shoppers who sign in by a mailed link, and orders found by their address whatever its letters."""

import sqlalchemy as sa
from alembic import op

revision = "0016_people"
down_revision = "0012_renewals"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("users") as table:
        table.add_column(sa.Column("verified_at", Moment, nullable=True))
        table.create_check_constraint("way_in", "password IS NOT NULL OR verified_at IS NOT NULL")
    create_links()
    # Added without a copy of the table, which would lose its triggers on SQLite.
    op.add_column("orders", sa.Column("email_key", sa.String(254), nullable=True))
    op.execute("UPDATE orders SET email_key = lower(email)")
    op.drop_index("ix_orders_email", "orders")
    op.create_index("ix_orders_email_key", "orders", ["email_key", "id"])
    find_mails()


def downgrade() -> None:
    op.drop_index("ix_outbox_items_recipient", "outbox_items")
    op.drop_column("outbox_items", "recipient")
    op.drop_index("ix_orders_email_key", "orders")
    op.create_index("ix_orders_email", "orders", ["email", "id"])
    op.drop_column("orders", "email_key")
    op.drop_table("mailed_links")
    op.execute("DELETE FROM users WHERE password IS NULL")
    with op.batch_alter_table("users") as table:
        table.drop_constraint("way_in", type_="check")
        table.drop_column("verified_at")


def create_links() -> None:
    op.create_table(
        "mailed_links",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("mailbox", sa.String(254), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=True),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("sent_at", Moment, nullable=True),
        sa.Column("expires_at", Moment, nullable=True),
        sa.Column("used_at", Moment, nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_mailed_links_email_lower")),
        sa.CheckConstraint("(token_hash IS NULL) = (sent_at IS NULL)", name=op.f("ck_mailed_links_sent")),
        sa.CheckConstraint("used_at IS NULL OR token_hash IS NOT NULL", name=op.f("ck_mailed_links_used")),
        sa.PrimaryKeyConstraint("id", name="pk_mailed_links"),
        sa.UniqueConstraint("token_hash", name="uq_mailed_links_token_hash"),
    )
    op.create_index("ix_mailed_links_mailbox", "mailed_links", ["mailbox", "asked_at"])
    op.create_index("ix_mailed_links_asked_at", "mailed_links", ["asked_at"])


def find_mails() -> None:
    """Let a person's mails be found by their address."""
    op.add_column("outbox_items", sa.Column("recipient", sa.String(254), nullable=True))
    to = "data->>'to'" if op.get_bind().dialect.name == "postgresql" else "json_extract(data, '$.to')"
    op.execute(f"UPDATE outbox_items SET recipient = lower({to})")  # noqa: S608 - one of two words of ours
    op.create_index("ix_outbox_items_recipient", "outbox_items", ["recipient"])
