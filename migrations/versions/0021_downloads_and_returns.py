"""Files to download with the consent that hands them over, notes of buyers, and returns."""

import sqlalchemy as sa
from alembic import op

revision = "0021_downloads"
down_revision = "0020_order_notes_and_amendments"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
MOST_DOWNLOADS = 20
#: table -> what the database refuses
KEPT = {
    "digital_consents": ("UPDATE", "DELETE"), "download_endings": ("UPDATE", "DELETE"),
    "returns": ("UPDATE OF order_id, position, reason, asked_at", "DELETE"),
    "return_lines": ("UPDATE OF return_id, order_line_id, units", "DELETE"),
}


def upgrade() -> None:
    create_files()
    create_consents()
    create_downloads()
    create_notes()
    create_returns()
    for table, refused in KEPT.items():
        keep(table, refused)
    refuse_more_than_was_sent()


def downgrade() -> None:
    op.drop_table("return_lines")
    op.drop_table("returns")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION return_lines_fit()")
    op.drop_table("buyer_notes")
    op.drop_table("download_endings")
    op.drop_table("downloads")
    op.drop_table("digital_consents")
    op.drop_table("product_files")


def create_files() -> None:
    op.create_table(
        "product_files",
        sa.Column("id", Id, nullable=False),
        sa.Column("product_id", Id, nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("suffix", sa.String(8), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("stored_at", Moment, nullable=False),
        sa.Column("stored_by", sa.String(120), nullable=False),
        sa.Column("removed_at", Moment, nullable=True),
        sa.Column("removed_by", sa.String(120), nullable=True),
        sa.CheckConstraint("size > 0", name=op.f("ck_product_files_size")),
        sa.CheckConstraint("suffix IN ('pdf', 'epub', 'mp3', 'zip')", name=op.f("ck_product_files_suffix")),
        sa.CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name=op.f("ck_product_files_removed")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_product_files_product_id_products"),
        sa.PrimaryKeyConstraint("id", name="pk_product_files"),
    )
    op.create_index("ix_product_files_product", "product_files", ["product_id", "id"])
    op.create_index("ix_product_files_digest", "product_files", ["digest"])


def create_consents() -> None:
    op.create_table(
        "digital_consents",
        sa.Column("id", Id, nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("wording", sa.String(40), nullable=False),
        sa.Column("given_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_digital_consents_order_id_orders"),
        sa.PrimaryKeyConstraint("id", name="pk_digital_consents"),
        sa.UniqueConstraint("order_id", name="uq_digital_consents_order_id"),
    )


def create_downloads() -> None:
    op.create_table(
        "downloads",
        sa.Column("id", Id, nullable=False),
        sa.Column("order_line_id", Id, nullable=False),
        sa.Column("file_id", Id, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.CheckConstraint(f"times BETWEEN 0 AND {MOST_DOWNLOADS}", name=op.f("ck_downloads_times")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_lines.id"], name="fk_downloads_order_line_id_order_lines"),
        sa.ForeignKeyConstraint(["file_id"], ["product_files.id"], name="fk_downloads_file_id_product_files"),
        sa.PrimaryKeyConstraint("id", name="pk_downloads"),
        sa.UniqueConstraint("order_line_id", "file_id", name="uq_downloads_order_line_id_file_id"),
    )
    op.create_index("ix_downloads_file_id", "downloads", ["file_id"])
    op.create_table(
        "download_endings",
        sa.Column("id", Id, nullable=False),
        sa.Column("order_line_id", Id, nullable=False),
        sa.Column("ended_at", Moment, nullable=False),
        sa.Column("ended_by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name="fk_download_endings_order_line_id_order_lines"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_download_endings"),
        sa.UniqueConstraint("order_line_id", name="uq_download_endings_order_line_id"),
    )


def create_notes() -> None:
    op.create_table(
        "buyer_notes",
        sa.Column("id", Id, nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("courier_note", sa.String(160), nullable=False),
        sa.Column("gift_note", sa.String(400), nullable=False),
        sa.Column("written_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_buyer_notes_order_id_orders"),
        sa.PrimaryKeyConstraint("id", name="pk_buyer_notes"),
        sa.UniqueConstraint("order_id", name="uq_buyer_notes_order_id"),
    )


def create_returns() -> None:
    op.create_table(
        "returns",
        sa.Column("id", Id, nullable=False),
        sa.Column("order_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(24), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("received_at", Moment, nullable=True),
        sa.Column("received_by", sa.String(120), nullable=True),
        sa.Column("settled_at", Moment, nullable=True),
        sa.Column("settled_by", sa.String(120), nullable=True),
        sa.Column("called_off_at", Moment, nullable=True),
        sa.Column("called_off_by", sa.String(120), nullable=True),
        sa.CheckConstraint("position > 0", name=op.f("ck_returns_position")),
        sa.CheckConstraint(
            "reason IN ('none', 'changed_mind', 'broken', 'not_as_said', 'wrong_thing')",
            name=op.f("ck_returns_reason"),
        ),
        sa.CheckConstraint("(received_at IS NULL) = (received_by IS NULL)", name=op.f("ck_returns_received")),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name=op.f("ck_returns_settled")),
        sa.CheckConstraint("(called_off_at IS NULL) = (called_off_by IS NULL)", name=op.f("ck_returns_called_off")),
        sa.CheckConstraint("settled_at IS NULL OR received_at IS NOT NULL", name=op.f("ck_returns_order_of_steps")),
        sa.CheckConstraint("called_off_at IS NULL OR received_at IS NULL", name=op.f("ck_returns_one_end")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_returns_order_id_orders"),
        sa.PrimaryKeyConstraint("id", name="pk_returns"),
        sa.UniqueConstraint("order_id", "position", name="uq_returns_order_id_position"),
    )
    op.create_index("ix_returns_open", "returns", ["settled_at", "called_off_at", "id"])
    op.create_table(
        "return_lines",
        sa.Column("id", Id, nullable=False),
        sa.Column("return_id", Id, nullable=False),
        sa.Column("order_line_id", Id, nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("arrived", sa.Integer(), nullable=True),
        sa.Column("restocked", sa.Integer(), nullable=True),
        sa.CheckConstraint("units > 0", name=op.f("ck_return_lines_units")),
        sa.CheckConstraint("arrived IS NULL OR arrived BETWEEN 0 AND units", name=op.f("ck_return_lines_arrived")),
        sa.CheckConstraint(
            "restocked IS NULL OR (arrived IS NOT NULL AND restocked BETWEEN 0 AND arrived)",
            name=op.f("ck_return_lines_restocked"),
        ),
        sa.ForeignKeyConstraint(["return_id"], ["returns.id"], name="fk_return_lines_return_id_returns"),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name="fk_return_lines_order_line_id_order_lines"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_return_lines"),
        sa.UniqueConstraint("return_id", "order_line_id", name="uq_return_lines_return_id_order_line_id"),
    )
    op.create_index("ix_return_lines_order_line_id", "return_lines", ["order_line_id"])


TOO_MANY = (
    "(SELECT COALESCE(SUM(units), 0) FROM shipment_lines WHERE order_line_id = NEW.order_line_id)"
    " < NEW.units + (SELECT COALESCE(SUM(COALESCE(arrived, units)), 0) FROM return_lines"
    " JOIN returns ON returns.id = return_lines.return_id"
    " WHERE order_line_id = NEW.order_line_id AND returns.called_off_at IS NULL)"
)
FOREIGN = (
    "(SELECT order_id FROM returns WHERE id = NEW.return_id)"
    " <> (SELECT order_id FROM order_lines WHERE id = NEW.order_line_id)"
)


def refuse_more_than_was_sent() -> None:
    """Let the database refuse units that were not sent, or of another order; on PostgreSQL under the line's lock."""
    condition, words = f"{TOO_MANY} OR {FOREIGN}", "more units than were sent, or of another order"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION return_lines_fit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " PERFORM 1 FROM order_lines WHERE id = NEW.order_line_id FOR UPDATE;"
            f" IF {condition} THEN RAISE EXCEPTION '{words}'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER return_lines_fit BEFORE INSERT ON return_lines"
            " FOR EACH ROW EXECUTE FUNCTION return_lines_fit()"
        )
        return
    op.execute(
        f"CREATE TRIGGER return_lines_fit BEFORE INSERT ON return_lines WHEN {condition}"
        f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )


def keep(table: str, refused: tuple[str, ...]) -> None:
    """Let the database refuse these changes of a table."""
    for what in refused:
        head = f"CREATE TRIGGER {table}_kept_{what.split()[0].lower()} BEFORE {what} ON {table}"
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        else:
            op.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END")
