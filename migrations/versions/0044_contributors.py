"""Authors and checkers with pages of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0044_contributors"
down_revision = "0043_resource_links"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "contributors",
        sa.Column("id", Id, nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("is_group", sa.Boolean(), nullable=False),
        sa.Column("does", sa.String(200), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("conflicts", sa.String(500), nullable=False),
        sa.Column("orcid", sa.String(19), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_contributors_revision")),
        sa.CheckConstraint("NOT is_group OR orcid = ''", name=op.f("ck_contributors_group")),
        sa.PrimaryKeyConstraint("id", name="pk_contributors"),
        sa.UniqueConstraint("slug", name="uq_contributors_slug"),
    )
    op.create_table(
        "article_people",
        sa.Column("article_id", Id, nullable=False),
        sa.Column("part", sa.String(24), nullable=False),
        sa.Column("contributor_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_article_people_article_id_articles", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contributor_id"],
            ["contributors.id"],
            name="fk_article_people_contributor_id_contributors",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("article_id", "part", name="pk_article_people"),
    )
    op.create_index("ix_article_people_contributor_id", "article_people", ["contributor_id"])


def downgrade() -> None:
    op.drop_table("article_people")
    op.drop_table("contributors")
