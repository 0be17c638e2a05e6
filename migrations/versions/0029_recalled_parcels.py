"""A parcel that was recorded by mistake is taken back: its units count as sent no more, and lie on the shelf again."""

import sqlalchemy as sa
from alembic import op

revision = "0029_recalled_parcels"
down_revision = "0028_article_revisions"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = (
    "(kind IN ('received', 'returned') AND on_hand_change > 0 AND allocated_change = 0)"
    " OR (kind = 'adjusted' AND on_hand_change <> 0 AND allocated_change = 0)"
    " OR (kind = 'allocated' AND on_hand_change = 0 AND allocated_change > 0)"
    " OR (kind = 'released' AND on_hand_change = 0 AND allocated_change < 0)"
    " OR (kind = 'shipped' AND on_hand_change < 0 AND allocated_change = on_hand_change)"
)
RECALLED = " OR (kind = 'recalled' AND on_hand_change > 0 AND allocated_change = on_hand_change)"
STANDS = " AND shipment_id NOT IN (SELECT shipment_id FROM shipment_recalls)"
COMING = (
    "(SELECT COALESCE(SUM(COALESCE(arrived, units)), 0) FROM return_lines"
    " JOIN returns ON returns.id = return_lines.return_id"
    " WHERE order_line_id = {line} AND returns.called_off_at IS NULL)"
)
FOREIGN = (
    "(SELECT order_id FROM {table} WHERE id = NEW.{column})"
    " <> (SELECT order_id FROM order_lines WHERE id = NEW.order_line_id)"
)


def upgrade() -> None:
    change_kinds(KINDS + RECALLED)
    op.create_table(
        "shipment_recalls",
        sa.Column("shipment_id", Id, autoincrement=False, nullable=False),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recalled_by", sa.String(120), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["shipment_id"], ["shipments.id"], name="fk_shipment_recalls_shipment_id_shipments"
        ),
        sa.PrimaryKeyConstraint("shipment_id", name="pk_shipment_recalls"),
    )
    for what in ("UPDATE", "DELETE"):
        keep(what)
    count_anew(STANDS)
    refuse_what_comes_back()


def downgrade() -> None:
    """Go back; parcels that were taken back would count as sent again, so it is refused where there are any."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM shipment_recalls")):
        raise RuntimeError(
            "Parcels were taken back, and the version before cannot say so. This step has changed nothing; "
            "restore a backup instead."
        )
    count_anew("")
    op.drop_table("shipment_recalls")
    if is_postgres():
        op.execute("DROP FUNCTION shipment_recalls_fit()")
    change_kinds(KINDS)


def is_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def change_kinds(kinds: str) -> None:
    """Say which movements there are; a copy on SQLite loses its triggers, so they are written anew."""
    name = op.f("ck_stock_movements_kind")
    if is_postgres():
        op.drop_constraint(name, "stock_movements", type_="check")
        op.create_check_constraint(name, "stock_movements", kinds)
        return
    query = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'stock_movements'"
    triggers = list(op.get_bind().scalars(sa.text(query)))
    with op.batch_alter_table("stock_movements") as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, kinds)
    for sql in triggers:
        op.execute(sql)


def keep(what: str) -> None:
    head = f"CREATE TRIGGER shipment_recalls_kept_{what.lower()} BEFORE {what} ON shipment_recalls"
    if is_postgres():
        op.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    else:
        op.execute(f"{head} BEGIN SELECT RAISE(ABORT, 'shipment_recalls is never changed'); END")


def count_anew(stands: str) -> None:
    """Let the walls of parcels, of what goes no more and of returns count the parcels that stand."""
    sent = f"(SELECT COALESCE(SUM(units), 0) FROM shipment_lines WHERE order_line_id = NEW.order_line_id{stands})"
    off = "(SELECT COALESCE(SUM(units), 0) FROM line_cancellations WHERE order_line_id = NEW.order_line_id)"
    left = f"(SELECT quantity FROM order_lines WHERE id = NEW.order_line_id) < NEW.units + {sent} + {off}"
    of_shipment = FOREIGN.format(table="shipments", column="shipment_id")
    of_return = FOREIGN.format(table="returns", column="return_id")
    coming = COMING.format(line="NEW.order_line_id")
    refuse("shipment_lines", f"{left} OR {of_shipment}", "more units than were ordered, or of another order")
    refuse("line_cancellations", left, "more units than were ordered")
    too_many = f"{sent} < NEW.units + {coming}"
    refuse("return_lines", f"{too_many} OR {of_return}", "more units than were sent, or of another order")


def refuse(table: str, condition: str, words: str) -> None:
    """Write a table's wall anew; on PostgreSQL it locks the order's line first, so that two see each other."""
    if is_postgres():
        op.execute(
            f"CREATE OR REPLACE FUNCTION {table}_fit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " PERFORM 1 FROM order_lines WHERE id = NEW.order_line_id FOR UPDATE;"
            f" IF {condition} THEN RAISE EXCEPTION '{words}'; END IF; RETURN NEW; END $$"
        )
        return
    op.execute(f"DROP TRIGGER {table}_fit")
    op.execute(
        f"CREATE TRIGGER {table}_fit BEFORE INSERT ON {table} WHEN {condition}"
        f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )


def refuse_what_comes_back() -> None:
    """Let the database refuse to take back a parcel whose things come back as a return."""
    condition = (
        "EXISTS (SELECT 1 FROM shipment_lines mine WHERE mine.shipment_id = NEW.shipment_id AND"
        f" (SELECT COALESCE(SUM(units), 0) FROM shipment_lines WHERE order_line_id = mine.order_line_id{STANDS}"
        f" AND shipment_id <> NEW.shipment_id) < {COMING.format(line='mine.order_line_id')})"
    )
    words = "a return counts on this parcel"
    if is_postgres():
        op.execute(
            "CREATE FUNCTION shipment_recalls_fit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " PERFORM 1 FROM order_lines WHERE id IN (SELECT order_line_id FROM shipment_lines"
            " WHERE shipment_id = NEW.shipment_id) ORDER BY id FOR UPDATE;"
            f" IF {condition} THEN RAISE EXCEPTION '{words}'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER shipment_recalls_fit BEFORE INSERT ON shipment_recalls"
            " FOR EACH ROW EXECUTE FUNCTION shipment_recalls_fit()"
        )
        return
    op.execute(
        f"CREATE TRIGGER shipment_recalls_fit BEFORE INSERT ON shipment_recalls WHEN {condition}"
        f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )
