"""Moving gently, on moss wool."""

from __future__ import annotations

from math import pi

import bpy
import numpy as np

from kit import materials, weave
from kit.scene import Set
from kit.shapes import Object, Points, ball, box, group, lathe, place, tube
from kit.soft import folded, ripple, strip
from props import pot

BANDS = (("#D2C4AA", "#BFAF92"), ("#66755A", "#7C8A6E"), ("#7A6887", "#8D7C99"))


def massage_balls() -> None:
    bark = materials.cork(crumbs=38)
    ball(0.46, bark, at=(-0.72, -0.42, 0.48))
    half = [
        (r, z)
        for r, z in (
            (0.0, -0.92),
            (0.14, -0.9),
            (0.3, -0.81),
            (0.43, -0.62),
            (0.46, -0.46),
            (0.44, -0.3),
            (0.35, -0.13),
            (0.31, 0.0),
        )
    ]
    peanut = lathe([*half, *[(r, -z) for r, z in reversed(half[:-1])]], bark, count=140)
    place(peanut, (0.55, -0.3, 0.48), (0, 90, 24))
    linen = weave.woven("#DCD0BA", "#CDBFA4", threads=62, depth=0.014)

    def pleats(angle: Points, height: Points) -> Points:
        near = np.exp(-(((height - 1.32) / 0.2) ** 2)) + np.clip((height - 1.34) / 0.3, 0, 1)
        lumps = np.stack([np.cos(angle), np.sin(angle), height], axis=2)
        folds = np.sin(angle * 9 + 2 * np.sin(angle * 2)) + 0.4 * np.sin(angle * 19)
        return 1 + 0.08 * near * folds + 0.05 * ripple(lumps, 0.4, 6)

    bag = lathe(
        [
            (0.0, 0.02),
            (0.5, 0.03),
            (0.78, 0.25),
            (0.8, 0.6),
            (0.62, 1.0),
            (0.26, 1.24),
            (0.17, 1.32),
            (0.22, 1.4),
            (0.36, 1.58),
            (0.42, 1.72),
            (0.39, 1.72),
            (0.3, 1.56),
            (0.1, 1.38),
        ],
        linen,
        steps=300,
        count=240,
        wobble=pleats,
    )
    cord = materials.plain("#7D6C87", 0.9, grain=0.01)
    turn = np.linspace(0, 2 * pi, 40, endpoint=False)
    ring = tube([(0.2 * np.cos(t), 0.2 * np.sin(t), 1.32) for t in turn], 0.03, cord, closed=True)
    tails = [
        tube(
            [(0.15, -0.15, 1.32), (0.25 + k, -0.5, 1.15), (0.22 + 2 * k, -0.78, 0.8), (0.3 + 2 * k, -0.85, 0.5)],
            0.028,
            cord,
        )
        for k in (0.0, 0.09)
    ]
    group([bag, ring, *tails], (-0.15, 0.75, 0.03), (0, 0, -20))


def bands() -> None:
    for index, (tone, weft) in enumerate(BANDS):
        cloth = weave.woven(tone, weft, threads=74, depth=0.014, twill=True)
        place(
            _folded_band(cloth, index),
            (0.16 * index - 0.45, 0.2 - 0.16 * index, 0.03 + 0.32 * index),
            (0, 0, 14 - 9 * index),
        )


def _folded_band(cloth: bpy.types.Material, seed: int) -> Object:
    """A flat band in five layers, the stitched loop of its end lying out in front."""
    path: list[tuple[float, float]] = []
    for layer in range(5):
        z = 0.03 + 0.058 * layer
        reach = 1.12 + 0.05 * np.sin(seed * 2 + layer * 1.7)
        way = 1 if layer % 2 == 0 else -1
        path += [(-way * reach, z), (-way * 0.5, z), (way * 0.5, z), (way * reach, z)]
        if layer < 4:
            path.append((way * (reach + 0.07), z + 0.029))
    end = path[-1][1]
    path += [
        (1.32, end - 0.01),
        (1.7, end - 0.18),
        (1.95, end - 0.2),
        (1.96, end - 0.09),
        (1.75, end - 0.09),
        (1.5, end + 0.03),
    ]
    return group([folded(path, 0.86, 0.05, cloth, along=900, across=80, sway=0.02, seed=seed)])


