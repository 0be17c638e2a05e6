"""Books in cloth with a blind stamp and no words, on linen."""

from __future__ import annotations

import numpy as np

from kit import materials
from kit.scene import Set
from kit.shapes import Object, Points, box, group, lathe, place
from props import book, cup, pebble, pencil


def _soft(inside: Points, width: float = 0.015) -> Points:
    """1 where inside is positive, with a soft border."""
    return np.clip(inside / width + 0.5, 0, 1)


def pacing_notebook() -> None:
    def stones(x: Points, y: Points) -> Points:
        total = 0 * x
        for index, size in enumerate((0.17, 0.14, 0.115, 0.09, 0.07)):
            at = (-0.08, -0.66 + 0.36 * index - 0.02 * index**2)
            total = np.maximum(total, _soft(size - np.hypot((x - at[0]) * 0.85, (y - at[1]) * 1.1)))
        return total

    note = book(1.6, 2.2, 0.3, "#5E6E54", "#6F7E66", stamp=stones)
    _lean([note], (-0.3, -0.25, 0.05), -8)
    place(pencil(1.5, "#A8674B", 0.06), (0.55, -0.95, 0.03), (0, 0, 20))
    for index, (size, tone) in enumerate(((0.2, "#A9A297"), (0.15, "#8B857C"))):
        place(pebble(size, tone, index + 2), (1.25 + 0.42 * index, 0.1 - 0.24 * index, 0.03))


def _lean(parts: list[Object], at: tuple[float, float, float], turn: float, slope: float = 38) -> None:
    """Rest a book on a wooden reading stand so that its cover meets the eye."""
    wood = materials.wood("#B98F62", "#8B6440")
    whole = group(parts, (0, 1.1 + 0.08, 0.09))
    board = place(box((1.5, 2.1, 0.09), wood, soft=0.03), (0, 1.1, 0))
    ledge = place(box((1.5, 0.1, 0.3), wood, soft=0.03), (0, 0.02, 0))
    tilted = group([whole, board, ledge], (0, 0, 0), (slope, 0, 0))
    foot = place(box((1.3, 0.12, 1.0), wood, soft=0.03), (0, 1.45, -0.08))
    group([tilted, foot], at, (0, 0, turn))


def cooking() -> None:
    def bowl(x: Points, y: Points) -> Points:
        half = np.minimum(0.46 - np.hypot(x, y + 0.05), -0.05 - y)
        foot = np.minimum(0.2 - np.abs(x), 0.035 - np.abs(y + 0.54))
        steam = [
            0.028 - np.abs(x - off - 0.05 * np.sin(y * 11)) - 4 * np.maximum(0, np.abs(y - 0.32) - 0.24)
            for off in (-0.2, 0.0, 0.2)
        ]
        return np.maximum.reduce([_soft(part) for part in (half, foot, *steam)])

    cream = materials.plain("#E9E0CD", 0.5, grain=0.003, scale=60)
    _lean([book(2.1, 2.1, 0.42, "#E9E0CD", "#DDD2BC", stamp=bowl, cover=cream)], (-0.35, -0.3, 0.05), 8)
    zest = materials.ceramic("#E2B93B", "#C99A22", gloss=0.4, amount=0.2)
    for at, turn in (((1.25, -0.2, 0.33), 20), ((1.75, 0.35, 0.33), 100)):
        fruit = lathe(
            [
                (0, -0.5),
                (0.05, -0.47),
                (0.1, -0.42),
                (0.27, -0.27),
                (0.33, 0.0),
                (0.27, 0.27),
                (0.12, 0.4),
                (0.07, 0.47),
                (0, 0.49),
            ],
            zest,
            wobble=lambda a, z: 1 + 0.02 * np.sin(a * 3 + z * 4),
        )
        place(fruit, at, (90, 0, turn))


def small_walks() -> None:
    def path(x: Points, y: Points) -> Points:
        far = np.clip((y + 0.95) / 1.15, 0, 1)
        wide = 0.11 * (1 - far) + 0.018
        way = wide - np.abs(x - 0.05 - 0.3 * (1 - 0.75 * far) * np.sin(far * 9.5))
        way = np.minimum(way, np.minimum(0.2 - y, y + 0.92))
        sun = 0.17 - np.hypot(x + 0.3, y - 0.66)
        near = 0.022 - np.abs(y - 0.2 - 0.12 * np.cos(x * 4.4))
        distant = np.minimum(0.018 - np.abs(y - 0.42 - 0.1 * np.sin(x * 4 - 0.4)), x + 0.12)
        hill = np.minimum(np.maximum(near, distant), 0.66 - np.abs(x))
        return np.maximum.reduce([_soft(part) for part in (way, sun, hill)])

    _lean([book(1.55, 2.2, 0.26, "#73627F", "#85748F", stamp=path)], (-0.3, -0.3, 0.05), -10)
    for index, (size, tone, x, y) in enumerate(
        ((0.3, "#B3ABA0", 1.15, -0.3), (0.22, "#8B857C", 1.62, 0.0), (0.17, "#C6BCAE", 0.9, -0.78))
    ):
        place(pebble(size, tone, index + 5), (x, y, 0.03))
    _acorn((1.55, -0.7, 0.12))


def _acorn(at: tuple[float, float, float]) -> None:
    nut = lathe(
        [(0, -0.02), (0.1, 0.0), (0.125, 0.12), (0.1, 0.25), (0.03, 0.31), (0, 0.34)], materials.plain("#9A6B36", 0.3)
    )
    bark = materials.cork("#8A6A48", "#5B4129")
    hat = lathe([(0, -0.2), (0.02, -0.19), (0.02, -0.1), (0.1, -0.08), (0.15, 0.0), (0.14, 0.07), (0.12, 0.07)], bark)
    group([nut, hat], at, (0, 84, 30))


def conversation() -> None:
    def rings(x: Points, y: Points) -> Points:
        near = [0.028 - np.abs(np.hypot(x, y - off) - 0.42) for off in (0.24, -0.24)]
        return np.maximum(_soft(near[0]), _soft(near[1]))

    card = materials.plain("#8C5039", 0.75, grain=0.004, scale=60)
    _lean([book(1.5, 2.2, 0.2, "#8C5039", "#8C5039", stamp=rings, cover=card)], (-0.55, -0.25, 0.05), 6)
    place(cup("#8E9B86", radius=0.38, height=0.56), (0.98, -0.42, 0.03))
    place(cup("#A593AE", radius=0.38, height=0.56), (1.72, 0.22, 0.03))


PICTURES = {
    "the-pacing-notebook": (Set(width=4.8, cloth="linen", aim=0.13, seed=51), pacing_notebook),
    "cooking-sitting-down": (Set(width=4.9, cloth="linen", aim=0.13, seed=52), cooking),
    "a-year-of-small-walks": (Set(width=4.8, cloth="linen", aim=0.13, seed=53), small_walks),
    "the-kind-conversation": (Set(width=4.9, cloth="linen", aim=0.13, seed=54), conversation),
}
