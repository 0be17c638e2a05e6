"""Several parcels an order: what is in each, and what is not sent any more."""

import sqlalchemy as sa
from alembic import op

revision = "0014_parcels"
down_revision = "0013_offers"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)

#: table -> what the database refuses; courier, number and their change are left free
KEPT = {
    "shipments": ("UPDATE OF order_id, shipped_at, shipped_by", "DELETE"),
    "shipment_lines": ("UPDATE", "DELETE"),
    "line_cancellations": ("UPDATE", "DELETE"),
}
LEFT = (
    "(SELECT quantity FROM order_lines WHERE id = NEW.order_line_id)"
    " < NEW.units"
    " + (SELECT COALESCE(SUM(units), 0) FROM shipment_lines WHERE order_line_id = NEW.order_line_id)"
    " + (SELECT COALESCE(SUM(units), 0) FROM line_cancellations WHERE order_line_id = NEW.order_line_id)"
)
FOREIGN = (
    "(SELECT order_id FROM shipments WHERE id = NEW.shipment_id)"
    " <> (SELECT order_id FROM order_lines WHERE id = NEW.order_line_id)"
)


def upgrade() -> None:
    with op.batch_alter_table("shipments") as batch:
        batch.drop_constraint("uq_shipments_order_id", type_="unique")
    op.create_index("ix_shipments_order_id", "shipments", ["order_id"])
    create_shipment_lines()
    create_line_cancellations()
    # Until now a parcel held its whole order.
    op.execute(
        "INSERT INTO shipment_lines (shipment_id, order_line_id, units)"
        " SELECT shipments.id, order_lines.id, order_lines.quantity"
        " FROM shipments JOIN order_lines ON order_lines.order_id = shipments.order_id"
    )
    for table, refused in KEPT.items():
        keep(table, refused)
    refuse("shipment_lines", f"{LEFT} OR {FOREIGN}", "more units than were ordered, or of another order")
    refuse("line_cancellations", LEFT, "more units than were ordered")


def downgrade() -> None:
    """Take parcels back to one an order; the first one stays."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    op.execute(f"DROP TRIGGER shipments_kept_delete{' ON shipments' if is_postgres else ''}")
    op.execute(f"DROP TRIGGER shipments_kept_update{' ON shipments' if is_postgres else ''}")
    op.drop_table("line_cancellations")
    op.drop_table("shipment_lines")
    if is_postgres:
        op.execute("DROP FUNCTION shipment_lines_fit()")
        op.execute("DROP FUNCTION line_cancellations_fit()")
    op.execute(
        "DELETE FROM shipments WHERE id NOT IN (SELECT kept.id FROM"
        " (SELECT MIN(id) AS id FROM shipments GROUP BY order_id) AS kept)"
    )
    op.drop_index("ix_shipments_order_id", "shipments")
    with op.batch_alter_table("shipments") as batch:
        batch.create_unique_constraint("uq_shipments_order_id", ["order_id"])


def create_shipment_lines() -> None:
    op.create_table(
        "shipment_lines",
        sa.Column("id", Id, nullable=False),
        sa.Column("shipment_id", Id, nullable=False),
        sa.Column("order_line_id", Id, nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.CheckConstraint("units > 0", name=op.f("ck_shipment_lines_units")),
        sa.ForeignKeyConstraint(
            ["shipment_id"], ["shipments.id"], name="fk_shipment_lines_shipment_id_shipments"
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name="fk_shipment_lines_order_line_id_order_lines"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_shipment_lines"),
        sa.UniqueConstraint(
            "shipment_id", "order_line_id", name="uq_shipment_lines_shipment_id_order_line_id"
        ),
    )
    op.create_index("ix_shipment_lines_order_line_id", "shipment_lines", ["order_line_id"])


def create_line_cancellations() -> None:
    op.create_table(
        "line_cancellations",
        sa.Column("id", Id, nullable=False),
        sa.Column("order_line_id", Id, nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("cancelled_at", Moment, nullable=False),
        sa.Column("cancelled_by", sa.String(120), nullable=False),
        sa.CheckConstraint("units > 0", name=op.f("ck_line_cancellations_units")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name="fk_line_cancellations_order_line_id_order_lines"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_line_cancellations"),
    )
    op.create_index("ix_line_cancellations_order_line_id", "line_cancellations", ["order_line_id"])


def keep(table: str, refused: tuple[str, ...]) -> None:
    """Let the database refuse these changes of a table."""
    for what in refused:
        head = f"CREATE TRIGGER {table}_kept_{what.split()[0].lower()} BEFORE {what} ON {table}"
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        else:
            op.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END")


def refuse(table: str, condition: str, words: str) -> None:
    """Let the database refuse a new row; on PostgreSQL the order's line is locked first, so that two see each other."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_fit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " PERFORM 1 FROM order_lines WHERE id = NEW.order_line_id FOR UPDATE;"
            f" IF {condition} THEN RAISE EXCEPTION '{words}'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_fit BEFORE INSERT ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {table}_fit()"
        )
        return
    op.execute(
        f"CREATE TRIGGER {table}_fit BEFORE INSERT ON {table} WHEN {condition}"
        f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )
