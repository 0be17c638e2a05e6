"""Reading and writing Stripe's objects, each a row with its JSON body and a private part nobody is shown."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from app.standin.errors import no_such, refused
from app.standin.policy import Policy

Json = dict[str, Any]


@dataclass(frozen=True)
class Origin:
    """The API request that caused a change; both None when a person or the clock did."""

    request: str | None = None
    idempotency_key: str | None = None


class Ledger:
    """One connection at one moment. `deliveries` collects the ids of deliveries to wake after the commit."""

    def __init__(self, connection: sqlite3.Connection, now: int, policy: Policy, origin: Origin) -> None:
        self.connection, self.now, self.policy, self.origin = connection, now, policy, origin
        self.deliveries: list[int] = []

    def find(self, kind: str, identifier: str) -> Json | None:
        """The object, or None."""
        found = self._row(kind, identifier)
        return None if found is None else json.loads(found["body"])

    def get(self, kind: str, identifier: str, noun: str, param: str = "id") -> Json:
        """The object; raises Stripe's resource_missing."""
        found = self.find(kind, identifier)
        if found is None:
            raise no_such(noun, identifier[:100], param)
        return found

    def private(self, kind: str, identifier: str) -> Json:
        """What belongs to the object and is never shown."""
        found = self._row(kind, identifier)
        return {} if found is None else json.loads(found["private"])

    def insert(
        self, obj: Json, *, state: str | None = None, due: int | None = None, private: Json | None = None
    ) -> None:
        """Add a new object; its kind, id and time stand in its body (a balance has none of these)."""
        self.connection.execute(
            "INSERT INTO objects (id, kind, state, created, due, body, private) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (obj["id"], obj["object"], state, obj["created"], due, dump(obj), dump(private or {})),
        )

    def update(
        self, obj: Json, *, state: str | None = None, due: int | None = None, private: Json | None = None
    ) -> None:
        """Write an object back, with its state and deadline; the private part only when given."""
        self.connection.execute(
            "UPDATE objects SET body = ?, state = ?, due = ?, private = coalesce(?, private) WHERE id = ?",
            (dump(obj), state, due, None if private is None else dump(private), obj["id"]),
        )

    def remove(self, identifier: str) -> None:
        """Delete an object."""
        self.connection.execute("DELETE FROM objects WHERE id = ?", (identifier,))

    def where(self, kind: str, field: str, value: str) -> list[Json]:
        """All objects of a kind whose top-level field has that value, oldest first."""
        rows = self.connection.execute(
            f"SELECT body FROM objects WHERE kind = ? AND {json_field(field)} = ? ORDER BY seq",  # noqa: S608
            (kind, value),
        )
        return [json.loads(row["body"]) for row in rows]

    def page(self, kind: str, noun: str, params: Json, url: str, clauses: list[tuple[str, Any]]) -> Json:
        """One page of a list, newest first, in Stripe's shape; clauses are SQL with one placeholder each."""
        limit = params.get("limit", 10)
        if not 1 <= limit <= 100:
            raise refused(
                f"limit must be between 1 and 100 (it is {limit}).", "limit", "parameter_invalid_integer"
            )
        after, before = params.get("starting_after"), params.get("ending_before")
        if after and before:
            raise refused("You can't pass both starting_after and ending_before.", "starting_after")
        clauses = [("kind = ?", kind), *clauses, *_created(params.get("created"))]
        order = "DESC"
        if after:
            clauses.append(("seq < ?", self._place(kind, after, noun, "starting_after")))
        if before:
            clauses.append(("seq > ?", self._place(kind, before, noun, "ending_before")))
            order = "ASC"
        rows = self.connection.execute(
            f"SELECT body FROM objects WHERE {' AND '.join(sql for sql, _ in clauses)} "  # noqa: S608
            f"ORDER BY seq {order} LIMIT ?",
            [*(value for _, value in clauses), limit + 1],
        ).fetchall()
        data = [json.loads(row["body"]) for row in rows[:limit]]
        if before:
            data.reverse()
        return {"object": "list", "url": url, "has_more": len(rows) > limit, "data": data}

    def schedule(self, kind: str, ref: str, after: float | None) -> None:
        """Have the sweeper do something later (seconds); None means never by itself."""
        if after is not None:
            due = self.now + int(after)
            self.connection.execute("INSERT INTO tasks (due, kind, ref) VALUES (?, ?, ?)", (due, kind, ref))

    def _row(self, kind: str, identifier: str) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self.connection.execute(
            "SELECT body, private FROM objects WHERE id = ? AND kind = ?", (identifier, kind)
        ).fetchone()
        return found

    def _place(self, kind: str, identifier: str, noun: str, param: str) -> int:
        found = self.connection.execute(
            "SELECT seq FROM objects WHERE id = ? AND kind = ?", (identifier, kind)
        ).fetchone()
        if found is None:
            raise no_such(noun, identifier[:100], param)
        return int(found["seq"])


def json_field(path: str) -> str:
    """SQL for a field of the body; the path comes from this program, never from a request."""
    return f"json_extract(body, '$.{path}')"


def dump(value: Any) -> str:
    """Compact JSON."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _created(asked: Any) -> list[tuple[str, Any]]:
    if asked is None:
        return []
    if isinstance(asked, int):
        return [("created = ?", asked)]
    signs = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
    return [(f"created {signs[name]} ?", value) for name, value in asked.items()]
