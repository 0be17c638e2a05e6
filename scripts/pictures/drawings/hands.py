"""Hands, drawn simply: resting, writing, round a pan. Paper-white, with a sleeve where they leave the sheet."""

# fmt: off
import math

from curves import Path, Point, curve, ellipse, join, line, turn
from pen import Sheet
from soft import put


def capsule(a: Point, b: Point, wide: float, wide_end: float | None = None) -> Path:
    """A finger: round at the end b, open at a."""
    end = wide if wide_end is None else wide_end
    angle = math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))
    n = math.radians(angle + 90)
    nx, ny = math.cos(n), math.sin(n)
    return join(
        line((a[0] - nx * wide / 2, a[1] - ny * wide / 2)),
        ellipse(b[0], b[1], end / 2, end / 2, angle - 90, angle + 90),
        line((a[0] + nx * wide / 2, a[1] + ny * wide / 2)),
    )


def finger(sheet: Sheet, a: Point, b: Point, wide: float, wide_end: float | None = None,
    nail: bool = False) -> None:
    """A finger laid over what is there; its root stays open so that it grows out of the hand."""
    path = capsule(a, b, wide, wide_end)
    sheet.mask([*path, path[0]], "#FFFCF5")
    sheet.stroke(path, much=0.6)
    if nail:
        angle = math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))
        end = (wide if wide_end is None else wide_end) / 2
        sheet.stroke(turn(curve((b[0] + end * 0.5, b[1] - end * 0.5), (b[0] - end * 0.1, b[1] - end * 0.3),
            (b[0] - end * 0.1, b[1] + end * 0.35), (b[0] + end * 0.5, b[1] + end * 0.5)), angle, b),
            weight=0.6, much=0.3)


def open_shape(sheet: Sheet, path: Path, fill: str = "#FFFCF5") -> None:
    """An area whose outline is left open between its last and first point."""
    sheet.mask([*path, path[0]], fill)
    sheet.stroke(path, much=0.7)


def sleeve(sheet: Sheet, wrist: Path, cuff: float = 26, fill: str = "tone") -> None:
    """A sleeve given by four corners: wrist above, wrist below, shoulder below, shoulder above; ribbed at the cuff."""
    a, b, c, d = wrist
    sheet.shape(line(a, b, c, d, a), fill)
    length = math.dist(a, d) or 1
    k = cuff / length
    e = (a[0] + (d[0] - a[0]) * k, a[1] + (d[1] - a[1]) * k)
    f = (b[0] + (c[0] - b[0]) * k, b[1] + (c[1] - b[1]) * k)
    sheet.ink(line(e, f), weight=0.75)
    for i in range(1, 6):
        t = i / 6
        p = (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)
        q = (e[0] + (f[0] - e[0]) * t, e[1] + (f[1] - e[1]) * t)
        sheet.ink(line(p, q), weight=0.6)


def resting(sheet: Sheet, x: float, y: float, s: float = 1.0, mirror: bool = False, lean: float = 0) -> None:
    """A hand resting palm down, fingers to the left, seen from the thumb's side; (x, y) is under its middle."""

    def p(path: Path) -> Path:
        return turn(put(path, x, y, s, mirror), lean, (x, y))

    open_shape(sheet, p(curve((-10, -66), (-84, -78), (-146, -54), (-178, -30), (-180, -14), (-158, -12),
        (-120, -30))))
    open_shape(sheet, p(curve((-20, -66), (-90, -66), (-142, -38), (-166, -16), (-160, -2), (-138, -4),
        (-96, -26))))
    back = join(
        curve((150, -40), (96, -60), (40, -74), (-16, -70), (-62, -54), (-104, -28), (-120, -8), (-110, 3),
            (-88, 2), (-52, -12), (-18, -16)),
        curve((-18, -16), (30, 8), (90, 26), (150, 30)),
    )
    open_shape(sheet, p(back))
    thumb = curve((84, 4), (40, -6), (2, -2), (-36, 10), (-62, 18), (-70, 30), (-58, 38), (-20, 36),
        (30, 36), (78, 28))
    open_shape(sheet, p(thumb))
    sheet.ink(p(curve((-58, 19), (-62, 26), (-56, 33))), p(curve((-112, -13), (-104, -8), (-106, 0))),
        weight=0.6)
    sheet.ink(p(curve((-56, -50), (-50, -42), (-52, -34))), p(curve((-8, -66), (4, -60), (8, -50))),
        weight=0.66)


