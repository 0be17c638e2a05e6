"""Small things that keep the products company: bowls, cups, books, pebbles, a lamp's own light."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import pi

import bpy
import numpy as np

from kit import materials, weave
from kit.shapes import Object, Points, ball, box, group, lathe, place, slab, surface, tube
from kit.soft import bend, folded, ripple, strip

Stamp = Callable[[Points, Points], Points]


def lamp(at: Sequence[float], power: float, tint: Sequence[float] = (1.0, 0.6, 0.28), size: float = 0.15) -> Object:
    bulb = bpy.data.lights.new("bulb", "POINT")
    bulb.energy, bulb.color, bulb.shadow_soft_size = power, tint, size
    made = bpy.data.objects.new("bulb", bulb)
    made.location = at
    bpy.context.scene.collection.objects.link(made)
    return made


def cup(tone: str = "#DDD3C2", *, full: str = "#7A4A22", radius: float = 0.42, height: float = 0.62) -> Object:
    """A small tea bowl with something warm in it."""
    r, h = radius, height
    glaze = materials.ceramic(tone, gloss=0.32)
    body = lathe(
        [
            (0, 0.02),
            (r * 0.55, 0.02),
            (r * 0.6, 0.06),
            (r * 0.88, h * 0.3),
            (r, h * 0.7),
            (r * 0.99, h * 0.97),
            (r * 0.96, h),
            (r * 0.92, h * 0.96),
            (r * 0.9, h * 0.6),
            (r * 0.7, h * 0.2),
            (0, 0.12),
        ],
        glaze,
        steps=120,
        wobble=lambda a, z: 1 + 0.008 * np.sin(2 * a + 3 * z),
    )
    tea = lathe([(0, h * 0.76), (r * 0.5, h * 0.76), (r * 0.915, h * 0.765)], materials.plain(full, 0.06))
    return group([body, tea])


def pebble(size: float, tone: str, seed: int) -> Object:
    stone = materials.ceramic(tone, "#4F4A45", gloss=0.6, amount=0.25)
    made = ball(size, stone)
    rng = np.random.default_rng(seed)
    shape = np.array([1, rng.uniform(0.7, 0.9), rng.uniform(0.42, 0.55)])
    bend(made, lambda p: p * (1 + 0.09 * ripple(p / size, 0.2, seed))[:, None] * shape)
    place(made, (0, 0, size * shape[2] * 0.95), (0, 0, rng.uniform(0, 360)))
    return group([made])


def book(
    width: float,
    deep: float,
    thick: float,
    tone: str,
    weft: str,
    *,
    stamp: Stamp | None = None,
    cover: bpy.types.Material | None = None,
) -> Object:
    """A cloth-bound book lying on z = 0, spine at the left; stamp(x, y) in 0..1 is pressed into its cover."""
    cloth = cover or weave.woven(tone, weft, threads=86, depth=0.008)
    board = 0.045
    x, y = np.meshgrid(np.linspace(-width / 2, width / 2, 460), np.linspace(-deep / 2, deep / 2, 460))
    edge = np.minimum(width / 2 - np.abs(x), deep / 2 - np.abs(y))
    fall = board * (1 - np.clip(edge / 0.03, 0, 1)) ** 2
    hinge = 0.018 * np.exp(-(((x + width / 2 - 0.16) / 0.022) ** 2))
    press = 0.014 * stamp(x, y) if stamp is not None else 0 * x
    front = surface(np.stack([x, y, thick - fall - hinge - press], axis=2), cloth)
    back = box((width, deep, board), cloth, soft=0.015)
    turn = np.linspace(-pi / 2, pi / 2, 24)
    high = np.linspace(-deep / 2, deep / 2, 60)
    t, h = np.meshgrid(turn, high)
    half = thick / 2
    bulge = -width / 2 - 0.09 * np.cos(t)
    spine = surface(np.stack([bulge, h, half + (half - 0.012) * np.sin(t)], axis=2), cloth)
    leaves = box((width - 0.12, deep - 0.14, thick - 2 * board), materials.paper(), soft=0.01)
    leaves.location = (-0.02, 0, board)
    under = box((width - 0.02, deep - 0.02, 0.02), cloth, soft=0.005)
    under.location.z = thick - board
    return group([front, back, spine, leaves, under])


def ribbon(at: Sequence[Sequence[float]], tone: str) -> Object:
    return strip(at, 0.07, 0.012, weave.woven(tone, tone, threads=120, depth=0.004), lean=(1, 0, 0.1))


def pencil(long: float, tone: str = "#7E8B6E", thick: float = 0.038) -> Object:
    """Lies along +x, point at the end; six sides, or three soft ones when it is thick."""
    lacquer, wood = materials.plain(tone, 0.4), materials.plain("#D8B98C", 0.7)
    ring = np.linspace(0, 2 * pi, 3 if thick > 0.05 else 6, endpoint=False)
    k = thick / 0.038
    shape = np.stack([thick * np.cos(ring), thick * np.sin(ring)], axis=1)
    body = place(slab(shape, long, lacquer, soft=0.006 * k * k), (0, 0, 0.036 * k), (0, 90, 0))
    cone = place(lathe([(0.034 * k, -0.02), (0.012, 0.12 * k)], wood, straight=True), (long, 0, 0.036 * k), (0, 90, 0))
    lead = place(
        lathe([(0.013, 0.115 * k), (0.0, 0.15 * k)], materials.plain("#33302E", 0.5), straight=True),
        (long, 0, 0.036 * k),
        (0, 90, 0),
    )
    return group([body, cone, lead])


def yarn_ball(radius: float, tone: str, second: str, count: int = 90, seed: int = 4) -> Object:
    """Wound wool: rings of yarn in every direction over a core."""
    wool = weave.yarn(tone, second)
    rng = np.random.default_rng(seed)
    parts = [ball(radius * 0.93, wool)]
    last = np.array([0.0, 0.0, 1.0])
    turn = np.linspace(0, 2 * pi, 60, endpoint=False)
    for index in range(count):
        way = rng.normal(size=3)
        if index % 6:
            way = way * 0.18 + last
        last = way
        axis = way / np.linalg.norm(way)
        side = np.cross(axis, [0.3, 0.5, 0.8])
        side /= np.linalg.norm(side)
        lift = rng.uniform(-0.35, 0.35) * radius
        r = (radius**2 - lift**2) ** 0.5 * rng.uniform(0.97, 1.02)
        line = axis * lift + r * (np.outer(np.cos(turn), side) + np.outer(np.sin(turn), np.cross(axis, side)))
        parts.append(tube(line, 0.03, wool, closed=True, count=90, sides=10))
    return group(parts)


def folded_blanket(tone: str, weft: str, *, wide: float = 1.5, reach: float = 1.6) -> Object:
    """Three layers of plain wool, folded, its long side along x."""
    wool = weave.woven(tone, weft, threads=60, depth=0.012)
    r = reach
    path = [
        (-r, 0.13),
        (0, 0.13),
        (r, 0.13),
        (r + 0.2, 0.28),
        (r, 0.43),
        (0, 0.43),
        (-r, 0.43),
        (-r - 0.2, 0.58),
        (-r, 0.73),
        (0, 0.74),
        (r - 0.1, 0.73),
        (r + 0.02, 0.74),
    ]
    return group([folded(path, wide, 0.26, wool, along=700, across=110, sway=0.05)])


def pot(tone: str = "#B4694A", size: float = 1.0) -> Object:
    """A terracotta flower pot."""
    clay = materials.ceramic(tone, "#D9A07F", gloss=0.85, amount=0.15)
    k = size
    return lathe(
        [
            (0, 0.02),
            (0.5 * k, 0.0),
            (0.54 * k, 0.04),
            (0.72 * k, 0.95 * k),
            (0.74 * k, 0.98 * k),
            (0.84 * k, 1.0 * k),
            (0.87 * k, 1.03 * k),
            (0.89 * k, 1.25 * k),
            (0.87 * k, 1.28 * k),
            (0.8 * k, 1.28 * k),
            (0.77 * k, 1.2 * k),
            (0.5 * k, 0.1),
            (0, 0.08),
        ],
        clay,
        straight=True,
        steps=120,
    )
