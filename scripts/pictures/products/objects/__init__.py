"""One entry a product: slug -> (how the set is laid, what is put on it)."""

from __future__ import annotations

from collections.abc import Callable

from kit.scene import Set
from objects import hands_and_kitchen, light_and_quiet, sleep_and_rest, warmth

PICTURES: dict[str, tuple[Set, Callable[[], None]]] = {
    **sleep_and_rest.PICTURES,
    **warmth.PICTURES,
    **hands_and_kitchen.PICTURES,
    **light_and_quiet.PICTURES,
}
