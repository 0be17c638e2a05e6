"""Hands and kitchen, on linen."""

from __future__ import annotations

from math import pi

import bpy
import numpy as np

from kit import materials
from kit.scene import Set
from kit.shapes import Object, Points, group, lathe, place, slab, smooth_line, surface, thicken, tube
from props import cup, yarn_ball

Material = bpy.types.Material
MOSS = "#5E6E54"


def jar_opener() -> None:
    _jar((-0.55, 0.35, 0.03))
    soft = materials.plain(MOSS, 0.62, grain=0.004, scale=60)
    grip = materials.plain("#D8CDB9", 0.75, grain=0.003)
    ring = lathe([(0.63, 0.0), (0.72, 0.02), (0.77, 0.1), (0.77, 0.24), (0.72, 0.32), (0.62, 0.34), (0.56, 0.3),
                  (0.55, 0.17), (0.56, 0.04), (0.63, 0.0)], soft, steps=160)
    teeth = lathe([(0.56, 0.03), (0.545, 0.17), (0.56, 0.31)], grip, steps=420,
                  wobble=lambda a, z: 1 - 0.035 * np.abs(np.sin(a * 22)) ** 0.5)
    handle = tube([(0.66, 0, 0.17), (1.0, 0, 0.18), (1.5, 0, 0.2), (2.1, 0, 0.19), (2.35, 0, 0.18)],
                  [0.15, 0.12, 0.17, 0.235, 0.24, 0.2], soft, flat=0.78, count=160, sides=40)
    inlay = tube([(1.25, 0, 0.335), (1.7, 0, 0.375), (2.15, 0, 0.37)], [0.04, 0.09, 0.06], grip, flat=0.25)
    group([ring, teeth, handle, inlay], (-0.55, 0.35, 1.2), (0, 4, -38))


def _jar(at: tuple[float, float, float]) -> None:
    shell = lathe([(0, 0.03), (0.6, 0.03), (0.7, 0.1), (0.72, 0.3), (0.72, 0.85), (0.66, 1.05), (0.52, 1.14),
                   (0.5, 1.2), (0.5, 1.38)], materials.glass(), steps=140)
    honey = materials.plain("#B8691C", 0.12, Transmission_Weight=0.55, Ior=1.45, Subsurface_Weight=0.0)
    inside = lathe([(0, 0.06), (0.56, 0.06), (0.67, 0.13), (0.69, 0.3), (0.69, 0.83), (0.63, 1.0), (0.0, 1.0)], honey)
    lid = lathe([(0.53, 1.2), (0.54, 1.22), (0.54, 1.46), (0.52, 1.49), (0.42, 1.5), (0.4, 1.48), (0.0, 1.48)],
                materials.metal("#CBB98F", 0.38), steps=120, straight=True)
    group([shell, inside, lid], at)


def kitchen_set() -> None:
    for index, head in enumerate((_knife, _peeler, _spoon)):
        tool = group([*_handle(), *head()])
        place(tool, (-0.95 + index * 0.86, -0.15 + (0.1, 0.0, 0.06)[index], 0.25), (0, 0, 68 + (4, 0, -5)[index]))


def _handle() -> list[Object]:
    """A thick oval grip along -x from the origin, ringed where the fingers close."""
    soft = materials.plain(MOSS, 0.66, grain=0.004, scale=60)
    line = np.linspace(0, 1.55, 240)
    radius = 0.165 + 0.065 * np.sin(np.clip(line / 1.45, 0, 1) * pi) ** 1.2 + 0.02 * (line > 1.2)
    end = np.sqrt(np.clip(1 - np.clip((line - 1.4) / 0.15, 0, 1) ** 2, 0, 1))
    start = np.sqrt(np.clip(1 - np.clip((0.06 - line) / 0.06, 0, 1) ** 2, 0, 1)) * 0.35 + 0.65
    rings = 1 - 0.05 * np.exp(-((((line - 0.2) % 0.11) - 0.055) / 0.016) ** 2) * (line > 0.2) * (line < 0.64)
    grip = lathe(np.stack([radius * end * start * rings, line], axis=1), soft, steps=90, straight=True)
    collar = lathe([(0.1, -0.12), (0.115, -0.1), (0.13, 0.02)], materials.metal(), straight=True)
    for part in (grip, collar):
        part.scale = (0.86, 1, 1)
        part.rotation_euler = (0, -pi / 2, 0)
    return [grip, collar]