def writing_hand(sheet: Sheet, x: float, y: float, s: float = 1.0) -> None:
    """A right hand that holds a pencil, its point at (x, y); the wrist leaves to the lower right."""

    def p(*path: Point) -> Path:
        return put(list(path), x, y, s)

    def pt(px: float, py: float) -> Point:
        return x + px * s, y + py * s

    heel = join(
        curve(*p((252, -96), (200, -140), (150, -150), (112, -132))),
        curve(*p((112, -132), (84, -92), (66, -40), (64, -8), (82, 4), (130, 8))),
        curve(*p((130, 8), (190, 6), (228, -4))),
    )
    open_shape(sheet, heel)
    for (ax, ay), (bx, by), w in (((150, -24), (84, 0), 36), ((150, -42), (66, -16), 38),
        ((146, -62), (52, -34), 38)):
        finger(sheet, pt(ax, ay), pt(bx, by), w * s, (w - 6) * s)
    shaft = turn(put([(22, -9), (250, -9), (250, 9), (22, 9), (22, -9)], x, y, s), -56, (x, y))
    tip = turn(put([(22, -9), (0, 0), (22, 9), (22, -9)], x, y, s), -56, (x, y))
    sheet.shape(tip)
    sheet.shape(shaft, "tone")
    index = join(
        curve(*p((168, -148), (124, -156), (86, -132), (56, -96), (32, -64))),
        curve(*p((32, -64), (24, -48), (38, -40), (52, -50))),
        curve(*p((52, -50), (78, -78), (104, -98), (132, -98))),
    )
    open_shape(sheet, index)
    thumb = join(
        curve(*p((176, -60), (140, -78), (104, -76), (66, -62))),
        curve(*p((66, -62), (48, -54), (50, -40), (70, -38))),
        curve(*p((70, -38), (104, -40), (140, -36), (170, -26))),
    )
    open_shape(sheet, thumb)
    sheet.ink(curve(*p((66, -56), (58, -50), (64, -44))), curve(*p((82, -120), (92, -112))), weight=0.6)


def round_pan(sheet: Sheet, x: float, y: float, s: float = 1.0, mirror: bool = False) -> None:
    """The part of a hand that lies in front of a pan, the thumb; `behind_pan` draws the rest before the pan."""

    def p(path: Path) -> Path:
        return put(path, x, y, s, mirror)

    thumb = curve((-66, 46), (-46, 6), (-14, -22), (26, -44), (44, -44), (48, -28), (34, -12), (8, 8),
        (-10, 34), (-18, 66))
    open_shape(sheet, p(thumb))
    sheet.ink(p(curve((30, -40), (26, -30), (36, -22))), weight=0.6)


def behind_pan(sheet: Sheet, x: float, y: float, s: float = 1.0, mirror: bool = False) -> None:
    """The back of a hand that holds a pan's side, its forearm coming from below and outside."""

    def p(path: Path) -> Path:
        return put(path, x, y, s, mirror)

    back = join(
        curve((-170, 190), (-138, 120), (-118, 60), (-96, 0), (-62, -54), (-20, -84), (30, -88)),
        line((60, 40), (0, 70)),
        curve((0, 70), (-30, 110), (-66, 190), (-84, 236)),
    )
    open_shape(sheet, p(back))
    for a, b in (((-60, -52), (-34, -36)), ((-84, -20), (-60, -8)), ((-100, 14), (-78, 20))):
        sheet.ink(p(line(a, b)), weight=0.66)


def folded_hands(sheet: Sheet, x: float, y: float, s: float = 1.0) -> None:
    """Two hands folded on a table, seen by the one they belong to; forearms leave to the lower left and lower right."""

    def p(path: Path) -> Path:
        return put(path, x, y, s)

    left = join(
        curve((-250, 96), (-190, 34), (-130, -20), (-78, -52), (-20, -64), (40, -54), (84, -30)),
        line((84, 40), (0, 70)),
        curve((0, 70), (-70, 84), (-130, 120), (-180, 170)),
    )
    open_shape(sheet, p(left))
    right = join(
        curve((250, 110), (206, 44), (150, -14), (96, -48), (40, -56)),
        line((0, 10), (30, 66)),
        curve((30, 66), (90, 92), (140, 130), (180, 186)),
    )
    open_shape(sheet, p(right))
    spread = (((60, -34), (-44, -42)), ((56, -8), (-70, -14)), ((56, 18), (-74, 16)), ((62, 44), (-54, 44)))
    for a, b in spread:
        finger(sheet, p([a])[0], p([b])[0], 32 * s, 27 * s, nail=True)
    thumb = curve((118, -42), (70, -72), (14, -86), (-16, -80), (-18, -64), (4, -56), (48, -48), (84, -28))
    open_shape(sheet, p(thumb))
