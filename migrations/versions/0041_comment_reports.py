"""Reports of comments: once a person, until staff have decided."""

import sqlalchemy as sa
from alembic import op

revision = "0041_comment_reports"
down_revision = "0040_graph_vectors"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "comment_reports",
        sa.Column("id", Id, nullable=False),
        sa.Column("comment_id", Id, nullable=False),
        sa.Column("reporter", sa.String(64), nullable=False),
        sa.Column("user_id", Id, nullable=True),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("settled_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name="fk_comment_reports_comment_id_comments", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_comment_reports_user_id_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_comment_reports"),
        sa.UniqueConstraint("comment_id", "reporter", name="uq_comment_reports_comment_id_reporter"),
    )
    op.create_index("ix_comment_reports_user_id", "comment_reports", ["user_id"])
    op.create_index("ix_comment_reports_at", "comment_reports", ["at"])


def downgrade() -> None:
    op.drop_table("comment_reports")