def _knife() -> list[Object]:
    edge = smooth_line([(0.0, 0.12), (0.7, 0.13), (1.2, 0.1), (1.5, -0.04), (1.25, -0.13), (0.8, -0.17), (0.14, -0.18),
                        (0.12, -0.1), (0.0, -0.08)], 160, closed=True)
    return [place(slab(edge + [0.05, 0], 0.022, materials.metal("#C9C7C2", 0.22), soft=0.008), (0, 0, -0.01))]


def _peeler() -> list[Object]:
    steel = materials.metal()
    frame = tube([(0.05, 0.0, 0), (0.25, 0.0, 0), (0.4, 0.2, 0.0), (0.78, 0.24, 0)], 0.035, steel)
    other = tube([(0.05, 0.0, 0), (0.25, 0.0, 0), (0.4, -0.2, 0.0), (0.78, -0.24, 0)], 0.035, steel)
    x, y = np.meshgrid(np.linspace(0.66, 0.82, 20), np.linspace(-0.24, 0.24, 30))
    blade = thicken(surface(np.stack([x, y, 0.07 * np.sin((x - 0.66) / 0.16 * pi)], axis=2), steel), 0.012)
    return [frame, other, blade]


def _spoon() -> list[Object]:
    wood = materials.wood("#C39A6B", "#93683F")
    neck = tube([(0, 0, 0), (0.5, 0, 0.0), (0.82, 0, 0.0)], [0.085, 0.065, 0.07], wood, flat=0.7)
    r, a = np.meshgrid(np.linspace(0.0, 1, 40), np.linspace(0, 2 * pi, 90, endpoint=False), indexing="ij")
    points = np.stack([1.14 + 0.4 * r * np.cos(a), 0.27 * r * np.sin(a), -0.1 + 0.11 * r**2.4], axis=2)
    return [neck, thicken(surface(points, wood, around=True), 0.04, 0)]


def kettle_cradle() -> None:
    steel = materials.metal("#A9A59D", 0.35)
    rod = 0.045
    base = smooth_line([(-1.0, -0.85, 0), (1.0, -0.85, 0), (1.15, -0.7, 0), (1.15, 0.7, 0), (1.0, 0.85, 0),
                        (-1.0, 0.85, 0), (-1.15, 0.7, 0), (-1.15, -0.7, 0)], 200, closed=True)
    frame = [place(tube(base, rod, steel, closed=True, count=240), (0, 0, 0.05))]
    for side in (-1, 1):
        y = side * 0.95
        frame.append(tube([(-0.75, side * 0.85, 0.05), (-0.42, y, 0.6), (-0.1, y, 1.02), (0, y, 1.08), (0.1, y, 1.02),
                           (0.42, y, 0.6), (0.75, side * 0.85, 0.05)], rod, steel))
        knob = lathe([(0, -0.1), (0.11, -0.09), (0.13, 0), (0.11, 0.09), (0, 0.1)], materials.wood(axis="z"))
        frame.append(place(knob, (0, y, 1.02), (90, 0, 0)))
    group(frame, (-0.25, 0.2, 0.03), (0, 0, 14))
    hold = _basket(steel, rod)
    tilt = group([hold, _kettle()], (0, 0, 1.02), (0, 15, 0))
    group([tilt], (-0.25, 0.2, 0.03), (0, 0, 14))
    place(cup("#C9B9A0", radius=0.36, height=0.5), (1.42, 0.28, 0.03))


