"""When an article shall come out, and that it could not."""

import sqlalchemy as sa
from alembic import op

revision = "0031_article_schedules"
down_revision = "0030_stripe_tax"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "article_schedules",
        sa.Column("id", Id, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("publish_at", Moment, nullable=False),
        sa.Column("with_letter", sa.Boolean(), nullable=False),
        sa.Column("claims", sa.String(32), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("asked_by", sa.String(120), nullable=False),
        sa.Column("failed_at", Moment, nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.CheckConstraint("(failed_at IS NULL) = (why IS NULL)", name=op.f("ck_article_schedules_failure")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_article_schedules_article_id_articles", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_article_schedules"),
        sa.UniqueConstraint("article_id", name="uq_article_schedules_article_id"),
    )
    op.create_index("ix_article_schedules_publish_at", "article_schedules", ["publish_at"])


def downgrade() -> None:
    op.drop_table("article_schedules")
