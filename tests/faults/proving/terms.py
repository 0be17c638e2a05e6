"""How hard one proof is."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.proving.errands import GOODS
from tests.faults.proving.rush import Crowd
from tests.faults.proving.sharing import Sharing

#: on no errand's list, so that nobody but a crowd wants them
SCARCE, OTHER = "soft-resistance-bands", "cork-massage-balls"
ONE, BOTH = (((SCARCE, 1),),), (((SCARCE, 1), (OTHER, 1)), ((OTHER, 1), (SCARCE, 1)))
TWICE = (((SCARCE, 1), (SCARCE, 1)),)
ENOUGH_FOR_ALL = 200
SMALL_SHARING = Sharing(uses=5, attempts=20, hands=8)
HANDS = 2  # at the desk, often with one order


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How hard one proof is; `wait_for_all`: really wait for leases and pictures, else move the clock."""

    seed: int
    checkouts: int = 50
    kills: int = 20
    shoppers: int = 8
    longest_wait: float = 4.0
    quiet_seconds: float = 420.0
    wait_for_all: bool = True
    wait_for_uncertain: bool = (
        False  # a quarter of an hour, until what a kill left in `sending` is named uncertain
    )
    drop: float = 0.1
    goods: tuple[str, ...] = GOODS
    crowds: tuple[Crowd, ...] = (Crowd(units=3, shoppers=20, wants=ONE),)
    sharing: Sharing = SMALL_SHARING
    hands: int = 50
    readers: int = 40
    letters: int = 1
    editors: int = 2  # at the writing desk, on the same articles
    silent_visits: int = 6  # in the hour without webhooks, which lasts so many seconds
    silent_seconds: float = 30.0
    clock_visits: int = 0  # by each wrong clock; none, and it is not tried
    weather_pause: float = 0.0  # seconds between two faults of Stripe's; 0 for fine weather
    restart_database: Callable[[], None] | None = None
