"""A sheet of paper and one pen: lines that waver a little, flat colour laid slightly off the line, hatching."""

import math
import random

from curves import Path, Point, curve, move
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

PAPER, WHITE, INK = "#F3EDE1", "#FFFCF5", "#23272B"
FILLS = {"heather": "#B6A2C8", "moss": "#A4B69B", "clay": "#DBA688", "dusk": "#A5B7CB"}
WIDTH, HEIGHT = 1600, 1200
Frame = tuple[float, float, float]
STEP = 5.0
CORNER = 38.0


class Noise:
    """Smooth random values along a line; the same seed gives the same hand."""

    def __init__(self, rng: random.Random, length: float, wave: float) -> None:
        self.wave = wave
        self.values = [rng.uniform(-1, 1) for _ in range(int(length / wave) + 4)]

    def __call__(self, s: float) -> float:
        place = s / self.wave
        i = int(place)
        t = place - i
        t = t * t * (3 - 2 * t)
        return self.values[i] * (1 - t) + self.values[i + 1] * t


def resample(path: Path, step: float = STEP) -> tuple[Path, list[float]]:
    """Points at even steps along the path, and their distance from its start."""
    ruler = LineString(path)
    count = max(2, int(ruler.length / step) + 1)
    marks = [ruler.length * i / (count - 1) for i in range(count)]
    return [ruler.interpolate(s).coords[0] for s in marks], marks


def split_at_corners(path: Path) -> list[Path]:
    """The path as separate strokes, cut where it bends sharply."""
    clean = [p for i, p in enumerate(path) if i == 0 or math.dist(p, path[i - 1]) > 0.01]
    strokes, current = [], [clean[0]]
    for before, here, after in zip(clean, clean[1:], clean[2:], strict=False):
        current.append(here)
        bend = math.atan2(after[1] - here[1], after[0] - here[0]) - math.atan2(
            here[1] - before[1], here[0] - before[0]
        )
        if abs((math.degrees(bend) + 180) % 360 - 180) > CORNER:
            strokes.append(current)
            current = [here]
    current.append(clean[-1])
    return [*strokes, current]


