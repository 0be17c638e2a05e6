"""When a buyer who fetches their order was told that it is ready."""

import sqlalchemy as sa
from alembic import op

revision = "0036_ready_to_fetch"
down_revision = "0035_references"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("orders", "ready_at")
