"""Whose basket it is, once a shopper has signed in."""

import sqlalchemy as sa
from alembic import op

revision = "0022_cart_owners"
down_revision = "0021_downloads"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "cart_owners",
        sa.Column("id", Id, nullable=False),
        sa.Column("cart_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cart_id"], ["carts.id"], name="fk_cart_owners_cart_id_carts", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_cart_owners_user_id_users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_cart_owners"),
        sa.UniqueConstraint("cart_id", name="uq_cart_owners_cart_id"),
        sa.UniqueConstraint("user_id", name="uq_cart_owners_user_id"),
    )


def downgrade() -> None:
    op.drop_table("cart_owners")
