"""Every working copy that was kept, and which one each version was made from."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028_article_revisions"
down_revision = "0027_effect"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "article_revisions",
        sa.Column("id", Id, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("restored_from", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.String(120), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_article_revisions_number")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_article_revisions_article_id_articles"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_article_revisions"),
        sa.UniqueConstraint("article_id", "number", name="uq_article_revisions_article_id_number"),
    )
    op.add_column("article_versions", sa.Column("revision", sa.Integer(), nullable=True))
    op.execute(
        "INSERT INTO article_revisions (article_id, number, title, content, saved_at, saved_by)"
        " SELECT id, revision, title, draft, saved_at, saved_by FROM articles ORDER BY id"
    )
    for verb in ("UPDATE", "DELETE"):
        head = f"CREATE TRIGGER article_revisions_frozen_{verb.lower()} BEFORE {verb} ON article_revisions"
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        else:
            op.execute(f"{head} BEGIN SELECT RAISE(ABORT, 'article_revisions is never changed'); END")


def downgrade() -> None:
    op.drop_table("article_revisions")
    op.drop_column("article_versions", "revision")
