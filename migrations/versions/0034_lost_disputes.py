"""What a bank has taken back of an order after a dispute that was lost."""

import sqlalchemy as sa
from alembic import op

revision = "0034_lost_disputes"
down_revision = "0033_comments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the sum; `flask verify --repair M3` fills it in where a dispute was lost before."""
    op.add_column("orders", sa.Column("lost_minor", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("orders", "lost_minor")
