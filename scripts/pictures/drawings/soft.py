"""Soft things: cloths, blankets, pillows, coats, armchairs, and the cat. Standing things take their foot's middle."""

# fmt: off
from camera import Camera
from curves import Path, Point, curve, ellipse, flip, grow, join, line, move
from pen import PAPER, Sheet


def put(path: Path, x: float, y: float, s: float = 1.0, mirror: bool = False) -> Path:
    """A path given in its own units, placed on the sheet."""
    return move(grow(flip(path, 0) if mirror else path, s), x, y)


def cat_asleep(sheet: Sheet, x: float, y: float, s: float = 1.0, mirror: bool = False) -> None:
    """A black cat curled up, about 220 px wide."""
    outline = join(
        curve((-104, -14), (-108, -52), (-78, -92), (-26, -108), (22, -100), (46, -84)),
        line((50, -84), (54, -112), (76, -92), (92, -92), (110, -110), (114, -80)),
        curve((114, -80), (124, -56), (114, -30), (84, -16), (30, -4), (-50, -2), (-104, -14)),
    )
    sheet.shape(put(outline, x, y, s, mirror), "ink")
    for path in (
        curve((64, -52), (72, -46), (80, -52)),
        curve((96, -53), (103, -47), (110, -54)),
        curve((-64, -12), (-10, -30), (40, -26), (66, -18)),
        curve((-58, -70), (-30, -78), (0, -60), (4, -34)),
    ):
        sheet.ink(put(path, x, y, s, mirror), weight=0.7, colour=PAPER)


def cloth_table(sheet: Sheet, cam: Camera, x: float, z: float, r: float, y: float, drop: float,
    fill: str) -> None:
    """A round table under a cloth that hangs in folds."""
    c = cam.see(x, y, z)
    edge = cam.round(x, y, z, r)
    rx = (max(p[0] for p in edge) - min(p[0] for p in edge)) / 2
    ry = (max(p[1] for p in edge) - min(p[1] for p in edge)) / 2
    fall = drop * cam.scale(x, y, z)
    folds = 7
    hem: Path = []
    for i in range(folds * 2 + 1):
        a = ellipse(c[0], c[1], rx * 1.1, ry * 1.2, 180 - 180 * i / (folds * 2),
            180 - 180 * i / (folds * 2) + 1)[0]
        hem.append((a[0], a[1] + fall + (12 if i % 2 else -8)))
    sheet.shape(join(line((c[0] - rx, c[1])), curve(*hem), ellipse(c[0], c[1], rx, ry, 0, -180)), fill)
    for i in range(1, folds * 2, 2):
        top = ellipse(c[0], c[1], rx, ry, 180 - 180 * i / (folds * 2), 181 - 180 * i / (folds * 2))[0]
        low = hem[i]
        start = (top[0] * 0.8 + low[0] * 0.2, top[1] * 0.8 + low[1] * 0.2 + 6)
        sheet.ink(curve(start, ((start[0] + low[0]) / 2 - 3, (start[1] + low[1]) / 2),
            (low[0], low[1] - 12)), weight=0.75)
    sheet.ink(ellipse(c[0], c[1], rx, ry, 8, 172))


