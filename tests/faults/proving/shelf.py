"""Stock, counted anew: what is there, what is promised, and what left in parcels or went no more."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.faults.proving.judge import Evidence


def counts_of_stock(seen: "Evidence") -> tuple[int, list[str]]:
    """S1 and S2, from the movements."""
    rows = seen.books.rows(
        "SELECT i.id, i.on_hand, i.held, i.allocated, i.backorder_limit,"
        " (SELECT coalesce(sum(m.on_hand_change), 0) FROM stock_movements m WHERE m.item_id = i.id) AS moved,"
        " (SELECT coalesce(sum(m.allocated_change), 0) FROM stock_movements m WHERE m.item_id = i.id) AS promised,"
        " (SELECT coalesce(sum(h.units), 0) FROM stock_holds h WHERE h.item_id = i.id AND h.ended_at IS NULL) AS kept"
        " FROM stock_items i"
    )
    return len(rows), [
        f"stock item {row['id']}: {row}"
        for row in rows
        if min(row["on_hand"], row["held"], row["allocated"]) < 0
        or row["held"] + row["allocated"] > row["on_hand"] + row["backorder_limit"]
        or (row["on_hand"], row["allocated"], row["held"]) != (row["moved"], row["promised"], row["kept"])
    ]


def units_of_paid_orders(seen: "Evidence") -> tuple[int, list[str]]:
    """S4: what was paid for is still promised, has left, or goes no more, order by order and thing by thing."""
    sold = seen.books.rows(
        "SELECT l.order_id, l.variant_id, sum(l.quantity) AS units, o.state,"
        " sum((SELECT coalesce(sum(c.units), 0) FROM line_cancellations c WHERE c.order_line_id = l.id)) AS gone,"
        " sum((SELECT coalesce(sum(s.units), 0) FROM shipment_lines s WHERE s.order_line_id = l.id)) AS sent"
        " FROM order_lines l JOIN orders o ON o.id = l.order_id"
        " WHERE o.paid_minor > 0 AND l.variant_id IN (SELECT variant_id FROM stock_items)"
        " GROUP BY l.order_id, l.variant_id, o.state"
    )
    moved = seen.books.rows(
        "SELECT m.cause_id, i.variant_id, sum(m.allocated_change) AS promised, -sum(m.on_hand_change) AS sent"
        " FROM stock_movements m JOIN stock_items i ON i.id = m.item_id WHERE m.cause_kind = 'order'"
        " AND m.kind <> 'returned' GROUP BY m.cause_id, i.variant_id"
    )
    theirs = {(str(row["order_id"]), row["variant_id"]): expected(row) for row in sold}
    ours = {
        (row["cause_id"], row["variant_id"]): (int(row["promised"]), int(row["sent"]))
        for row in moved
        if row["promised"] or row["sent"]
    }
    theirs = {key: units for key, units in theirs.items() if any(units)}
    wrong = sorted({*theirs.items()} ^ {*ours.items()})
    return len(theirs), [
        f"order {order}, variant {variant}: {units} promised and sent stand alone"
        for (order, variant), units in wrong
    ]


def expected(row: dict[str, object]) -> tuple[int, int]:
    """Return (promised, sent) of one thing in one paid order; a cancelled one has sent nothing and promises nothing."""
    units, gone, sent = (int(str(row[name])) for name in ("units", "gone", "sent"))
    return (0 if row["state"] == "cancelled" else units - gone - sent, sent)
