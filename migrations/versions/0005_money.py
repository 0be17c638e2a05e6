"""Carts, orders, stock, prices and payments, with triggers that keep what must never change."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005_money"
down_revision = "0004_journal"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
Moment = sa.DateTime(timezone=True)

TABLES = (
    "carts",
    "cart_lines",
    "orders",
    "order_lines",
    "shipments",
    "order_events",
    "stock_items",
    "stock_movements",
    "stock_holds",
    "prices",
    "payment_attempts",
    "payments",
    "refunds",
    "disputes",
    "stripe_events",
    "payment_cursors",
    "payment_alerts",
)
#: table -> columns that never change; () for the whole row, which is then never deleted either
FROZEN = {
    "stock_movements": (),
    "prices": (),
    "order_lines": (),
    "orders": (
        "currency",
        "lines_minor",
        "shipping_minor",
        "discount_minor",
        "tax_minor",
        "tax_percent",
        "total_minor",
        "consent_wording",
        "consented_at",
        "terms_version",
        "placed_at",
        "fingerprint",
        "cart_version",
    ),
}


def upgrade() -> None:
    create_carts()
    create_orders()
    create_stock()
    create_payments()
    create_desk()
    for table, columns in FROZEN.items():
        freeze(table, columns)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in FROZEN:
            op.execute(f"DROP TRIGGER {table}_frozen ON {table}")
        op.execute("DROP FUNCTION refuse_change()")
    for name in reversed(TABLES):
        op.drop_table(name)


def freeze(table: str, columns: tuple[str, ...]) -> None:
    """Let the database refuse changes: of these columns, or of the whole row and its deletion too."""
    of = f" OF {', '.join(columns)}" if columns else ""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION '% is never changed', TG_TABLE_NAME; END $$"
        )
        what = f"UPDATE{of}" if columns else "UPDATE OR DELETE"
        op.execute(
            f"CREATE TRIGGER {table}_frozen BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("UPDATE",) if columns else ("UPDATE", "DELETE"):
        which = of if verb == "UPDATE" else ""
        op.execute(
            f"CREATE TRIGGER {table}_frozen_{verb.lower()} BEFORE {verb}{which} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"
        )


def create_carts() -> None:
    op.create_table(
        "carts",
        sa.Column("id", Id, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("answers", Json, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_carts"),
        sa.UniqueConstraint("token_hash", name="uq_carts_token_hash"),
    )
    op.create_index("ix_carts_changed_at", "carts", ["changed_at"])
    op.create_table(
        "cart_lines",
        sa.Column("id", Id, nullable=False),
        sa.Column("cart_id", Id, nullable=False),
        sa.Column("variant_id", Id, nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("via", sa.String(120), nullable=False),
        sa.Column("added_at", Moment, nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 20", name=op.f("ck_cart_lines_quantity")),
        sa.ForeignKeyConstraint(["cart_id"], ["carts.id"], name="fk_cart_lines_cart_id_carts", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_cart_lines_variant_id_variants"),
        sa.PrimaryKeyConstraint("id", name="pk_cart_lines"),
        sa.UniqueConstraint("cart_id", "variant_id", name="uq_cart_lines_cart_id_variant_id"),
    )
    op.create_index("ix_cart_lines_variant_id", "cart_lines", ["variant_id"])


def create_orders() -> None:
    op.create_table(
        "orders",
        sa.Column("id", Id, nullable=False),
        sa.Column("link_salt", sa.String(32), nullable=False),
        sa.Column("link_hash", sa.String(64), nullable=False),
        sa.Column("cart_id", Id, nullable=True),
        sa.Column("cart_version", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("lines_minor", sa.Integer(), nullable=False),
        sa.Column("shipping_minor", sa.Integer(), nullable=False),
        sa.Column("discount_minor", sa.Integer(), nullable=False),
        sa.Column("tax_minor", sa.Integer(), nullable=False),
        sa.Column("tax_percent", sa.Integer(), nullable=False),
        sa.Column("total_minor", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("street", sa.String(200), nullable=False),
        sa.Column("street_more", sa.String(200), nullable=False),
        sa.Column("city", sa.String(120), nullable=False),
        sa.Column("region", sa.String(120), nullable=False),
        sa.Column("postal_code", sa.String(20), nullable=False),
        sa.Column("consent_wording", sa.String(40), nullable=False),
        sa.Column("consented_at", Moment, nullable=False),
        sa.Column("terms_version", sa.String(40), nullable=False),
        sa.Column("delivery_days", sa.String(60), nullable=False),
        sa.Column("is_shipped", sa.Boolean(), nullable=False),
        sa.Column("placed_at", Moment, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("payment", sa.String(24), nullable=False),
        sa.Column("fulfilment", sa.String(24), nullable=False),
        sa.Column("paid_minor", sa.Integer(), nullable=False),
        sa.Column("refunded_minor", sa.Integer(), nullable=False),
        sa.Column("disputes_open", sa.Integer(), nullable=False),
        sa.Column("paid_at", Moment, nullable=True),
        sa.Column("cancelled_at", Moment, nullable=True),
        sa.Column("cancelled_by", sa.String(120), nullable=True),
        sa.Column("cancel_reason", sa.String(200), nullable=False),
        sa.CheckConstraint(
            "lines_minor >= 0 AND shipping_minor >= 0 AND discount_minor >= 0 AND total_minor > 0",
            name=op.f("ck_orders_amounts"),
        ),
        sa.CheckConstraint("state <> 'cancelled' OR cancelled_at IS NOT NULL", name=op.f("ck_orders_cancelled")),
        sa.CheckConstraint("fulfilment IN ('none', 'partial', 'complete')", name=op.f("ck_orders_fulfilment")),
        sa.CheckConstraint(
            "payment IN ('pending', 'paid', 'part_refunded', 'refunded', 'disputed')", name=op.f("ck_orders_payment")
        ),
        sa.CheckConstraint("refunded_minor >= 0 AND refunded_minor <= paid_minor", name=op.f("ck_orders_refunds")),
        sa.CheckConstraint("state IN ('open', 'cancelled', 'closed')", name=op.f("ck_orders_state")),
        sa.CheckConstraint("tax_minor >= 0 AND tax_minor <= total_minor", name=op.f("ck_orders_tax")),
        sa.CheckConstraint("total_minor = lines_minor + shipping_minor - discount_minor", name=op.f("ck_orders_total")),
        sa.ForeignKeyConstraint(["cart_id"], ["carts.id"], name="fk_orders_cart_id_carts", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
        sa.UniqueConstraint("link_hash", name="uq_orders_link_hash"),
    )
    op.create_index("ix_orders_cart", "orders", ["cart_id", "id"])
    op.create_index("ix_orders_email", "orders", ["email", "id"])
    op.create_index("ix_orders_placed_at", "orders", ["placed_at"])
    op.create_index("ix_orders_queue", "orders", ["payment", "fulfilment", "id"])
    op.create_table(
        "order_lines",
        sa.Column("id", Id, nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("variant_id", Id, nullable=False),
        sa.Column("sku", sa.String(40), nullable=False),
        sa.Column("product_name", sa.String(120), nullable=False),
        sa.Column("variant_name", sa.String(80), nullable=False),
        sa.Column("product_kind", sa.String(24), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_minor", sa.Integer(), nullable=False),
        sa.Column("total_minor", sa.Integer(), nullable=False),
        sa.Column("tax_minor", sa.Integer(), nullable=False),
        sa.Column("tax_class", sa.String(24), nullable=False),
        sa.Column("returns", sa.String(400), nullable=False),
        sa.Column("via", sa.String(120), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 20", name=op.f("ck_order_lines_quantity")),
        sa.CheckConstraint("tax_minor >= 0 AND tax_minor <= total_minor", name=op.f("ck_order_lines_tax")),
        sa.CheckConstraint("unit_minor > 0 AND total_minor = unit_minor * quantity", name=op.f("ck_order_lines_total")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_lines_order_id_orders"),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_order_lines_variant_id_variants"),
        sa.PrimaryKeyConstraint("id", name="pk_order_lines"),
        sa.UniqueConstraint("order_id", "position", name="uq_order_lines_order_id_position"),
    )
    op.create_index("ix_order_lines_variant_id", "order_lines", ["variant_id"])
    op.create_table(
        "shipments",
        sa.Column("id", Id, nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("carrier", sa.String(60), nullable=False),
        sa.Column("tracking", sa.String(80), nullable=False),
        sa.Column("shipped_at", Moment, nullable=False),
        sa.Column("shipped_by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_shipments_order_id_orders"),
        sa.PrimaryKeyConstraint("id", name="pk_shipments"),
        sa.UniqueConstraint("order_id", name="uq_shipments_order_id"),
    )
    op.create_table(
        "order_events",
        sa.Column("id", Id, nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("details", Json, nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_events_order_id_orders"),
        sa.PrimaryKeyConstraint("id", name="pk_order_events"),
    )
    op.create_index("ix_order_events_order", "order_events", ["order_id", "id"])


def create_stock() -> None:
    op.create_table(
        "stock_items",
        sa.Column("id", Id, nullable=False),
        sa.Column("variant_id", Id, nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("allocated", sa.Integer(), nullable=False),
        sa.Column("backorder_limit", sa.Integer(), nullable=False),
        sa.Column("low_at", sa.Integer(), nullable=False),
        sa.CheckConstraint("backorder_limit >= 0 AND low_at >= 0", name=op.f("ck_stock_items_limits")),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_stock_items_on_hand")),
        sa.CheckConstraint("held + allocated <= on_hand + backorder_limit", name=op.f("ck_stock_items_oversold")),
        sa.CheckConstraint("held >= 0 AND allocated >= 0", name=op.f("ck_stock_items_promised")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_stock_items_variant_id_variants"),
        sa.PrimaryKeyConstraint("id", name="pk_stock_items"),
        sa.UniqueConstraint("variant_id", name="uq_stock_items_variant_id"),
    )
    op.create_table(
        "stock_movements",
        sa.Column("id", Id, nullable=False),
        sa.Column("item_id", Id, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("on_hand_change", sa.Integer(), nullable=False),
        sa.Column("allocated_change", sa.Integer(), nullable=False),
        sa.Column("cause_kind", sa.String(24), nullable=False),
        sa.Column("cause_id", sa.String(60), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.CheckConstraint(
            "(kind IN ('received', 'returned') AND on_hand_change > 0 AND allocated_change = 0) OR (kind = 'adjusted' AND on_hand_change <> 0 AND allocated_change = 0) OR (kind = 'allocated' AND on_hand_change = 0 AND allocated_change > 0) OR (kind = 'released' AND on_hand_change = 0 AND allocated_change < 0) OR (kind = 'shipped' AND on_hand_change < 0 AND allocated_change = on_hand_change)",
            name=op.f("ck_stock_movements_kind"),
        ),
        sa.ForeignKeyConstraint(["item_id"], ["stock_items.id"], name="fk_stock_movements_item_id_stock_items"),
        sa.PrimaryKeyConstraint("id", name="pk_stock_movements"),
    )
    op.create_index("ix_stock_movements_cause", "stock_movements", ["cause_kind", "cause_id"])
    op.create_index("ix_stock_movements_item", "stock_movements", ["item_id", "id"])
    op.create_table(
        "stock_holds",
        sa.Column("id", Id, nullable=False),
        sa.Column("item_id", Id, nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("placed_at", Moment, nullable=False),
        sa.Column("protected_until", Moment, nullable=False),
        sa.Column("ended_at", Moment, nullable=True),
        sa.Column("ending", sa.String(24), nullable=True),
        sa.Column("proof", sa.String(200), nullable=False),
        sa.CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name=op.f("ck_stock_holds_ending")),
        sa.CheckConstraint("ending IS NULL OR length(proof) > 0", name=op.f("ck_stock_holds_proof")),
        sa.CheckConstraint("units > 0", name=op.f("ck_stock_holds_units")),
        sa.ForeignKeyConstraint(["item_id"], ["stock_items.id"], name="fk_stock_holds_item_id_stock_items"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_stock_holds_order_id_orders"),
        sa.PrimaryKeyConstraint("id", name="pk_stock_holds"),
        sa.UniqueConstraint("order_id", "item_id", "round", name="uq_stock_holds_order_id_item_id_round"),
    )
    op.create_index(
        "ix_stock_holds_open",
        "stock_holds",
        ["item_id", "protected_until"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "prices",
        sa.Column("id", Id, nullable=False),
        sa.Column("variant_id", Id, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("set_at", Moment, nullable=False),
        sa.Column("set_by", sa.String(120), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_prices_amount")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_prices_variant_id_variants"),
        sa.PrimaryKeyConstraint("id", name="pk_prices"),
    )
    op.create_index("ix_prices_current", "prices", ["variant_id", "currency", "id"])


def create_payments() -> None:
    op.create_table(
        "payment_attempts",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(36), nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("cart_id", Id, nullable=True),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("session_id", sa.String(120), nullable=True),
        sa.Column("session_url", sa.String(1000), nullable=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("protected_until", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("checked_at", Moment, nullable=False),
        sa.Column("ended_at", Moment, nullable=True),
        sa.Column("proof", sa.String(200), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payment_attempts_amount")),
        sa.CheckConstraint(
            "state NOT IN ('open', 'paid', 'processing') OR session_id IS NOT NULL",
            name=op.f("ck_payment_attempts_session"),
        ),
        sa.CheckConstraint(
            "state IN ('creating', 'open', 'processing', 'paid', 'expired', 'failed')",
            name=op.f("ck_payment_attempts_state"),
        ),
        sa.ForeignKeyConstraint(
            ["cart_id"], ["carts.id"], name="fk_payment_attempts_cart_id_carts", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_payment_attempts_order_id_orders"),
        sa.PrimaryKeyConstraint("id", name="pk_payment_attempts"),
        sa.UniqueConstraint("key", name="uq_payment_attempts_key"),
        sa.UniqueConstraint("session_id", name="uq_payment_attempts_session_id"),
    )
    op.create_index("ix_payment_attempts_order", "payment_attempts", ["order_id", "id"])
    op.create_index("ix_payment_attempts_state", "payment_attempts", ["state", "checked_at"])
    op.create_index(
        "uq_payment_attempts_live_cart",
        "payment_attempts",
        ["cart_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('creating', 'open')"),
        postgresql_where=sa.text("state IN ('creating', 'open')"),
    )
    op.create_index(
        "uq_payment_attempts_live_order",
        "payment_attempts",
        ["order_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('creating', 'open')"),
        postgresql_where=sa.text("state IN ('creating', 'open')"),
    )
    op.create_table(
        "payments",
        sa.Column("id", Id, nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("attempt_id", Id, nullable=False),
        sa.Column("session_id", sa.String(120), nullable=False),
        sa.Column("intent_id", sa.String(120), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("refunded_minor", sa.Integer(), nullable=False),
        sa.Column("arrived_at", Moment, nullable=False),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payments_amount")),
        sa.CheckConstraint("refunded_minor >= 0 AND refunded_minor <= amount_minor", name=op.f("ck_payments_refunds")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["payment_attempts.id"], name="fk_payments_attempt_id_payment_attempts"
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_payments_order_id_orders"),
        sa.PrimaryKeyConstraint("id", name="pk_payments"),
        sa.UniqueConstraint("attempt_id", name="uq_payments_attempt_id"),
        sa.UniqueConstraint("intent_id", name="uq_payments_intent_id"),
        sa.UniqueConstraint("session_id", name="uq_payments_session_id"),
    )
    op.create_index("ix_payments_order_id", "payments", ["order_id"])
    op.create_table(
        "refunds",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(36), nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("payment_id", Id, nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("stripe_id", sa.String(120), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(200), nullable=False),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("wanted_at", Moment, nullable=False),
        sa.Column("settled_at", Moment, nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_refunds_amount")),
        sa.CheckConstraint("state IN ('wanted', 'pending', 'succeeded', 'failed')", name=op.f("ck_refunds_state")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_refunds_order_id_orders"),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name="fk_refunds_payment_id_payments"),
        sa.PrimaryKeyConstraint("id", name="pk_refunds"),
        sa.UniqueConstraint("key", name="uq_refunds_key"),
        sa.UniqueConstraint("stripe_id", name="uq_refunds_stripe_id"),
    )
    op.create_index("ix_refunds_order", "refunds", ["order_id", "id"])
    op.create_index("ix_refunds_payment", "refunds", ["payment_id", "id"])
    op.create_table(
        "disputes",
        sa.Column("id", Id, nullable=False),
        sa.Column("stripe_id", sa.String(120), nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("payment_id", Id, nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("reason", sa.String(60), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("opened_at", Moment, nullable=False),
        sa.Column("closed_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_disputes_order_id_orders"),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name="fk_disputes_payment_id_payments"),
        sa.PrimaryKeyConstraint("id", name="pk_disputes"),
        sa.UniqueConstraint("stripe_id", name="uq_disputes_stripe_id"),
    )
    op.create_index("ix_disputes_order_id", "disputes", ["order_id"])


def create_desk() -> None:
    op.create_table(
        "stripe_events",
        sa.Column("id", Id, nullable=False),
        sa.Column("stripe_id", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(80), nullable=False),
        sa.Column("object_id", sa.String(120), nullable=False),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("received_at", Moment, nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("applied_at", Moment, nullable=True),
        sa.Column("outcome", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stripe_events"),
        sa.UniqueConstraint("stripe_id", name="uq_stripe_events_stripe_id"),
    )
    op.create_index("ix_stripe_events_object", "stripe_events", ["object_id"])
    op.create_table(
        "payment_cursors",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("reached", Moment, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_payment_cursors"),
    )
    op.create_table(
        "payment_alerts",
        sa.Column("id", Id, nullable=False),
        sa.Column("natural_key", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("order_id", Id, nullable=True),
        sa.Column("words", sa.String(400), nullable=False),
        sa.Column("raised_at", Moment, nullable=False),
        sa.Column("resolved_at", Moment, nullable=True),
        sa.Column("resolved_by", sa.String(120), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_payment_alerts_order_id_orders"),
        sa.PrimaryKeyConstraint("id", name="pk_payment_alerts"),
        sa.UniqueConstraint("natural_key", name="uq_payment_alerts_natural_key"),
    )
    op.create_index("ix_payment_alerts_open", "payment_alerts", ["resolved_at", "id"])
