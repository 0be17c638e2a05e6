"""What articles lead to, in sums: shown, joined and first touches of an edge, its sales, and an article's reads."""

import sqlalchemy as sa
from alembic import op

revision = "0027_effect"
down_revision = "0026_additions"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNTS = ("shown", "first_paid", "joined")


def upgrade() -> None:
    for name in COUNTS:
        op.add_column("edge_days", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_edge_days_day", "edge_days", ["day", "edge_id"])
    op.create_table(
        "article_days",
        sa.Column("article_id", Id, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reads", sa.Integer(), nullable=False),
        sa.Column("subscribed", sa.Integer(), nullable=False),
        sa.CheckConstraint("reads >= 0 AND subscribed >= 0", name=op.f("ck_article_days_counts")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_article_days_article_id_articles", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "day", name="pk_article_days"),
    )
    op.create_index("ix_article_days_day", "article_days", ["day", "article_id"])
    op.create_table(
        "edge_sales",
        sa.Column("edge_id", Id, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("paid_minor", sa.Integer(), nullable=False),
        sa.Column("refunded_minor", sa.Integer(), nullable=False),
        sa.Column("first_paid_minor", sa.Integer(), nullable=False),
        sa.Column("first_refunded_minor", sa.Integer(), nullable=False),
        sa.CheckConstraint("paid_minor >= 0 AND first_paid_minor >= 0", name=op.f("ck_edge_sales_paid")),
        sa.ForeignKeyConstraint(
            ["edge_id"], ["edges.id"], name="fk_edge_sales_edge_id_edges", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edge_id", "day", "currency", name="pk_edge_sales"),
    )
    op.create_index("ix_edge_sales_day", "edge_sales", ["day", "edge_id"])
    op.create_table(
        "counted_orders",
        sa.Column("order_id", Id, autoincrement=False, nullable=False),
        sa.Column("refunded_minor", sa.Integer(), nullable=False),
        sa.CheckConstraint("refunded_minor >= 0", name=op.f("ck_counted_orders_refunded")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_counted_orders_order_id_orders"),
        sa.PrimaryKeyConstraint("order_id", name="pk_counted_orders"),
    )


def downgrade() -> None:
    op.drop_table("counted_orders")
    op.drop_table("edge_sales")
    op.drop_table("article_days")
    op.drop_index("ix_edge_days_day", "edge_days")
    for name in COUNTS:
        op.drop_column("edge_days", name)
