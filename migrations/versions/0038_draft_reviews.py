"""Reviews of drafts: requests, comments, and links that show a draft."""

import sqlalchemy as sa
from alembic import op

revision = "0038_draft_reviews"
down_revision = "0037_share_pictures"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "review_requests",
        sa.Column("id", Id, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("reviewer", sa.String(120), nullable=True),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("asked_by", sa.String(120), nullable=False),
        sa.Column("verdict", sa.String(24), nullable=True),
        sa.Column("answered_at", Moment, nullable=True),
        sa.Column("answered_by", sa.String(120), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (verdict IS NULL) AND (answered_at IS NULL) = (answered_by IS NULL)",
            name=op.f("ck_review_requests_answer"),
        ),
        of_article("review_requests"),
        sa.PrimaryKeyConstraint("id", name="pk_review_requests"),
    )
    is_open = sa.text("answered_at IS NULL")
    op.create_index(
        "uq_review_requests_open", "review_requests", ["article_id"], unique=True,
        sqlite_where=is_open, postgresql_where=is_open,
    )
    op.execute(
        "INSERT INTO review_requests (article_id, note, asked_at, asked_by)"
        " SELECT id, '', saved_at, saved_by FROM articles WHERE state = 'in_review'"
    )
    create_comments()
    op.create_table(
        "preview_links",
        sa.Column("id", Id, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("revoked_at", Moment, nullable=True),
        of_article("preview_links"),
        sa.PrimaryKeyConstraint("id", name="pk_preview_links"),
        sa.UniqueConstraint("token_hash", name="uq_preview_links_token_hash"),
    )
    op.create_index("ix_preview_links_article_id", "preview_links", ["article_id"])


def create_comments() -> None:
    op.create_table(
        "draft_comments",
        sa.Column("id", Id, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("thread_id", Id, nullable=True),
        sa.Column("quote", sa.String(300), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("written_at", Moment, nullable=False),
        sa.Column("written_by", sa.String(120), nullable=False),
        sa.Column("resolved_at", Moment, nullable=True),
        sa.Column("resolved_by", sa.String(120), nullable=True),
        sa.CheckConstraint("words <> ''", name=op.f("ck_draft_comments_words")),
        sa.CheckConstraint(
            "(resolved_at IS NULL) = (resolved_by IS NULL)", name=op.f("ck_draft_comments_resolved")
        ),
        sa.CheckConstraint(
            "thread_id IS NULL OR (quote = '' AND resolved_at IS NULL)", name=op.f("ck_draft_comments_thread")
        ),
        of_article("draft_comments"),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["draft_comments.id"], name="fk_draft_comments_thread_id_draft_comments", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_draft_comments"),
    )
    op.create_index("ix_draft_comments_article_id", "draft_comments", ["article_id", "id"])


def of_article(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["article_id"], ["articles.id"], name=f"fk_{table}_article_id_articles", ondelete="CASCADE"
    )


def downgrade() -> None:
    op.drop_table("preview_links")
    op.drop_table("draft_comments")
    op.drop_table("review_requests")
