"""The guards of the money and mail paths: where each stands, what stands there without it, and who must notice."""

from tests.faults.mutating.around import AROUND
from tests.faults.mutating.core import CORE
from tests.faults.mutating.listing import Guard

__all__ = ["GUARDS", "Guard"]
GUARDS = (*CORE, *AROUND)
