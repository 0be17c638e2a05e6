"""Invoices, credit notes and what takes them back: numbered without gaps, never changed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018_invoices"
down_revision = "0017_gift_cards"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
Moment = sa.DateTime(timezone=True)

NOT_NEXT = (
    "NEW.number <> 1 + COALESCE((SELECT MAX(number) FROM papers"
    " WHERE series = NEW.series AND year = NEW.year), 0)"
)


def upgrade() -> None:
    create_papers()
    op.create_table(
        "paper_counters",
        sa.Column("series", sa.String(24), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.CheckConstraint("last_number >= 0", name=op.f("ck_paper_counters_last_number")),
        sa.PrimaryKeyConstraint("series", "year", name="pk_paper_counters"),
    )
    keep("UPDATE")
    keep("DELETE")
    follow()


def downgrade() -> None:
    op.drop_table("paper_counters")
    op.drop_table("papers")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION papers_follow()")


def create_papers() -> None:
    op.create_table(
        "papers",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("series", sa.String(24), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("refund_id", Id, nullable=True),
        sa.Column("credit_entry_id", Id, nullable=True),
        sa.Column("about_id", Id, nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("issued_at", Moment, nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("seller_name", sa.String(200), nullable=False),
        sa.Column("seller_address", sa.String(400), nullable=False),
        sa.Column("vat_number", sa.String(40), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("total_minor", sa.Integer(), nullable=False),
        sa.Column("tax_minor", sa.Integer(), nullable=False),
        sa.Column("rates", Json, nullable=False),
        sa.CheckConstraint("kind IN ('invoice', 'credit_note', 'correction')", name=op.f("ck_papers_kind")),
        sa.CheckConstraint("series IN ('invoices', 'credit_notes')", name=op.f("ck_papers_series")),
        sa.CheckConstraint(
            "(kind = 'credit_note') = (series = 'credit_notes')", name=op.f("ck_papers_counted")
        ),
        sa.CheckConstraint("(kind = 'invoice') = (about_id IS NULL)", name=op.f("ck_papers_about")),
        sa.CheckConstraint(
            "(kind = 'invoice') = (refund_id IS NULL AND credit_entry_id IS NULL)", name=op.f("ck_papers_refund")
        ),
        sa.CheckConstraint("refund_id IS NULL OR credit_entry_id IS NULL", name=op.f("ck_papers_cause")),
        sa.CheckConstraint("credit_entry_id IS NULL OR kind = 'credit_note'", name=op.f("ck_papers_card")),
        sa.CheckConstraint("turn > 0 AND (kind = 'correction') = (turn % 2 = 0)", name=op.f("ck_papers_turn")),
        sa.CheckConstraint("number > 0 AND total_minor > 0", name=op.f("ck_papers_amount")),
        sa.CheckConstraint("tax_minor >= 0 AND tax_minor <= total_minor", name=op.f("ck_papers_tax")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_papers_order_id_orders"),
        sa.ForeignKeyConstraint(["refund_id"], ["refunds.id"], name="fk_papers_refund_id_refunds"),
        sa.ForeignKeyConstraint(
            ["credit_entry_id"], ["credit_entries.id"], name="fk_papers_credit_entry_id_credit_entries"
        ),
        sa.ForeignKeyConstraint(["about_id"], ["papers.id"], name="fk_papers_about_id_papers"),
        sa.PrimaryKeyConstraint("id", name="pk_papers"),
        sa.UniqueConstraint("series", "year", "number", name="uq_papers_series_year_number"),
        sa.UniqueConstraint("refund_id", "turn", name="uq_papers_refund_id_turn"),
        sa.UniqueConstraint("credit_entry_id", name="uq_papers_credit_entry_id"),
    )
    op.create_index("ix_papers_order", "papers", ["order_id", "id"])
    one = sa.text("kind = 'invoice'")
    op.create_index(
        "uq_papers_invoice", "papers", ["order_id"], unique=True, sqlite_where=one, postgresql_where=one
    )


def keep(verb: str) -> None:
    """Let the database refuse any change of a paper."""
    head = f"CREATE TRIGGER papers_kept_{verb.lower()} BEFORE {verb} ON papers"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    else:
        op.execute(f"{head} BEGIN SELECT RAISE(ABORT, 'papers is never changed'); END")


def follow() -> None:
    """Let the database refuse any number but the next; of two at once the unique constraint refuses the later one."""
    words = "a number that is not the next of its series"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION papers_follow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {NOT_NEXT} THEN RAISE EXCEPTION '{words}'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER papers_follow BEFORE INSERT ON papers FOR EACH ROW EXECUTE FUNCTION papers_follow()"
        )
        return
    op.execute(
        f"CREATE TRIGGER papers_follow BEFORE INSERT ON papers WHEN {NOT_NEXT}"
        f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )
