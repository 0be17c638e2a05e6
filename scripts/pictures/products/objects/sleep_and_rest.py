"""Sleep and rest, on heather wool."""

from __future__ import annotations

from math import pi

import numpy as np

from kit import materials, weave
from kit.scene import Set
from kit.shapes import Points, lathe, place, smooth_line, surface, tube
from kit.soft import bend, cushion, folded, oblong, ripple, scatter, strip


def _squares(s: Points, w: Points) -> Points:
    """Quilting: soft squares between stitched lines."""
    a = np.abs(np.sin(pi * s / 0.74)) * np.abs(np.sin(pi * w / 0.74))
    where = np.stack([s, w], axis=2)
    return 0.05 + 0.27 * a**0.42 * (1 + 0.10 * ripple(where, 0.9, 4)) + 0.012 * ripple(where, 3.0, 8) * a


def blanket() -> None:
    linen = weave.woven("#E4DBCA", "#D3C6AF", threads=58, depth=0.014)
    layers, left, right, rise = 4, -1.75, 1.75, 0.275
    path: list[tuple[float, float]] = []
    for layer in range(layers):
        z = 0.17 + layer * rise
        ends = (left, right) if layer % 2 == 0 else (right, left)
        sag = -0.03 if layer == layers - 1 else 0.0
        path += [(ends[0], z), (ends[0] * 0.4, z), (0, z + sag), (ends[1] * 0.4, z), (ends[1], z)]
        if layer < layers - 1:
            side = 1 if ends[1] > 0 else -1
            path.append((ends[1] + side * 0.15, z + rise / 2))
    pile = folded(path, 2.96, _squares, linen, along=1100, across=280, sway=0.05)
    place(pile, (0.05, 0.1, 0), (0, 0, 24))


def neck_roll() -> None:
    cloth = weave.woven("#7F8E74", "#95A287", threads=64, depth=0.014)

    def pleats(angle: Points, height: Points) -> Points:
        away = np.abs(height)
        near = np.exp(-(((away - 1.72) / 0.24) ** 2)) + 1.0 * np.clip((away - 1.78) / 0.3, 0, 1.2)
        lumps = np.stack([np.cos(angle), np.sin(angle), height], axis=2)
        folds = np.sin(angle * 11 + 2 * np.sin(angle * 3 + height)) + 0.4 * np.sin(angle * 23 + 1)
        sag = np.clip((np.cos(angle) - 0.72) / 0.28, 0, 1) ** 1.5 * np.clip(1.5 - away, 0, 0.5) * 0.16
        return 1 + 0.085 * near * folds + 0.045 * ripple(lumps, 0.42, 3) - sag

    side = [
        (0.60, 0),
        (0.60, 0.5),
        (0.60, 0.95),
        (0.575, 1.25),
        (0.46, 1.5),
        (0.22, 1.68),
        (0.13, 1.75),
        (0.17, 1.84),
        (0.29, 2.0),
        (0.36, 2.14),
        (0.34, 2.15),
        (0.25, 2.03),
        (0.1, 1.86),
    ]
    profile = [(r, -z) for r, z in reversed(side[1:])] + side
    roll = lathe(profile, cloth, steps=260, count=420, wobble=pleats)
    place(roll, (-0.1, 0.25, 0.6), (0, 90, 14))
    cord = materials.plain("#D8CCB4", 0.9, grain=0.01)
    for end in (-1, 1):
        turn = np.linspace(0, 2 * pi, 40, endpoint=False)
        for step in (-0.03, 0.03):
            ring = [(0.15 * np.cos(t), 0.15 * np.sin(t), end * (1.74 + step)) for t in turn]
            place(tube(ring, 0.032, cord, closed=True), (-0.1, 0.25, 0.6), (0, 90, 14))
    _hulls()


def _hulls() -> None:
    bowl = materials.ceramic("#DDD5C6", gloss=0.4)
    place(
        lathe(
            [
                (0.0, 0.03),
                (0.26, 0.03),
                (0.28, 0.05),
                (0.44, 0.2),
                (0.52, 0.36),
                (0.5, 0.37),
                (0.42, 0.23),
                (0.26, 0.1),
                (0.0, 0.08),
            ],
            bowl,
            count=120,
        ),
        (1.15, -0.62, 0.03),
    )
    shell = materials.plain("#3E2A1E", 0.45, grain=0.01)

    def hull() -> object:
        points = np.array(
            [
                [[0.02 * np.cos(a), 0.02 * np.sin(a), z] for a in np.linspace(0, 2 * pi, 3, endpoint=False)]
                for z in (0, 0.001)
            ]
        )
        top = np.array([[(0.0, 0.0, 0.034)] * 3])
        low = np.array([[(0.0, 0.0, -0.02)] * 3])
        return surface(np.concatenate([low, points * [1.2, 1.2, 1], top]), shell, around=True)

    def heap(rng: np.random.Generator) -> tuple[float, float, float]:
        r, t = 0.4 * rng.random() ** 0.5, rng.uniform(0, 2 * pi)
        return (
            1.15 + r * np.cos(t),
            -0.62 + r * np.sin(t),
            0.25 + 0.16 * (1 - (r / 0.4) ** 2) + rng.uniform(-0.03, 0.02),
        )

    def loose(rng: np.random.Generator) -> tuple[float, float, float]:
        return (0.55 + rng.normal() * 0.2, -0.78 + rng.normal() * 0.09, 0.05)

    scatter(hull, 1500, heap)
    scatter(hull, 16, loose, seed=3)


