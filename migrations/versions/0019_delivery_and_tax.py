"""Delivery zones and rates, tax by class and country with its evidence on each order, and the number of a business.

No table is copied on SQLite, so no trigger is lost; `orders_frozen` is made anew with the copies that have come. Without zones
the countries of the settings go on counting, so there is nothing to fill.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019_delivery_and_tax"
down_revision = "0018_invoices"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
FROZEN = "order_taxes"
PICKUP = (("delivery_name", 80), ("pickup_place", 200), ("pickup_hours", 120))
COPIES = (
    "currency", "lines_minor", "shipping_minor", "discount_minor", "tax_minor", "tax_percent", "total_minor",
    "consent_wording", "consented_at", "terms_version", "placed_at", "cart_version",
)  # fmt: skip
MORE_COPIES = (
    "is_reverse_charge", "delivery_name", "pickup_place", "pickup_hours", "country", "delivery_days", "is_shipped",
)  # fmt: skip


def upgrade() -> None:
    create_taxes()
    op.execute("ALTER TABLE orders ADD COLUMN vat_number VARCHAR(20) DEFAULT '' NOT NULL")
    op.execute("ALTER TABLE orders ADD COLUMN is_reverse_charge BOOLEAN DEFAULT false NOT NULL")
    create_zones()
    op.add_column("carts", sa.Column("rate_id", Id, nullable=True))
    for name, length in PICKUP:
        op.execute(f"ALTER TABLE orders ADD COLUMN {name} VARCHAR({length}) DEFAULT '' NOT NULL")
    drop_frozen()
    freeze((*COPIES, *MORE_COPIES))


def downgrade() -> None:
    drop_frozen()
    freeze(COPIES)
    for name, _ in PICKUP:
        op.drop_column("orders", name)
    op.drop_column("carts", "rate_id")
    op.drop_table("delivery_rates")
    op.drop_table("delivery_zones")
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


def create_zones() -> None:
    op.create_table(
        "delivery_zones",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("countries", Json, nullable=False),
        sa.Column("postcodes", Json, nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("changed_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_zones"),
    )
    op.create_table(
        "delivery_rates",
        sa.Column("id", Id, nullable=False),
        sa.Column("zone_id", Id, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("basis", sa.String(24), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("steps", Json, nullable=False),
        sa.Column("free_from_minor", sa.Integer(), nullable=True),
        sa.Column("days", sa.String(60), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("hours", sa.String(120), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.CheckConstraint("basis IN ('weight', 'price', 'count')", name=op.f("ck_delivery_rates_basis")),
        sa.CheckConstraint(
            "free_from_minor IS NULL OR free_from_minor > 0", name=op.f("ck_delivery_rates_free_from")
        ),
        sa.CheckConstraint("(place = '') = (hours = '')", name=op.f("ck_delivery_rates_pickup")),
        sa.ForeignKeyConstraint(
            ["zone_id"], ["delivery_zones.id"], name="fk_delivery_rates_zone_id_delivery_zones"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_rates"),
    )
    op.create_index("ix_delivery_rates_zone", "delivery_rates", ["zone_id"])


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
