"""What lies beside a basket, the price that a shopper last saw of each line, and links that open it elsewhere."""

import sqlalchemy as sa
from alembic import op

revision = "0015_baskets"
down_revision = "0014_parcels"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
SEEN = "(seen_minor IS NULL) = (seen_currency IS NULL)"


def upgrade() -> None:
    with op.batch_alter_table("cart_lines") as table:
        table.add_column(sa.Column("seen_minor", sa.Integer(), nullable=True))
        table.add_column(sa.Column("seen_currency", sa.String(3), nullable=True))
        table.create_check_constraint(op.f("ck_cart_lines_seen"), SEEN)
    op.create_table(
        "cart_aside_lines",
        sa.Column("id", Id, nullable=False),
        sa.Column("cart_id", Id, nullable=False),
        sa.Column("variant_id", Id, nullable=False),
        sa.Column("place", sa.String(24), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("via", sa.String(120), nullable=False),
        sa.Column("laid_at", Moment, nullable=False),
        sa.Column("seen_minor", sa.Integer(), nullable=True),
        sa.Column("seen_currency", sa.String(3), nullable=True),
        sa.CheckConstraint("quantity BETWEEN 1 AND 20", name=op.f("ck_cart_aside_lines_quantity")),
        sa.CheckConstraint(
            "place IN ('later', 'taken', 'taken_later')", name=op.f("ck_cart_aside_lines_place")
        ),
        sa.CheckConstraint(SEEN, name=op.f("ck_cart_aside_lines_seen")),
        sa.ForeignKeyConstraint(
            ["cart_id"], ["carts.id"], name="fk_cart_aside_lines_cart_id_carts", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variants.id"], name="fk_cart_aside_lines_variant_id_variants"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cart_aside_lines"),
        sa.UniqueConstraint(
            "cart_id", "variant_id", "place", name="uq_cart_aside_lines_cart_id_variant_id_place"
        ),
    )
    op.create_index("ix_cart_aside_lines_cart", "cart_aside_lines", ["cart_id", "laid_at"])
    op.create_index("ix_cart_aside_lines_variant_id", "cart_aside_lines", ["variant_id"])

    create_links()


def create_links() -> None:
    op.create_table(
        "cart_links",
        sa.Column("id", Id, nullable=False),
        sa.Column("cart_id", Id, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("mailbox", sa.String(254), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("stopped_at", Moment, nullable=True),
        sa.CheckConstraint("expires_at > asked_at", name=op.f("ck_cart_links_expires")),
        sa.ForeignKeyConstraint(["cart_id"], ["carts.id"], name="fk_cart_links_cart_id_carts", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_cart_links"),
        sa.UniqueConstraint("token_hash", name="uq_cart_links_token_hash"),
    )
    op.create_index("ix_cart_links_mailbox", "cart_links", ["mailbox", "asked_at"])
    op.create_index("ix_cart_links_cart", "cart_links", ["cart_id", "asked_at"])
    op.create_table(
        "cart_keys",
        sa.Column("id", Id, nullable=False),
        sa.Column("cart_id", Id, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("link_id", Id, nullable=True),
        sa.Column("opened_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["cart_id"], ["carts.id"], name="fk_cart_keys_cart_id_carts", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["link_id"], ["cart_links.id"], name="fk_cart_keys_link_id_cart_links", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cart_keys"),
        sa.UniqueConstraint("token_hash", name="uq_cart_keys_token_hash"),
    )
    op.create_index("ix_cart_keys_cart_id", "cart_keys", ["cart_id"])
    op.create_index("ix_cart_keys_link_id", "cart_keys", ["link_id"])


def downgrade() -> None:
    op.drop_table("cart_keys")
    op.drop_table("cart_links")
    op.drop_table("cart_aside_lines")
    with op.batch_alter_table("cart_lines") as table:
        table.drop_constraint(op.f("ck_cart_lines_seen"), type_="check")
        table.drop_column("seen_currency")
        table.drop_column("seen_minor")
