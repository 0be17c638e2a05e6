"""Gift cards and store credit: accounts, their ledger, what orders take from them, and the cards of a basket.

No table is copied on SQLite, so no trigger is lost; the new frozen column of orders has a trigger of its own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017_gift_cards"
down_revision = "0016_people"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
OPEN = sa.text("freed_at IS NULL")
ACCOUNT = "fk_{0}_account_id_credit_accounts"
#: what is never changed at all, and what of a use is not
FROZEN = ("credit_entries", "order_credits")
USE_COPIES = "account_id, order_id, amount_minor"


def upgrade() -> None:
    create_accounts()
    create_uses()
    create_entries()
    create_copies()
    op.execute(
        "ALTER TABLE orders ADD COLUMN credit_minor INTEGER DEFAULT 0 NOT NULL"
        " CONSTRAINT ck_orders_credit CHECK (credit_minor >= 0 AND credit_minor <= total_minor)"
    )
    kind = "BIGINT" if on_postgresql() else "INTEGER"
    op.execute(
        f"ALTER TABLE refunds ADD COLUMN credit_account_id {kind}"
        " CONSTRAINT fk_refunds_credit_account_id_credit_accounts REFERENCES credit_accounts (id)"
    )
    freeze()


def downgrade() -> None:
    if on_postgresql():
        op.execute("DROP TRIGGER orders_credit_frozen ON orders")
    else:
        op.execute("DROP TRIGGER orders_credit_frozen_update")
    op.execute("DELETE FROM refunds WHERE credit_account_id IS NOT NULL")
    if on_postgresql():
        op.drop_column("refunds", "credit_account_id")
    else:
        with op.batch_alter_table("refunds") as table:
            table.drop_column("credit_account_id")
    op.drop_column("orders", "credit_minor")
    for name in ("cart_cards", "order_credits", "credit_entries", "credit_uses", "credit_accounts"):
        op.drop_table(name)


def on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def create_accounts() -> None:
    op.create_table(
        "credit_accounts",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("last_four", sa.String(4), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("balance_minor", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("issued_at", Moment, nullable=False),
        sa.Column("issued_by", sa.String(120), nullable=False),
        sa.Column("stopped_at", Moment, nullable=True),
        sa.Column("stopped_by", sa.String(120), nullable=True),
        sa.CheckConstraint("balance_minor >= 0", name=op.f("ck_credit_accounts_balance")),
        sa.CheckConstraint("kind IN ('gift_card', 'store_credit')", name=op.f("ck_credit_accounts_kind")),
        sa.CheckConstraint("(stopped_at IS NULL) = (stopped_by IS NULL)", name=op.f("ck_credit_accounts_stopped")),
        sa.CheckConstraint("salt = '' OR email IS NOT NULL", name=op.f("ck_credit_accounts_salt")),
        sa.PrimaryKeyConstraint("id", name="pk_credit_accounts"),
        sa.UniqueConstraint("key", name="uq_credit_accounts_key"),
        sa.UniqueConstraint("code_hash", name="uq_credit_accounts_code_hash"),
    )
    op.create_index("ix_credit_accounts_email", "credit_accounts", ["email", "id"])
    op.create_index("ix_credit_accounts_expires_on", "credit_accounts", ["expires_on"])


def create_uses() -> None:
    op.create_table(
        "credit_uses",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("refunded_minor", sa.Integer(), nullable=False),
        sa.Column("taken_at", Moment, nullable=False),
        sa.Column("settled_at", Moment, nullable=True),
        sa.Column("freed_at", Moment, nullable=True),
        sa.Column("proof", sa.String(200), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_credit_uses_amount")),
        sa.CheckConstraint(
            "refunded_minor >= 0 AND refunded_minor <= amount_minor", name=op.f("ck_credit_uses_refunds")
        ),
        sa.CheckConstraint("refunded_minor = 0 OR settled_at IS NOT NULL", name=op.f("ck_credit_uses_refunded")),
        sa.CheckConstraint("settled_at IS NULL OR freed_at IS NULL", name=op.f("ck_credit_uses_ending")),
        sa.CheckConstraint("freed_at IS NULL OR length(proof) > 0", name=op.f("ck_credit_uses_proof")),
        sa.ForeignKeyConstraint(["account_id"], ["credit_accounts.id"], name=ACCOUNT.format("credit_uses")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_credit_uses_order_id_orders"),
        sa.PrimaryKeyConstraint("id", name="pk_credit_uses"),
    )
    op.create_index("ix_credit_uses_account", "credit_uses", ["account_id", "id"])
    op.create_index(
        "uq_credit_uses_order", "credit_uses", ["order_id", "account_id"], unique=True, sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def create_entries() -> None:
    op.create_table(
        "credit_entries",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("cause", sa.String(24), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("use_id", Id, nullable=True),
        sa.Column("order_id", Id, nullable=True),
        sa.Column("reason", sa.String(24), nullable=False),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.CheckConstraint(
            "(cause IN ('issued', 'released', 'refunded') AND amount_minor > 0)"
            " OR (cause IN ('reserved', 'expired') AND amount_minor < 0)"
            " OR (cause = 'spent' AND amount_minor = 0) OR (cause = 'adjusted' AND amount_minor <> 0)",
            name=op.f("ck_credit_entries_cause"),
        ),
        sa.CheckConstraint(
            "cause NOT IN ('reserved', 'released', 'spent') OR use_id IS NOT NULL", name=op.f("ck_credit_entries_use")
        ),
        sa.CheckConstraint("cause <> 'adjusted' OR reason <> ''", name=op.f("ck_credit_entries_reason")),
        sa.ForeignKeyConstraint(["account_id"], ["credit_accounts.id"], name=ACCOUNT.format("credit_entries")),
        sa.ForeignKeyConstraint(["use_id"], ["credit_uses.id"], name="fk_credit_entries_use_id_credit_uses"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_credit_entries_order_id_orders"),
        sa.PrimaryKeyConstraint("id", name="pk_credit_entries"),
    )
    op.create_index("ix_credit_entries_account", "credit_entries", ["account_id", "id"])
    op.create_index("ix_credit_entries_use", "credit_entries", ["use_id"])
    op.create_index("ix_credit_entries_order_id", "credit_entries", ["order_id"])


def create_copies() -> None:
    """What a card pays of an order, and the cards that lie beside a basket."""
    op.create_table(
        "order_credits",
        sa.Column("id", Id, nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("last_four", sa.String(4), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_order_credits_amount")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_credits_order_id_orders"),
        sa.ForeignKeyConstraint(["account_id"], ["credit_accounts.id"], name=ACCOUNT.format("order_credits")),
        sa.PrimaryKeyConstraint("id", name="pk_order_credits"),
        sa.UniqueConstraint("order_id", "position", name="uq_order_credits_order_id_position"),
        sa.UniqueConstraint("order_id", "account_id", name="uq_order_credits_order_id_account_id"),
    )
    op.create_index("ix_order_credits_account_id", "order_credits", ["account_id"])
    op.create_table(
        "cart_cards",
        sa.Column("id", Id, nullable=False),
        sa.Column("cart_id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("added_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["cart_id"], ["carts.id"], name="fk_cart_cards_cart_id_carts", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["account_id"], ["credit_accounts.id"], name=ACCOUNT.format("cart_cards")),
        sa.PrimaryKeyConstraint("id", name="pk_cart_cards"),
        sa.UniqueConstraint("cart_id", "account_id", name="uq_cart_cards_cart_id_account_id"),
    )
    op.create_index("ix_cart_cards_account_id", "cart_cards", ["account_id"])


def freeze() -> None:
    """Let the database refuse to change the ledger, the copies, what a use takes and what an order has of cards."""
    if on_postgresql():
        for table in FROZEN:
            op.execute(
                f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        op.execute(
            f"CREATE TRIGGER credit_uses_frozen BEFORE UPDATE OF {USE_COPIES} OR DELETE ON credit_uses"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            "CREATE TRIGGER orders_credit_frozen BEFORE UPDATE OF credit_minor ON orders"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for table in FROZEN:
        refuse(f"{table}_frozen_update", f"UPDATE ON {table}", table)
        refuse(f"{table}_frozen_delete", f"DELETE ON {table}", table)
    refuse("credit_uses_frozen_update", f"UPDATE OF {USE_COPIES} ON credit_uses", "credit_uses")
    refuse("credit_uses_frozen_delete", "DELETE ON credit_uses", "credit_uses")
    refuse("orders_credit_frozen_update", "UPDATE OF credit_minor ON orders", "orders")


def refuse(name: str, what: str, table: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {what} BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END")