def svg_path(points: Path) -> str:
    """The `d` of a closed SVG path."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


class Sheet:
    """One drawing: parts are laid on top of each other in the order they are drawn."""

    def __init__(self, seed: str, fill: str, weight: float = 4.9) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - drawing, not secrets
        self.fill, self.weight = FILLS[fill], weight
        self.parts: list[str] = []

    def svg(self, frame: Frame = (0, 0, WIDTH)) -> str:
        """The drawing as SVG text, four by three; frame is the left, top and width of what is shown."""
        x, y, width = frame
        height = width * HEIGHT / WIDTH
        ground = f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{PAPER}"/>'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x} {y} {width} {height}">'
        return head + ground + "".join(self.parts) + "</svg>"

    def _area(self, points: Path, colour: str) -> None:
        self.parts.append(f'<path fill="{colour}" d="{svg_path(points)}"/>')

    def waver(self, path: Path, much: float = 1.0, step: float = STEP) -> Path:
        """The path as a hand would follow it: a slow drift, a small tremor, a slight bow."""
        points, marks = resample(path, step)
        length = marks[-1] or 1.0
        much *= min(1.0, 0.35 + length / 260)
        slow = [Noise(self.rng, length, 130) for _ in "xy"]
        fast = [Noise(self.rng, length, 34) for _ in "xy"]
        bow = self.rng.uniform(-1, 1) * min(4.0, length * 0.006) * much
        ex, ey = points[-1][0] - points[0][0], points[-1][1] - points[0][1]
        norm = math.hypot(ex, ey) or 1.0
        out: Path = []
        for (x, y), s in zip(points, marks, strict=True):
            lift = bow * math.sin(math.pi * s / length) if norm > length * 0.9 else 0.0
            dx = (1.9 * slow[0](s) + 0.55 * fast[0](s)) * much - ey / norm * lift
            dy = (1.9 * slow[1](s) + 0.55 * fast[1](s)) * much + ex / norm * lift
            out.append((x + dx, y + dy))
        return out

    def stroke(self, path: Path, weight: float = 1.0, much: float = 1.0, colour: str = INK,
        step: float = STEP) -> None:
        """One movement of the pen, a little thinner where it lands and lifts."""
        points = self.waver(path, much, step)
        _, marks = resample(path, step)
        press = Noise(self.rng, marks[-1], 95)
        half = self.weight * weight / 2
        left: Path = []
        right: Path = []
        for i, (x, y) in enumerate(points):
            before, after = points[max(0, i - 1)], points[min(len(points) - 1, i + 1)]
            a = math.atan2(after[1] - before[1], after[0] - before[0])
            end = min(marks[i], marks[-1] - marks[i])
            r = half * (1 + 0.13 * press(marks[i])) * (0.78 + 0.22 * min(1.0, end / 18))
            left.append((x - r * math.sin(a), y + r * math.cos(a)))
            right.append((x + r * math.sin(a), y - r * math.cos(a)))
        caps = [_cap(points[-1], left[-1], 1), _cap(points[0], right[0], 1)]
        self._area(left + caps[0] + right[::-1] + caps[1], colour)

    def ink(self, *paths: Path, weight: float = 1.0, much: float = 1.0, over: float = 2.5,
        colour: str = INK) -> None:
        """Lines, lifted and set down again at each corner with a small overshoot."""
        for path in paths:
            pieces = split_at_corners(path)
            if len(pieces) == 1 and len(path) > 8 and math.dist(path[0], path[-1]) < 0.5:
                pieces = [[*path, *path[1:3]]]
            for piece in pieces:
                slip = over if len(pieces) > 1 else 0.0
                self.stroke(_lengthen(piece, self.rng.uniform(-0.4, 1) * slip), weight, much, colour)

    def mask(self, path: Path, colour: str = PAPER) -> None:
        """Cover what lies beneath, without a line."""
        self._area(path, colour)

    def tone(self, path: Path, shift: Point = (-7, 6), colour: str | None = None) -> None:
        """The drawing's one colour, laid by a hand that is not quite on the line."""
        self._area(move(self.waver([*path, path[0]], 1.8), *shift), colour or self.fill)

    def wash(self, x: float, y: float, w: float, h: float, ragged: float = 14) -> None:
        """A patch of the colour brushed behind things, its sides uneven where the brush turned."""
        rows = max(4, int(h / 46))
        right = [(x + w + self.rng.uniform(-ragged, ragged), y + h * i / rows) for i in range(rows + 1)]
        left = [(x + self.rng.uniform(-ragged, ragged), y + h * i / rows) for i in range(rows + 1)]
        for side in (right, left):
            side[0] = (side[0][0], y + self.rng.uniform(-8, 8))
        outline = [*curve(*right), *curve(*left[::-1])]
        self._area(self.waver([*outline, outline[0]], 2.2), self.fill)

    def solid(self, path: Path) -> None:
        """An area of full ink."""
        self._area(self.waver([*path, path[0]], 0.8), INK)

    def shape(self, path: Path, fill: str = "paper", weight: float = 1.0, much: float = 1.0) -> None:
        """A closed outline that hides what lies behind it; fill is paper, white, tone, ink or none."""
        closed = path if math.dist(path[0], path[-1]) < 0.5 else [*path, path[0]]
        if fill == "white":
            self.mask(closed, WHITE)
        elif fill != "none":
            self.mask(closed)
        if fill == "tone":
            self.tone(closed)
        if fill == "ink":
            self.solid(closed)
        self.ink(closed, weight=weight, much=much)

    def hatch(
        self, area: Path, angle: float = -55, gap: float = 17, weight: float = 0.72, loose: float = 8, colour: str = INK
    ) -> None:
        """Parallel lines inside an area, their ends uneven."""
        polygon = Polygon(area).buffer(0)
        cx, cy = polygon.centroid.coords[0]
        reach = math.hypot(polygon.bounds[2] - polygon.bounds[0], polygon.bounds[3] - polygon.bounds[1])
        c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        offset = -reach / 2
        while offset < reach / 2:
            offset += gap * self.rng.uniform(0.8, 1.2)
            ox, oy = cx - s * offset, cy + c * offset
            ray = LineString([(ox - c * reach, oy - s * reach), (ox + c * reach, oy + s * reach)])
            for piece in _pieces(polygon.intersection(ray)):
                if piece.length > loose * 2.2:
                    path = _lengthen(list(piece.coords), 0)
                    path = _lengthen(path, -self.rng.uniform(0, loose))
                    self.stroke(path, weight, 0.8, colour)


def _pieces(found: BaseGeometry) -> list[LineString]:
    return [g for g in getattr(found, "geoms", [found]) if isinstance(g, LineString) and not g.is_empty]


def _cap(centre: Point, start: Point, way: int) -> Path:
    a = math.atan2(start[1] - centre[1], start[0] - centre[0])
    r = math.dist(start, centre)
    return [
        (centre[0] + r * math.cos(a - way * t * math.pi / 6),
            centre[1] + r * math.sin(a - way * t * math.pi / 6))
        for t in range(1, 6)
    ]


def _lengthen(path: Path, by: float) -> Path:
    """The path drawn a little beyond (or, negative, short of) both its ends."""
    if len(path) < 2 or by == 0:
        return path

    def beyond(end: Point, inner: Point) -> Point:
        d = math.dist(end, inner) or 1.0
        k = max(by, -0.4 * d) / d
        return end[0] + (end[0] - inner[0]) * k, end[1] + (end[1] - inner[1]) * k

    return [beyond(path[0], path[1]), *path[1:-1], beyond(path[-1], path[-2])]
