"""Small things: shoes, keys, glasses, pencils, sheets of paper, lamps, clocks, kettles, jars."""

# fmt: off
import math

from curves import Path, curve, ellipse, flip, join, line, rect, turn
from pen import Sheet
from soft import put


def writing(sheet: Sheet, x: float, y: float, w: float, s: float = 1.0) -> None:
    """A line of unreadable handwriting from x, about w long, resting on y."""
    end = x + w
    while x < end - 14 * s:
        letters = max(2, min(int(sheet.rng.uniform(2, 8)), int((end - x) / (10 * s))))
        word: Path = []
        for _ in range(letters):
            tall = s * sheet.rng.choice((4, 5, 6, 5, 12, 10))
            loop, step = sheet.rng.uniform(0.5, 5) * s, sheet.rng.uniform(7, 14) * s
            for k in range(10):
                a = 2 * math.pi * k / 10
                rise = tall * (1 - math.cos(a))
                word.append((x + step * k / 10 - loop * math.sin(a) + rise * 0.18, y - rise))
            x += step
        sheet.stroke(word, weight=0.56, much=0.3, step=2.2)
        x += 14 * s


def page(sheet: Sheet, x: float, y: float, w: float, h: float, lean: float = 0, lines: int = 6,
    s: float = 1.0) -> None:
    """A sheet of paper with handwriting; (x, y) is its upper left corner, lean turns it."""
    centre = (x + w / 2, y + h / 2)
    sheet.shape(turn(rect(x, y, w, h), lean, centre), "white")
    kept = len(sheet.parts)
    for i in range(lines):
        level = y + h * (0.16 + 0.72 * i / max(1, lines - 1))
        part = 0.55 if i == 0 else sheet.rng.uniform(0.62, 0.8)
        writing(sheet, x + w * 0.11, level, w * part, s)
    if lean:
        turned = f'<g transform="rotate({lean} {centre[0]:.1f} {centre[1]:.1f})">'
        sheet.parts[kept:] = [f"{turned}{part}</g>" for part in sheet.parts[kept:]]


def shoe(sheet: Sheet, x: float, y: float, s: float = 1.0, mirror: bool = False, fill: str = "tone",
    laces: bool = True) -> None:
    """A walking shoe from the side, toe to the right, about 265 px long; (x, y) is the back of its heel."""

    def p(path: Path) -> Path:
        return put(path, x, y, s, mirror)

    tongue = curve((64, -120), (62, -158), (84, -160), (104, -116))
    sheet.shape(p([*tongue, tongue[0]]), "paper")
    upper = join(
        curve((4, -20), (-4, -60), (2, -112), (14, -128)),
        curve((14, -128), (40, -116), (70, -132)),
        curve((70, -132), (104, -104), (146, -82), (204, -68), (244, -46), (252, -20)),
        line((4, -20)),
    )
    sheet.shape(p(upper), fill)
    sheet.ink(p(curve((188, -70), (180, -46), (188, -20))), weight=0.75)
    sheet.ink(p(curve((3, -78), (28, -72), (40, -48), (38, -20))), weight=0.75)
    sheet.shape(p(curve((0, -22), (128, -18), (254, -22), (262, -6), (250, 3), (128, 0), (4, 3), (-6, -8),
        closed=True)), "white")
    if laces:
        for i in range(4):
            lx, ly = 82 + i * 25, -118 + i * 15
            sheet.ink(p(line((lx - 10, ly + 22), (lx + 9, ly - 7))), weight=0.9)
        sheet.ink(p(curve((78, -124), (48, -140), (44, -112), (78, -122))), weight=0.75)
        sheet.ink(p(curve((80, -124), (112, -142), (118, -116), (82, -121))), weight=0.75)


def kettle(sheet: Sheet, x: float, y: float, s: float = 1.0, fill: str = "tone",
    mirror: bool = False) -> None:
    """A round stove kettle, about 250 px wide, its spout to the right."""

    def p(path: Path) -> Path:
        return put(path, x, y, s, mirror)

    spout = join(curve((70, -66), (110, -84), (128, -140), (150, -160)), line((150, -160), (172, -148)),
        curve((172, -148), (150, -120), (140, -60), (80, -22)))
    sheet.shape(p([*spout, spout[0]]), fill)
    arch = curve((-74, -132), (-88, -214), (-40, -258), (0, -264), (40, -258), (88, -214), (74, -132))
    inner = curve((-54, -142), (-66, -208), (-30, -240), (0, -244), (30, -240), (66, -208), (54, -142))
    sheet.shape(p([*arch, *inner[::-1], arch[0]]), "ink")
    body = join(curve((-92, 0), (-116, -34), (-108, -92), (-66, -140), (0, -152), (66, -140), (108, -92),
        (116, -34), (92, 0)), line((92, 0), (-92, 0)))
    sheet.shape(p(body), fill)
    sheet.shape(p(curve((-50, -144), (-30, -164), (0, -168), (30, -164), (50, -144), (0, -138),
        closed=True)), fill)
    sheet.shape(p(ellipse(0, -176, 11, 10)), "ink")
    sheet.ink(p(curve((-86, -40), (-82, -82), (-58, -114))), weight=0.75)


