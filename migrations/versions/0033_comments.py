"""Comments below articles: who writes, what they said, what they agreed to, and where comments are closed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033_comments"
down_revision = "0032_glossary_and_series"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
Moment = sa.DateTime(timezone=True)
LEVEL = (
    "(level = 1 AND parent_id IS NULL AND parent_level IS NULL) OR "
    "(level = 2 AND parent_id IS NOT NULL AND parent_level = 1)"
)


def upgrade() -> None:
    make_commenters()
    make_comments()
    make_consents_and_links()
    op.create_table(
        "comment_closings",
        sa.Column("article_id", Id, autoincrement=False, nullable=False),
        sa.Column("closed_at", Moment, nullable=False),
        sa.Column("closed_by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_comment_closings_article_id_articles", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", name="pk_comment_closings"),
    )


def make_commenters() -> None:
    op.create_table(
        "commenters",
        sa.Column("id", Id, nullable=False),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("email_key", sa.String(254), nullable=True),
        sa.Column("mailbox", sa.String(254), nullable=False),
        sa.Column("domain", sa.String(254), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("asked_at", Moment, nullable=True),
        sa.Column("blocked_at", Moment, nullable=True),
        sa.Column("blocked_by", sa.String(120), nullable=True),
        sa.CheckConstraint("(email IS NULL) = (email_key IS NULL)", name=op.f("ck_commenters_email_key")),
        sa.CheckConstraint(
            "email IS NOT NULL OR (mailbox = '' AND domain = '')", name=op.f("ck_commenters_erased")
        ),
        sa.CheckConstraint("(blocked_at IS NULL) = (blocked_by IS NULL)", name=op.f("ck_commenters_blocked")),
        sa.PrimaryKeyConstraint("id", name="pk_commenters"),
        sa.UniqueConstraint("email_key", name="uq_commenters_email_key"),
    )
    op.create_index("ix_commenters_mailbox", "commenters", ["mailbox"])
    op.create_index("ix_commenters_blocked_at", "commenters", ["blocked_at"])
    op.create_index("ix_commenters_domain_asked_at", "commenters", ["domain", "asked_at"])


def make_comments() -> None:
    op.create_table(
        "comments",
        sa.Column("id", Id, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("parent_id", Id, nullable=True),
        sa.Column("parent_level", sa.Integer(), nullable=True),
        sa.Column("commenter_id", Id, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("reasons", Json, nullable=False),
        sa.Column("is_crisis", sa.Boolean(), nullable=False),
        sa.Column("by_staff", sa.Boolean(), nullable=False),
        sa.Column("wants_answers", sa.Boolean(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("written_at", Moment, nullable=False),
        sa.Column("confirmed_at", Moment, nullable=True),
        sa.Column("shown_at", Moment, nullable=True),
        sa.Column("edited_at", Moment, nullable=True),
        sa.Column("decided_at", Moment, nullable=True),
        sa.Column("decided_by", sa.String(120), nullable=True),
        sa.CheckConstraint(LEVEL, name=op.f("ck_comments_level")),
        sa.CheckConstraint(
            "(state = 'unconfirmed') = (confirmed_at IS NULL)", name=op.f("ck_comments_confirmed")
        ),
        sa.CheckConstraint("state <> 'shown' OR shown_at IS NOT NULL", name=op.f("ck_comments_shown")),
        sa.CheckConstraint(
            "(state = 'gone') = (text = '' AND html = '' AND name = '')", name=op.f("ck_comments_gone")
        ),
        sa.CheckConstraint(
            "state <> 'shown' OR NOT is_crisis OR by_staff OR decided_at IS NOT NULL",
            name=op.f("ck_comments_looked_at"),
        ),
        sa.CheckConstraint("edition >= 1", name=op.f("ck_comments_edition")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_comments_article_id_articles", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["commenter_id"], ["commenters.id"], name="fk_comments_commenter_id_commenters", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id", "article_id", "parent_level"],
            ["comments.id", "comments.article_id", "comments.level"],
            name="fk_comments_parent",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        sa.UniqueConstraint("id", "article_id", "level", name="uq_comments_id_article_id_level"),
        sa.UniqueConstraint(
            "article_id", "commenter_id", "fingerprint", name="uq_comments_article_id_commenter_id_fingerprint"
        ),
    )
    op.create_index("ix_comments_thread", "comments", ["article_id", "parent_id", "id"])
    op.create_index("ix_comments_parent_id_id", "comments", ["parent_id", "id"])
    op.create_index("ix_comments_state_id", "comments", ["state", "id"])
    op.create_index("ix_comments_commenter_id", "comments", ["commenter_id", "id"])
    op.create_index("ix_comments_fingerprint", "comments", ["fingerprint"])
    pressing = sa.text("is_crisis AND state = 'waiting'")
    op.create_index(
        "ix_comments_crisis", "comments", ["id"], sqlite_where=pressing, postgresql_where=pressing
    )


def make_consents_and_links() -> None:
    op.create_table(
        "comment_consents",
        sa.Column("id", Id, nullable=False),
        sa.Column("commenter_id", Id, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("purpose", sa.String(24), nullable=False),
        sa.Column("event", sa.String(24), nullable=False),
        sa.Column("wording", sa.String(20), nullable=False),
        sa.Column("form", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["commenter_id"],
            ["commenters.id"],
            name="fk_comment_consents_commenter_id_commenters",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_comment_consents"),
    )
    op.create_index("ix_comment_consents_commenter_id", "comment_consents", ["commenter_id"])
    op.create_table(
        "comment_links",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("commenter_id", Id, nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["commenter_id"],
            ["commenters.id"],
            name="fk_comment_links_commenter_id_commenters",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_comment_links"),
        sa.UniqueConstraint("digest", name="uq_comment_links_digest"),
    )
    op.create_index("ix_comment_links_commenter_id", "comment_links", ["commenter_id"])
    op.create_index("ix_comment_links_expires_at", "comment_links", ["expires_at"])


def downgrade() -> None:
    for name in ("comment_closings", "comment_links", "comment_consents", "comments", "commenters"):
        op.drop_table(name)
