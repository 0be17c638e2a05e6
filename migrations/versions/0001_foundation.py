"""Site version, settings, audit log, outbox, slugs and topics."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001_foundation"
down_revision = None
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "site_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_site_version"),
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("value", Json, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_settings"),
    )
    op.create_table(
        "audit_entries",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("action", sa.String(80), nullable=False),
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.String(80), nullable=False),
        sa.Column("details", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entries"),
    )
    op.create_index("ix_audit_entries_at", "audit_entries", ["at"])
    op.create_index("ix_audit_entries_subject", "audit_entries", ["subject_kind", "subject_id"])
    op.create_table(
        "outbox_items",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.Column("natural_key", sa.String(200), nullable=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("leased_until", Moment, nullable=True),
        sa.Column("lease_token", sa.String(32), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(500), nullable=True),
        sa.Column("done_at", Moment, nullable=True),
        sa.Column("dead_at", Moment, nullable=True),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_outbox_items_attempts")),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_items"),
        sa.UniqueConstraint("natural_key", name="uq_outbox_items_natural_key"),
    )
    owed = sa.text("done_at IS NULL AND dead_at IS NULL")
    op.create_index("ix_outbox_items_owed", "outbox_items", ["due_at"], sqlite_where=owed, postgresql_where=owed)
    op.create_table(
        "slugs",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("subject_id", Id, nullable=False),
        sa.Column("claimed_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_slugs"),
        sa.UniqueConstraint("kind", "slug", name="uq_slugs_kind_slug"),
    )
    op.create_index("ix_slugs_subject_id", "slugs", ["subject_id"])
    op.create_table(
        "topics",
        sa.Column("id", Id, nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("summary", sa.String(300), nullable=False),
        sa.Column("synonyms", Json, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_topics"),
        sa.UniqueConstraint("slug", name="uq_topics_slug"),
    )


def downgrade() -> None:
    for name in ("topics", "slugs", "outbox_items", "audit_entries", "settings", "site_version"):
        op.drop_table(name)
