"""An article read aloud: its sound file and what was read."""

import sqlalchemy as sa
from alembic import op

revision = "0042_spoken_articles"
down_revision = "0041_comment_reports"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "article_voices",
        sa.Column("article_id", Id, autoincrement=False, nullable=False),
        sa.Column("file", sa.String(60), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("spoken_from", sa.String(64), nullable=False),
        sa.Column("spoken_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("seconds >= 0", name=op.f("ck_article_voices_seconds")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_article_voices_article_id_articles", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", name="pk_article_voices"),
    )


def downgrade() -> None:
    op.drop_table("article_voices")
