"""What the graph's nodes mean

Revision ID: 0039_graph_vectors
Revises: 0038_draft_reviews
"""

import sqlalchemy as sa
from alembic import op

revision = "0039_graph_vectors"
down_revision = "0038_draft_reviews"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "graph_vectors",
        sa.Column("node_id", Id, nullable=False),
        sa.Column("made_from", sa.String(64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("bridged", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["node_id"],
            ["graph_nodes.id"],
            name="fk_graph_vectors_node_id_graph_nodes",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("node_id", name="pk_graph_vectors"),
    )
    # Words are kept by their stems from now on; the worker looks at everything once more.
    nothing = "'{}'::jsonb" if op.get_bind().dialect.name == "postgresql" else "'{}'"
    op.execute(
        "INSERT INTO outbox_items (kind, data, created_at, due_at, natural_key, attempts)"
        f" SELECT 'graph_rebuild', {nothing}, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, 'graph_rebuild:0039', 0"
        " WHERE EXISTS (SELECT 1 FROM graph_nodes)"
    )


def downgrade() -> None:
    op.drop_table("graph_vectors")
