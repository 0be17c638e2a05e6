"""The guards of money, mail and the journal: where each stands, what stands there without it, and who must notice."""

from tests.faults.mutating.around import AROUND
from tests.faults.mutating.cards import SOLD
from tests.faults.mutating.core import CORE
from tests.faults.mutating.journal import JOURNAL
from tests.faults.mutating.listing import Guard
from tests.faults.mutating.writing import WRITTEN

__all__ = ["GUARDS", "Guard"]
GUARDS = (*CORE, *SOLD, *AROUND, *JOURNAL, *WRITTEN)
