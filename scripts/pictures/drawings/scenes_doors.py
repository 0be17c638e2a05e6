"""The four doors to the community: front doors of four different houses, each with its own colour."""

# fmt: off
from curves import Path, curve, ellipse, join, line, rect
from gallery import drawing
from pen import PAPER, Sheet
from soft import put
from things import ground, leaf, pot

LIGHT = "#FFFCF5"


def panel(sheet: Sheet, x: float, y: float, w: float, h: float) -> None:
    """A raised panel of a door: a frame and the shaded inner edge."""
    sheet.ink(rect(x, y, w, h), weight=0.85)
    sheet.ink(line((x + 9, y + h - 9), (x + 9, y + 9), (x + w - 9, y + 9)), weight=0.66)


def steps(sheet: Sheet, x: float, y: float, w: float, count: int, rise: float = 44) -> None:
    """Stone steps in front of a door, the top one at y."""
    for i in range(count):
        grow_by = i * 46.0
        sheet.shape(rect(x - grow_by, y + i * rise, w + 2 * grow_by, rise))


def bricks(sheet: Sheet, spots: list[tuple[float, float, str]]) -> None:
    """A few bricks where the plaster of the drawing lets them show; the pattern's rows are marked with x."""
    for x, y, pattern in spots:
        for row, marks in enumerate(pattern.split("/")):
            for col, mark in enumerate(marks):
                if mark == "x":
                    sheet.ink(rect(x + col * 36, y + row * 31, 64, 25), weight=0.66)


def cat_sitting(sheet: Sheet, x: float, y: float, s: float = 1.0, mirror: bool = False) -> None:
    """A black cat seen from behind, sitting; (x, y) is its foot."""
    body = join(
        curve((-52, 0), (-62, -50), (-40, -106), (-30, -132), (-36, -160), (-34, -180)),
        line((-34, -180), (-38, -214), (-16, -196), (14, -196), (36, -214), (33, -180)),
        curve((33, -180), (36, -158), (28, -132), (42, -100), (60, -48), (50, 0)),
        line((50, 0), (-52, 0)),
    )
    sheet.shape(put(body, x, y, s, mirror), "ink")
    tail = curve((36, -12), (80, -4), (112, -22), (124, -54))
    sheet.ink(put(tail, x, y, s, mirror), weight=3.0)


def wall_lantern(sheet: Sheet, x: float, y: float, s: float = 1.0, lit: bool = True) -> None:
    """A lantern on a bracket, hanging below (x, y)."""

    def p(path: Path) -> Path:
        return put(path, x, y, s)

    sheet.ink(p(curve((-52, 10), (-30, -22), (0, -12), (0, 6))), weight=1.1)
    sheet.shape(p(line((-34, 34), (0, 6), (34, 34), (-34, 34))), "ink")
    sheet.shape(p(line((-30, 34), (30, 34), (20, 112), (-20, 112), (-30, 34))), "white" if lit else "paper")
    sheet.ink(p(line((0, 36), (0, 110))), weight=0.75)
    sheet.shape(p(line((-22, 112), (22, 112), (14, 124), (-14, 124), (-22, 112))), "ink")


