"""Light and quiet, on heather wool."""

from __future__ import annotations

from math import pi

import numpy as np

from kit import materials, weave
from kit.scene import Set
from kit.shapes import Object, box, group, lathe, place, slab, smooth_line, surface, thicken, tube
from props import book, lamp


def bedside_lamp() -> None:
    place(table_lamp(110), (-0.25, 0.35, 0.03))
    low = book(1.9, 1.3, 0.26, "#5B6B55", "#6F7E66")
    place(low, (1.5, -0.32, 0.03), (0, 0, 12))


def table_lamp(power: float) -> Object:
    """A turned foot and an amber cloth shade, lit."""
    wood = materials.wood("#BF9A6C", "#8F6B42", axis="z")
    base = lathe(
        [
            (0, 0.0),
            (0.62, 0.0),
            (0.66, 0.05),
            (0.62, 0.12),
            (0.35, 0.2),
            (0.2, 0.34),
            (0.24, 0.6),
            (0.33, 0.85),
            (0.3, 1.1),
            (0.16, 1.3),
            (0.11, 1.4),
            (0.1, 1.62),
        ],
        wood,
        steps=120,
    )
    brass = materials.metal("#B8955A", 0.3)
    stem = lathe([(0.06, 1.6), (0.06, 2.1)], brass, straight=True)
    cloth = materials.shade("#E4BD86")
    skirt = lathe([(1.0, 1.5), (0.86, 2.7)], cloth, straight=True, steps=200)
    trims = [
        lathe([(r + 0.012, z - 0.03), (r + 0.02, z), (r + 0.012, z + 0.03)], weave.yarn("#B98A4C"), steps=200)
        for r, z in ((0.998, 1.52), (0.86, 2.69))
    ]
    bulb = materials.glow("#FFC27A", 14)
    globe = lathe([(0.06, 2.05), (0.16, 2.2), (0.18, 2.32), (0.1, 2.46), (0, 2.48)], bulb)
    return group([base, stem, skirt, *trims, globe, lamp((0, 0, 2.15), power, (1.0, 0.64, 0.33), 0.25)])


def ear_loops() -> None:
    tin = materials.metal("#B7B2A8", 0.36)
    dish = lathe(
        [
            (0, 0.03),
            (0.6, 0.03),
            (0.7, 0.06),
            (0.72, 0.1),
            (0.72, 0.3),
            (0.735, 0.32),
            (0.75, 0.3),
            (0.75, 0.06),
            (0.72, 0.01),
            (0.68, 0.0),
            (0, 0.0),
        ],
        tin,
        steps=200,
        straight=True,
    )
    place(dish, (-0.55, 0.4, 0.03))
    lid = lathe(
        [(0, 0.23), (0.66, 0.23), (0.74, 0.21), (0.775, 0.17), (0.78, 0.0), (0.765, 0.0), (0.76, 0.17), (0, 0.215)],
        tin,
        steps=200,
        straight=True,
    )
    place(lid, (0.78, 1.12, 0.45), (40, 0, -14))
    place(_loop("#8D8C8A"), (-0.42, -0.5, 0.24), (90, 0, -12))
    place(_loop("#8D8C8A"), (0.6, -0.36, 0.24), (90, 0, 28))
    inside = weave.felt("#8A7A94")
    place(lathe([(0, 0.07), (0.69, 0.07), (0.71, 0.05)], inside, straight=True), (-0.55, 0.4, 0.03))


def _loop(tone: str) -> Object:
    """A ring to hold, a short stem, a soft mushroom tip."""
    shiny = materials.plain(tone, 0.5, grain=0.002, scale=90)
    soft = materials.plain("#B1AFAB", 0.55, Subsurface_Weight=0.25, Subsurface_Scale=0.05)
    turn = np.linspace(0, 2 * pi, 60, endpoint=False)
    ring = tube([(0.16 * np.cos(t), 0.16 * np.sin(t), 0) for t in turn], 0.048, shiny, closed=True, count=90)
    tip = lathe(
        [
            (0.05, 0.0),
            (0.055, 0.07),
            (0.15, 0.09),
            (0.155, 0.13),
            (0.12, 0.22),
            (0.07, 0.28),
            (0.045, 0.29),
            (0.04, 0.24),
        ],
        soft,
    )
    return group([ring, place(tip, (0.17, 0.02, 0), (0, 90, 4))])


