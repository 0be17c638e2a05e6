"""The search index."""

revision = "0007_search"
down_revision = "0006_letters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
