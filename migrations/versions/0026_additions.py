"""Things added to an order before it is sent: an order of its own that goes with the first."""

import sqlalchemy as sa
from alembic import op

revision = "0026_additions"
down_revision = "0025_article_autosaves"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OTHERS = (
    "EXISTS (SELECT 1 FROM orders a, orders b WHERE a.id = NEW.order_id AND b.id = NEW.first_id"
    " AND (a.email <> b.email OR a.currency <> b.currency OR a.country <> b.country))"
    " OR EXISTS (SELECT 1 FROM additions WHERE order_id = NEW.first_id)"
)


def upgrade() -> None:
    op.create_table(
        "additions",
        sa.Column("order_id", Id, autoincrement=False, nullable=False),
        sa.Column("first_id", Id, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.CheckConstraint("order_id > first_id", name=op.f("ck_additions_later")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_additions_order_id_orders"),
        sa.ForeignKeyConstraint(["first_id"], ["orders.id"], name="fk_additions_first_id_orders"),
        sa.PrimaryKeyConstraint("order_id", name="pk_additions"),
    )
    op.create_index("ix_additions_first_id", "additions", ["first_id"])
    for verb in ("UPDATE", "DELETE"):
        freeze(verb)
    refuse_others()


def downgrade() -> None:
    op.drop_table("additions")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION additions_fit()")


def freeze(verb: str) -> None:
    """Let the database refuse a change of what was written."""
    head = f"CREATE TRIGGER additions_frozen_{verb.lower()} BEFORE {verb} ON additions"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    else:
        op.execute(f"{head} BEGIN SELECT RAISE(ABORT, 'additions is never changed'); END")


def refuse_others() -> None:
    """Let the database refuse an addition to another buyer's order, or to an addition."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION additions_fit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {OTHERS} THEN RAISE EXCEPTION 'not an order to add to'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER additions_fit BEFORE INSERT ON additions FOR EACH ROW EXECUTE FUNCTION additions_fit()"
        )
        return
    op.execute(
        f"CREATE TRIGGER additions_fit BEFORE INSERT ON additions WHEN {OTHERS}"
        " BEGIN SELECT RAISE(ABORT, 'not an order to add to'); END"
    )
