"""Courses have no thing to show: a still life stands for each, on heather wool."""

from __future__ import annotations

from kit import materials, weave
from kit.scene import Set
from kit.shapes import Object, ball, group, lathe, place, slab, tube
from kit.soft import oblong, strip
from objects.light_and_quiet import table_lamp
from props import book, cup, folded_blanket, pebble, pencil, ribbon


def evenings() -> None:
    place(table_lamp(120), (-0.95, 0.75, 0.03))
    saucer = lathe(
        [(0, 0.02), (0.34, 0.02), (0.4, 0.05), (0.66, 0.12), (0.7, 0.15), (0.66, 0.16), (0.4, 0.09), (0, 0.07)],
        materials.ceramic("#D8CBB4", gloss=0.35),
    )
    place(saucer, (0.7, -0.55, 0.03))
    place(cup("#D8CBB4", radius=0.46, height=0.6), (0.7, -0.55, 0.08))
    place(book(1.9, 1.35, 0.3, "#7A5A52", "#8D6B62"), (1.6, 0.5, 0.03), (0, 0, -16))


def tuesdays() -> None:
    place(_chair(), (-0.5, 0.75, 0.02), (0, 0, 28))
    place(folded_blanket("#55624B", "#6D785D", wide=1.9, reach=0.95), (-0.55, 0.72, 3.42), (0, 0, 18))
    band = weave.woven("#A8674B", "#B97C61", threads=70, depth=0.014, twill=True)
    knots = [
        (1.5, -1.05, 0.4),
        (2.2, -0.9, 0.4),
        (3.0, -1.05, 0.4),
        (3.4, -0.75, 0.4),
        (2.9, -0.45, 0.4),
        (2.2, -0.55, 0.4),
        (1.55, -0.65, 0.4),
    ]
    strip(knots, 0.66, 0.05, band, closed=True, count=260)
    ball(0.46, materials.cork(), at=(2.75, 0.35, 0.48))


def _chair() -> Object:
    """A plain wooden chair facing the eye; its back goes out at the top of the picture."""
    ash = materials.wood("#C6A274", "#9A7448")
    post = materials.wood("#C6A274", "#9A7448", axis="z")
    parts: list[Object] = [place(slab(oblong(3.5, 3.3, 7, 200), 0.2, ash, soft=0.08), (0, 0, 3.2))]
    for x in (-1.4, 1.4):
        parts.append(tube([(x * 1.04, -1.35, 0.1), (x, -1.3, 1.6), (x * 0.98, -1.25, 3.25)], [0.11, 0.15, 0.16], post))
        parts.append(
            tube([(x * 1.04, 1.6, 0.1), (x, 1.4, 1.8), (x, 1.36, 3.4), (x, 1.6, 6.9)], [0.12, 0.15, 0.16, 0.12], post)
        )
        parts.append(tube([(x, -1.3, 1.5), (x, 0, 1.5), (x, 1.42, 1.5)], 0.085, ash))
    for z, y in ((4.6, 1.44), (5.6, 1.5), (6.6, 1.57)):
        parts.append(tube([(-1.4, y, z), (0, y + 0.12, z), (1.4, y, z)], 0.2, ash, flat=0.4))
    parts.append(tube([(-1.4, 0.1, 1.5), (0, 0.1, 1.5), (1.4, 0.1, 1.5)], 0.085, ash))
    return group(parts)


def practice() -> None:
    note = book(1.9, 1.4, 0.24, "#5E6E54", "#6F7E66")
    mark = ribbon([(0.3, -0.4, 0.12), (0.3, -0.68, 0.12), (0.31, -0.85, 0.05), (0.34, -1.05, 0.0)], "#A8674B")
    group([note, mark], (-0.15, 0.6, 0.03), (0, 0, 10))
    place(pencil(1.5, "#C9A04E"), (-0.85, 0.42, 0.275), (0, 0, 22))
    tones = ("#B3ABA0", "#8B857C", "#C6BCAE", "#9A8F86", "#B9AEA3")
    for index, (tone, size) in enumerate(zip(tones, (0.3, 0.26, 0.23, 0.2, 0.16), strict=True)):
        place(pebble(size, tone, index + 20), (-1.35 + 0.66 * index, -0.62 + 0.04 * index, 0.03))


PICTURES = {
    "evenings-that-wind-down": (Set(width=5.8, cloth="heather", aim=0.2, seed=61, evening=True, focus=-0.1), evenings),
    "gentle-movement-on-tuesdays": (Set(width=9.0, cloth="heather", aim=0.24, seed=62), tuesdays),
    "pacing-in-practice": (Set(width=4.1, cloth="heather", aim=0.04, seed=63), practice),
}