def book_light() -> None:
    deep = 2.0
    place(_open_book(deep), (0, -0.05, 0.03), (0, 0, 8))
    dark, brass = materials.plain("#E4DED2", 0.5, grain=0.003), materials.metal("#B8955A", 0.3)
    jaw = [place(box((0.34, 0.42, 0.07), dark, soft=0.03), (0, 0, z)) for z in (-0.06, 0.29)]
    hinge = place(
        lathe([(0, -0.15), (0.07, -0.15), (0.07, 0.15), (0, 0.15)], brass, straight=True), (0, 0.2, 0.15), (0, 90, 0)
    )
    neck = tube(
        [(0, 0.1, 0.36), (0, 0.14, 0.8), (-0.05, 0.05, 1.3), (-0.2, -0.3, 1.6), (-0.3, -0.62, 1.5)], 0.042, dark
    )
    head = box((0.82, 0.22, 0.13), dark, soft=0.05)
    disc = place(box((0.7, 0.13, 0.03), materials.glow("#FFC88A", 16), soft=0.01), (0, 0, -0.015))
    group([head, disc], (-0.33, -0.7, 1.38), (-16, 4, 0)).parent = (clip := group([*jaw, hinge, neck]))
    bulb = lamp((-0.35, -0.76, 1.3), 34, (1.0, 0.68, 0.38), 0.12)
    bulb.parent = clip
    place(clip, (0.62, 0.93, 0.12), (0, 0, 8))


def _open_book(deep: float) -> Object:
    cloth = weave.woven("#7A5A52", "#8D6B62", threads=86, depth=0.008)
    cover = place(box((3.0, deep + 0.12, 0.045), cloth, soft=0.015), (0, 0, 0))
    parts: list[Object] = [cover]
    x = np.linspace(0.0, 1.4, 60)
    rise = 0.07 + 0.24 * (1 - np.exp(-x / 0.12)) - 0.13 * (x / 1.4) ** 2.2
    leaf = materials.paper("#F3EAD8")
    clean = materials.plain("#F3EAD8", 0.9)
    for side in (-1, 1):
        line = np.concatenate([np.stack([x, rise], 1), [[1.42, 0.05], [0.0, 0.05]]]) * [side, 1]
        block = slab(line if side > 0 else line[::-1], deep, leaf, soft=0.004)
        parts.append(place(block, (0, deep / 2, 0), (90, 0, 0)))
        y = np.linspace(-deep / 2, deep / 2, 40)
        top = np.stack(
            [np.tile(x * side, (40, 1)), np.tile(y[:, None], (1, 60)), np.tile(rise + 0.006, (40, 1))], axis=2
        )
        parts.append(surface(top, clean, flip=side < 0))
        if side > 0:
            lift = top + np.stack(
                [0 * top[..., 0], 0 * top[..., 1], 0.1 * (top[..., 0] / 1.4) ** 3 * (1 + y[:, None])], 2
            )
            parts.append(thicken(surface(lift + [0, 0, 0.012], clean), 0.004))
    return group(parts)


PICTURES = {
    "amber-bedside-lamp": (Set(width=5.4, cloth="heather", aim=0.23, seed=21, evening=True), bedside_lamp),
    "quiet-ear-loops": (Set(width=3.35, cloth="heather", aim=0.11, seed=22), ear_loops),
    "dimmable-clip-book-light": (Set(width=4.8, cloth="heather", aim=0.12, seed=23, evening=True), book_light),
}
_ = smooth_line
