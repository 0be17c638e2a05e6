"""Sitting and support, on linen."""

from __future__ import annotations

import numpy as np

from kit import materials, weave
from kit.fibre import fuzz
from kit.scene import Set
from kit.shapes import Points, box, group, lathe, place, slab, tube
from kit.soft import cushion, folded, oblong, ripple, strip
from props import cup, folded_blanket, pencil


def lumbar_cushion() -> None:
    wool = weave.boucle("#6F7F66")
    pad = cushion(oblong(4.1, 2.5, 4.5, 420), 0.72, wool, low=0.55, rise=2.5, wrinkle=0.02, rows=140, seed=4)
    where, tilt = (-0.1, 0.0, 1.16), (64, 0, -10)
    place(pad, where, tilt)
    fuzz(pad, 26000, 0.05, weave.yarn("#6F7F66"), thick=0.001, curl=1.2)
    band = weave.woven("#B9A88C", "#A69478", threads=70, depth=0.012)
    loop = [
        (-2.1, 0.0, 0.1),
        (-1.4, 0.0, 0.66),
        (0, 0.0, 0.77),
        (1.4, 0.0, 0.66),
        (2.1, 0.0, 0.1),
        (1.4, 0, -0.36),
        (0, 0, -0.45),
        (-1.4, 0, -0.36),
    ]
    strap = strip(loop, 0.3, 0.03, band, lean=(0, 1, 0), closed=True, count=260)
    wood = materials.wood("#A67C52", "#74502F")
    buckle = place(box((0.16, 0.42, 0.05), wood, soft=0.02), (0.55, 0, 0.76), (0, 4, 0))
    group([strap, buckle], where, tilt)
    place(folded_blanket("#C9BBA4", "#B9AA90", wide=1.3, reach=1.5), (0.2, 1.25, 0), (0, 0, -6))


def seat_wedge() -> None:
    bark = materials.cork("#C49C70", "#8C6440")

    def slope(x: Points, y: Points) -> Points:
        rise = 0.16 + 0.84 * (y + 1.8) / 3.6
        return rise + 0.012 * ripple(np.stack([x, y], axis=2), 0.35, 4)

    outline = oblong(3.9, 3.6, 9, 420)
    pad = cushion(outline, 0.95, bark, low=0.02, rise=22, pattern=slope, rows=200)
    where, turn = (0.7, 0.6, 0.04), (0, 0, -58)
    place(pad, where, turn)
    linen = weave.woven("#DDD0B8", "#CCBDA0", threads=60, depth=0.014)
    path = [
        (-1.1, 0.09),
        (0, 0.09),
        (1.1, 0.1),
        (1.22, 0.19),
        (1.1, 0.28),
        (0, 0.28),
        (-1.1, 0.28),
        (-1.22, 0.37),
        (-1.1, 0.46),
        (0, 0.47),
        (1.0, 0.46),
    ]
    place(folded(path, 1.5, 0.1, linen, along=600, sway=0.05), (-1.75, -1.15, 0.02), (0, 0, 10))


def lap_desk() -> None:
    linen = weave.woven("#7D6C87", "#8F7F98", threads=56, depth=0.014)
    under = cushion(oblong(4.3, 2.9, 5, 360), 0.4, linen, low=0.8, rise=3.2, wrinkle=0.03, seed=6)
    wood = materials.wood("#D8BF97", "#B4946A")
    outline = oblong(4.5, 3.1, 8, 240)
    top = place(slab(outline, 0.13, wood, soft=0.045), (0, 0, 0.62))
    rim = np.column_stack([oblong(4.42, 3.02, 8, 240), np.full(240, 0.77)])
    rail = tube(rim, 0.05, wood, sides=16, closed=True, count=300)
    mug = place(cup("#CBBFA9", radius=0.36, height=0.56), (1.5, 0.55, 0.75))
    note = place(
        slab(oblong(1.35, 1.0, 30, 120), 0.012, materials.plain("#F6F0E4", 0.9), soft=0.003),
        (-0.55, 0.1, 0.752),
        (0, 0, 9),
    )
    pen = place(pencil(1.15, "#B07A5E"), (0.42, -0.6, 0.75), (0, 0, 34))
    group([under, top, rail, mug, note, pen], (0, 0.15, 0.0), (0, 0, -13))


PICTURES = {
    "wool-lumbar-cushion": (Set(width=6.4, cloth="linen", aim=0.16, seed=31), lumbar_cushion),
    "sloping-seat-wedge": (Set(width=6.8, cloth="linen", aim=0.06, seed=32), seat_wedge),
    "lap-desk-tray": (Set(width=6.1, cloth="linen", aim=0.08, seed=33), lap_desk),
}
_ = lathe
