"""How autogenerate and the tests compare models with tables."""

from typing import Any

import sqlalchemy as sa

#: the search index's own tables and indexes (FTS5 keeps shadow tables that no model knows)
NOT_OURS = ("search_words", "search_trigrams")


def include_object(_thing: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Leave out what full text search keeps for itself on either database."""
    return not (kind in ("table", "index") and (name or "").startswith(NOT_OURS))


def compare_type(_context: Any, _inspected: Any, _column: Any, inspected_type: Any, model_type: Any) -> Any:
    """JSON differs in name only between the two databases; all other types are compared as usual."""
    if isinstance(model_type, sa.JSON) and isinstance(inspected_type, sa.JSON):
        return False
    return None
