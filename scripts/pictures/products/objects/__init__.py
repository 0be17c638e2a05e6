"""One entry a product: slug -> (how the set is laid, what is put on it)."""

from __future__ import annotations

from collections.abc import Callable

from kit.scene import Set
from objects import (
    books,
    courses,
    hands_and_kitchen,
    hands_reaching,
    light_and_quiet,
    moving_gently,
    sitting_and_support,
    sleep_and_rest,
    warmth,
)

PICTURES: dict[str, tuple[Set, Callable[[], None]]] = {
    **sleep_and_rest.PICTURES,
    **warmth.PICTURES,
    **hands_and_kitchen.PICTURES,
    **hands_reaching.PICTURES,
    **light_and_quiet.PICTURES,
    **sitting_and_support.PICTURES,
    **moving_gently.PICTURES,
    **books.PICTURES,
    **courses.PICTURES,
}