def _basket(steel: Material, rod: float) -> Object:
    turn = np.linspace(0, 2 * pi, 80, endpoint=False)
    parts = [tube([(0.88 * np.cos(t), 0.88 * np.sin(t), 0) for t in turn], rod, steel, closed=True, count=160)]
    for way in (0, 45, 90, 135):
        c, s = np.cos(way * pi / 180), np.sin(way * pi / 180)
        line = [(c * r, s * r, z) for r, z in ((-0.88, 0), (-0.84, -0.45), (-0.7, -0.78), (0, -0.8), (0.7, -0.78),
                                               (0.84, -0.45), (0.88, 0))]
        parts.append(tube(line, 0.028, steel, count=160))
    grip = tube([(-1.15, 0, 0.02), (-1.35, 0, 0.05), (-1.75, 0, 0.08)], [0.1, 0.13, 0.12], materials.wood(), flat=0.9)
    parts += [tube([(-0.86, 0, 0), (-1.2, 0, 0.03)], rod, steel), grip]
    return group(parts)


def _kettle() -> Object:
    enamel = materials.ceramic("#E3DCCD", gloss=0.2, amount=0.15)
    dark = materials.plain("#3F4A3C", 0.3)
    body = lathe([(0, -0.74), (0.6, -0.74), (0.74, -0.66), (0.8, -0.35), (0.76, 0.0), (0.58, 0.36), (0.42, 0.5),
                  (0.4, 0.54)], enamel, steps=140)
    lid = lathe([(0.42, 0.53), (0.4, 0.57), (0.25, 0.65), (0.07, 0.69), (0.05, 0.75), (0.12, 0.82), (0.1, 0.9),
                 (0, 0.92)], enamel)
    rim = lathe([(0.43, 0.5), (0.445, 0.53), (0.43, 0.56)], dark)
    spout = tube([(0.6, 0, -0.25), (0.9, 0, -0.05), (1.06, 0, 0.25), (1.24, 0, 0.42)], [0.23, 0.17, 0.12, 0.09], enamel,
                 caps=False, count=90, sides=32)
    hoop = tube([(-0.5, 0, 0.4), (-0.52, 0, 0.85), (-0.3, 0, 1.18), (0, 0, 1.27), (0.3, 0, 1.18), (0.52, 0, 0.85),
                 (0.5, 0, 0.4)], 0.035, dark)
    grip = tube([(-0.27, 0, 1.2), (0, 0, 1.275), (0.27, 0, 1.2)], [0.075, 0.095, 0.075], materials.wood())
    return group([body, lid, rim, spout, hoop, grip])


def grabber() -> None:
    beech = materials.wood("#D2B387", "#A9825A")
    steel, soft = materials.metal(), materials.plain(MOSS, 0.65, grain=0.004)
    shaft = tube([(-1.5, 0, 0), (0, 0, 0), (3.1, 0, 0)], 0.105, beech, count=60, sides=32)
    parts = [shaft, place(lathe([(0.13, -0.2), (0.135, 0.18)], steel, straight=True), (-1.5, 0, 0), (0, 90, 0))]
    for side in (-1, 1):
        jaw = [(-1.5, side * 0.07, 0), (-1.75, side * 0.3, 0), (-2.15, side * 0.55, 0), (-2.6, side * 0.5, 0),
               (-2.85, side * 0.3, 0)]
        parts.append(tube(jaw, [0.07, 0.09, 0.09, 0.08, 0.07], steel, flat=1.6))
        pad = [(-2.3, side * 0.5, 0), (-2.6, side * 0.44, 0), (-2.86, side * 0.26, 0)]
        parts.append(tube(pad, [0.1, 0.12, 0.1], soft, flat=1.9))
    grip = [(3.0, 0, 0.02), (3.35, 0, 0.02), (3.7, 0, -0.02), (3.95, 0, -0.1)]
    parts.append(tube(grip, [0.15, 0.2, 0.22, 0.2], soft, sides=32))
    parts.append(tube([(2.75, -0.08, 0), (2.85, -0.45, 0), (3.3, -0.72, 0), (3.8, -0.78, 0), (3.98, -0.5, -0.06),
                       (3.95, -0.15, -0.1)], [0.09, 0.085, 0.085, 0.085, 0.085, 0.1], soft))
    parts.append(place(yarn_ball(0.4, "#8C7A95", "#A292AA"), (-2.5, 0, 0.12)))
    group(parts, (-0.3, -0.1, 0.3), (0, 0, 27))


