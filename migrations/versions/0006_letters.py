"""Subscribers, campaigns and deliveries."""

revision = "0006_letters"
down_revision = "0005_money"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
