"""The pictures that other sites show beside a link to a page that is no article."""

import sqlalchemy as sa
from alembic import op

revision = "0053_page_pictures"
down_revision = "0052_expired_links"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "page_pictures",
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("subject_id", Id, nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("drawn_from", sa.String(64), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject_id", name="pk_page_pictures"),
    )


def downgrade() -> None:
    op.drop_table("page_pictures")