def jar(sheet: Sheet, x: float, y: float, w: float, h: float, content: float = 0.7, fill: str = "tone",
    lid: str = "paper") -> None:
    """A screw-top jar, filled to a share of its height."""
    a = w / 2
    neck = h * 0.82
    body = join(
        curve((x - a * 0.78, y - neck), (x - a, y - neck * 0.9), (x - a, y - neck * 0.75)),
        line((x - a, y - 12)),
        curve((x - a, y - 12), (x - a + 10, y), (x - a + 24, y + 2)),
        line((x + a - 24, y + 2)),
        curve((x + a - 24, y + 2), (x + a - 10, y), (x + a, y - 12)),
        line((x + a, y - neck * 0.75)),
        curve((x + a, y - neck * 0.75), (x + a, y - neck * 0.9), (x + a * 0.78, y - neck)),
        line((x - a * 0.78, y - neck)),
    )
    sheet.mask(body, "#FFFCF5")
    if content:
        level = y - neck * content
        inside = line((x - a + 8, level), (x + a - 8, level), (x + a - 9, y - 10), (x - a + 9, y - 10),
            (x - a + 8, level))
        if fill == "tone":
            sheet.tone(inside, (-3, 3))
        sheet.ink(curve((x - a + 8, level), (x, level + 5), (x + a - 8, level)), weight=0.7)
    sheet.shape(body, "none")
    sheet.shape(rect(x - a * 0.84, y - h, a * 1.68, h * 0.16), lid)
    if lid != "ink":
        for i in range(1, 8):
            lx = x - a * 0.84 + a * 1.68 * i / 8
            sheet.ink(line((lx, y - h + 7), (lx, y - h + h * 0.16 - 6)), weight=0.6)


def key(sheet: Sheet, x: float, y: float, s: float = 1.0, lean: float = 0, fill: str = "paper") -> None:
    """A door key hanging down from (x, y), about 120 px long."""
    shaft = line((-6, 40), (-6, 122), (4, 126), (6, 118), (18, 114), (18, 100), (8, 98), (17, 92), (17, 80),
        (6, 78), (6, 40))
    sheet.shape(turn(put([*shaft, shaft[0]], x, y, s), lean, (x, y)), fill)
    sheet.shape(turn(put(ellipse(0, 20, 25, 25), x, y, s), lean, (x, y)), fill)
    sheet.shape(turn(put(ellipse(0, 10, 8, 8), x, y, s), lean, (x, y)), "paper")


def pencil(sheet: Sheet, x: float, y: float, length: float, lean: float, fill: str = "tone",
    thick: float = 17) -> None:
    """A pencil with its point at (x, y); lean 0 points left with the end to the right."""
    t = thick / 2
    body = line((x + 30, y - t), (x + length, y - t), (x + length, y + t), (x + 30, y + t), (x + 30, y - t))
    tip = line((x + 30, y - t), (x, y), (x + 30, y + t), (x + 30, y - t))
    sheet.shape(turn(tip, lean, (x, y)), "paper")
    sheet.shape(turn(body, lean, (x, y)), fill)
    sheet.ink(turn(line((x + length - 24, y - t), (x + length - 24, y + t)), lean, (x, y)), weight=0.8)
    sheet.solid(turn(line((x, y), (x + 10, y - t * 0.36), (x + 10, y + t * 0.36)), lean, (x, y)))


def glasses(sheet: Sheet, x: float, y: float, s: float = 1.0, dark: bool = False, lean: float = 0) -> None:
    """Folded spectacles or sunglasses seen from the front; (x, y) is the bridge."""

    def p(path: Path) -> Path:
        return turn(put(path, x, y, s), lean, (x, y))

    sheet.ink(p(curve((-96, -20), (-60, -44), (40, -40), (84, -30))),
        p(curve((96, -20), (60, -52), (-30, -50), (-80, -34))), weight=0.9)
    for side in (1, -1):
        lens = curve((16, -18), (54, -26), (94, -20), (98, 8), (80, 34), (48, 38), (22, 22), closed=True)
        sheet.shape(p(lens if side > 0 else flip(lens, 0)), "ink" if dark else "white")
    sheet.ink(p(curve((-16, -10), (0, -18), (16, -10))), weight=1.2)
    if dark:
        for side in (-58, 42):
            sheet.ink(p(line((side, 8), (side + 18, -10))), p(line((side + 14, 12), (side + 26, 0))),
                weight=0.7, colour="#F3EDE1")