@drawing(
    "door-whatsapp-evenings",
    "heather",
    "A terraced house's tall front door under a fanlight, standing ajar with light falling out over "
    "two stone steps; "
    "a black cat sits on the step and looks in.",
    frame=(240, 40, 1290),
)
def door_evenings(sheet: Sheet) -> None:
    bricks(sheet, [(330, 270, ".x.x/x.x/...x"), (1150, 170, "x/.x.x/x.x"), (1240, 690, "..x/.x.x/x"),
        (350, 680, "x.x/.x")])
    outer = join(line((530, 880), (530, 330)), curve((530, 330), (556, 206), (640, 124), (780, 94),
        (920, 124), (1004, 206), (1030, 330)), line((1030, 330), (1030, 880)))
    sheet.shape([*outer, outer[0]])
    fan = join(curve((590, 330), (606, 240), (676, 178), (780, 154), (884, 178), (954, 240), (970, 330)),
        line((590, 330)))
    sheet.shape(fan, "white")
    for a in (-60, -30, 0, 30, 60):
        tip = ellipse(780, 330, 184, 172, a - 90, a - 89)[0]
        root = ellipse(780, 330, 62, 58, a - 90, a - 89)[0]
        sheet.ink(line(root, tip), weight=0.8)
    sheet.ink(ellipse(780, 330, 62, 58, 180, 360), weight=0.8)
    sheet.shape(rect(540, 330, 480, 34))
    sheet.shape(rect(600, 364, 360, 516), "white")
    hall_inside(sheet)
    leaf_path = line((600, 364), (792, 392), (792, 846), (600, 880), (600, 364))
    sheet.shape(leaf_path, "tone")
    for y0, y1 in ((0.07, 0.36), (0.42, 0.62), (0.68, 0.93)):
        for x0, x1 in ((0.12, 0.46), (0.56, 0.88)):
            quad = [_on_leaf(u, v) for u, v in ((x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0))]
            sheet.ink(quad, weight=0.8)
    sheet.shape(ellipse(*_on_leaf(0.93, 0.56), 9, 11), "ink")
    steps(sheet, 520, 880, 520, 2)
    sheet.mask(line((794, 884), (958, 884), (1012, 966), (846, 966), (794, 884)), LIGHT)
    sheet.ink(line((560, 923), (1080, 923)))
    ground(sheet, 800, 990, 900, 30)
    cat_sitting(sheet, 884, 892, 0.86)
    wall_lantern(sheet, 1112, 330, 1.0)


def _on_leaf(u: float, v: float) -> tuple[float, float]:
    top, bottom = 364 + 28 * u, 880 - 34 * u
    return 600 + 192 * u, top + (bottom - top) * v


def hall_inside(sheet: Sheet) -> None:
    """What the open door shows: a coat on a hook and the edge of a stair."""
    sheet.ink(line((800, 800), (956, 800)), weight=0.75)
    body = join(curve((846, 440), (822, 460), (812, 520), (808, 650)), curve((808, 650), (860, 664),
        (914, 650)), curve((914, 650), (910, 520), (900, 460), (878, 440)), curve((878, 440), (862, 430),
        (846, 440)))
    sheet.shape(body, "tone")
    sheet.ink(curve((846, 440), (862, 474), (878, 440)), line((862, 474), (862, 654)), curve((836, 500),
        (832, 580), (834, 622)), curve((888, 500), (892, 580), (890, 622)), weight=0.75)
    sheet.ink(curve((862, 432), (863, 414), (874, 408)), weight=1.2)


@drawing(
    "door-whatsapp-deutsch",
    "moss",
    "A boarded wooden door in a half-timbered house, with a small barred window, a letter box, "
    "a pot of geraniums and a pair of rubber boots beside it.",
    frame=(240, 70, 1290),
)
def door_deutsch(sheet: Sheet) -> None:
    for beam in (
        line((330, 120), (1320, 108), (1320, 160), (330, 172), (330, 120)),
        line((390, 172), (440, 172), (440, 960), (390, 960), (390, 172)),
        line((1200, 160), (1250, 160), (1250, 960), (1200, 960), (1200, 160)),
    ):
        sheet.shape(beam)
    sheet.shape(line((440, 640), (590, 240), (590, 320), (440, 740), (440, 640)))
    sheet.shape(line((1200, 640), (1040, 240), (1040, 320), (1200, 740), (1200, 640)))
    for x, y in ((400, 260), (404, 520), (408, 800), (1212, 300), (1214, 620), (560, 140), (1120, 132)):
        sheet.ink(curve((x, y), (x + 10, y + 24), (x + 4, y + 52)), weight=0.66)
    sheet.shape(line((590, 200), (1040, 200), (1040, 960), (590, 960), (590, 200)))
    sheet.shape(rect(636, 246, 358, 714), "tone")
    for i in range(1, 5):
        board = 636 + 358 * i / 5
        sheet.ink(line((board, 250), (board, 956)), weight=0.75)
    sheet.shape(rect(732, 320, 166, 190), "white")
    sheet.ink(line((815, 322), (815, 508)), line((734, 415), (896, 415)))
    for side in (754, 876):
        sheet.ink(curve((side, 326), (side + (12 if side < 800 else -12), 400), (side, 470)), weight=0.75)
    sheet.shape(rect(746, 640, 138, 46))
    sheet.ink(line((760, 663), (870, 663)), weight=0.8)
    sheet.shape(ellipse(664, 624, 12, 12), "ink")
    sheet.ink(line((664, 624), (704, 628)), weight=1.6)
    for y in (330, 860):
        sheet.ink(curve((994, y), (930, y - 4), (896, y + 2)), weight=1.6)
    sheet.shape(rect(560, 960, 510, 40))
    ground(sheet, 830, 1024, 760, 28)
    geranium(sheet, 1130, 1000)
    boots(sheet, 490, 1000)


