"""One API call as its handler sees it."""

from collections.abc import Callable
from dataclasses import dataclass

from app.standin.ledger import Json, Ledger


@dataclass(frozen=True)
class Call:
    """Checked parameters, the names in the path, and the ledger; `base` is the origin the caller used."""

    ledger: Ledger
    params: Json
    names: dict[str, str]
    base: str


Handler = Callable[[Call], Json]
