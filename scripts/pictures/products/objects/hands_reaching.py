"""Hands and kitchen, on linen: what pours, reaches and turns."""

from __future__ import annotations

from math import pi

import bpy
import numpy as np

from kit import materials, weave
from kit.scene import Set
from kit.shapes import Object, box, group, lathe, place, slab, smooth_line, tube
from kit.soft import strip
from props import cup, yarn_ball

Material = bpy.types.Material
CLAY = "#8C5039"
BEECH = ("#D2B387", "#A9825A")


def kettle_cradle() -> None:
    black = materials.plain("#2B2B2C", 0.55, grain=0.003)
    oak = materials.wood("#C4A070", "#94703F")
    rod = 0.048
    base = place(box((2.6, 2.0, 0.16), oak, soft=0.05), (0, 0, 0.03))
    frame: list[Object] = [base]
    for side in (-1, 1):
        y = side * 0.92
        frame.append(
            tube(
                [
                    (-0.75, y, 0.15),
                    (-0.42, y, 0.72),
                    (-0.1, y, 1.17),
                    (0, y, 1.22),
                    (0.1, y, 1.17),
                    (0.42, y, 0.72),
                    (0.75, y, 0.15),
                ],
                rod,
                black,
            )
        )
        knob = lathe([(0, -0.1), (0.1, -0.09), (0.12, 0), (0.1, 0.09), (0, 0.1)], black)
        frame.append(place(knob, (0, y, 1.16), (90, 0, 0)))
    where, turn = (-0.25, 0.25, 0.0), (0, 0, 14)
    group(frame, where, turn)
    tilt = group([_basket(black, rod), _kettle()], (0, 0, 1.16), (0, 22, 0))
    group([tilt], where, turn)
    place(cup("#C9B9A0", radius=0.36, height=0.5), (1.5, 0.22, 0.03))


def _basket(black: Material, rod: float) -> Object:
    """The tilting ring, two webbing straps under the kettle, and the wooden lever at the back."""
    turn = np.linspace(0, 2 * pi, 80, endpoint=False)
    parts = [tube([(0.86 * np.cos(t), 0.86 * np.sin(t), 0) for t in turn], rod, black, closed=True, count=160)]
    webbing = weave.woven("#8B7E6A", "#9C8F7A", threads=80, depth=0.012)
    for y in (-0.3, 0.3):
        deep = [
            (-0.86, 0.02),
            (-0.84, -0.35),
            (-0.76, -0.8),
            (-0.3, -0.86),
            (0.3, -0.86),
            (0.76, -0.8),
            (0.84, -0.35),
            (0.86, 0.02),
        ]
        parts.append(strip([(x * 0.97, y, z) for x, z in deep], 0.2, 0.025, webbing, lean=(0, 1, 0)))
    grip = tube(
        [(-1.15, 0, 0.02), (-1.35, 0, 0.05), (-1.75, 0, 0.08)], [0.1, 0.13, 0.12], materials.wood(*BEECH), flat=0.9
    )
    parts += [tube([(-0.86, 0, 0), (-1.2, 0, 0.03)], rod, black), grip]
    return group(parts)


def _kettle() -> Object:
    """A plain white electric kettle, its handle at the back."""
    white = materials.plain("#EFECE5", 0.22, Coat_Weight=0.3)
    dark = materials.plain("#3B3B3C", 0.4)
    body = lathe(
        [(0, -0.84), (0.6, -0.84), (0.72, -0.8), (0.74, -0.6), (0.72, -0.1), (0.64, 0.5), (0.6, 0.66), (0.57, 0.7)],
        white,
        steps=140,
    )
    lid = lathe([(0.57, 0.69), (0.54, 0.74), (0.3, 0.79), (0.08, 0.8), (0.08, 0.86), (0.13, 0.9), (0, 0.92)], white)
    spout = tube([(0.52, 0, 0.28), (0.7, 0, 0.5), (0.88, 0, 0.68)], [0.24, 0.17, 0.1], white, caps=False, sides=32)
    handle = tube(
        [(-0.55, 0, 0.6), (-0.85, 0, 0.68), (-1.12, 0, 0.55), (-1.14, 0, 0.2), (-1.0, 0, 0.14)],
        [0.09, 0.1, 0.11, 0.1, 0.07],
        dark,
    )
    return group([body, lid, spout, handle])


