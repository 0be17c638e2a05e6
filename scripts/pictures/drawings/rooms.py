"""Furniture and the bones of rooms: sticks and boards, chairs, tables, windows, curtains, boxes seen by the camera."""

# fmt: off
import math

from camera import Camera, Place
from curves import Point, curve, ellipse, join, line, rect
from pen import Sheet


def stick(sheet: Sheet, a: Point, b: Point, wide: float, wide_end: float | None = None,
    fill: str = "paper") -> None:
    """A round-ended bar from a to b, in pixels."""
    end = wide if wide_end is None else wide_end
    angle = math.atan2(b[1] - a[1], b[0] - a[0])
    nx, ny = -math.sin(angle), math.cos(angle)
    sheet.shape(
        line(
            (a[0] + nx * wide / 2, a[1] + ny * wide / 2),
            (b[0] + nx * end / 2, b[1] + ny * end / 2),
            (b[0] - nx * end / 2, b[1] - ny * end / 2),
            (a[0] - nx * wide / 2, a[1] - ny * wide / 2),
            (a[0] + nx * wide / 2, a[1] + ny * wide / 2),
        ),
        fill,
    )



def chair(sheet: Sheet, cam: Camera, x: float, z: float, facing: str, fill: str = "paper",
    wide: float = 0.042) -> None:
    """A ladder-back kitchen chair with its seat's middle over (x, z); facing is where the sitter looks: n e s w."""
    r, seat_y, top = 0.21, 0.45, 0.94

    def place(u: float, v: float, y: float) -> Place:
        turns = {"n": (u, -v), "s": (-u, v), "e": (-v, -u), "w": (v, u)}
        dx, dz = turns[facing]
        return x + dx * r, y, z + dz * r

    def depth(u: float, v: float) -> float:
        spot = place(u, v, 0)
        return cam.depth(spot[0], spot[2])

    def bar(a: Place, b: Place, w: float = wide) -> None:
        stick(sheet, cam.see(*a), cam.see(*b), w * cam.scale(*a), w * 0.9 * cam.scale(*b), "paper")

    corners = [(u, v) for u in (-0.88, 0.88) for v in (-0.88, 0.88)]
    for u, v in sorted(corners, key=lambda c: -depth(*c)):
        bar(place(u, v, seat_y), place(u * 1.06, v * 1.08, 0))
    bar(place(-0.92, -0.9, 0.17), place(-0.92, 0.9, 0.17), 0.028)
    bar(place(0.92, -0.9, 0.17), place(0.92, 0.9, 0.17), 0.028)
    backs = [(-0.9, 0.95), (0.9, 0.95)]
    behind = depth(0, 1) > depth(0, 0)

    def back() -> None:
        for y in (0.6, 0.74, 0.88):
            sheet.shape(
                [cam.see(*place(*p)) for p in _slat(y)],
                fill,
            )
        for u, v in sorted(backs, key=lambda c: -depth(*c)):
            bar(place(u, v, seat_y), place(u, v * 1.12, top))

    if behind:
        back()
    faces = cam.box(x - r * 1.05, seat_y - 0.035, z - r * 1.05, r * 2.1, 0.035, r * 2.1)
    for face in faces:
        sheet.shape(face)
    if not behind:
        back()


def _slat(y: float) -> list[Place]:
    lift = 0.012
    return [
        (-0.9, 1.03, y),
        (0.0, 1.12, y - lift),
        (0.9, 1.03, y),
        (0.9, 1.03, y + 0.062),
        (0.0, 1.12, y + 0.062 + lift),
        (-0.9, 1.03, y + 0.062),
        (-0.9, 1.03, y),
    ]



def window(sheet: Sheet, x: float, y: float, w: float, h: float, across: int = 2, down: int = 2) -> None:
    """A window seen from the front: white glass, frame and bars; (x, y) is its upper left corner."""
    sheet.shape(rect(x, y, w, h), "paper")
    f = 20.0
    sheet.shape(rect(x + f, y + f, w - 2 * f, h - 2 * f), "white")


def bars(sheet: Sheet, x: float, y: float, w: float, h: float, across: int = 2, down: int = 2) -> None:
    """The glazing bars of a window, drawn over what is seen through it."""
    f, b = 20.0, 7.0
    for i in range(1, across):
        cx = x + w * i / across
        sheet.shape(rect(cx - b, y + f, 2 * b, h - 2 * f))
    for i in range(1, down):
        cy = y + h * i / down
        for j in range(across):
            left = x + f if j == 0 else x + w * j / across + b
            right = x + w - f if j == across - 1 else x + w * (j + 1) / across - b
            sheet.shape(rect(left, cy - b, right - left, 2 * b))


def sill(sheet: Sheet, x: float, y: float, w: float, deep: float = 26) -> None:
    """A window sill under a window whose lower left corner is (x, y)."""
    sheet.shape(line((x - 26, y), (x + w + 26, y), (x + w + 40, y + deep), (x - 40, y + deep), (x - 26, y)))
    sheet.shape(rect(x - 40, y + deep, w + 80, 20))


def curtain(sheet: Sheet, x: float, y: float, w: float, h: float, folds: int = 4, fill: str = "tone") -> None:
    """A hanging curtain with folds, fuller below; x may grow to the left with a negative width."""
    end = w * 1.16
    hem = [(x + end * i / (folds * 2), y + h + (7 if i % 2 else -5)) for i in range(folds * 2 + 1)]
    edge = curve((x + w, y), (x + w * 1.02, y + h * 0.5), (x + end, y + h - 5))
    sheet.shape(join(line((x, y), (x + w, y)), edge, curve(*hem[::-1]), line((x, y))), fill)
    for i in range(1, folds):
        top = (x + w * i / folds, y + h * (0.03 if i % 2 else 0.12))
        low = (x + end * i / folds, y + h * (0.97 if i % 2 else 0.9))
        sheet.ink(curve(top, ((top[0] * 2 + low[0]) / 3 + 3, y + h * 0.4), low), weight=0.75)


def rail(sheet: Sheet, x: float, y: float, w: float) -> None:
    """A curtain rail with round ends."""
    stick(sheet, (x, y), (x + w, y), 11)
    sheet.shape(ellipse(x - 8, y, 13, 13))
    sheet.shape(ellipse(x + w + 8, y, 13, 13))


def skirting(sheet: Sheet, y: float, *spans: tuple[float, float]) -> None:
    """The line where wall and floor meet, with the gaps that furniture leaves."""
    for a, b in spans:
        sheet.ink(line((a, y), (b, y)))
