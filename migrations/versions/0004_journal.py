"""Topics, resources, doors, articles and the graph."""

revision = "0004_journal"
down_revision = "0003_shelf"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