def cork_mat() -> None:
    turns = np.linspace(0, 5.2 * 2 * pi, 260)
    radius = 0.26 + 0.148 * turns / (2 * pi)
    roll = np.stack([-radius * np.sin(turns), 1.1 - radius * np.cos(turns)], axis=1)
    lift = 1.1 - radius[-1]
    keep = roll[: int(len(roll) * 0.965)]
    keep[:, 1] += 0.15 - lift
    centre = np.array([0.0, 1.1 + 0.15 - lift])
    out = keep - centre
    skin = centre + out * (1 + 0.068 / np.linalg.norm(out, axis=1, keepdims=True))
    foam = materials.plain("#3D3C3D", 0.9, grain=0.02, scale=50)
    parts: list[Object] = [
        folded(keep, 4.5, 0.115, foam, along=1100, across=40),
        folded(skin, 4.5, 0.04, materials.cork("#C9A278", "#8A623E"), along=1100, across=40),
    ]
    cotton = weave.woven("#D8CBB4", "#C7B899", threads=60, depth=0.014)
    around = np.linspace(0, 2 * pi, 60, endpoint=False)
    far = radius[-1] + 0.05
    for y in (-1.1, 1.1):
        ring = [(far * np.sin(t), y, centre[1] + far * np.cos(t)) for t in around]
        parts.append(strip(ring, 0.34, 0.04, cotton, lean=(0, 1, 0), closed=True))
    loop = [
        (-0.55, -1.1, centre[1] + far * 0.9),
        (-0.62, -0.6, centre[1] + far + 0.1),
        (-0.6, 0, centre[1] + far + 0.2),
        (-0.62, 0.6, centre[1] + far + 0.1),
        (-0.55, 1.1, centre[1] + far * 0.9),
    ]
    parts.append(strip(loop, 0.3, 0.04, cotton, lean=(1, 0, 0.5)))
    group(parts, (0.3, 0.35, 0.0), (0, 0, 118))


def stool() -> None:
    ash = materials.wood("#C6A274", "#9A7448", axis="z")
    parts: list[Object] = []
    for y, way in ((1.25, 1), (-1.25, 1), (1.02, -1), (-1.02, -1)):
        parts.append(tube([(-1.35 * way, y, 0.1), (0, y, 1.7), (1.25 * way, y, 3.18)], 0.1, ash, count=40, flat=1.25))
    rail = materials.wood("#C6A274", "#9A7448", axis="y")
    for x, z, y in ((1.25, 3.18, 1.4), (-1.25, 3.18, 1.4), (-1.0, 0.5, 1.25), (1.0, 0.5, 1.02)):
        parts.append(tube([(x, -y, z), (x, 0, z), (x, y, z)], 0.1, rail, count=40))
    for y in (-1.4, 1.4):
        parts.append(
            tube(
                [
                    (-1.25, y, 3.18),
                    (-1.22, y, 4.2),
                    (-0.95, y, 4.72),
                    (0, y, 4.82),
                    (0.95, y, 4.72),
                    (1.22, y, 4.2),
                    (1.25, y, 3.18),
                ],
                0.1,
                ash,
                count=90,
            )
        )
    rubber = materials.plain("#3A3836", 0.8, grain=0.004)
    for x, y in ((-1.36, 1.25), (-1.36, -1.25), (1.36, 1.02), (1.36, -1.02)):
        parts.append(place(box((0.42, 0.3, 0.12), rubber, soft=0.04), (x, y, 0)))
    brass = materials.metal("#B8955A", 0.3)
    parts.append(tube([(0, -1.36, 1.7), (0, 0, 1.7), (0, 1.36, 1.7)], 0.055, brass, count=30))
    canvas = weave.woven("#7B8A6E", "#8B997D", threads=52, depth=0.016)
    path = [
        (-1.12, 2.86),
        (-1.36, 3.05),
        (-1.34, 3.29),
        (-1.1, 3.28),
        (-0.6, 3.1),
        (0, 3.03),
        (0.6, 3.1),
        (1.1, 3.28),
        (1.34, 3.29),
        (1.36, 3.05),
        (1.12, 2.86),
    ]
    parts.append(folded(path, 1.86, 0.05, canvas, along=400, across=90, sway=0.01))
    group(parts, (-0.25, 0.5, 0.02), (0, 0, 33))
    place(pot(size=0.85), (2.2, -0.2, 0.03))


PICTURES = {
    "cork-massage-balls": (Set(width=4.4, cloth="moss", aim=0.16, seed=41), massage_balls),
    "soft-resistance-bands": (Set(width=4.8, cloth="moss", aim=0.05, seed=42), bands),
    "thick-cork-mat": (Set(width=7.4, cloth="moss", aim=0.1, seed=43), cork_mat),
    "folding-garden-stool": (Set(width=9.0, cloth="moss", aim=0.255, seed=44), stool),
}