def key_holder() -> None:
    walnut = materials.wood("#9C7450", "#6A4A30")
    shape = smooth_line([(-0.85, 0.0), (-0.74, 0.27), (-0.3, 0.35), (0.3, 0.35), (0.74, 0.27), (0.85, 0.0),
                         (0.74, -0.27), (0.3, -0.35), (-0.3, -0.35), (-0.74, -0.27)], 160, closed=True)
    parts = [slab(shape, 0.15, walnut, soft=0.07), place(slab(shape, 0.15, walnut, soft=0.07), (0, 0, 0.2))]
    brass, steel = materials.metal("#C6A35E", 0.3), materials.metal()
    for side, tone in ((1, brass), (-1, steel)):
        key = place(_key(tone), (side * 0.62, 0, 0.155), (0, 0, 6 if side > 0 else -12))
        key.scale = (0.82, 0.9, 1)
        parts.append(key)
        bolt = lathe([(0, 0.06), (0.1, 0.055), (0.12, 0.02), (0.12, -0.02)], brass)
        parts.append(place(bolt, (side * 0.6, 0, 0.34)))
    cord = materials.plain("#8C7A95", 0.9, grain=0.01)
    parts.append(tube([(0, 0.3, 0.18), (-0.12, 0.62, 0.1), (0.0, 1.0, 0.0), (0.35, 1.1, 0.0), (0.4, 0.8, 0.0),
                       (0.16, 0.55, 0.1), (0.02, 0.3, 0.18)], 0.035, cord))
    group(parts, (-0.25, -0.05, 0.06), (0, 0, -24))


def _key(tone: Material) -> Object:
    """A key along +x: its bow hidden in the holder, blade and bits showing."""
    top = [(0, 0.09), (0.3, 0.09), (0.36, 0.12), (0.42, 0.09), (1.02, 0.09), (1.1, 0.02)]
    bits = [(1.06, -0.06), (0.98, -0.11), (0.9, -0.05), (0.82, -0.1), (0.74, -0.03), (0.66, -0.08), (0.58, -0.04),
            (0.5, -0.09), (0.42, -0.09), (0.36, -0.12), (0.3, -0.09), (0, -0.09)]
    blade = slab(np.array(top + bits), 0.04, tone, soft=0.008)
    groove = place(slab(np.array([(0.44, 0.0), (1.02, 0.0), (1.02, 0.03), (0.44, 0.03)]), 0.012,
                        materials.plain("#5A5145", 0.6), soft=0.002), (0, 0, 0.032))
    return group([blade, groove])


PICTURES = {
    "wide-grip-jar-opener": (Set(width=4.7, cloth="linen", aim=0.17, seed=11), jar_opener),
    "soft-handle-kitchen-set": (Set(width=4.0, cloth="linen", aim=0.04, seed=12), kitchen_set),
    "tipping-kettle-cradle": (Set(width=5.4, cloth="linen", aim=0.2, seed=13), kettle_cradle),
    "long-reach-grabber": (Set(width=7.3, cloth="linen", aim=0.06, seed=14), grabber),
    "easy-turn-key-holder": (Set(width=3.3, cloth="linen", aim=0.05, seed=15), key_holder),
}
_ = Points
