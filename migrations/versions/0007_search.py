"""The search index: documents, their words, and what each database needs to find them."""

import sqlalchemy as sa
from alembic import op

revision = "0007_search"
down_revision = "0006_letters"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)

#: FTS5 over the documents' own columns; triggers keep it in step
SQLITE = (
    "CREATE VIRTUAL TABLE search_words USING fts5(title, topics, summary, text, content='search_documents',"
    " content_rowid='id', tokenize='porter unicode61 remove_diacritics 2', prefix='2 3 4')",
    "CREATE TRIGGER search_documents_added AFTER INSERT ON search_documents BEGIN"
    " INSERT INTO search_words(rowid, title, topics, summary, text)"
    " VALUES (new.id, new.title, new.topics, new.summary, new.text); END",
    "CREATE TRIGGER search_documents_dropped AFTER DELETE ON search_documents BEGIN"
    " INSERT INTO search_words(search_words, rowid, title, topics, summary, text)"
    " VALUES ('delete', old.id, old.title, old.topics, old.summary, old.text); END",
    "CREATE TRIGGER search_documents_changed AFTER UPDATE ON search_documents BEGIN"
    " INSERT INTO search_words(search_words, rowid, title, topics, summary, text)"
    " VALUES ('delete', old.id, old.title, old.topics, old.summary, old.text);"
    " INSERT INTO search_words(rowid, title, topics, summary, text)"
    " VALUES (new.id, new.title, new.topics, new.summary, new.text); END",
    "CREATE VIRTUAL TABLE search_trigrams USING fts5(word, tokenize='trigram')",
    "CREATE TRIGGER search_vocabulary_added AFTER INSERT ON search_vocabulary BEGIN"
    " INSERT INTO search_trigrams(rowid, word) VALUES (new.id, '  ' || new.word || ' '); END",
    "CREATE TRIGGER search_vocabulary_dropped AFTER DELETE ON search_vocabulary BEGIN"
    " DELETE FROM search_trigrams WHERE rowid = old.id; END",
)
#: PostgreSQL's parser reads "ME/CFS" as a path and "can't" as one word; plain words are the same everywhere
POSTGRES = (
    r"""
    CREATE FUNCTION search_plain(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT regexp_replace(
            normalize(regexp_replace(normalize(words, NFKD), '[\u0300-\u036f]', '', 'g'), NFC),
            '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+', ' ', 'g')
    $$
    """,
    """
    CREATE TABLE search_words (
        document_id bigint NOT NULL,
        kind varchar(24) NOT NULL,
        lead tsvector NOT NULL,
        words tsvector NOT NULL,
        CONSTRAINT pk_search_words PRIMARY KEY (document_id),
        CONSTRAINT fk_search_words_document_id_search_documents FOREIGN KEY (document_id)
            REFERENCES search_documents (id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX search_words_lead ON search_words USING gin (lead)",
    "CREATE INDEX search_words_words ON search_words USING gin (words)",
    """
    CREATE FUNCTION search_keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        lead tsvector;
    BEGIN
        lead := setweight(to_tsvector('pg_catalog.english', search_plain(new.title)), 'A')
             || setweight(to_tsvector('pg_catalog.english', search_plain(new.topics)), 'B');
        INSERT INTO search_words (document_id, kind, lead, words) VALUES (
            new.id, new.kind, lead,
            lead || setweight(to_tsvector('pg_catalog.english', search_plain(new.summary)), 'C')
                 || setweight(to_tsvector('pg_catalog.english', search_plain(new.text)), 'D'))
        ON CONFLICT (document_id) DO UPDATE
            SET kind = excluded.kind, lead = excluded.lead, words = excluded.words;
        RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER search_documents_kept AFTER INSERT OR UPDATE ON search_documents"
    " FOR EACH ROW EXECUTE FUNCTION search_keep_words()",
    # over lower(word), which changes nothing: over the word itself it would be taken for `=` too, and is slow there
    "CREATE INDEX search_trigrams ON search_vocabulary USING gin (lower(word) gin_trgm_ops)",
)


def upgrade() -> None:
    op.create_table(
        "search_documents",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("subject_id", Id, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("summary", sa.String(500), nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_documents"),
        sa.UniqueConstraint("kind", "subject_id", name="uq_search_documents_kind_subject_id"),
    )
    op.create_table(
        "search_vocabulary",
        sa.Column("id", Id, nullable=False),
        sa.Column("word", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_vocabulary"),
        sa.UniqueConstraint("word", name="uq_search_vocabulary_word"),
    )
    if op.get_bind().dialect.name == "postgresql":
        have_trigrams()
        run(POSTGRES)
    else:
        run(SQLITE)


def downgrade() -> None:
    """Take everything away but the extension, which others may be using."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER search_documents_kept ON search_documents")
        op.execute("DROP TABLE search_words")
        op.execute("DROP FUNCTION search_keep_words()")
        op.execute("DROP FUNCTION search_plain(text)")
    else:
        op.execute("DROP TABLE search_trigrams")
        op.execute("DROP TABLE search_words")
    op.drop_table("search_vocabulary")
    op.drop_table("search_documents")


def run(statements: tuple[str, ...]) -> None:
    for statement in statements:
        op.get_bind().exec_driver_sql(statement)


def have_trigrams() -> None:
    """Create PostgreSQL's pg_trgm where it is missing; say what to do where we may not."""
    bind = op.get_bind()
    if bind.exec_driver_sql("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'").scalar():
        return
    try:
        bind.exec_driver_sql("CREATE EXTENSION pg_trgm")
    except sa.exc.DBAPIError as error:
        raise RuntimeError(
            "Search needs PostgreSQL's extension pg_trgm, and this account could not create it. Let the owner of the"
            " database run CREATE EXTENSION pg_trgm; in it (the extension comes with PostgreSQL's contrib package),"
            " then start again."
        ) from error