def coat_on_chair(sheet: Sheet, left: Point, right: Point, length: float, fill: str = "ink") -> None:
    """A coat hung over a chair back between two points: round shoulders, one sleeve, the collar in paper lines."""
    (ax, ay), (bx, by) = left, right
    w = bx - ax
    outline = join(
        curve((ax - 26, ay + 60), (ax - 18, ay + 6), (ax + w * 0.2, ay - 24),
            (ax + w * 0.5, ay - 30 + (by - ay) / 2), (bx - w * 0.2, by - 26), (bx + 22, by + 2),
            (bx + 34, by + 64)),
        curve((bx + 34, by + 64), (bx + 44, by + length * 0.6), (bx + 52, by + length * 0.96)),
        curve((bx + 52, by + length * 0.96), (bx + 10, by + length * 1.04),
            (ax + w * 0.5, ay + length * 1.02), (ax - 30, ay + length * 0.98)),
        curve((ax - 30, ay + length * 0.98), (ax - 34, ay + length * 0.5), (ax - 26, ay + 60)),
    )
    sheet.shape(outline, fill)
    mark = PAPER if fill == "ink" else "#23272B"
    mx, my = ax + w * 0.5, (ay + by) / 2
    sheet.ink(curve((mx - w * 0.24, my - 14), (mx, my + 16), (mx + w * 0.24, my - 12)), weight=0.75,
        colour=mark)
    sheet.ink(curve((mx + 4, my + 18), (mx + 8, my + length * 0.5), (mx + 4, my + length * 0.98)),
        weight=0.75, colour=mark)
    sheet.ink(curve((bx + 8, by + 34), (bx - 4, by + 120), (bx - 2, by + length * 0.74),
        (bx + 20, by + length * 0.77), (bx + 40, by + length * 0.74)), weight=0.75, colour=mark)
    sheet.ink(line((mx - w * 0.3, my + length * 0.62), (mx - w * 0.05, my + length * 0.64)), weight=0.75,
        colour=mark)


def armchair(sheet: Sheet, x: float, y: float, s: float = 1.0, fill: str = "tone",
    mirror: bool = False) -> None:
    """A deep armchair turned a little to the right, about 430 px wide and 470 high."""

    def p(path: Path) -> Path:
        return put(path, x, y, s, mirror)

    for leg in (
        line((-168, -40), (-176, 0), (-160, 0), (-146, -40)),
        line((118, -40), (128, 6), (143, 6), (146, -40)),
        line((176, -60), (190, -22), (202, -24), (198, -70)),
    ):
        sheet.shape(p([*leg, leg[0]]), "ink")
    back = join(
        curve((-150, -210), (-166, -350), (-148, -440), (-90, -474), (0, -480), (92, -470), (140, -436),
            (152, -350), (146, -210)),
        line((-150, -210)),
    )
    sheet.shape(p(back), fill)
    sheet.ink(p(curve((-108, -250), (-118, -350), (-104, -412), (-60, -434), (10, -438), (74, -430),
        (102, -404), (110, -340), (104, -250))), weight=0.75)
    seat = join(
        curve((-128, -176), (-124, -204), (-96, -222), (0, -228), (96, -222), (126, -204), (128, -176)),
        curve((128, -176), (126, -150), (110, -142), (0, -134), (-112, -142), (-126, -150), (-128, -176)),
    )
    front = line((-150, -150), (130, -150), (130, -38), (-150, -38), (-150, -150))
    sheet.shape(p(front), fill)
    sheet.shape(p(seat), fill)
    sheet.ink(p(curve((-124, -182), (0, -172), (126, -184))), weight=0.75)
    right_top = join(
        curve((122, -258), (140, -312), (170, -330), (206, -300), (214, -262)),
        curve((214, -262), (212, -150), (206, -58)),
        line((160, -38), (160, -240)),
        curve((160, -240), (140, -262), (122, -258)),
    )
    sheet.shape(p([*right_top, right_top[0]]), fill)
    for cx, sx in ((-154, 1), (132, -1)):
        arm = join(
            curve((-30, -34), (-32, -150), (-42, -222), (-34, -268), (0, -284), (34, -268), (42, -228),
                (30, -190), (30, -120), (30, -34)),
            line((-30, -34)),
        )
        placed = [(cx + px * (1 if sx > 0 else -1), py) for px, py in arm]
        sheet.shape(p(placed), fill)
        sheet.ink(p(move(ellipse(0, -236, 20, 20, 20, 330), cx, 0)), weight=0.75)


