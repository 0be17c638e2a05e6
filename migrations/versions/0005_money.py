"""Carts, orders, payments."""

revision = "0005_money"
down_revision = "0004_journal"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
