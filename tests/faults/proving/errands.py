"""What each robot sets out to do: a plan drawn from a seed, so that a run can be repeated."""

import random
from dataclasses import dataclass
from enum import StrEnum

GOODS = (
    "wheat-heat-wrap", "wide-grip-jar-opener", "the-pacing-notebook", "quiet-ear-loops", "contoured-sleep-mask",
    "merino-wrist-warmers", "linen-weighted-blanket", "thick-cork-mat", "wool-hot-water-bottle", "lap-desk-tray",
)  # fmt: skip
PLACES = {
    "IE": {"city": "Dublin", "postal_code": "D02 X285"},
    "GB": {"city": "Leeds", "postal_code": "LS1 4AP"},
    "DE": {"city": "Berlin", "postal_code": "10115"},
}


class Way(StrEnum):
    """How a visit goes."""

    BUYS = "buys"
    DECLINED_FIRST = "is declined, then pays"
    ANSWERS_BANK = "answers the bank, then pays"
    LEAVES_EARLY = "leaves before paying"
    LEAVES_LATE = "leaves on the payment page"
    STARTS_AGAIN = "goes back, changes the basket, pays"
    TWO_TABS = "presses in two tabs, pays in one"
    PAYS_LATE = "pays long after"
    CHANGES_WHILE_PAYING = "changes the basket in one tab and pays in another"
    AFTER_EXPIRY = "lets the payment page expire, tries it, pays on a new one"
    FETCHES = "buys a file and fetches it"
    PAYS_BY_CARD = "pays with a gift card that somebody else has too"
    READS_FIRST = "follows an article to a thing, and buys it"
    GIVES = "buys gift cards, for somebody who spends them"


WEIGHTS = {
    Way.BUYS: 34, Way.DECLINED_FIRST: 12, Way.ANSWERS_BANK: 6, Way.LEAVES_EARLY: 8, Way.LEAVES_LATE: 8,
    Way.STARTS_AGAIN: 12, Way.TWO_TABS: 10, Way.PAYS_LATE: 10, Way.CHANGES_WHILE_PAYING: 8, Way.FETCHES: 8,
    Way.PAYS_BY_CARD: 8, Way.AFTER_EXPIRY: 6, Way.READS_FIRST: 10,
    Way.GIVES: 6,
}  # fmt: skip
FILE, GIFT_CARD = "pacing-in-practice", "gift-card"


@dataclass(frozen=True, kw_only=True)
class Errand:
    """One visit: who, what, how."""

    number: int
    way: Way
    goods: tuple[tuple[str, int], ...]
    answers: dict[str, str]
    pause: float  # seconds at most that this visitor thinks before a step
    code: str = ""  # of an offer or a gift card, to be typed in the basket

    @property
    def address(self) -> str:
        """A loopback address of this visitor's own."""
        return f"127.1.{self.number // 250}.{self.number % 250 + 1}"


def plan_errands(seed: int, count: int, *, goods: tuple[str, ...] = GOODS) -> list[Errand]:
    """Return `count` visits; the first ones go one of each way."""
    dice = random.Random(f"errands {seed}")
    ways = list(WEIGHTS)[:count]
    ways += dice.choices(list(WEIGHTS), list(WEIGHTS.values()), k=count - len(ways))
    dice.shuffle(ways)
    return [plan_errand(number, way, dice, goods) for number, way in enumerate(ways, start=1)]


def plan_errand(number: int, way: Way, dice: random.Random, goods: tuple[str, ...]) -> Errand:
    """Draw one visit."""
    country = dice.choices(list(PLACES), [6, 2, 2])[0]
    chosen = dice.sample(goods, k=min(len(goods), dice.choice((1, 1, 2, 3))))
    answers = {
        "email": f"robin-{number}@example.com",
        "country": country,
        "name": f"Robin Walker {number}",
        "street": f"{number} Example Terrace",
        "street_more": "",
        **PLACES[country],
    }
    wanted = tuple((slug, dice.choice((1, 1, 1, 2))) for slug in chosen)
    return Errand(
        number=number,
        way=way,
        goods=goods_of(way, wanted),
        answers=answers,
        pause=dice.uniform(0.1, 1.0),
    )


def goods_of(way: Way, wanted: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    """Return what a visit of this way puts in its basket; gift cards go alone or beside one thing."""
    if way is Way.FETCHES:
        return ((FILE, 1),)
    if way is Way.GIVES:
        return ((GIFT_CARD, wanted[0][1]), *(wanted[:1] if len(wanted) > 1 else ()))
    return wanted
