"""The order desk: words that an order is found by, notes of staff, and amendments of what was agreed."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020_order_notes_and_amendments"
down_revision = "0019_delivery_and_tax"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Word = sa.String(254).with_variant(sa.String(254, collation="C"), "postgresql")
AT_ONCE = 500
APOSTROPHES = "'’ʼ`"
Moment = sa.DateTime(timezone=True)
MARKER = "'(erased)'"
MARKED = ("name", "street", "city")
EMPTIED = ("street_more", "region", "postal_code")
#: whatever an amendment's address would become that is not an erasure's marker
NOT_ERASED = " OR ".join(
    (*(f"NEW.{one} <> {MARKER}" for one in MARKED), *(f"NEW.{one} <> ''" for one in EMPTIED))
)


def upgrade() -> None:
    words = create_words()
    fill_words(words)
    create_notes()
    create_amendments()
    create_amendment_lines()


def downgrade() -> None:
    op.drop_table("amendment_lines")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION amendment_lines_fit()")
    op.drop_table("amendments")
    op.drop_table("order_notes")
    op.drop_table("order_words")


def create_words() -> sa.Table:
    table = op.create_table(
        "order_words",
        sa.Column("parts", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("word", Word, nullable=False),
        sa.Column("order_id", Id, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_words_order_id_orders"),
        sa.PrimaryKeyConstraint("parts", "word", "order_id", name="pk_order_words"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_order_words_order_id", "order_words", ["order_id"])
    return table


def create_notes() -> None:
    op.create_table(
        "order_notes",
        sa.Column("id", Id, nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("written_at", Moment, nullable=False),
        sa.Column("written_by", sa.String(120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_order_notes_words")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_notes_order_id_orders"),
        sa.PrimaryKeyConstraint("id", name="pk_order_notes"),
    )
    op.create_index("ix_order_notes_order", "order_notes", ["order_id", "id"])
    refuse("order_notes", "frozen_update", "UPDATE OF id, order_id, written_at, written_by")
    refuse("order_notes", "sealed", "UPDATE OF words", f"NEW.words <> {MARKER}")
    refuse("order_notes", "frozen_delete", "DELETE")


def create_amendments() -> None:
    op.create_table(
        "amendments",
        sa.Column("id", Id, nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.Column("refund_id", Id, nullable=True),
        sa.Column("on_cards_minor", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("street", sa.String(200), nullable=False),
        sa.Column("street_more", sa.String(200), nullable=False),
        sa.Column("city", sa.String(120), nullable=False),
        sa.Column("region", sa.String(120), nullable=False),
        sa.Column("postal_code", sa.String(20), nullable=False),
        sa.CheckConstraint("kind IN ('address', 'removal')", name=op.f("ck_amendments_kind")),
        sa.CheckConstraint("(kind = 'address') = (name <> '')", name=op.f("ck_amendments_address")),
        sa.CheckConstraint("kind = 'removal' OR refund_id IS NULL", name=op.f("ck_amendments_refund")),
        sa.CheckConstraint(
            "on_cards_minor >= 0 AND (kind = 'removal' OR on_cards_minor = 0)", name=op.f("ck_amendments_on_cards")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_amendments_order_id_orders"),
        sa.ForeignKeyConstraint(["refund_id"], ["refunds.id"], name="fk_amendments_refund_id_refunds"),
        sa.PrimaryKeyConstraint("id", name="pk_amendments"),
        sa.UniqueConstraint("refund_id", name="uq_amendments_refund_id"),
    )
    op.create_index("ix_amendments_order", "amendments", ["order_id", "id"])
    refuse("amendments", "frozen_update", "UPDATE OF id, order_id, kind, made_at, made_by, refund_id, on_cards_minor")
    refuse("amendments", "sealed", f"UPDATE OF {', '.join((*MARKED, *EMPTIED))}", NOT_ERASED)
    refuse("amendments", "frozen_delete", "DELETE")


def create_amendment_lines() -> None:
    op.create_table(
        "amendment_lines",
        sa.Column("id", Id, nullable=False),
        sa.Column("amendment_id", Id, nullable=False),
        sa.Column("order_line_id", Id, nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.CheckConstraint("units > 0", name=op.f("ck_amendment_lines_units")),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_amendment_lines_amount")),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["amendments.id"], name="fk_amendment_lines_amendment_id_amendments"
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name="fk_amendment_lines_order_line_id_order_lines"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_amendment_lines"),
        sa.UniqueConstraint(
            "amendment_id", "order_line_id", name="uq_amendment_lines_amendment_id_order_line_id"
        ),
    )
    op.create_index("ix_amendment_lines_order_line_id", "amendment_lines", ["order_line_id"])
    refuse("amendment_lines", "frozen_update", "UPDATE")
    refuse("amendment_lines", "frozen_delete", "DELETE")
    refuse_foreign()


def refuse(table: str, name: str, what: str, when: str = "") -> None:
    """Let the database refuse a change of a table, always or under a condition."""
    head = f"CREATE TRIGGER {table}_{name} BEFORE {what} ON {table}"
    if op.get_bind().dialect.name == "postgresql":
        under = f" WHEN ({when})" if when else ""
        op.execute(f"{head} FOR EACH ROW{under} EXECUTE FUNCTION refuse_change()")
        return
    under = f" WHEN {when}" if when else ""
    op.execute(f"{head}{under} BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END")


def refuse_foreign() -> None:
    """Let the database refuse an amendment of another order's line."""
    foreign = (
        "(SELECT order_id FROM amendments WHERE id = NEW.amendment_id)"
        " <> (SELECT order_id FROM order_lines WHERE id = NEW.order_line_id)"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION amendment_lines_fit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {foreign} THEN RAISE EXCEPTION 'a line of another order'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER amendment_lines_fit BEFORE INSERT ON amendment_lines"
            " FOR EACH ROW EXECUTE FUNCTION amendment_lines_fit()"
        )
        return
    op.execute(
        f"CREATE TRIGGER amendment_lines_fit BEFORE INSERT ON amendment_lines WHEN {foreign}"
        " BEGIN SELECT RAISE(ABORT, 'a line of another order'); END"
    )


