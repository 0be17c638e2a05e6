"""Warmth, on moss wool."""

from __future__ import annotations

from math import pi

import bpy
import numpy as np

from kit import materials, weave
from kit.fibre import fuzz, knit, threads
from kit.scene import Set
from kit.shapes import Points, ball, group, lathe, place, slab, smooth_line, surface, thicken, tube
from kit.soft import bend, cushion, folded, ripple
from props import folded_blanket

Object = bpy.types.Object


def wheat_wrap() -> None:
    linen = weave.woven("#7A6886", "#8C7B97", threads=72, depth=0.012)

    def sections(s: Points, w: Points) -> Points:
        run = np.abs(np.sin(pi * s / 0.86)) ** 0.5
        seam = np.clip(np.minimum(w, 1.5 - w) / 0.42, 0, 1) ** 0.5
        return 0.05 + 0.36 * run * seam * (1 + 0.12 * ripple(np.stack([s, w], axis=2), 0.9, 4))

    path = [
        (-2.0, 0.24),
        (-1.0, 0.22),
        (0, 0.22),
        (1.0, 0.22),
        (1.85, 0.26),
        (2.1, 0.44),
        (1.85, 0.62),
        (1.0, 0.6),
        (0.2, 0.58),
        (-0.55, 0.52),
        (-1.1, 0.47),
    ]
    place(folded(path, 1.5, sections, linen, along=900, across=180, sway=0.06), (-0.1, 0.3, 0), (0, 0, 13))
    straw = materials.plain("#C9A865", 0.6, grain=0.01)
    place(_ear(straw, 1), (0.95, -0.72, 0.08), (0, 0, -171))
    place(_ear(straw, 2), (0.85, -0.9, 0.09), (0, 0, -180))
    place(_ear(straw, 3), (1.0, -0.83, 0.14), (0, 0, -186))


def _ear(straw: bpy.types.Material, seed: int) -> Object:
    """One ear of wheat with its stalk, lying along +x from the root of the ear."""
    rng = np.random.default_rng(seed)
    parts = [tube([(-1.35, 0.05 * seed - 0.1, 0), (-0.6, 0.02, 0.01), (0, 0, 0.02), (0.8, 0.02, 0.02)], 0.014, straw)]
    awns = []
    for step in range(15):
        for side in range(3):
            turn = side * 2.1 + step * 1.05
            x = step * 0.055
            grain = ball(0.036, straw, steps=20)
            off = 0.042 * (1 - abs(step - 6) / 16)
            place(grain, (x, off * np.cos(turn), 0.03 + off * np.sin(turn)), (0, 90, 0))
            grain.scale = (0.8, 0.8, 1.75)
            grain.rotation_euler = (0, pi / 2 - 0.35 * np.sin(turn), 0.35 * np.cos(turn))
            parts.append(grain)
            way = np.array([1, 0.42 * np.cos(turn), 0.25 * np.sin(turn)]) * rng.uniform(0.28, 0.5)
            awns.append(np.array(grain.location) + way * np.linspace(0, 1, 4)[:, None])
    hair = threads(np.array(awns), np.tile(np.linspace(0.005, 0.0015, 4), (len(awns), 1)), straw)
    return group([*parts, hair])


