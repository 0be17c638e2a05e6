"""Blocks of writers of comments that outlive their erasure, as salted hashes."""

import sqlalchemy as sa
from alembic import op

revision = "0047_comment_blocks"
down_revision = "0046_scheduled_changes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comment_blocks",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_comment_blocks"),
    )


def downgrade() -> None:
    op.drop_table("comment_blocks")
