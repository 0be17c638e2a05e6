"""The picture of an article that other sites show beside a link to it."""

import sqlalchemy as sa
from alembic import op

revision = "0037_share_pictures"
down_revision = "0036_ready_to_fetch"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "article_shares",
        sa.Column("article_id", Id, autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("drawn_from", sa.String(64), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_article_shares_article_id_articles", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", name="pk_article_shares"),
    )


def downgrade() -> None:
    op.drop_table("article_shares")
