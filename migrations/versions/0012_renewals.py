"""When a shopper asked to keep the things for another hour."""

import sqlalchemy as sa
from alembic import op

revision = "0012_renewals"
down_revision = "0011_withdrawals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "payment_attempts", sa.Column("renewal_wanted_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("payment_attempts", "renewal_wanted_at")