def bottle() -> None:
    wool = weave.yarn("#D9CFBF", "#C4B7A2")
    outline = smooth_line(
        [
            (0, -1.62),
            (0.75, -1.6),
            (1.05, -1.35),
            (1.1, -0.5),
            (1.07, 0.5),
            (0.94, 0.95),
            (0.66, 1.22),
            (0.36, 1.4),
            (0, 1.44),
            (-0.36, 1.4),
            (-0.66, 1.22),
            (-0.94, 0.95),
            (-1.07, 0.5),
            (-1.1, -0.5),
            (-1.05, -1.35),
            (-0.75, -1.6),
        ],
        720,
        closed=True,
    )

    def full(x: Points, y: Points) -> Points:
        return 1 + 0.03 * ripple(np.stack([x, y], axis=2), 0.5, 3)

    pad = cushion(outline, 0.36, wool, low=0.6, rise=2.6, pattern=full, rows=300, seed=2)
    knit(pad, 0.105, 0.085, 0.034)
    where, tilt = (-0.05, -0.1, 0.68), (27, 0, -14)
    place(pad, where, tilt)
    fuzz(pad, 22000, 0.06, wool, thick=0.0011, curl=1.0)
    group([group(_neck(wool), (0, 1.22, 0.02), (-90, 0, 0))], where, tilt)
    place(folded_blanket("#8F7F92", "#A596A6"), (0.25, 1.12, 0), (0, 0, -5))


def _neck(wool: bpy.types.Material) -> list[Object]:
    """The ribbed collar, turned over at its top, and the stopper in it."""

    def ribs(angle: Points, height: Points) -> Points:
        return 1 + 0.06 * np.sin(angle * 26) * (np.abs(np.sin(angle * 13)) ** 0.3)

    collar = lathe(
        [
            (0.56, -0.3),
            (0.46, -0.1),
            (0.4, 0.08),
            (0.37, 0.3),
            (0.4, 0.55),
            (0.46, 0.66),
            (0.51, 0.6),
            (0.51, 0.4),
            (0.47, 0.28),
            (0.4, 0.24),
        ],
        wool,
        steps=520,
        count=140,
        wobble=ribs,
    )
    collar.scale = (1, 0.72, 1)
    rubber = materials.plain("#8A5B47", 0.5, grain=0.003)
    mouth = lathe([(0.3, 0.3), (0.31, 0.72), (0.27, 0.76), (0.22, 0.74)], rubber, straight=True)
    wood = materials.wood("#B48C60", "#8A623E", axis="z")
    cap = lathe([(0.14, 0.7), (0.15, 0.82), (0.21, 0.84), (0.22, 0.9), (0.2, 0.97), (0.1, 1.0), (0.0, 1.0)], wood)
    return [collar, mouth, cap]


def wrist_warmers() -> None:
    wool = weave.yarn("#747B68", "#8B917D")
    under = _cuff(wool, 1, droop=0.0)
    place(under, (-0.28, 0.2, 0.13), (0, 0, 62))
    over = _cuff(wool, 2, droop=0.27)
    place(over, (0.1, -0.02, 0.42), (0, 0, 118))
    for made in (under, over):
        fuzz(made, 9000, 0.022, wool, thick=0.0006, curl=1.5)


def _cuff(wool: bpy.types.Material, seed: int, droop: float) -> Object:
    """A fine ribbed tube lying flat, a thumb opening near its upper end; droop lets it fall over another."""
    along, around = np.linspace(-1.1, 1.1, 360), np.linspace(0, 2 * pi, 960, endpoint=False)
    v, a = np.meshgrid(along, around, indexing="ij")
    half = 0.43 + 0.05 * v + 0.03 * np.exp(-(((np.abs(v) - 1.06) / 0.07) ** 2))
    half = half + 0.018 * ripple(np.stack([v, 0 * v], 2), 0.6, seed)
    c, s = np.cos(a), np.sin(a)
    x = np.sign(c) * np.abs(c) ** 0.9 * half + 0.05 * v**2
    swell = 0.09 + 0.02 * ripple(np.stack([v, c], 2), 0.7, seed)
    z = np.sign(s) * np.abs(s) ** 0.8 * swell
    made = surface(np.stack([x, v, z], axis=2), wool, around=True, flip=True)
    knit(made, 0.041, 0.036, 0.014, rib=lambda far: 0.7 + 0 * far)
    hole = ((x - 0.24) / 0.09) ** 2 + ((v - 0.42) / 0.17) ** 2
    _open(made, (hole < 1) & (z > 0))
    turn = np.linspace(0, 2 * pi, 60, endpoint=False)
    rim = [(0.24 + 0.095 * np.cos(t), 0.42 + 0.175 * np.sin(t), 0.085 - 0.02 * np.cos(t)) for t in turn]
    ring = tube(rim, 0.02, wool, closed=True, count=160)
    for part in (made, ring):
        bend(part, lambda at: at - np.stack([0 * at[:, 0], 0 * at[:, 0], droop * np.abs(at[:, 1]) ** 2.2], axis=1))
    ring.parent = made
    return thicken(made, 0.025, -1)


