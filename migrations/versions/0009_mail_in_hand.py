"""A mail that is being handed over says so."""

import sqlalchemy as sa
from alembic import op

revision = "0009_mail_in_hand"
down_revision = "0008_pages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox_items") as table:
        table.add_column(sa.Column("sending_at", sa.DateTime(timezone=True), nullable=True))
        table.create_check_constraint("one_end", "done_at IS NULL OR dead_at IS NULL")


def downgrade() -> None:
    with op.batch_alter_table("outbox_items") as table:
        table.drop_constraint("one_end", type_="check")
        table.drop_column("sending_at")
