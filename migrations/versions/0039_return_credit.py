"""Whether who sends something back would rather have store credit than their money the way it came."""

import sqlalchemy as sa
from alembic import op

revision = "0039_return_credit"
down_revision = "0038_draft_reviews"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("returns", sa.Column("wants_credit", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("returns", "wants_credit")
