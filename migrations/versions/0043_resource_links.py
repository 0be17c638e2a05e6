"""Whether the addresses of resources still answer

Revision ID: 0043_resource_links
Revises: 0042_spoken_articles
"""

import sqlalchemy as sa
from alembic import op

revision = "0043_resource_links"
down_revision = "0042_spoken_articles"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "resource_links",
        sa.Column("resource_id", Id, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said", sa.String(200), nullable=False),
        sa.Column("moved_to", sa.String(500), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_resource_links_failures")),
        sa.CheckConstraint(
            "state <> 'moved' OR moved_to IS NOT NULL", name=op.f("ck_resource_links_moved_to")
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resources.id"],
            name="fk_resource_links_resource_id_resources",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("resource_id", name="pk_resource_links"),
    )
    op.create_index("ix_resource_links_state", "resource_links", ["state"])
    op.create_index("ix_resource_links_asked_at", "resource_links", ["asked_at"])


def downgrade() -> None:
    op.drop_table("resource_links")