def geranium(sheet: Sheet, x: float, y: float) -> None:
    """A pot of geraniums: round leaves and heads of small flowers."""
    for dx, dy, r in ((-70, -190, 34), (66, -186, 36), (-24, -214, 36), (30, -228, 32), (0, -176, 40)):
        sheet.shape(ellipse(x + dx, y + dy, r, r * 0.86), "tone")
        sheet.ink(line((x + dx, y + dy + r * 0.5), (x + dx - r * 0.3, y + dy - r * 0.3)),
            line((x + dx, y + dy + r * 0.5), (x + dx + r * 0.4, y + dy - r * 0.2)), weight=0.6)
    for dx, dy in ((-54, -300), (14, -340), (74, -290)):
        sheet.ink(curve((x + dx * 0.5, y - 220), (x + dx * 0.8, y + dy + 60), (x + dx, y + dy + 20)),
            weight=0.8)
        for k in range(6):
            ox, oy = ellipse(0, 0, 19, 15, k * 60, k * 60 + 1)[0]
            sheet.shape(ellipse(x + dx + ox, y + dy + oy, 13, 12), "white")
        sheet.shape(ellipse(x + dx, y + dy, 12, 11), "white")
    pot(sheet, x, y, 170, 130)


def boots(sheet: Sheet, x: float, y: float) -> None:
    """A pair of rubber boots, one leaning on the other."""
    boot = join(line((-34, -190), (-36, -30)), curve((-36, -30), (-38, -6), (-30, 0)),
        line((-30, 0), (70, 0)), curve((70, 0), (82, -16), (70, -38), (40, -54), (30, -80)),
        line((30, -80), (34, -190), (-34, -190)))
    for dx, s in ((58, 0.94), (-44, 1.0)):
        sheet.shape(put(boot, x + dx, y - (0 if dx < 0 else 8), s), "ink")
        sheet.ink(put(line((-32, -160), (30, -160)), x + dx, y - (0 if dx < 0 else 8), s), weight=0.75,
            colour=PAPER)
        sheet.ink(put(curve((-32, -14), (20, -12), (74, -14)), x + dx, y - (0 if dx < 0 else 8), s),
            weight=0.75, colour=PAPER)


