"""What the graph's nodes mean

Revision ID: 0040_graph_vectors
Revises: 0039_return_credit
"""

import sqlalchemy as sa
from alembic import op

revision = "0040_graph_vectors"
down_revision = "0039_return_credit"
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


def downgrade() -> None:
    op.drop_table("graph_vectors")
