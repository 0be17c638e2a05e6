"""A page of ours against the bare one: alternating rounds, so that what disturbs one disturbs the other too."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from bench.client import Spent, ask
from bench.goals import Pair


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server and the pids whose CPU time counts."""

    origin: str
    pids: Sequence[int]


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How much is asked: requests before counting, rounds, and requests a round."""

    warm_up: int
    rounds: int
    each: int


FULL = Effort(warm_up=50, rounds=6, each=50)
QUICK = Effort(warm_up=15, rounds=3, each=20)


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Medians over the rounds, ours and the bare page's, in ms a request; the ratio is the median of the rounds'."""

    pair: Pair
    ours: Spent
    bare: Spent
    ratio: float


def compare(pair: Pair, ours: Server, bare: Server, effort: Effort, basket: dict[str, str]) -> Compared:
    """Measure one pair; `basket` is the header of a visitor with a basket."""
    more = basket if pair.is_live else {}
    ask(ours.origin, pair.path, times=effort.warm_up, more=more, pids=ours.pids)
    ask(bare.origin, pair.bare, times=effort.warm_up, more={}, pids=bare.pids)
    our_rounds: list[Spent] = []
    bare_rounds: list[Spent] = []
    for number in range(effort.rounds):
        turns = [(our_rounds, ours, pair.path, more), (bare_rounds, bare, pair.bare, {})]
        for kept, server, path, headers in turns if number % 2 else reversed(turns):
            kept.append(ask(server.origin, path, times=effort.each, more=headers, pids=server.pids))
    return Compared(
        pair=pair,
        ours=middle(our_rounds),
        bare=middle(bare_rounds),
        ratio=median(a.cpu / b.cpu for a, b in zip(our_rounds, bare_rounds, strict=True)),
    )


def middle(rounds: list[Spent]) -> Spent:
    """Return the medians of what the rounds cost."""
    return Spent(cpu=median(one.cpu for one in rounds), wall=median(one.wall for one in rounds))
