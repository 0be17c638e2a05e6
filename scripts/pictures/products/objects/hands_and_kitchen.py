"""Hands and kitchen, on linen: what opens and stirs."""

from __future__ import annotations

from math import pi

import bpy
import numpy as np

from kit import materials
from kit.scene import Set
from kit.shapes import Object, group, lathe, place, slab, smooth_line, surface, thicken, tube
from kit.soft import strip

Material = bpy.types.Material
CLAY = "#8C5039"
BEECH = ("#D2B387", "#A9825A")


def jar_opener() -> None:
    _jar((-0.95, 0.6, 0.03))
    beech, steel = materials.wood(*BEECH), materials.metal("#BDB9B1", 0.34)
    rubber = materials.plain("#3F3F41", 0.75, grain=0.004)
    parts = [
        tube(
            [(0.0, 0, 0.21), (0.5, 0, 0.21), (1.1, 0, 0.21), (1.6, 0, 0.21)],
            [0.13, 0.19, 0.215, 0.2],
            beech,
            flat=0.9,
            count=90,
            sides=40,
        )
    ]
    for side in (-1, 1):
        arm = [
            (0.05, side * 0.04, 0.21),
            (-0.2, side * 0.08, 0.21),
            (-0.5, side * 0.22, 0.21),
            (-0.95, side * 0.44, 0.21),
            (-1.45, side * 0.68, 0.21),
        ]
        parts.append(strip(arm, 0.34, 0.055, steel))
        for step in range(15):
            at = 0.2 + 0.053 * step
            x, y = -0.5 - 0.95 * (at - 0.2) / 0.75, side * (0.22 + 0.46 * (at - 0.2) / 0.75)
            parts.append(
                tube([(x, y - side * 0.05, 0.06), (x, y - side * 0.05, 0.36)], 0.036, rubber, count=6, sides=12)
            )
        parts.append(
            strip(
                [(-0.42, side * 0.155, 0.21), (-0.95, side * 0.405, 0.21), (-1.43, side * 0.635, 0.21)],
                0.3,
                0.04,
                rubber,
            )
        )
    collar = lathe([(0.15, -0.08), (0.165, -0.05), (0.165, 0.1), (0.15, 0.12)], steel)
    parts.append(place(collar, (0.0, 0, 0.21), (0, 90, 0)))
    group(parts, (0.42, -0.4, 0.03), (0, 0, 14))


def _jar(at: tuple[float, float, float]) -> None:
    shell = lathe(
        [
            (0, 0.03),
            (0.6, 0.03),
            (0.7, 0.1),
            (0.72, 0.3),
            (0.72, 0.85),
            (0.66, 1.05),
            (0.52, 1.14),
            (0.5, 1.2),
            (0.5, 1.38),
        ],
        materials.glass(),
        steps=140,
    )
    plums = materials.plain("#4E1522", 0.12, Transmission_Weight=0.25, Ior=1.4)
    inside = lathe([(0, 0.06), (0.56, 0.06), (0.67, 0.13), (0.69, 0.3), (0.69, 0.83), (0.63, 1.0), (0.0, 1.0)], plums)
    lid = lathe(
        [(0.53, 1.2), (0.54, 1.22), (0.54, 1.46), (0.52, 1.49), (0.42, 1.5), (0.4, 1.48), (0.0, 1.48)],
        materials.metal("#CBB98F", 0.38),
        steps=120,
        straight=True,
    )
    group([shell, inside, lid], at)


def kitchen_set() -> None:
    for index, head in enumerate((_spoon, _spatula, _whisk, _tongs)):
        tool = group([*(_handle() if head is not _tongs else []), *head()])
        place(
            tool,
            (-1.42 + index * 0.76, -0.25 + (0.08, 0.0, 0.04, 0.1)[index], 0.25),
            (0, 0, 76 + (3, 0, -3, -6)[index]),
        )


