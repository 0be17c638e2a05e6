"""Gift cards that are sold: which unit of a line became which card, and whom the cards of an unpaid order are for."""

import sqlalchemy as sa
from alembic import op

revision = "0054_sold_cards"
down_revision = "0053_page_pictures"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
MOST_MAILS = 5
#: what of a sold card never changes
KEPT = "UPDATE OF order_line_id, unit, account_id, value_minor, sold_at"
FITS = (
    "SELECT 1 FROM order_lines WHERE order_lines.id = NEW.order_line_id AND order_lines.product_kind = 'gift_card'"
    " AND NEW.unit <= order_lines.quantity AND NEW.value_minor = order_lines.unit_minor"
)


def upgrade() -> None:
    create_wishes()
    create_sold_cards()
    op.add_column("refunds", sa.Column("cards_minor", sa.Integer(), nullable=False, server_default="0"))
    if op.get_bind().dialect.name == "postgresql":
        guard_on_postgresql()
    else:
        guard_on_sqlite()


def downgrade() -> None:
    op.drop_column("refunds", "cards_minor")
    op.drop_table("sold_cards")
    op.drop_table("gift_wishes")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION sold_cards_fit()")


def create_wishes() -> None:
    op.create_table(
        "gift_wishes",
        sa.Column("id", Id, nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("message", sa.String(300), nullable=False),
        sa.Column("written_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_gift_wishes_order_id_orders"),
        sa.PrimaryKeyConstraint("id", name="pk_gift_wishes"),
        sa.UniqueConstraint("order_id", name="uq_gift_wishes_order_id"),
    )


def create_sold_cards() -> None:
    op.create_table(
        "sold_cards",
        sa.Column("id", Id, nullable=False),
        sa.Column("order_line_id", Id, nullable=False),
        sa.Column("unit", sa.Integer(), nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("value_minor", sa.Integer(), nullable=False),
        sa.Column("taken_minor", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("message", sa.String(300), nullable=False),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.Column("mailed_at", Moment, nullable=False),
        sa.Column("sold_at", Moment, nullable=False),
        sa.CheckConstraint("unit > 0 AND value_minor > 0", name=op.f("ck_sold_cards_value")),
        sa.CheckConstraint("taken_minor >= 0 AND taken_minor <= value_minor", name=op.f("ck_sold_cards_taken")),
        sa.CheckConstraint(f"mails BETWEEN 1 AND {MOST_MAILS}", name=op.f("ck_sold_cards_mails")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_lines.id"], name="fk_sold_cards_order_line_id_order_lines"),
        sa.ForeignKeyConstraint(["account_id"], ["credit_accounts.id"], name="fk_sold_cards_account_id_credit_accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_sold_cards"),
        sa.UniqueConstraint("order_line_id", "unit", name="uq_sold_cards_order_line_id_unit"),
        sa.UniqueConstraint("account_id", name="uq_sold_cards_account_id"),
    )


def guard_on_postgresql() -> None:
    for what in (KEPT, "DELETE"):
        op.execute(
            f"CREATE TRIGGER sold_cards_kept_{what.split()[0].lower()} BEFORE {what} ON sold_cards"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE FUNCTION sold_cards_fit() RETURNS trigger AS $$ BEGIN"
        f" IF NOT EXISTS ({FITS}) THEN RAISE EXCEPTION 'a card is a unit of its line, at its price'; END IF;"
        " RETURN NEW; END $$ LANGUAGE plpgsql"
    )
    op.execute(
        "CREATE TRIGGER sold_cards_fit BEFORE INSERT ON sold_cards FOR EACH ROW EXECUTE FUNCTION sold_cards_fit()"
    )


def guard_on_sqlite() -> None:
    for what in (KEPT, "DELETE"):
        op.execute(
            f"CREATE TRIGGER sold_cards_kept_{what.split()[0].lower()} BEFORE {what} ON sold_cards"
            " BEGIN SELECT RAISE(ABORT, 'sold_cards is never changed'); END"
        )
    op.execute(
        f"CREATE TRIGGER sold_cards_fit BEFORE INSERT ON sold_cards WHEN NOT EXISTS ({FITS})"
        " BEGIN SELECT RAISE(ABORT, 'a card is a unit of its line, at its price'); END"
    )
