"""How many rows a table has and a hash of them, the same on every database."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Table, select

AT_ONCE = 500
MODULUS = 2**256


@dataclass(frozen=True, kw_only=True)
class Sum:
    """What a table holds; `digest` is 64 hex digits."""

    rows: int
    digest: str


def sum_table(connection: Connection, table: Table) -> Sum:
    """Return a table's sum: the SHA-256 of its rows added up, so that no order and no collation counts."""
    rows, total = 0, 0
    result = connection.execute(select(table).execution_options(yield_per=AT_ONCE))
    for part in result.partitions():
        rows += len(part)
        total = (total + sum(hash_row(one) for one in part)) % MODULUS
    return Sum(rows=rows, digest=f"{total:064x}")


def hash_row(row: Sequence[Any]) -> int:
    """Return the hash of one row's values as a number."""
    text = json.dumps([plain(one) for one in row], sort_keys=True, ensure_ascii=True)
    return int.from_bytes(hashlib.sha256(text.encode()).digest())


def plain(value: Any) -> Any:
    """Return a value as JSON can say it, with its kind where two kinds would look alike."""
    if isinstance(value, datetime):
        return ["at", value.astimezone(UTC).isoformat()]
    if isinstance(value, date):
        return ["on", value.isoformat()]
    if isinstance(value, bytes):
        return ["bytes", value.hex()]
    return value
