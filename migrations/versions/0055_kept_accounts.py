"""What an account of value was opened as is kept: its kind, its key, its currency, its day, and its last day.

A last day ends in one way alone: something comes back onto the account after it, which must not be lost.
"""

from alembic import op

revision = "0055_kept_accounts"
down_revision = "0054_sold_cards"
branch_labels = None
depends_on = None

#: what of an account never changes; erasure takes its address, and a new code its hash
KEPT = "kind, key, currency, issued_at, issued_by"
CAME_BACK = "EXISTS (SELECT 1 FROM credit_uses WHERE credit_uses.account_id = OLD.id AND refunded_minor > 0)"
WRONG_DAY = f"NEW.expires_on IS NOT NULL OR NOT {CAME_BACK}"
SENTENCE = "a last day is never changed, and ends only when something comes back"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER credit_accounts_kept BEFORE UPDATE OF {KEPT} ON credit_accounts"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            "CREATE FUNCTION credit_accounts_last_day() RETURNS trigger AS $$ BEGIN"
            f" IF {WRONG_DAY} THEN RAISE EXCEPTION '{SENTENCE}'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql"
        )
        op.execute(
            "CREATE TRIGGER credit_accounts_last_day BEFORE UPDATE OF expires_on ON credit_accounts"
            " FOR EACH ROW EXECUTE FUNCTION credit_accounts_last_day()"
        )
        return
    op.execute(
        f"CREATE TRIGGER credit_accounts_kept BEFORE UPDATE OF {KEPT} ON credit_accounts"
        " BEGIN SELECT RAISE(ABORT, 'credit_accounts is never changed'); END"
    )
    op.execute(
        "CREATE TRIGGER credit_accounts_last_day BEFORE UPDATE OF expires_on ON credit_accounts"
        f" WHEN {WRONG_DAY} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    )


def downgrade() -> None:
    on = " ON credit_accounts" if op.get_bind().dialect.name == "postgresql" else ""
    for name in ("credit_accounts_kept", "credit_accounts_last_day"):
        op.execute(f"DROP TRIGGER {name}{on}")
    if on:
        op.execute("DROP FUNCTION credit_accounts_last_day()")