def grabber() -> None:
    ash = materials.wood("#D6BC94", "#AB8A5F")
    steel, soft = materials.metal("#C2C0BB", 0.3), materials.plain("#3F3F41", 0.7, grain=0.004)
    shaft = tube([(-1.5, 0, 0), (0, 0, 0), (2.5, 0, 0)], 0.085, steel, count=60, sides=32)
    parts = [shaft, place(lathe([(0.13, -0.2), (0.135, 0.18)], steel, straight=True), (-1.5, 0, 0), (0, 90, 0))]
    for side in (-1, 1):
        jaw = [
            (-1.5, side * 0.07, 0),
            (-1.75, side * 0.3, 0),
            (-2.15, side * 0.55, 0),
            (-2.6, side * 0.5, 0),
            (-2.85, side * 0.3, 0),
        ]
        parts.append(tube(jaw, [0.07, 0.09, 0.09, 0.08, 0.07], steel, flat=1.6))
        pad = [(-2.3, side * 0.5, 0), (-2.6, side * 0.44, 0), (-2.86, side * 0.26, 0)]
        parts.append(tube(pad, [0.1, 0.12, 0.1], soft, flat=1.9))
    grip = [(3.0, 0, 0.02), (3.35, 0, 0.02), (3.7, 0, -0.02), (3.95, 0, -0.1)]
    hand = [tube(grip, [0.13, 0.19, 0.21, 0.19], ash, sides=32)]
    hand.append(
        tube(
            [
                (2.75, -0.08, 0),
                (2.85, -0.45, 0),
                (3.3, -0.72, 0),
                (3.8, -0.78, 0),
                (3.98, -0.5, -0.06),
                (3.95, -0.15, -0.1),
            ],
            [0.09, 0.085, 0.085, 0.085, 0.085, 0.1],
            ash,
        )
    )
    parts.append(group(hand, (-0.6, 0, 0)))
    parts.append(place(yarn_ball(0.4, "#8C7A95", "#A292AA"), (-2.5, 0, 0.12)))
    group(parts, (-0.12, -0.1, 0.3), (0, 0, 27))


def key_holder() -> None:
    nylon = materials.plain(CLAY, 0.6, grain=0.004, scale=70)
    shape = smooth_line(
        [
            (-0.85, 0.0),
            (-0.74, 0.27),
            (-0.3, 0.35),
            (0.3, 0.35),
            (0.74, 0.27),
            (0.85, 0.0),
            (0.74, -0.27),
            (0.3, -0.35),
            (-0.3, -0.35),
            (-0.74, -0.27),
        ],
        160,
        closed=True,
    )
    parts = [slab(shape, 0.15, nylon, soft=0.07), place(slab(shape, 0.15, nylon, soft=0.07), (0, 0, 0.2))]
    inner = place(slab(shape * 0.93, 0.06, materials.plain("#3A2C20", 0.7)), (0, 0, 0.145))
    parts.append(inner)
    brass, steel = materials.metal("#C6A35E", 0.3), materials.metal()
    pad = materials.plain("#713E2C", 0.8, grain=0.006, scale=50)
    parts.append(place(slab(shape * [0.5, 0.55], 0.03, pad, soft=0.012), (-0.05, 0, 0.345)))
    out, folded_in = _key(brass), [_key(steel), _key(brass)]
    out.scale = (0.85, 0.9, 1)
    parts.append(place(out, (0.6, 0, 0.155), (0, 0, 5), 0.86))
    for index, key in enumerate(folded_in):
        parts.append(place(key, (0.62, -0.12 - 0.05 * index, 0.155 + 0.02 * index), (0, 0, 186 + 5 * index), 0.84))
    bolt = lathe([(0, 0.05), (0.08, 0.045), (0.1, 0.02), (0.1, -0.02)], steel)
    parts.append(place(bolt, (0.62, 0, 0.345)))
    cord = materials.plain("#8C7A95", 0.9, grain=0.01)
    parts.append(
        tube(
            [
                (0, 0.3, 0.18),
                (-0.12, 0.62, 0.1),
                (0.0, 1.0, 0.0),
                (0.35, 1.1, 0.0),
                (0.4, 0.8, 0.0),
                (0.16, 0.55, 0.1),
                (0.02, 0.3, 0.18),
            ],
            0.035,
            cord,
        )
    )
    group(parts, (-0.22, 0.0, 0.06), (0, 0, -24))


def _key(tone: Material) -> Object:
    """A key along +x: its bow hidden in the holder, blade and bits showing."""
    top = [(0, 0.09), (0.3, 0.09), (0.36, 0.12), (0.42, 0.09), (1.02, 0.09), (1.1, 0.02)]
    bits = [
        (1.06, -0.06),
        (0.98, -0.11),
        (0.9, -0.05),
        (0.82, -0.1),
        (0.74, -0.03),
        (0.66, -0.08),
        (0.58, -0.04),
        (0.5, -0.09),
        (0.42, -0.09),
        (0.36, -0.12),
        (0.3, -0.09),
        (0, -0.09),
    ]
    blade = slab(np.array(top + bits), 0.04, tone, soft=0.008)
    groove = place(
        slab(
            np.array([(0.44, 0.0), (1.02, 0.0), (1.02, 0.03), (0.44, 0.03)]),
            0.012,
            materials.plain("#5A5145", 0.6),
            soft=0.002,
        ),
        (0, 0, 0.032),
    )
    return group([blade, groove])


PICTURES = {
    "tipping-kettle-cradle": (Set(width=5.4, cloth="linen", aim=0.2, seed=13), kettle_cradle),
    "long-reach-grabber": (Set(width=6.9, cloth="linen", aim=0.06, seed=14), grabber),
    "easy-turn-key-holder": (Set(width=3.0, cloth="linen", aim=0.05, seed=15), key_holder),
}
