"""The store's rows as they lie in the database, by plain SQL: no model, no session, no rule of the store's own."""

from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

Row = dict[str, Any]
PICTURES = "picture_renditions"


class Books:
    """Reads; never writes."""

    def __init__(self, database_url: str) -> None:
        self._engine = create_engine(database_url, poolclass=NullPool)

    def rows(self, sql: str, **values: object) -> list[Row]:
        """Return the rows of one query."""
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(text(sql), values).mappings()]

    def number(self, sql: str, **values: object) -> int:
        """Return the one number of a query; nothing is 0."""
        return int(next(iter(self.rows(sql, **values)[0].values())) or 0)

    def payments(self) -> list[Row]:
        """Money that arrived, with its order."""
        return self.rows(
            "SELECT p.session_id, p.intent_id, p.amount_minor, p.currency, p.refunded_minor, p.is_kept, p.order_id,"
            " o.payment, o.state, o.total_minor, o.cart_id FROM payments p JOIN orders o ON o.id = p.order_id"
        )

    def owed(self, *, with_pictures: bool) -> int:
        """Outbox items neither done nor given up."""
        left_out = "" if with_pictures else PICTURES
        return self.number(
            "SELECT count(*) FROM outbox_items WHERE done_at IS NULL AND dead_at IS NULL AND kind <> :kind",
            kind=left_out,
        )

    def dead(self) -> list[Row]:
        """Outbox items given up."""
        return self.rows("SELECT id, kind, last_error FROM outbox_items WHERE dead_at IS NOT NULL")

    def sums(self) -> Row:
        """Everything that must not change when every webhook is told again."""
        return {
            "payments": self.number("SELECT count(*) FROM payments"),
            "money in": self.number("SELECT sum(amount_minor) FROM payments"),
            "money back": self.number("SELECT sum(refunded_minor) FROM payments"),
            "paid orders": self.number("SELECT count(*) FROM orders WHERE paid_minor > 0"),
            "movements": self.number("SELECT count(*) FROM stock_movements"),
            "allocated": self.number("SELECT sum(allocated) FROM stock_items"),
            "held": self.number("SELECT sum(held) FROM stock_items"),
            "confirmations": self.number(
                "SELECT count(*) FROM outbox_items WHERE natural_key LIKE 'order-paid:%'"
            ),
        }
