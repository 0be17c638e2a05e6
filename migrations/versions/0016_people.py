"""Shoppers who sign in by a mailed link, orders found by their address, and people who are erased."""

import sqlalchemy as sa
from alembic import op

revision = "0016_people"
down_revision = "0015_baskets"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
COPIES = (
    "currency", "lines_minor", "shipping_minor", "discount_minor", "tax_minor", "tax_percent", "total_minor",
    "consent_wording", "consented_at", "terms_version", "placed_at", "cart_version",
)  # fmt: skip


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
    op.add_column("orders", sa.Column("erased_at", Moment, nullable=True))
    create_requests()
    seal()


def downgrade() -> None:
    unseal()
    op.drop_table("erasure_requests")
    op.drop_column("orders", "erased_at")
    op.drop_index("ix_outbox_items_recipient", "outbox_items")
    op.drop_column("outbox_items", "recipient")
    op.drop_index("ix_orders_email_key", "orders")
    op.create_index("ix_orders_email", "orders", ["email", "id"])
    op.drop_column("orders", "email_key")
    op.drop_table("mailed_links")
    # SQLite cascades nothing while it migrates
    op.execute("DELETE FROM user_sessions WHERE user_id IN (SELECT id FROM users WHERE password IS NULL)")
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


def create_requests() -> None:
    op.create_table(
        "erasure_requests",
        sa.Column("id", Id, nullable=False),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("done_at", Moment, nullable=True),
        sa.CheckConstraint("(email IS NULL) = (done_at IS NOT NULL)", name=op.f("ck_erasure_requests_done")),
        sa.PrimaryKeyConstraint("id", name="pk_erasure_requests"),
        sa.UniqueConstraint("email", name="uq_erasure_requests_email"),
    )


def seal() -> None:
    """Let an order's fingerprint change only together with `erased_at`; its other copies never change, as before."""
    drop_frozen()
    freeze(COPIES)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER orders_sealed BEFORE UPDATE OF fingerprint ON orders FOR EACH ROW"
            " WHEN (NEW.erased_at IS NULL OR NEW.erased_at IS NOT DISTINCT FROM OLD.erased_at)"
            " EXECUTE FUNCTION refuse_change()"
        )
        return
    op.execute(
        "CREATE TRIGGER orders_sealed_update BEFORE UPDATE OF fingerprint ON orders"
        " WHEN NEW.erased_at IS NULL OR NEW.erased_at IS OLD.erased_at"
        " BEGIN SELECT RAISE(ABORT, 'orders is never changed'); END"
    )


def unseal() -> None:
    """Freeze the fingerprint with the other copies again."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute("DROP TRIGGER orders_sealed ON orders" if on_postgresql else "DROP TRIGGER orders_sealed_update")
    drop_frozen()
    freeze((*COPIES[:-1], "fingerprint", COPIES[-1]))


def drop_frozen() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute("DROP TRIGGER orders_frozen ON orders" if on_postgresql else "DROP TRIGGER orders_frozen_update")


def freeze(columns: tuple[str, ...]) -> None:
    of = ", ".join(columns)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER orders_frozen BEFORE UPDATE OF {of} ON orders"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    op.execute(
        f"CREATE TRIGGER orders_frozen_update BEFORE UPDATE OF {of} ON orders"
        " BEGIN SELECT RAISE(ABORT, 'orders is never changed'); END"
    )
