"""Words that were typed into an article and not kept yet."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025_article_autosaves"
down_revision = "0024_half_answers"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "article_autosaves",
        sa.Column("id", Id, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("editor", sa.String(120), nullable=False),
        sa.Column("sheet", sa.String(22), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("seen_revision", sa.Integer(), nullable=False),
        sa.Column("draft", Json, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("serial >= 1", name=op.f("ck_article_autosaves_serial")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_article_autosaves_article_id_articles", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_article_autosaves"),
        sa.UniqueConstraint(
            "article_id", "editor", "sheet", name="uq_article_autosaves_article_id_editor_sheet"
        ),
    )


def downgrade() -> None:
    op.drop_table("article_autosaves")
