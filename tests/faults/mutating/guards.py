"""The guards of the money, mail and journal paths: where each stands, what stands there without it, who must notice."""

from tests.faults.mutating.around import AROUND
from tests.faults.mutating.core import CORE
from tests.faults.mutating.journal import JOURNAL
from tests.faults.mutating.listing import Guard

__all__ = ["GUARDS", "Guard"]
GUARDS = (*CORE, *AROUND, *JOURNAL)
