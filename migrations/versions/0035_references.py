"""References edited in one place: their addresses, every number they had, retractions, and reviews that these open."""

import sqlalchemy as sa
from alembic import op

revision = "0035_references"
down_revision = "0034_lost_disputes"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
COLUMNS = ("slug", "revision", "retraction_note", "retracted_by", "lookup", "looked_up_at")


def upgrade() -> None:
    op.add_column("citations", sa.Column("slug", sa.String(80), nullable=False, server_default=""))
    op.add_column("citations", sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("citations", sa.Column("retraction_note", sa.String(300), nullable=True))
    op.add_column("citations", sa.Column("retracted_by", sa.String(120), nullable=True))
    op.add_column("citations", sa.Column("lookup", sa.String(24), nullable=True))
    op.add_column("citations", sa.Column("looked_up_at", Moment, nullable=True))
    op.execute("UPDATE citations SET slug = 'work-' || id")
    op.execute(
        "INSERT INTO slugs (kind, slug, subject_id, claimed_at) "
        "SELECT 'work', slug, id, CURRENT_TIMESTAMP FROM citations"
    )
    op.create_index("ix_citations_slug", "citations", ["slug"], unique=True)
    create_keys()
    create_reviews()


def downgrade() -> None:
    op.drop_table("evidence_reviews")
    op.drop_table("citation_keys")
    op.execute("DELETE FROM slugs WHERE kind = 'work'")
    op.drop_index("ix_citations_slug", "citations")
    for name in COLUMNS:
        op.drop_column("citations", name)


def create_keys() -> None:
    op.create_table(
        "citation_keys",
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("citation_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["citation_id"], ["citations.id"], name="fk_citation_keys_citation_id_citations", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name="pk_citation_keys"),
    )
    op.create_index("ix_citation_keys_citation_id", "citation_keys", ["citation_id"])
    op.execute(
        "INSERT INTO citation_keys (key, citation_id) SELECT 'doi:' || doi, id FROM citations WHERE doi IS NOT NULL"
    )
    op.execute(
        "INSERT INTO citation_keys (key, citation_id) SELECT 'pmid:' || pmid, id FROM citations WHERE pmid IS NOT NULL"
    )


def create_reviews() -> None:
    op.create_table(
        "evidence_reviews",
        sa.Column("id", Id, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("citation_id", Id, nullable=False),
        sa.Column("opened_at", Moment, nullable=False),
        sa.Column("opened_by", sa.String(120), nullable=False),
        sa.Column("closed_at", Moment, nullable=True),
        sa.Column("closed_by", sa.String(120), nullable=True),
        sa.Column("decision", sa.String(300), nullable=True),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (decision IS NULL) AND (closed_at IS NULL) = (closed_by IS NULL)",
            name=op.f("ck_evidence_reviews_closed"),
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_evidence_reviews_article_id_articles", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["citation_id"], ["citations.id"], name="fk_evidence_reviews_citation_id_citations", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_reviews"),
    )
    op.create_index("ix_evidence_reviews_citation_id", "evidence_reviews", ["citation_id"])
    op.create_index(
        "uq_evidence_reviews_open",
        "evidence_reviews",
        ["article_id", "citation_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
