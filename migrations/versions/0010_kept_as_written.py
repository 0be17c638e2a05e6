"""What must never change: audit entries, published versions, what people agreed to.

On SQLite a later batch change of one of these tables drops its triggers; it must make them again.
"""

from alembic import op

revision = "0010_kept_as_written"
down_revision = "0009_mail_in_hand"
branch_labels = None
depends_on = None

#: table -> what the database refuses; versions still take turns in being current, consent goes with an erased person
REFUSED = {
    "audit_entries": ("UPDATE", "DELETE"),
    "article_versions": (
        "UPDATE OF article_id, article_class, title, summary, content, html, text, made_at, made_by",
        "DELETE",
    ),
    "consent_entries": ("UPDATE",),
}


def upgrade() -> None:
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for table, refused in REFUSED.items():
        for what in refused:
            name = f"{table}_kept_{what.split()[0].lower()}"
            head = f"CREATE TRIGGER {name} BEFORE {what} ON {table}"
            if is_postgres:
                op.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
            else:
                op.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END")


def downgrade() -> None:
    on = op.get_bind().dialect.name == "postgresql"
    for table, refused in REFUSED.items():
        for what in refused:
            op.execute(f"DROP TRIGGER {table}_kept_{what.split()[0].lower()}{f' ON {table}' if on else ''}")