def _open(made: Object, gone: Points) -> None:
    import bmesh

    work = bmesh.new()
    work.from_mesh(made.data)
    work.verts.ensure_lookup_table()
    bmesh.ops.delete(work, geom=[work.verts[i] for i in np.flatnonzero(gone.ravel())], context="VERTS")
    work.to_mesh(made.data)
    work.free()


def slippers() -> None:
    wool = weave.felt("#84827F", "#A8A5A0")
    lining = weave.felt("#6F6D6B")
    hide = materials.plain("#D2AE76", 0.75, grain=0.012, scale=24)
    for side, where, turn in ((1, (0.75, 0.1, 0.03), 16), (-1, (-0.62, -0.05, 0.03), 40)):
        upper = _slipper(side, wool, lining, hide)
        place(upper, where, (0, 0, 180 + turn))
        fuzz(upper, 20000, 0.036, wool, thick=0.0009, curl=1.3, seed=5 + side)


def _slipper(side: int, wool: bpy.types.Material, lining: bpy.types.Material, hide: bpy.types.Material) -> Object:
    foot = smooth_line(
        [
            (0.08, 1.36),
            (0.38, 1.16),
            (0.5, 0.62),
            (0.44, 0.0),
            (0.36, -0.6),
            (0.33, -1.0),
            (0, -1.28),
            (-0.33, -1.0),
            (-0.36, -0.6),
            (-0.38, 0),
            (-0.46, 0.62),
            (-0.3, 1.2),
        ],
        240,
        closed=True,
    ) * [side, 1]
    turn = np.arctan2(foot[:, 0] / 0.4, foot[:, 1] + 0.42)
    rim = np.stack(
        [
            0.265 * np.sin(turn),
            -0.46 + 0.62 * np.cos(turn),
            0.56 + 0.16 * np.abs(np.cos(turn)) ** 1.5 + 0.06 * np.cos(turn),
        ],
        axis=1,
    )
    t = np.linspace(0, 1, 60)[:, None, None]
    start = np.concatenate([foot, np.full((240, 1), 0.07)], axis=1)
    middle = np.concatenate([foot * 1.05, np.full((240, 1), 0.66)], axis=1)
    points = start * (1 - t) ** 2 + middle * 2 * t * (1 - t) + rim * t**2
    points = points + 0.012 * ripple(points, 0.6, 3)[..., None]
    upper = thicken(surface(points, wool, around=True, flip=side > 0), 0.07, -1)
    inside = slab(foot * 0.93, 0.05, lining)
    inside.location.z = 0.08
    for part in (
        slab(foot * [1.06, 1.03], 0.1, hide, soft=0.03),
        inside,
        tube(rim, 0.05, wool, closed=True, count=240),
    ):
        part.parent = upper
    return upper


PICTURES = {
    "wheat-heat-wrap": (Set(width=5.4, cloth="moss", aim=0.07, seed=5), wheat_wrap),
    "wool-hot-water-bottle": (Set(width=5.0, cloth="moss", aim=0.16, seed=7), bottle),
    "merino-wrist-warmers": (Set(width=3.6, cloth="linen", aim=0.05, seed=8, pitch=25), wrist_warmers),
    "felted-wool-slippers": (Set(width=4.9, cloth="moss", aim=0.09, seed=9), slippers),
}
