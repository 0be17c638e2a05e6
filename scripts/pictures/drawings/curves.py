"""Lines as lists of points: smooth curves, ellipses, and moving them about.

Units are picture pixels, y grows downward.
"""

import math
from collections.abc import Iterable, Sequence

Point = tuple[float, float]
Path = list[Point]


def line(*points: Point) -> Path:
    """The points themselves, joined by straight lines."""
    return list(points)


def curve(*points: Point, closed: bool = False, steps: int = 14) -> Path:
    """A smooth line through all points (Catmull-Rom)."""
    if len(points) < 3:
        return list(points)
    knots = [points[-1], *points, points[0], points[1]] if closed else [points[0], *points, points[-1]]
    path: Path = []
    for a, b, c, d in zip(knots, knots[1:], knots[2:], knots[3:], strict=False):
        path.extend(_between(a, b, c, d, step / steps) for step in range(steps))
    return [*path, points[0] if closed else points[-1]]


def _between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    def one(p: float, q: float, r: float, s: float) -> float:
        return 0.5 * (
            2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t * t * t
        )

    return one(a[0], b[0], c[0], d[0]), one(a[1], b[1], c[1], d[1])


def ellipse(x: float, y: float, rx: float, ry: float, start: float = 0, end: float = 360,
    tilt: float = 0) -> Path:
    """An ellipse or a part of it; degrees clockwise from three o'clock."""
    count = max(8, int(abs(end - start) / 6))
    angles = [math.radians(start + (end - start) * i / count) for i in range(count + 1)]
    return turn([(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles], tilt, (x, y))


def rect(x: float, y: float, width: float, height: float) -> Path:
    """A closed rectangle from its top left corner."""
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]


def rounded(x: float, y: float, width: float, height: float, r: float) -> Path:
    """A closed rectangle with round corners."""
    path: Path = []
    for cx, cy, start in (
        (x + width - r, y + r, -90),
        (x + width - r, y + height - r, 0),
        (x + r, y + height - r, 90),
        (x + r, y + r, 180),
    ):
        path += ellipse(cx, cy, r, r, start, start + 90)
    return [*path, path[0]]


def move(path: Iterable[Point], dx: float, dy: float) -> Path:
    """The path shifted."""
    return [(x + dx, y + dy) for x, y in path]


def turn(path: Iterable[Point], degrees: float, about: Point) -> Path:
    """The path turned clockwise about a point."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    ox, oy = about
    return [(ox + (x - ox) * c - (y - oy) * s, oy + (x - ox) * s + (y - oy) * c) for x, y in path]


def grow(path: Iterable[Point], by: float, about: Point = (0, 0), by_y: float | None = None) -> Path:
    """The path scaled about a point."""
    ox, oy = about
    sy = by if by_y is None else by_y
    return [(ox + (x - ox) * by, oy + (y - oy) * sy) for x, y in path]


def flip(path: Iterable[Point], x: float) -> Path:
    """The path mirrored left to right at the given x."""
    return [(2 * x - px, py) for px, py in path]


def join(*paths: Path) -> Path:
    """Several lines as one."""
    return [point for path in paths for point in path]


def at(path: Sequence[Point], part: float) -> Point:
    """The point at a share (0-1) of the path's points."""
    place = part * (len(path) - 1)
    i = min(int(place), len(path) - 2)
    t = place - i
    return path[i][0] + (path[i + 1][0] - path[i][0]) * t, path[i][1] + (path[i + 1][1] - path[i][1]) * t
