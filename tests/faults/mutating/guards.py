"""The guards of money, mail, the journal and the graph: where each stands, what is there without it, who notices."""

from tests.faults.mutating.around import AROUND
from tests.faults.mutating.cards import SOLD
from tests.faults.mutating.coming_back import BACK
from tests.faults.mutating.core import CORE
from tests.faults.mutating.evidence import KEPT
from tests.faults.mutating.graph import JOINED
from tests.faults.mutating.journal import JOURNAL
from tests.faults.mutating.ledger import TAKEN
from tests.faults.mutating.listing import Guard
from tests.faults.mutating.writing import WRITTEN

__all__ = ["GUARDS", "Guard"]
GUARDS = (*CORE, *SOLD, *BACK, *TAKEN, *AROUND, *JOURNAL, *WRITTEN, *JOINED, *KEPT)