def throw(sheet: Sheet, x: float, y: float, w: float, h: float, fill: str = "white",
    stripes: int = 2) -> None:
    """A throw that hangs over an edge at (x, y), with stripes and a fringe."""
    outline = join(
        curve((x, y), (x + w * 0.3, y - 16), (x + w * 0.7, y - 16), (x + w, y)),
        curve((x + w, y), (x + w * 1.05, y + h * 0.5), (x + w * 1.02, y + h)),
        curve((x + w * 1.02, y + h), (x + w * 0.5, y + h + 10), (x - w * 0.04, y + h - 2)),
        curve((x - w * 0.04, y + h - 2), (x - w * 0.02, y + h * 0.5), (x, y)),
    )
    sheet.shape(outline, fill)
    for i in range(stripes):
        level = y + h * (0.72 + 0.1 * i)
        sheet.ink(curve((x - 2, level), (x + w / 2, level + 9), (x + w * 1.02, level)), weight=0.75)
    for i in range(int(w / 13)):
        fx = x - w * 0.03 + i * 13 + 4
        sheet.ink(line((fx, y + h + 6), (fx + sheet.rng.uniform(-4, 4), y + h + 24)), weight=0.66)


def folded(sheet: Sheet, x: float, y: float, w: float, t: float, fill: str = "paper",
    layers: int = 3) -> float:
    """A folded blanket or towel seen from its folded side; (x, y) is the middle of its foot. Gives the y of its top."""
    left, right = x - w / 2, x + w / 2
    outline = join(
        curve((left + 8, y), (left - 8, y - t * 0.3), (left - 6, y - t * 0.7), (left + 12, y - t)),
        curve((left + 12, y - t), (x, y - t - 6), (right - 14, y - t)),
        curve((right - 14, y - t), (right + 6, y - t * 0.75), (right + 8, y - t * 0.25), (right - 8, y)),
        line((left + 8, y)),
    )
    sheet.shape(outline, fill)
    for i in range(1, layers):
        level = y - t * i / layers
        end = right - (2 if i % 2 else w * 0.1)
        start = left + (w * 0.06 if i % 2 else 0)
        sheet.ink(curve((start, level), (x, level - 4), (end, level + 2)), weight=0.75)
    return y - t


def pillow(sheet: Sheet, x: float, y: float, w: float, h: float, fill: str = "white",
    dent: float = 0.16) -> None:
    """A plump pillow with a dent where a head lay; (x, y) is its middle."""
    a, b = w / 2, h / 2
    outline = join(
        curve((x - a, y - b * 0.8), (x - a * 0.5, y - b * 0.98), (x - a * 0.1, y - b * (1 - dent * 2)),
            (x + a * 0.4, y - b * 1.0), (x + a, y - b * 0.86)),
        curve((x + a, y - b * 0.86), (x + a * 0.93, y), (x + a * 1.02, y + b * 0.9)),
        curve((x + a * 1.02, y + b * 0.9), (x, y + b * 1.06), (x - a * 1.0, y + b * 0.92)),
        curve((x - a * 1.0, y + b * 0.92), (x - a * 0.94, y), (x - a, y - b * 0.8)),
    )
    sheet.shape(outline, fill)
    for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        corner = (x + sx * a * 0.9, y + sy * b * 0.78)
        sheet.ink(curve(corner, (corner[0] - sx * a * 0.1, corner[1] - sy * b * 0.14),
            (corner[0] - sx * a * 0.22, corner[1] - sy * b * 0.2)), weight=0.7)
    sheet.ink(curve((x - a * 0.34, y - b * 0.1), (x - a * 0.05, y + b * 0.12), (x + a * 0.28, y - b * 0.08)),
        weight=0.7)


def hanging_towel(sheet: Sheet, x: float, y: float, w: float, h: float, fill: str = "white") -> None:
    """A towel over a rail at (x, y), two stripes near the hem."""
    outline = line((x, y), (x + w, y), (x + w + 4, y + h), (x - 3, y + h - 3), (x, y))
    sheet.shape(outline, fill)
    sheet.ink(curve((x, y - 1), (x + w / 2, y - 12), (x + w, y - 1)))
    for share in (0.8, 0.86):
        sheet.ink(line((x + 2, y + h * share), (x + w, y + h * share + 2)), weight=0.75)
    sheet.ink(curve((x + w * 0.35, y + 14), (x + w * 0.38, y + h * 0.4), (x + w * 0.34, y + h * 0.68)),
        weight=0.7)