def pillow() -> None:
    cotton = weave.woven("#F1ECE2", "#E9E2D4", threads=120, depth=0.004)
    outline = smooth_line(
        [
            (-3.0, -0.1),
            (-2.85, 1.3),
            (-1.9, 1.8),
            (0, 1.85),
            (1.9, 1.8),
            (2.85, 1.3),
            (3.0, -0.1),
            (2.75, -1.45),
            (1.8, -1.85),
            (0.95, -1.5),
            (0, -1.12),
            (-0.95, -1.5),
            (-1.8, -1.85),
            (-2.75, -1.45),
        ],
        420,
        closed=True,
    )

    def loft(x: Points, y: Points) -> Points:
        dip = np.exp(-((x / 1.25) ** 2) - ((y + 0.25) / 1.3) ** 2)
        return 1 - 0.34 * dip + 0.035 * ripple(np.stack([x, y], axis=2), 0.32, 9)

    pad = cushion(outline, 1.05, cotton, low=0.42, rise=3.0, wrinkle=0.045, pattern=loft, rows=110, seed=8)
    place(pad, (0, 0.1, 0.45), (0, 0, -9))
    cord = weave.woven("#8D7C97", "#9C8DA5", threads=90, depth=0.006)
    rim = np.concatenate([outline, np.zeros((len(outline), 1))], axis=1)
    place(tube(rim, 0.045, cord, closed=True, count=420), (0, 0.1, 0.45), (0, 0, -9))


def mask() -> None:
    silk = weave.woven("#46464A", "#55555A", threads=88, depth=0.008)
    outline = smooth_line(
        [
            (0, 0.4),
            (0.5, 0.46),
            (0.95, 0.36),
            (1.12, 0.06),
            (1.0, -0.28),
            (0.62, -0.46),
            (0.28, -0.34),
            (0.11, -0.1),
            (0, -0.04),
            (-0.11, -0.1),
            (-0.28, -0.34),
            (-0.62, -0.46),
            (-1.0, -0.28),
            (-1.12, 0.06),
            (-0.95, 0.36),
            (-0.5, 0.46),
        ],
        420,
        closed=True,
    )

    def domes(x: Points, y: Points) -> Points:
        cups = np.exp(-((((np.abs(x) - 0.53) / 0.34) ** 2 + (y / 0.26) ** 2) ** 1.6))
        return 0.55 + 1.0 * cups + 0.04 * ripple(np.stack([x, y], axis=2), 1.2, 2)

    def curve(at: Points) -> Points:
        return at - np.stack([0 * at[:, 0], 0 * at[:, 0], 0.2 * at[:, 0] ** 2], axis=1)

    where, tilt = (-0.05, -0.2, 0.62), (50, 0, -6)
    pad = bend(cushion(outline, 0.15, silk, low=0.4, rise=3.4, pattern=domes, rows=120), curve)
    place(pad, where, tilt)
    edge = weave.woven("#37373B", "#424247", threads=120, depth=0.004)
    rim = curve(np.concatenate([outline, np.zeros((len(outline), 1))], axis=1))
    place(tube(rim, 0.028, edge, closed=True, count=420, sides=12), where, tilt)
    band = weave.woven("#55545A", "#66656B", threads=110, depth=0.006)
    strip(
        [
            (-1.1, 0.0, 0.5),
            (-1.5, -0.1, 0.33),
            (-1.55, -0.62, 0.15),
            (-0.9, -0.98, 0.13),
            (0.1, -0.92, 0.13),
            (1.0, -1.02, 0.13),
            (1.62, -0.6, 0.14),
            (1.5, -0.12, 0.33),
            (1.04, -0.1, 0.5),
        ],
        0.2,
        0.022,
        band,
        count=300,
    )
    _sachet()


def _sachet() -> None:
    linen = weave.woven("#E6DECE", "#D8CDB8", threads=60, depth=0.012)
    pad = cushion(oblong(2.7, 1.7, 5, 360), 0.55, linen, low=0.35, rise=2.4, wrinkle=0.025, rows=90, seed=5)
    place(pad, (0.1, 0.95, 0.22), (0, 0, 5))


PICTURES = {
    "linen-weighted-blanket": (Set(width=5.6, cloth="heather", aim=0.12, seed=2), blanket),
    "side-sleeper-pillow": (Set(width=8.2, cloth="heather", aim=0.08, seed=3), pillow),
    "contoured-sleep-mask": (Set(width=4.1, cloth="heather", aim=0.10, seed=6), mask),
    "buckwheat-neck-roll": (Set(width=5.2, cloth="heather", aim=0.08, seed=4), neck_roll),
}
