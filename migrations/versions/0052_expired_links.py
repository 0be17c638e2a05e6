"""Find the links whose day has passed."""

from alembic import op

revision = "0052_expired_links"
down_revision = "0051_registered_devices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_edges_expires_on", "edges", ["expires_on", "id"])


def downgrade() -> None:
    op.drop_index("ix_edges_expires_on", "edges")
