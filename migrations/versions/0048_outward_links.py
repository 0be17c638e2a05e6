"""Addresses elsewhere that articles lead to, and what came of asking them."""

import sqlalchemy as sa
from alembic import op

revision = "0048_outward_links"
down_revision = "0047_comment_blocks"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "outward_addresses",
        sa.Column("id", Id, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("said", sa.String(200), nullable=False),
        sa.Column("moved_to", sa.String(500), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_outward_addresses_failures")),
        sa.CheckConstraint(
            "state <> 'moved' OR moved_to IS NOT NULL", name=op.f("ck_outward_addresses_moved_to")
        ),
        sa.CheckConstraint(
            "state = 'unknown' OR asked_at IS NOT NULL", name=op.f("ck_outward_addresses_asked")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outward_addresses"),
        sa.UniqueConstraint("digest", name="uq_outward_addresses_digest"),
    )
    op.create_index("ix_outward_addresses_asked_at", "outward_addresses", ["asked_at"])
    op.create_index("ix_outward_addresses_state_id", "outward_addresses", ["state", "id"])
    op.create_table(
        "article_outward",
        sa.Column("article_id", Id, nullable=False),
        sa.Column("address_id", Id, nullable=False),
        sa.Column("place", sa.String(12), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_article_outward_article_id_articles", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["address_id"],
            ["outward_addresses.id"],
            name="fk_article_outward_address_id_outward_addresses",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "address_id", "place", name="pk_article_outward"),
    )
    op.create_index("ix_article_outward_address_id", "article_outward", ["address_id"])
    op.create_table(
        "article_outward_notes",
        sa.Column("article_id", Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_article_outward_notes_article_id_articles",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name="pk_article_outward_notes"),
    )


def downgrade() -> None:
    op.drop_table("article_outward_notes")
    op.drop_table("article_outward")
    op.drop_table("outward_addresses")
