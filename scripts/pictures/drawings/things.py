"""Things of the table and the shelf: cups, books, plants, lamps. Each stands on (x, y), its foot's middle."""

# fmt: off
import math

from curves import Path, Point, curve, ellipse, flip, join, line, move, turn
from pen import Sheet


def ground(sheet: Sheet, x: float, y: float, width: float, thick: float = 20, gap: float = 15) -> None:
    """A short hatched shadow on the floor or table, falling to the right."""
    sheet.hatch(ellipse(x, y, width / 2, thick), angle=-4, gap=gap, weight=0.7, loose=width * 0.09)


def mug(sheet: Sheet, x: float, y: float, s: float = 1.0, fill: str = "white", handle: int = 1) -> None:
    """A straight mug, about 120 px wide; the handle to the right (1), left (-1) or away (0)."""
    w, h, lip = 58 * s, 128 * s, 15 * s
    if handle:
        outer = curve((w - 3, -h * 0.80), (w + 42 * s, -h * 0.80), (w + 48 * s, -h * 0.42),
            (w - 6 * s, -h * 0.20))
        inner = curve((w - 3, -h * 0.64), (w + 22 * s, -h * 0.64), (w + 25 * s, -h * 0.45),
            (w - 5 * s, -h * 0.36))
        for path in (outer, inner):
            placed = move(path if handle > 0 else flip(path, 0), x, y)
            sheet.ink(placed)
    body = join(
        line((-w, -h), (-w + 4 * s, -14 * s)),
        [(px, py - 14 * s) for px, py in ellipse(0, 0, w - 5 * s, lip, 180, 0)][1:-1],
        line((w - 4 * s, -14 * s), (w, -h)),
        ellipse(0, -h, w, lip, 0, -180)[1:],
    )
    sheet.shape(move(body, x, y), fill)
    sheet.shape(ellipse(x, y - h, w, lip), "paper")
    sheet.ink(ellipse(x, y - h + 9 * s, w * 0.8, lip * 0.45, 190, 350), weight=0.7)


def steam(sheet: Sheet, x: float, y: float, s: float = 1.0, wisps: int = 2) -> None:
    """Thin steam that rises from (x, y)."""
    for i in range(wisps):
        px = x + (i - (wisps - 1) / 2) * 34 * s
        top = -150 * s if i % 2 else -190 * s
        wave = curve((0, 0), (-14 * s, top * 0.25), (10 * s, top * 0.5), (-8 * s, top * 0.75), (8 * s, top))
        sheet.ink(move(wave, px, y), weight=0.66)


def book_upright(sheet: Sheet, x: float, y: float, w: float, h: float, fill: str = "paper",
    lean: float = 0) -> None:
    """A book's spine; (x, y) is its lower left corner."""
    spine = line((x, y), (x + w, y), (x + w, y - h), (x, y - h), (x, y))
    sheet.shape(turn(spine, lean, (x + (w if lean > 0 else 0), y)), fill)
    if fill != "ink" and w > 24:
        for part in (0.16, 0.22) if w > 34 else (0.2,):
            band = line((x + 3, y - h * (1 - part)), (x + w - 3, y - h * (1 - part)))
            sheet.ink(turn(band, lean, (x + (w if lean > 0 else 0), y)), weight=0.7)


def book_row(sheet: Sheet, x: float, y: float, spec: list[tuple[float, float, str]]) -> float:
    """Books side by side from x; each is (width, height, fill). Gives the x where the row ends."""
    for w, h, fill in spec:
        book_upright(sheet, x, y, w, h, fill)
        x += w + 1.5
    return x


def books_lying(sheet: Sheet, x: float, y: float, spec: list[tuple[float, float, str]]) -> float:
    """A pile of lying books round x; each is (width, thickness, fill). Gives the y of its top."""
    for i, (w, t, fill) in enumerate(spec):
        left = x - w / 2 + (-1) ** i * 7
        if fill == "paper":
            sheet.shape(line((left, y), (left + w, y), (left + w, y - t), (left, y - t), (left, y)), "paper")
        else:
            sheet.shape(line((left, y), (left + w, y), (left + w, y - t), (left, y - t), (left, y)), fill)
        sheet.ink(line((left + w * 0.12, y - 2), (left + w * 0.12, y - t + 2)), weight=0.7)
        y -= t + 1
    return y


def leaf_path(base: Point, tip: Point, width: float) -> Path:
    """A pointed leaf from base to tip."""
    dx, dy = tip[0] - base[0], tip[1] - base[1]
    length = math.hypot(dx, dy)
    nx, ny = -dy / length * width, dx / length * width

    def spot(along: float, out: float) -> Point:
        return base[0] + dx * along + nx * out, base[1] + dy * along + ny * out

    left = curve(base, spot(0.25, 0.42), spot(0.55, 0.5), spot(0.85, 0.2), tip)
    right = curve(tip, spot(0.85, -0.2), spot(0.55, -0.5), spot(0.25, -0.42), base)
    return left + right[1:]


def leaf(sheet: Sheet, base: Point, tip: Point, width: float, fill: str = "paper") -> None:
    """A leaf with its middle vein."""
    sheet.shape(leaf_path(base, tip, width), fill)
    mid = base[0] * 0.22 + tip[0] * 0.78, base[1] * 0.22 + tip[1] * 0.78
    if fill != "ink":
        sheet.ink(line(base, mid), weight=0.65)


def pot(sheet: Sheet, x: float, y: float, w: float, h: float, fill: str = "paper") -> None:
    """A flower pot with a rim."""
    rim = h * 0.24
    sheet.shape(
        line((x - w * 0.42, y - h), (x - w * 0.3, y), (x + w * 0.3, y), (x + w * 0.42, y - h),
            (x - w * 0.42, y - h)),
        fill,
    )
    sheet.shape(
        line(
            (x - w / 2, y - h - rim / 2),
            (x - w * 0.47, y - h + rim / 2),
            (x + w * 0.47, y - h + rim / 2),
            (x + w / 2, y - h - rim / 2),
            (x - w / 2, y - h - rim / 2),
        ),
        fill,
    )


def sprig(sheet: Sheet, stem: Path, leaves: list[tuple[float, float, float]], fill: str,
    width: float = 26) -> None:
    """A stem with leaves; each leaf is (share of the stem, angle on the sheet, length)."""
    sheet.ink(stem, weight=0.85)
    for part, angle, length in leaves:
        i = min(int(part * (len(stem) - 1)), len(stem) - 1)
        base = stem[i]
        a = math.radians(angle)
        leaf(sheet, base, (base[0] + length * math.cos(a), base[1] + length * math.sin(a)), width, fill)
