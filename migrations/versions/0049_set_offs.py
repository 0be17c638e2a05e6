"""What is taken off an order pays for what is added to it: what was asked, and what of it came about."""

import sqlalchemy as sa
from alembic import op

revision = "0049_set_offs"
down_revision = "0048_outward_links"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
#: what was asked never changes; what came of it is written once
ASKED = "order_id, account_id, off_minor, amount_minor, expires_at"
WRITTEN = "OLD.made_at IS NOT NULL"


def upgrade() -> None:
    create_set_offs()
    create_lines()
    kind = "BIGINT" if is_postgres() else "INTEGER"
    op.execute(
        f"ALTER TABLE refunds ADD COLUMN paid_out_of_id {kind}"
        " CONSTRAINT fk_refunds_paid_out_of_id_credit_accounts REFERENCES credit_accounts (id)"
    )
    for table in ("set_offs", "set_off_lines"):
        refuse(table, "delete", f"DELETE ON {table}")
    refuse("set_off_lines", "update", "UPDATE ON set_off_lines")
    refuse("set_offs", "update", f"UPDATE OF {ASKED} ON set_offs")
    refuse("set_offs", "made", "UPDATE ON set_offs", WRITTEN)


def downgrade() -> None:
    """Go back; money that was set off would be counted as gone and as nothing else, so it is refused then."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM set_offs WHERE made_at IS NOT NULL")):
        raise RuntimeError(
            "What was taken off orders pays for what was added, and the version before cannot say so. This step has "
            "changed nothing; restore a backup instead."
        )
    op.drop_table("set_off_lines")
    op.drop_table("set_offs")
    if is_postgres():
        op.drop_column("refunds", "paid_out_of_id")
    else:
        with op.batch_alter_table("refunds") as table:
            table.drop_column("paid_out_of_id")


def is_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def create_set_offs() -> None:
    op.create_table(
        "set_offs",
        sa.Column("order_id", Id, autoincrement=False, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("off_minor", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("made_at", Moment, nullable=True),
        sa.Column("amendment_id", Id, nullable=True),
        sa.Column("refund_id", Id, nullable=True),
        sa.CheckConstraint(
            "amount_minor > 0 AND amount_minor <= off_minor", name=op.f("ck_set_offs_amount")
        ),
        sa.CheckConstraint(
            "(made_at IS NULL) = (amendment_id IS NULL) AND (made_at IS NULL) = (refund_id IS NULL)",
            name=op.f("ck_set_offs_made"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["additions.order_id"], name="fk_set_offs_order_id_additions"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["credit_accounts.id"], name="fk_set_offs_account_id_credit_accounts"
        ),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendments.id"], name="fk_set_offs_amendment_id_amendments"),
        sa.ForeignKeyConstraint(["refund_id"], ["refunds.id"], name="fk_set_offs_refund_id_refunds"),
        sa.PrimaryKeyConstraint("order_id", name="pk_set_offs"),
        sa.UniqueConstraint("account_id", name="uq_set_offs_account_id"),
        sa.UniqueConstraint("amendment_id", name="uq_set_offs_amendment_id"),
        sa.UniqueConstraint("refund_id", name="uq_set_offs_refund_id"),
    )


def create_lines() -> None:
    op.create_table(
        "set_off_lines",
        sa.Column("order_id", Id, autoincrement=False, nullable=False),
        sa.Column("order_line_id", Id, autoincrement=False, nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.CheckConstraint("units > 0 AND amount_minor >= 0", name=op.f("ck_set_off_lines_units")),
        sa.ForeignKeyConstraint(["order_id"], ["set_offs.order_id"], name="fk_set_off_lines_order_id_set_offs"),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name="fk_set_off_lines_order_line_id_order_lines"
        ),
        sa.PrimaryKeyConstraint("order_id", "order_line_id", name="pk_set_off_lines"),
    )
    op.create_index("ix_set_off_lines_order_line_id", "set_off_lines", ["order_line_id"])


def refuse(table: str, name: str, what: str, when: str = "") -> None:
    """Let the database refuse a change, where `when` says so."""
    head = f"CREATE TRIGGER {table}_frozen_{name} BEFORE {what}"
    if is_postgres():
        condition = f" WHEN ({when})" if when else ""
        op.execute(f"{head} FOR EACH ROW{condition} EXECUTE FUNCTION refuse_change()")
        return
    condition = f" WHEN {when}" if when else ""
    op.execute(f"{head}{condition} BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END")
