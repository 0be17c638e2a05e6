"""Where documents come from: rooms name a source each, so that the search imports none of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.search.rules import Kind


@dataclass(frozen=True, kw_only=True)
class Document:
    """One published thing in plain values; `topics` are the names of its topics, the leading one first."""

    subject_id: int
    title: str
    summary: str
    url: str
    text: str = ""
    topics: tuple[str, ...] = ()


#: (after this subject id, at most so many) -> what is published, by subject id
Source = Callable[[int, int], Sequence[Document]]

_sources: dict[Kind, Source] = {}


def register_source(kind: Kind, source: Source) -> None:
    """Name the function that gives every published thing of a kind, in steps."""
    _sources[kind] = source


def list_sources() -> dict[Kind, Source]:
    """Return every source by its kind."""
    return dict(_sources)
