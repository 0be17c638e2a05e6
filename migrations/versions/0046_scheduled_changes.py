"""A change of a published article may come out at a set minute."""

import sqlalchemy as sa
from alembic import op

revision = "0046_scheduled_changes"
down_revision = "0045_corrections"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("article_schedules") as table:
        table.add_column(sa.Column("revision", sa.Integer(), nullable=True))
        table.add_column(sa.Column("was", sa.String(500), nullable=True))
        table.add_column(sa.Column("says", sa.String(500), nullable=True))
        table.add_column(sa.Column("by_mail", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.create_check_constraint(
            op.f("ck_article_schedules_correction"), "(was IS NULL) = (says IS NULL)"
        )
        table.create_check_constraint(
            op.f("ck_article_schedules_change"), "revision IS NOT NULL OR was IS NULL"
        )


def downgrade() -> None:
    op.execute("DELETE FROM article_schedules WHERE revision IS NOT NULL")
    with op.batch_alter_table("article_schedules") as table:
        table.drop_constraint(op.f("ck_article_schedules_change"), type_="check")
        table.drop_constraint(op.f("ck_article_schedules_correction"), type_="check")
        for name in ("by_mail", "says", "was", "revision"):
            table.drop_column(name)