@drawing(
    "door-forum-porch",
    "clay",
    "A wooden porch with two posts and three steps; beside the screen door stands a bench with a cushion, "
    "and a pot of ivy hangs from the roof.",
    frame=(130, 40, 1350),
)
def door_porch(sheet: Sheet) -> None:
    sheet.shape(line((230, 250), (800, 80), (1400, 250), (1400, 296), (230, 296), (230, 250)))
    sheet.ink(line((250, 262), (1380, 262)), weight=0.75)
    for y in range(360, 820, 46):
        for a, b in ((330, 470), (1010, 1090), (1150, 1300)):
            if (y // 46 + a) % 3:
                sheet.ink(line((a + sheet.rng.uniform(-20, 30), y), (b - sheet.rng.uniform(0, 40), y)),
                    weight=0.6)
    sheet.shape(rect(640, 350, 320, 550))
    sheet.shape(rect(668, 378, 264, 522), "tone")
    sheet.shape(rect(706, 420, 188, 216), "white")
    sheet.hatch(rect(712, 426, 176, 204), angle=45, gap=22, weight=0.5, loose=2)
    sheet.hatch(rect(712, 426, 176, 204), angle=-45, gap=22, weight=0.5, loose=2)
    panel(sheet, 706, 690, 188, 160)
    sheet.shape(ellipse(686, 664, 9, 11), "ink")
    sheet.shape(rect(220, 900, 1190, 34))
    for row, y in enumerate((140, 180, 220)):
        for x in range(500 + row * 14, 1130, 76):
            if abs(x - 800) < (y - 96) * 3.0 - 60 and sheet.rng.random() < 0.75:
                sheet.ink(curve((x, y), (x + 22, y + 12), (x + 46, y)), weight=0.66)
    for x in (290, 1300):
        sheet.shape(rect(x, 296, 44, 604))
        sheet.shape(rect(x - 12, 296, 68, 26))
        sheet.shape(rect(x - 10, 872, 64, 28))
    porch_bench(sheet, 1010, 900)
    hanging_ivy(sheet, 470, 296)
    steps(sheet, 610, 934, 380, 2, 40)
    ground(sheet, 800, 1036, 760, 22)


def porch_bench(sheet: Sheet, x: float, y: float) -> None:
    """A slatted bench with a cushion."""
    for dx in (8, 236):
        sheet.shape(rect(x + dx, y - 240, 20, 240))
    for dy in (232, 196):
        sheet.shape(rect(x + 4, y - dy, 256, 22))
    for i in range(6):
        sheet.ink(line((x + 50 + i * 36, y - 174), (x + 50 + i * 36, y - 110)), weight=0.8)
    cushion = curve((x + 40, y - 116), (x + 32, y - 170), (x + 60, y - 206), (x + 110, y - 196),
        (x + 126, y - 150), (x + 112, y - 112), closed=True)
    sheet.shape(cushion, "tone")
    sheet.shape(rect(x - 8, y - 116, 280, 22))
    for dx in (0, 246):
        sheet.shape(rect(x + dx, y - 94, 20, 94))


def hanging_ivy(sheet: Sheet, x: float, y: float) -> None:
    """Ivy in a hanging pot, trailing over the rim."""
    sheet.ink(line((x, y), (x - 54, y + 168)), line((x, y), (x + 54, y + 168)), weight=0.7)
    trails = [(-86, 250, -1), (-54, 330, 1), (62, 300, -1), (92, 220, 1)]
    for i in range(7):
        a = -165 + i * 25
        tip = ellipse(x, y + 172, 78, 74, a, a + 1)[0]
        leaf(sheet, (x + (i - 3) * 12, y + 170), tip, 40, "tone" if i % 2 else "paper")
    sheet.shape(join(line((x - 66, y + 168), (x + 66, y + 168)), curve((x + 66, y + 168), (x + 52, y + 232),
        (x, y + 248), (x - 52, y + 232), (x - 66, y + 168))))
    for dx, drop, side in trails:
        stem = curve((x + dx * 0.5, y + 166), (x + dx * 0.95, y + 186), (x + dx + side * 12,
            y + 150 + drop * 0.5), (x + dx, y + 150 + drop))
        sheet.ink(stem, weight=0.75)
        for n, k in enumerate(range(12, len(stem), 6)):
            px, py = stem[k]
            leaf(sheet, (px, py), (px + (26 if n % 2 else -26), py + 16), 26, "tone" if n % 3 else "paper")


@drawing(
    "door-tuesday-call",
    "dusk",
    "A cottage's stable door, its upper half open: inside, in the light, an old telephone stands on "
    "a small table; "
    "a climbing plant grows round the frame.",
    frame=(220, 40, 1290),
)
def door_tuesday(sheet: Sheet) -> None:
    stones(sheet)
    sheet.shape(rect(590, 180, 480, 790))
    sheet.shape(rect(634, 224, 392, 746), "white")
    telephone_table(sheet, 850, 640)
    upper = line((634, 224), (748, 258), (748, 610), (634, 640), (634, 224))
    sheet.shape(upper, "tone")
    for u in (0.33, 0.66):
        x = 634 + 114 * u
        sheet.ink(line((x, 224 + 34 * u + 4), (x, 640 - 30 * u - 4)), weight=0.75)
    sheet.shape(rect(634, 640, 392, 330), "tone")
    for i in range(1, 6):
        x = 634 + 392 * i / 6
        sheet.ink(line((x, 672), (x, 966)), weight=0.75)
    sheet.shape(rect(622, 632, 416, 34))
    sheet.ink(line((650, 930), (1010, 720)), line((650, 960), (1012, 750)), weight=0.8)
    sheet.shape(ellipse(984, 706, 11, 11), "ink")
    sheet.shape(rect(560, 970, 540, 38))
    ground(sheet, 840, 1030, 760, 26)
    climber(sheet)


def stones(sheet: Sheet) -> None:
    """A few stones of the cottage wall."""
    for x, y, w, h in ((420, 300, 90, 54), (470, 362, 70, 46), (1150, 420, 96, 56), (1120, 484, 74, 48),
        (1170, 820, 92, 54), (420, 760, 84, 56), (450, 826, 96, 50), (1200, 540, 60, 44)):
        sheet.ink(curve((x, y + h * 0.5), (x + w * 0.1, y + h * 0.06), (x + w * 0.6, y),
            (x + w, y + h * 0.3), (x + w * 0.96, y + h * 0.85), (x + w * 0.4, y + h),
            (x + w * 0.05, y + h * 0.85), closed=True), weight=0.7)


def telephone_table(sheet: Sheet, x: float, y: float) -> None:
    """An old telephone on a table whose legs the lower door hides."""
    sheet.shape(rect(x - 90, y - 70, 240, 18))
    sheet.ink(line((x - 74, y - 52), (x - 74, y)), line((x + 132, y - 52), (x + 132, y)))
    base = curve((x - 44, y - 72), (x - 36, y - 110), (x - 10, y - 150), (x + 66, y - 150),
        (x + 92, y - 110), (x + 100, y - 72))
    sheet.shape([*base, base[0]], "ink")
    sheet.shape(ellipse(x + 28, y - 108, 28, 25), "white", weight=0.8)
    sheet.ink(ellipse(x + 28, y - 108, 10, 9), weight=0.7)
    hand = curve((x - 56, y - 150), (x - 60, y - 178), (x - 30, y - 190), (x + 28, y - 194),
        (x + 86, y - 190), (x + 116, y - 178), (x + 112, y - 150), (x + 82, y - 152), (x + 76, y - 168),
        (x + 28, y - 172), (x - 20, y - 168), (x - 26, y - 152), closed=True)
    sheet.shape(hand, "ink")
    cord = [(x - 52 - 6 * (k % 2), y - 140 + k * 9) for k in range(8)]
    sheet.ink(curve(*cord), weight=0.7)


def climber(sheet: Sheet) -> None:
    """A climbing plant up the right of the frame and over its top."""
    stem = curve((1126, 1012), (1094, 860), (1120, 700), (1080, 540), (1110, 360), (1070, 220), (960, 150),
        (840, 166), (760, 140))
    sheet.ink(stem, weight=1.1)
    for k in range(6, len(stem) - 1, 7):
        px, py = stem[k]
        side = 1 if (k // 7) % 2 else -1
        tip = (px + side * sheet.rng.uniform(36, 52), py - sheet.rng.uniform(14, 40))
        leaf(sheet, (px, py), tip, 34, "tone" if (k // 7) % 3 else "paper")
    for k in (30, 62, 88):
        px, py = stem[k]
        for path, fill in ((ellipse(px, py, 24, 22), "white"),):
            sheet.shape(path, fill)
        sheet.ink(curve((px - 8, py + 2), (px + 2, py - 10), (px + 9, py), (px + 1, py + 8)), weight=0.7)
