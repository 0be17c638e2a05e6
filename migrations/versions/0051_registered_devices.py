"""For which use, where and under which number a medical device is registered."""

import sqlalchemy as sa
from alembic import op

revision = "0051_registered_devices"
down_revision = "0050_papers_of_lost_disputes"
branch_labels = None
depends_on = None

LENGTHS = {"registered_for": 200, "registered_in": 120, "registered_as": 80}
WHOLE = "(registered_for = '') = (registered_in = '') AND (registered_in = '') = (registered_as = '')"


def upgrade() -> None:
    with op.batch_alter_table("products") as table:
        for name, length in LENGTHS.items():
            table.add_column(sa.Column(name, sa.String(length), nullable=False, server_default=""))
        table.create_check_constraint("registered", WHOLE)


def downgrade() -> None:
    with op.batch_alter_table("products") as table:
        table.drop_constraint("registered", type_="check")
        for name in LENGTHS:
            table.drop_column(name)