def _handle() -> list[Object]:
    """A thick oval grip along -x from the origin, ringed where the fingers close."""
    soft = materials.plain(CLAY, 0.66, grain=0.004, scale=60)
    line = np.linspace(0, 1.55, 240)
    radius = 0.165 + 0.065 * np.sin(np.clip(line / 1.45, 0, 1) * pi) ** 1.2 + 0.02 * (line > 1.2)
    end = np.sqrt(np.clip(1 - np.clip((line - 1.4) / 0.15, 0, 1) ** 2, 0, 1))
    start = np.sqrt(np.clip(1 - np.clip((0.06 - line) / 0.06, 0, 1) ** 2, 0, 1)) * 0.35 + 0.65
    rings = 1 - 0.05 * np.exp(-(((((line - 0.2) % 0.11) - 0.055) / 0.016) ** 2)) * (line > 0.2) * (line < 0.64)
    grip = lathe(np.stack([radius * end * start * rings, line], axis=1), soft, steps=90, straight=True)
    collar = lathe([(0.1, -0.12), (0.115, -0.1), (0.13, 0.02)], materials.metal(), straight=True)
    for part in (grip, collar):
        part.scale = (0.86, 1, 1)
        part.rotation_euler = (0, -pi / 2, 0)
    return [grip, collar]


def _spatula() -> list[Object]:
    dark = materials.plain("#4A4643", 0.7, grain=0.003)
    edge = smooth_line(
        [
            (0.6, 0.1),
            (0.72, 0.24),
            (0.95, 0.28),
            (1.45, 0.29),
            (1.62, 0.2),
            (1.6, -0.24),
            (1.45, -0.29),
            (0.95, -0.28),
            (0.72, -0.24),
            (0.6, -0.1),
        ],
        160,
        closed=True,
    )
    neck = tube([(0, 0, 0), (0.35, 0, 0), (0.75, 0, 0)], [0.07, 0.06, 0.075], materials.metal(), count=40)
    return [neck, place(slab(edge, 0.06, dark, soft=0.025), (0, 0, -0.03))]


def _whisk() -> list[Object]:
    steel = materials.metal("#C4C1BA", 0.25)
    parts = [tube([(0, 0, 0), (0.2, 0, 0)], 0.07, steel, count=12)]
    for turn in range(0, 180, 30):
        c, s = np.cos(turn * pi / 180), np.sin(turn * pi / 180)
        half = [(0.15, 0.04), (0.45, 0.13), (0.9, 0.27), (1.25, 0.28), (1.5, 0.14)]
        line = [(x, r * c, r * s) for x, r in half] + [(1.56, 0, 0)] + [(x, -r * c, -r * s) for x, r in reversed(half)]
        parts.append(tube(line, 0.016, steel, count=160, sides=10))
    return parts


def _tongs() -> list[Object]:
    steel, soft = materials.metal("#C4C1BA", 0.28), materials.plain(CLAY, 0.66, grain=0.004, scale=60)
    parts: list[Object] = []
    for side in (-1, 1):
        arm = [
            (-1.5, 0.0, 0),
            (-1.45, side * 0.06, 0),
            (-0.6, side * 0.2, 0),
            (0.4, side * 0.3, 0),
            (1.3, side * 0.26, 0),
        ]
        parts.append(strip(arm, 0.2, 0.03, steel, lean=(0, 0, 1)))
        grip = [(-1.25, side * 0.14, 0), (-0.6, side * 0.25, 0), (0.15, side * 0.33, 0)]
        parts.append(tube(grip, [0.11, 0.16, 0.12], soft, count=60))
        edge = smooth_line(
            [(1.2, 0.05), (1.35, 0.13), (1.62, 0.1), (1.68, 0.0), (1.62, -0.1), (1.35, -0.13), (1.2, -0.05)],
            90,
            closed=True,
        )
        tip = place(
            slab(edge, 0.05, materials.plain("#4A4643", 0.7), soft=0.02), (0, side * 0.26, 0), (side * 70, 0, 0)
        )
        parts.append(tip)
    return parts


def _spoon() -> list[Object]:
    wood = materials.wood("#C39A6B", "#93683F")
    neck = tube([(0, 0, 0), (0.5, 0, 0.0), (0.82, 0, 0.0)], [0.085, 0.065, 0.07], wood, flat=0.7)
    r, a = np.meshgrid(np.linspace(0.0, 1, 40), np.linspace(0, 2 * pi, 90, endpoint=False), indexing="ij")
    points = np.stack([1.14 + 0.4 * r * np.cos(a), 0.27 * r * np.sin(a), -0.1 + 0.11 * r**2.4], axis=2)
    return [neck, thicken(surface(points, wood, around=True), 0.04, 0)]


PICTURES = {
    "wide-grip-jar-opener": (Set(width=4.8, cloth="linen", aim=0.1, seed=11), jar_opener),
    "soft-handle-kitchen-set": (Set(width=4.8, cloth="linen", aim=0.05, seed=12), kitchen_set),
}
