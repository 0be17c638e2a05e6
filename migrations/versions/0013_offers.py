"""Offers with and without a code, their uses, and what they took off each order.

No table is copied on SQLite, so no trigger is lost. Lines have no discount yet, so their frozen rows need no touch.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013_offers"
down_revision = "0012_renewals"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
Moment = sa.DateTime(timezone=True)
OPEN = sa.text("freed_at IS NULL")
FROZEN = "order_offers"


def upgrade() -> None:
    op.add_column("orders", sa.Column("mailbox", sa.String(254), nullable=True))
    op.create_index("ix_orders_mailbox", "orders", ["mailbox", "id"])
    op.execute("ALTER TABLE carts ADD COLUMN code VARCHAR(24) DEFAULT '' NOT NULL")
    op.execute(
        "ALTER TABLE order_lines ADD COLUMN discount_minor INTEGER DEFAULT 0 NOT NULL"
        " CONSTRAINT ck_order_lines_discount CHECK (discount_minor >= 0 AND discount_minor + tax_minor <= total_minor)"
    )
    create_offers()
    create_uses()
    freeze()
    fill_mailboxes()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {FROZEN}_frozen ON {FROZEN}")
    for name in (FROZEN, "offer_uses", "offer_scopes", "offers"):
        op.drop_table(name)
    op.drop_column("order_lines", "discount_minor")
    op.drop_column("carts", "code")
    op.drop_index("ix_orders_mailbox", "orders")
    op.drop_column("orders", "mailbox")


def create_offers() -> None:
    op.create_table(
        "offers",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("code", sa.String(24), nullable=True),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("buy_units", sa.Integer(), nullable=False),
        sa.Column("get_units", sa.Integer(), nullable=False),
        sa.Column("tiers", Json, nullable=False),
        sa.Column("least_minor", sa.Integer(), nullable=False),
        sa.Column("first_order", sa.Boolean(), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("most_uses", sa.Integer(), nullable=True),
        sa.Column("most_each", sa.Integer(), nullable=True),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.Column("stopped_at", Moment, nullable=True),
        sa.Column("stopped_by", sa.String(120), nullable=True),
        sa.CheckConstraint(
            "kind IN ('percent', 'amount', 'free_delivery', 'bundle', 'tiers')", name=op.f("ck_offers_kind")
        ),
        sa.CheckConstraint("percent BETWEEN 0 AND 100 AND amount_minor >= 0", name=op.f("ck_offers_amounts")),
        sa.CheckConstraint(
            "buy_units BETWEEN 0 AND 20 AND get_units BETWEEN 0 AND 20", name=op.f("ck_offers_units")
        ),
        sa.CheckConstraint("least_minor >= 0", name=op.f("ck_offers_least")),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_offers_days")),
        sa.CheckConstraint(
            "(most_uses IS NULL OR most_uses > 0) AND (most_each IS NULL OR most_each > 0)",
            name=op.f("ck_offers_limits"),
        ),
        sa.CheckConstraint("uses >= 0 AND (most_uses IS NULL OR uses <= most_uses)", name=op.f("ck_offers_used_up")),
        sa.CheckConstraint("(stopped_at IS NULL) = (stopped_by IS NULL)", name=op.f("ck_offers_stopped")),
        sa.CheckConstraint("most_uses IS NULL OR code IS NOT NULL", name=op.f("ck_offers_limit_needs_code")),
        sa.PrimaryKeyConstraint("id", name="pk_offers"),
        sa.UniqueConstraint("code", name="uq_offers_code"),
    )
    op.create_index("ix_offers_days", "offers", ["from_on", "until_on"])
    op.create_table(
        "offer_scopes",
        sa.Column("id", Id, nullable=False),
        sa.Column("offer_id", Id, nullable=False),
        sa.Column("category_id", Id, nullable=True),
        sa.Column("product_id", Id, nullable=True),
        sa.CheckConstraint("(category_id IS NULL) <> (product_id IS NULL)", name=op.f("ck_offer_scopes_one")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name="fk_offer_scopes_offer_id_offers"),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name="fk_offer_scopes_category_id_categories"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_offer_scopes_product_id_products"),
        sa.PrimaryKeyConstraint("id", name="pk_offer_scopes"),
    )
    op.create_index("ix_offer_scopes_offer", "offer_scopes", ["offer_id"])


def create_uses() -> None:
    op.create_table(
        "offer_uses",
        sa.Column("id", Id, nullable=False),
        sa.Column("offer_id", Id, nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("taken_at", Moment, nullable=False),
        sa.Column("settled_at", Moment, nullable=True),
        sa.Column("freed_at", Moment, nullable=True),
        sa.Column("proof", sa.String(200), nullable=False),
        sa.CheckConstraint("settled_at IS NULL OR freed_at IS NULL", name=op.f("ck_offer_uses_ending")),
        sa.CheckConstraint("freed_at IS NULL OR length(proof) > 0", name=op.f("ck_offer_uses_proof")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name="fk_offer_uses_offer_id_offers"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_offer_uses_order_id_orders"),
        sa.PrimaryKeyConstraint("id", name="pk_offer_uses"),
    )
    op.create_index("ix_offer_uses_offer", "offer_uses", ["offer_id", "id"])
    op.create_index(
        "uq_offer_uses_order", "offer_uses", ["order_id", "offer_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_table(
        FROZEN,
        sa.Column("id", Id, nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("offer_id", Id, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("code", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_order_offers_amount")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_offers_order_id_orders"),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name="fk_order_offers_offer_id_offers"),
        sa.PrimaryKeyConstraint("id", name="pk_order_offers"),
        sa.UniqueConstraint("order_id", "position", name="uq_order_offers_order_id_position"),
    )


def freeze() -> None:
    """Let the database refuse to change or delete what was taken off an order."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {FROZEN}_frozen BEFORE UPDATE OR DELETE ON {FROZEN}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {FROZEN}_frozen_{verb.lower()} BEFORE {verb} ON {FROZEN}"
            f" BEGIN SELECT RAISE(ABORT, '{FROZEN} is never changed'); END"
        )


def fill_mailboxes() -> None:
    """Say of each paid order which mailbox it was for, so that "first order" is true of those before this change."""
    orders = sa.table("orders", sa.column("id"), sa.column("email"), sa.column("mailbox"), sa.column("paid_at"))
    connection, after = op.get_bind(), 0
    while True:
        page = connection.execute(
            sa.select(orders.c.id, orders.c.email)
            .where(orders.c.paid_at.is_not(None), orders.c.id > after)
            .order_by(orders.c.id)
            .limit(1000)
        ).all()
        if not page:
            return
        after = page[-1].id
        connection.execute(
            sa.update(orders).where(orders.c.id == sa.bindparam("order")).values(mailbox=sa.bindparam("box")),
            [{"order": one.id, "box": mailbox_of(one.email)} for one in page],
        )


def mailbox_of(email: str) -> str:
    """Return what every spelling of an address comes to, as the app had it when this was written."""
    local, _, domain = email.lower().rpartition("@")
    bare = local.partition("+")[0] or local
    if domain in ("gmail.com", "googlemail.com"):
        bare, domain = bare.replace(".", ""), "gmail.com"
    return f"{bare}@{domain}"
