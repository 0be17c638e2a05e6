"""Resources, doors, articles and the graph."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004_journal"
down_revision = "0003_shelf"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("id", Id, nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("draft", Json, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("none_products", sa.String(300), nullable=True),
        sa.Column("none_doors", sa.String(300), nullable=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("saved_at", Moment, nullable=False),
        sa.Column("saved_by", sa.String(120), nullable=False),
        sa.Column("published_at", Moment, nullable=True),
        sa.Column("changed_at", Moment, nullable=True),
        sa.CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name=op.f("ck_articles_published")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_articles_revision")),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.UniqueConstraint("slug", name="uq_articles_slug"),
    )
    op.create_index("ix_articles_saved_at", "articles", ["saved_at"], unique=False)
    op.create_index("ix_articles_state_published_at", "articles", ["state", "published_at"], unique=False)
    op.create_table(
        "citations",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("doi", sa.String(190), nullable=True),
        sa.Column("pmid", sa.String(20), nullable=True),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("csl", Json, nullable=False),
        sa.Column("retracted_on", sa.Date(), nullable=True),
        sa.CheckConstraint("doi IS NOT NULL OR pmid IS NOT NULL", name=op.f("ck_citations_identified")),
        sa.PrimaryKeyConstraint("id", name="pk_citations"),
        sa.UniqueConstraint("doi", name="uq_citations_doi"),
        sa.UniqueConstraint("key", name="uq_citations_key"),
        sa.UniqueConstraint("pmid", name="uq_citations_pmid"),
    )
    op.create_table(
        "edges",
        sa.Column("id", Id, nullable=False),
        sa.Column("from_kind", sa.String(24), nullable=False),
        sa.Column("from_id", Id, nullable=False),
        sa.Column("to_kind", sa.String(24), nullable=False),
        sa.Column("to_id", Id, nullable=False),
        sa.Column("source", sa.String(24), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reason", sa.String(160), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("decided_by", sa.String(120), nullable=True),
        sa.Column("decided_at", Moment, nullable=True),
        sa.CheckConstraint("from_kind <> to_kind OR from_id <> to_id", name=op.f("ck_edges_not_itself")),
        sa.CheckConstraint("rank >= 0", name=op.f("ck_edges_rank")),
        sa.PrimaryKeyConstraint("id", name="pk_edges"),
        sa.UniqueConstraint(
            "from_kind",
            "from_id",
            "to_kind",
            "to_id",
            "source",
            name="uq_edges_from_kind_from_id_to_kind_to_id_source",
        ),
    )
    op.create_index(
        "ix_edges_from", "edges", ["from_kind", "from_id", "state", "to_kind", "rank"], unique=False
    )
    op.create_index("ix_edges_to", "edges", ["to_kind", "to_id", "state"], unique=False)
    op.create_table(
        "graph_nodes",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("subject_id", Id, nullable=False),
        sa.Column("node_class", sa.String(24), nullable=False),
        sa.Column("topics", Json, nullable=False),
        sa.Column("words", Json, nullable=False),
        sa.Column("length", sa.Float(), nullable=False),
        sa.Column("updated_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_graph_nodes"),
        sa.UniqueConstraint("kind", "subject_id", name="uq_graph_nodes_kind_subject_id"),
    )
    op.create_table(
        "resources",
        sa.Column("id", Id, nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("publisher", sa.String(120), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("countries", Json, nullable=False),
        sa.Column("cost", sa.String(60), nullable=False),
        sa.Column("audience", sa.String(200), nullable=False),
        sa.Column("summary", sa.String(500), nullable=False),
        sa.Column("why", sa.String(300), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.CheckConstraint("url LIKE 'https://%'", name=op.f("ck_resources_url")),
        sa.PrimaryKeyConstraint("id", name="pk_resources"),
        sa.UniqueConstraint("slug", name="uq_resources_slug"),
    )
    op.create_index("ix_resources_state_kind", "resources", ["state", "kind"], unique=False)
    op.create_table(
        "article_citations",
        sa.Column("article_id", Id, nullable=False),
        sa.Column("citation_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_article_citations_article_id_articles",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["citation_id"],
            ["citations.id"],
            name="fk_article_citations_citation_id_citations",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("article_id", "citation_id", name="pk_article_citations"),
    )
    op.create_index("ix_article_citations_citation_id", "article_citations", ["citation_id"], unique=False)
    op.create_table(
        "article_topics",
        sa.Column("article_id", Id, nullable=False),
        sa.Column("topic_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_article_topics_article_id_articles", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name="fk_article_topics_topic_id_topics", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("article_id", "topic_id", name="pk_article_topics"),
    )
    op.create_index("ix_article_topics_topic_id", "article_topics", ["topic_id"], unique=False)
    op.create_table(
        "article_versions",
        sa.Column("id", Id, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("article_class", sa.String(24), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("summary", sa.String(300), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("headings", Json, nullable=False),
        sa.Column("citations", Json, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("certainty", sa.String(24), nullable=True),
        sa.Column("picture_id", Id, nullable=True),
        sa.Column("review_due", sa.Date(), nullable=True),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.CheckConstraint("minutes >= 1", name=op.f("ck_article_versions_minutes")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_article_versions_number")),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_article_versions_article_id_articles",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["pictures.id"], name="fk_article_versions_picture_id_pictures"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_article_versions"),
        sa.UniqueConstraint("article_id", "number", name="uq_article_versions_article_id_number"),
    )
    op.create_index(
        "uq_article_versions_current",
        "article_versions",
        ["article_id"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "doors",
        sa.Column("id", Id, nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("place", sa.String(120), nullable=False),
        sa.Column("countries", Json, nullable=False),
        sa.Column("summary", sa.String(300), nullable=False),
        sa.Column("invitation", sa.String(500), nullable=False),
        sa.Column("hours", sa.String(200), nullable=False),
        sa.Column("what_to_expect", Json, nullable=False),
        sa.Column("rules", Json, nullable=False),
        sa.Column("first_message", sa.String(300), nullable=False),
        sa.Column("picture_id", Id, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.CheckConstraint("invitation LIKE 'https://%'", name=op.f("ck_doors_invitation")),
        sa.ForeignKeyConstraint(["picture_id"], ["pictures.id"], name="fk_doors_picture_id_pictures"),
        sa.PrimaryKeyConstraint("id", name="pk_doors"),
        sa.UniqueConstraint("slug", name="uq_doors_slug"),
    )
    op.create_index("ix_doors_state_position", "doors", ["state", "position"], unique=False)
    op.create_table(
        "edge_days",
        sa.Column("edge_id", Id, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("clicks", sa.Integer(), nullable=False),
        sa.Column("carts", sa.Integer(), nullable=False),
        sa.Column("paid", sa.Integer(), nullable=False),
        sa.Column("refunded", sa.Integer(), nullable=False),
        sa.CheckConstraint("clicks >= 0 AND carts >= 0 AND paid >= 0", name=op.f("ck_edge_days_counts")),
        sa.ForeignKeyConstraint(
            ["edge_id"], ["edges.id"], name="fk_edge_days_edge_id_edges", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edge_id", "day", name="pk_edge_days"),
    )
    op.create_table(
        "findings",
        sa.Column("id", Id, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("statement", sa.String(500), nullable=False),
        sa.Column("intervention", sa.String(200), nullable=False),
        sa.Column("outcome", sa.String(24), nullable=False),
        sa.Column("population", sa.String(200), nullable=False),
        sa.Column("in_fibromyalgia", sa.Boolean(), nullable=False),
        sa.Column("direction", sa.String(24), nullable=False),
        sa.Column("size", sa.String(24), nullable=False),
        sa.Column("certainty", sa.String(24), nullable=False),
        sa.Column("study_kind", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("citation_keys", Json, nullable=False),
        sa.Column("last_searched", sa.Date(), nullable=True),
        sa.CheckConstraint("people IS NULL OR people > 0", name=op.f("ck_findings_people")),
        sa.CheckConstraint("study_kind BETWEEN 1 AND 5", name=op.f("ck_findings_study_kind")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_findings_article_id_articles", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_findings"),
        sa.UniqueConstraint("article_id", "position", name="uq_findings_article_id_position"),
    )
    op.create_table(
        "graph_words",
        sa.Column("node_id", Id, nullable=False),
        sa.Column("word", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["node_id"], ["graph_nodes.id"], name="fk_graph_words_node_id_graph_nodes", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("node_id", "word", name="pk_graph_words"),
    )
    op.create_index("ix_graph_words_word", "graph_words", ["word"], unique=False)
    op.create_table(
        "resource_topics",
        sa.Column("resource_id", Id, nullable=False),
        sa.Column("topic_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resources.id"],
            name="fk_resource_topics_resource_id_resources",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name="fk_resource_topics_topic_id_topics", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("resource_id", "topic_id", name="pk_resource_topics"),
    )
    op.create_index("ix_resource_topics_topic_id", "resource_topics", ["topic_id"], unique=False)
    op.create_table(
        "door_days",
        sa.Column("door_id", Id, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("joined", sa.Integer(), nullable=False),
        sa.CheckConstraint("shown >= 0 AND joined >= 0", name=op.f("ck_door_days_counts")),
        sa.ForeignKeyConstraint(
            ["door_id"], ["doors.id"], name="fk_door_days_door_id_doors", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("door_id", "day", name="pk_door_days"),
    )
    op.create_table(
        "door_topics",
        sa.Column("door_id", Id, nullable=False),
        sa.Column("topic_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["door_id"], ["doors.id"], name="fk_door_topics_door_id_doors", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name="fk_door_topics_topic_id_topics", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("door_id", "topic_id", name="pk_door_topics"),
    )
    op.create_index("ix_door_topics_topic_id", "door_topics", ["topic_id"], unique=False)


def downgrade() -> None:
    for name in (
        "door_topics",
        "door_days",
        "resource_topics",
        "graph_words",
        "findings",
        "edge_days",
        "doors",
        "article_versions",
        "article_topics",
        "article_citations",
        "resources",
        "graph_nodes",
        "edges",
        "citations",
        "articles",
    ):
        op.drop_table(name)
