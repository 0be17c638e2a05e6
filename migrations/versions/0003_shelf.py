"""Pictures, categories, makers, products, variants and what joins them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003_shelf"
down_revision = "0002_accounts"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "pictures",
        sa.Column("id", Id, nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(400), nullable=False),
        sa.Column("credit", sa.String(200), nullable=False),
        sa.Column("stored_at", Moment, nullable=False),
        sa.Column("stored_by", sa.String(120), nullable=False),
        sa.Column("renditions_at", Moment, nullable=True),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_pictures_size")),
        sa.PrimaryKeyConstraint("id", name="pk_pictures"),
    )
    op.create_index("ix_pictures_digest", "pictures", ["digest"])
    op.create_table(
        "categories",
        sa.Column("id", Id, nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("summary", sa.String(300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_categories"),
        sa.UniqueConstraint("slug", name="uq_categories_slug"),
    )
    op.create_table(
        "makers",
        sa.Column("id", Id, nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("place", sa.String(120), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("sentence", sa.String(300), nullable=False),
        sa.Column("postal_address", sa.String(300), nullable=False),
        sa.Column("electronic_address", sa.String(200), nullable=False),
        sa.Column("eu_name", sa.String(120), nullable=False),
        sa.Column("eu_postal_address", sa.String(300), nullable=False),
        sa.Column("eu_electronic_address", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_makers"),
        sa.UniqueConstraint("slug", name="uq_makers_slug"),
    )
    create_products()
    create_variants()
    create_joins()


def create_products() -> None:
    op.create_table(
        "products",
        sa.Column("id", Id, nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("tagline", sa.String(200), nullable=False),
        sa.Column("product_class", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("category_id", Id, nullable=False),
        sa.Column("maker_id", Id, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("in_the_hand", Json, nullable=False),
        sa.Column("warnings", Json, nullable=False),
        sa.Column("materials", sa.String(400), nullable=False),
        sa.Column("origin", sa.String(200), nullable=False),
        sa.Column("returns", sa.String(400), nullable=False),
        sa.Column("shelf_position", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("published_at", Moment, nullable=True),
        sa.Column("published_by", sa.String(120), nullable=True),
        sa.Column("archived_at", Moment, nullable=True),
        sa.Column("archived_by", sa.String(120), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.CheckConstraint("product_class BETWEEN 1 AND 6", name=op.f("ck_products_class")),
        sa.CheckConstraint("state IN ('draft', 'published', 'archived')", name=op.f("ck_products_state")),
        sa.CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name=op.f("ck_products_published")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name="fk_products_category_id_categories"),
        sa.ForeignKeyConstraint(["maker_id"], ["makers.id"], name="fk_products_maker_id_makers"),
        sa.PrimaryKeyConstraint("id", name="pk_products"),
        sa.UniqueConstraint("slug", name="uq_products_slug"),
    )
    op.create_index("ix_products_shelf", "products", ["category_id", "state", "published_at", "id"])
    op.create_index("ix_products_state", "products", ["state", "published_at", "id"])
    op.create_index("ix_products_title", "products", ["title", "id"])
    op.create_index("ix_products_maker_id", "products", ["maker_id"])
    op.create_index("ix_products_shelf_position", "products", ["shelf_position"])


def create_variants() -> None:
    op.create_table(
        "variants",
        sa.Column("id", Id, nullable=False),
        sa.Column("product_id", Id, nullable=False),
        sa.Column("sku", sa.String(40), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=False),
        sa.Column("tax_class", sa.String(24), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", Moment, nullable=True),
        sa.CheckConstraint("weight_g >= 0", name=op.f("ck_variants_weight")),
        sa.CheckConstraint("length(sku) > 0", name=op.f("ck_variants_sku")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_variants_product_id_products"),
        sa.PrimaryKeyConstraint("id", name="pk_variants"),
        sa.UniqueConstraint("sku", name="uq_variants_sku"),
    )
    op.create_index("ix_variants_product_id", "variants", ["product_id"])


def create_joins() -> None:
    op.create_table(
        "product_pictures",
        sa.Column("product_id", Id, nullable=False),
        sa.Column("picture_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_product_pictures_product_id_products"),
        sa.ForeignKeyConstraint(["picture_id"], ["pictures.id"], name="fk_product_pictures_picture_id_pictures"),
        sa.PrimaryKeyConstraint("product_id", "picture_id", name="pk_product_pictures"),
    )
    op.create_index("ix_product_pictures_picture_id", "product_pictures", ["picture_id"])
    op.create_table(
        "product_topics",
        sa.Column("product_id", Id, nullable=False),
        sa.Column("topic_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_product_topics_product_id_products"),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name="fk_product_topics_topic_id_topics"),
        sa.PrimaryKeyConstraint("product_id", "topic_id", name="pk_product_topics"),
    )
    op.create_index("ix_product_topics_topic_id", "product_topics", ["topic_id"])
    op.create_table(
        "claim_decisions",
        sa.Column("id", Id, nullable=False),
        sa.Column("product_id", Id, nullable=False),
        sa.Column("fingerprint", sa.String(32), nullable=False),
        sa.Column("phrase", sa.String(80), nullable=False),
        sa.Column("sentence", sa.String(400), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("decided_at", Moment, nullable=False),
        sa.Column("decided_by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_claim_decisions_product_id_products"),
        sa.PrimaryKeyConstraint("id", name="pk_claim_decisions"),
        sa.UniqueConstraint("product_id", "fingerprint", name="uq_claim_decisions_product_id_fingerprint"),
    )


def downgrade() -> None:
    for name in (
        "claim_decisions", "product_topics", "product_pictures", "variants", "products", "makers", "categories", "pictures",
    ):
        op.drop_table(name)