def lamp(sheet: Sheet, x: float, y: float, s: float = 1.0, fill: str = "tone", lit: bool = False) -> None:
    """A bedside lamp, about 190 px wide and 300 high."""

    def p(path: Path) -> Path:
        return put(path, x, y, s)

    if lit:
        sheet.mask(p([*curve((-66, -150), (66, -150), (230, 10), (0, 24), (-230, 10)), (-66, -150)]), "#FFFCF5")
    base = join(curve((-52, 0), (-48, -14), (-16, -22), (-14, -60), (-30, -90), (-12, -122), (-8, -150)),
        line((8, -150)), curve((8, -150), (12, -122), (30, -90), (14, -60), (16, -22), (48, -14), (52, 0)),
        line((-52, 0)))
    sheet.shape(p(base), "paper")
    sheet.shape(p(line((-50, -290), (50, -290), (92, -140), (-92, -140), (-50, -290))), fill)
    sheet.ink(p(ellipse(0, -140, 92, 12, 12, 168)), weight=0.8)



def tag(sheet: Sheet, x: float, y: float, s: float = 1.0, lean: float = 0, fill: str = "white") -> None:
    """A paper tag on a string, hanging down from (x, y)."""
    body = line((-14, 30), (14, 30), (30, 48), (30, 120), (-30, 120), (-30, 48), (-14, 30))
    sheet.ink(turn(put(curve((0, 0), (5, 22), (0, 44)), x, y, s), lean, (x, y)), weight=0.7)
    sheet.shape(turn(put(body, x, y, s), lean, (x, y)), fill)
    sheet.ink(turn(put(ellipse(0, 48, 6, 6), x, y, s), lean, (x, y)), weight=0.8)




def scissors(sheet: Sheet, x: float, y: float, s: float = 1.0, lean: float = 0) -> None:
    """Small scissors lying open, points to the left; (x, y) is their screw."""

    def p(path: Path) -> Path:
        return turn(put(path, x, y, s), lean, (x, y))

    for way in (1, -1):
        blade = [(float(px), float(py * way)) for px, py in ((-132, -26), (0, -10), (18, 6), (2, 12), (-132, -26))]
        sheet.shape(p(blade), "white")
        arm = curve((8, 4 * way), (40, 16 * way), (62, 26 * way))
        sheet.ink(p(arm), weight=1.7)
        ring = ellipse(98, 40 * way, 40, 25, tilt=14 * way)
        sheet.shape(p(ring), "tone")
        sheet.shape(p(ellipse(98, 40 * way, 25, 13, tilt=14 * way)), "paper")
    sheet.shape(p(ellipse(6, 0, 5, 5)), "ink")


def wall_clock(sheet: Sheet, x: float, y: float, r: float, hour: float) -> None:
    """A plain round clock on a wall; hour is decimal."""
    sheet.shape(ellipse(x, y, r, r), "white")
    sheet.ink(ellipse(x, y, r * 0.86, r * 0.86), weight=0.7)
    for i in range(12):
        a = math.radians(i * 30)
        sheet.ink(line((x + r * 0.66 * math.cos(a), y + r * 0.66 * math.sin(a)), (x + r * 0.78 * math.cos(a),
            y + r * 0.78 * math.sin(a))), weight=0.7)
    for length, turned in ((0.42, hour * 30), (0.64, hour % 1 * 360)):
        a = math.radians(turned - 90)
        sheet.ink(line((x, y), (x + r * length * math.cos(a), y + r * length * math.sin(a))), weight=1.2)


def telephone(sheet: Sheet, x: float, y: float, s: float = 1.0) -> None:
    """A dial telephone whose handset lies beside it, to the right; (x, y) is the middle of the base's foot."""

    def p(path: Path) -> Path:
        return put(path, x, y, s)

    base = join(curve((-120, 0), (-112, -40), (-84, -92), (-66, -120)), line((-40, -120), (-36, -104),
        (36, -104), (40, -120), (66, -120)), curve((66, -120), (84, -92), (112, -40), (120, 0)),
        line((-120, 0)))
    sheet.shape(p(base), "ink")
    sheet.shape(p(ellipse(0, -52, 44, 38)), "white")
    for i in range(9):
        hole = ellipse(0, -52, 31, 26, 60 + i * 32, 61 + i * 32)[0]
        sheet.shape(p(ellipse(hole[0], hole[1], 5, 4.5)), "none", weight=0.6)
    coil = [(104 + 13 * k + (7 if k % 2 else -7), 6 + (13 if k % 2 else -5) + k * 1.5) for k in range(11)]
    sheet.ink(p(curve(*coil)), weight=0.75)
    hand = curve((206, 16), (200, -18), (226, -34), (258, -28), (300, -14), (350, -4), (388, -8), (416, 6),
        (412, 38), (378, 44), (362, 24), (300, 12), (254, 2), (246, 22), (224, 30), closed=True)
    sheet.shape(p(hand), "ink")
