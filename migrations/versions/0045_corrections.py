"""Dated corrections of published articles."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0045_corrections"
down_revision = "0044_contributors"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("articles", sa.Column("corrections", Json, nullable=True))
    op.create_table(
        "corrections",
        sa.Column("id", Id, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.Column("was", sa.String(500), nullable=False),
        sa.Column("says", sa.String(500), nullable=False),
        sa.Column("is_mailed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("was <> '' AND says <> ''", name=op.f("ck_corrections_words")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_corrections_article_id_articles", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )
    op.create_index("ix_corrections_article_id", "corrections", ["article_id"])


def downgrade() -> None:
    op.drop_table("corrections")
    op.drop_column("articles", "corrections")
