"""Tax by class and country with its evidence on each order, and the number of a business.

No table is copied on SQLite, so no trigger is lost; `orders_frozen` is made anew with the copy that has come.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018_delivery_and_tax"
down_revision = "0016_people"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
FROZEN = "order_taxes"
COPIES = (
    "currency", "lines_minor", "shipping_minor", "discount_minor", "tax_minor", "tax_percent", "total_minor",
    "consent_wording", "consented_at", "terms_version", "placed_at", "cart_version",
)  # fmt: skip
MORE_COPIES = ("is_reverse_charge",)


def upgrade() -> None:
    create_taxes()
    op.execute("ALTER TABLE orders ADD COLUMN vat_number VARCHAR(20) DEFAULT '' NOT NULL")
    op.execute("ALTER TABLE orders ADD COLUMN is_reverse_charge BOOLEAN DEFAULT false NOT NULL")
    drop_frozen()
    freeze((*COPIES, *MORE_COPIES))


def downgrade() -> None:
    drop_frozen()
    freeze(COPIES)
    op.drop_column("orders", "is_reverse_charge")
    op.drop_column("orders", "vat_number")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {FROZEN}_frozen ON {FROZEN}")
    op.drop_table(FROZEN)
    op.drop_table("tax_rates")


def create_taxes() -> None:
    op.create_table(
        "tax_rates",
        sa.Column("id", Id, nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("tax_class", sa.String(24), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("set_at", Moment, nullable=False),
        sa.Column("set_by", sa.String(120), nullable=False),
        sa.CheckConstraint("points BETWEEN 0 AND 9999", name=op.f("ck_tax_rates_points")),
        sa.CheckConstraint("length(country) = 2", name=op.f("ck_tax_rates_country")),
        sa.PrimaryKeyConstraint("id", name="pk_tax_rates"),
        sa.UniqueConstraint("country", "tax_class", name="uq_tax_rates_country_tax_class"),
    )
    op.create_table(
        FROZEN,
        sa.Column("id", Id, nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("tax_class", sa.String(24), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("net_minor", sa.Integer(), nullable=False),
        sa.Column("tax_minor", sa.Integer(), nullable=False),
        sa.CheckConstraint("points BETWEEN 0 AND 9999", name=op.f("ck_order_taxes_points")),
        sa.CheckConstraint("net_minor >= 0 AND tax_minor >= 0", name=op.f("ck_order_taxes_amounts")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_taxes_order_id_orders"),
        sa.PrimaryKeyConstraint("id", name="pk_order_taxes"),
        sa.UniqueConstraint("order_id", "tax_class", name="uq_order_taxes_order_id_tax_class"),
    )
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
