"""Words that are explained, and articles that belong together in an order."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032_glossary_and_series"
down_revision = "0031_article_schedules"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "terms",
        sa.Column("id", Id, nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("spellings", Json, nullable=False),
        sa.Column("meaning", sa.String(400), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_terms"),
        sa.UniqueConstraint("slug", name="uq_terms_slug"),
        sa.UniqueConstraint("name", name="uq_terms_name"),
    )
    op.create_table(
        "series",
        sa.Column("id", Id, nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("summary", sa.String(300), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_series"),
        sa.UniqueConstraint("slug", name="uq_series_slug"),
    )
    op.create_table(
        "series_parts",
        sa.Column("article_id", Id, autoincrement=False, nullable=False),
        sa.Column("series_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_series_parts_position")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_series_parts_article_id_articles", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name="fk_series_parts_series_id_series", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", name="pk_series_parts"),
        sa.UniqueConstraint("series_id", "position", name="uq_series_parts_series_id_position"),
    )


def downgrade() -> None:
    op.drop_table("series_parts")
    op.drop_table("series")
    op.drop_table("terms")