def fill_words(table: sa.Table) -> None:
    """Write the words of the orders there are, some hundred at a time."""
    bind = op.get_bind()
    last = 0
    while True:
        query = sa.text(
            "SELECT id, name, email, postal_code, erased_at FROM orders WHERE id > :last ORDER BY id LIMIT :some"
        )
        orders = bind.execute(query, {"last": last, "some": AT_ONCE}).all()
        if not orders:
            return
        lines = sa.text("SELECT order_id, sku FROM order_lines WHERE order_id BETWEEN :first AND :last")
        skus: dict[int, set[str]] = {}
        for order_id, sku in bind.execute(lines, {"first": orders[0].id, "last": orders[-1].id}):
            skus.setdefault(order_id, set()).add(plain(sku))
        rows = [row for one in orders for row in rows_of(one, skus.get(one.id, set()))]
        if rows:
            bind.execute(table.insert(), rows)
        last = orders[-1].id


def rows_of(order: Any, skus: set[str]) -> Iterator[dict[str, object]]:
    words = set(skus)
    if order.erased_at is None:
        words |= {re.sub(r"[\s-]+", "", plain(order.postal_code))} | words_of_name(order.name)
        local, _, domain = plain(order.email).partition("@")
        words |= {f"{local}@{domain}" if domain else local, local, domain, *re.split(r"[._+-]", local)}
    for word in sorted(words - {""}):
        yield {"parts": word.count(" ") + 1, "word": word, "order_id": order.id}


def words_of_name(name: str) -> set[str]:
    words = [one for one in map(bare, name.split()) if one][:8]
    rows = {
        " ".join(words[start : start + length])[:254].strip()
        for length in range(1, 5)
        for start in range(len(words) - length + 1)
    }
    return rows | {bare(piece) for piece in re.split(rf"[\s{APOSTROPHES}-]+", name)[:16]}


def bare(word: str) -> str:
    return plain(word).strip(".,;:()\"“”")


def plain(typed: str) -> str:
    apart = unicodedata.normalize("NFKD", typed.casefold())
    bare = "".join(
        " " if unicodedata.category(sign) == "Cc" else sign
        for sign in apart
        if sign not in APOSTROPHES and unicodedata.category(sign) not in ("Mn", "Cf")
    )
    return " ".join(unicodedata.normalize("NFC", bare).split())[:254]
