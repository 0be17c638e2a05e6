"""Drawings of the articles on living with it, and of the two guides to things."""

# fmt: off
from camera import Camera
from curves import curve, ellipse, join, line, move, rect, turn
from gallery import drawing
from hands import behind_pan, round_pan, sleeve
from pen import PAPER, Sheet
from rooms import sill, skirting, stick, window
from things import ground, mug

WHITE = "#FFFCF5"


@drawing(
    "telling-work",
    "heather",
    "Two office chairs at the corner of a small meeting table, a sheet of paper with three lines of "
    "handwriting between "
    "them, a glass of water and a cardigan over one chair back.",
    frame=(20, 20, 1470),
)
def telling_work(sheet: Sheet) -> None:
    cam = Camera.facing((-1.7, 1.9, -4.0), (0.0, 0, 0.0), zoom=1960, centre=(800, 30))
    window(sheet, 900, 60, 430, 300)
    for i in range(1, 10):
        sheet.ink(line((924, 84 + i * 17), (1306, 84 + i * 17)), weight=0.66)
    sill(sheet, 900, 360, 430)
    p = cam.see(0.2, 0, 0)
    ground(sheet, p[0], p[1], 1000, 80)
    office_chair(sheet, cam, 0.35, 0.78, "s")
    meeting_table(sheet, cam)
    paper = cam.path((-0.42, 0.745, -0.26), (-0.12, 0.745, -0.34), (0.02, 0.745, 0.0), (-0.28, 0.745, 0.08),
        (-0.42, 0.745, -0.26))
    sheet.shape(paper, "white")
    for v in (0.25, 0.48, 0.7):
        a = cam.see(-0.42 + 0.14 * v + 0.04, 0.745, -0.26 + 0.34 * v)
        b = cam.see(-0.12 + 0.14 * v - 0.05, 0.745, -0.34 + 0.34 * v)
        wiggle = [(a[0] + (b[0] - a[0]) * k / 14,
            a[1] + (b[1] - a[1]) * k / 14 + (-4 if k % 2 else 4)) for k in range(15)]
        sheet.stroke(curve(*wiggle, steps=6), weight=0.6, much=0.3, step=2.5)
    g = cam.see(0.3, 0.745, 0.0)
    glass(sheet, g[0], g[1], 1.0)
    office_chair(sheet, cam, -0.98, -0.2, "e", cardigan=True)


def glass(sheet: Sheet, x: float, y: float, s: float) -> None:
    """A glass of water standing on (x, y)."""
    sheet.shape(line((x - 34 * s, y - 104 * s), (x - 28 * s, y), (x + 28 * s, y), (x + 34 * s, y - 104 * s),
        (x - 34 * s, y - 104 * s)), "white")
    sheet.ink(ellipse(x, y - 104 * s, 34 * s, 8 * s), ellipse(x, y - 66 * s, 31 * s, 7 * s), weight=0.75)


def meeting_table(sheet: Sheet, cam: Camera) -> None:
    """A small meeting table on two column legs."""
    for x, z in ((0.7, 0.1), (-0.55, 0.0)):
        a, b = cam.see(x, 0.7, z), cam.see(x, 0.03, z)
        stick(sheet, cam.see(x - 0.24, 0.03, z - 0.3), cam.see(x + 0.24, 0.03, z + 0.3), 18)
        stick(sheet, a, b, 34)
    for i, face in enumerate(cam.box(-0.86, 0.7, -0.45, 1.84, 0.04, 0.9)):
        sheet.shape(face, "paper" if i else "tone")


def office_chair(sheet: Sheet, cam: Camera, x: float, z: float, facing: str, cardigan: bool = False) -> None:
    """A swivel chair with a padded seat and back, on a star of five castors."""
    hub = cam.see(x, 0.1, z)
    for dx, dz in ((0.26, 0.05), (-0.26, 0.06), (0.02, 0.28), (0.15, -0.24), (-0.17, -0.23)):
        foot = cam.see(x + dx, 0.05, z + dz)
        sheet.ink(line(hub, foot), weight=2.0)
        sheet.shape(ellipse(foot[0], foot[1] + 8, 11, 11), "ink")
    stick(sheet, cam.see(x, 0.44, z), hub, 20)
    ox, oz = {"e": (-0.25, 0), "s": (0, 0.25)}[facing]
    back_first = facing == "s"
    px = cam.scale(x + ox, 0.7, z + oz)
    centre = cam.see(x + ox, 0.8, z + oz)
    w, h = (0.2 if facing == "e" else 0.25) * px, 0.24 * px
    slant = -w * 0.35 if facing == "e" else w * 0.28
    pad = curve((centre[0] - w, centre[1] + h + slant), (centre[0] - w * 1.04, centre[1] - h * 0.7 + slant),
        (centre[0] - w * 0.8, centre[1] - h + slant * 0.9), (centre[0] + w * 0.8,
        centre[1] - h - slant * 0.9), (centre[0] + w * 1.04, centre[1] - h * 0.7 - slant),
        (centre[0] + w, centre[1] + h * 0.9 - slant), (centre[0] + w * 0.7, centre[1] + h - slant * 0.7),
        (centre[0] - w * 0.7, centre[1] + h + slant * 1.1), closed=True)
    seat = cam.box(x - 0.24, 0.42, z - 0.23, 0.48, 0.07, 0.46)

    def back() -> None:
        stick(sheet, (centre[0], centre[1] + h * 0.8), cam.see(x + ox * 0.8, 0.44, z + oz * 0.8), 24)
        sheet.shape(pad, "tone")
        if cardigan:
            _cardigan(sheet, centre[0], centre[1] - h, w, h)

    if back_first:
        back()
    for face in seat:
        sheet.shape(face, "tone")
    if not back_first:
        back()


def _cardigan(sheet: Sheet, x: float, y: float, w: float, h: float) -> None:
    body = join(curve((x - w * 1.3, y + h * 0.3), (x - w * 1.1, y - h * 0.2), (x - w * 0.3, y - h * 0.22),
        (x + w * 0.6, y - h * 0.02), (x + w * 1.25, y + h * 0.2), (x + w * 1.4, y + h * 0.6)),
        curve((x + w * 1.4, y + h * 0.6), (x + w * 1.44, y + h * 1.4), (x + w * 1.36, y + h * 2.0)),
        curve((x + w * 1.36, y + h * 2.0), (x, y + h * 1.9), (x - w * 1.32, y + h * 1.74)),
        curve((x - w * 1.32, y + h * 1.74), (x - w * 1.4, y + h), (x - w * 1.3, y + h * 0.3)))
    sheet.shape(body, "ink")
    for path in (
        curve((x - w * 0.4, y - h * 0.14), (x + w * 0.05, y + h * 0.1), (x + w * 0.5, y + h * 0.02)),
        curve((x + w * 0.05, y + h * 0.12), (x + w * 0.1, y + h), (x + w * 0.06, y + h * 1.84)),
        curve((x + w * 0.9, y + h * 0.5), (x + w * 0.8, y + h * 1.2), (x + w * 0.86, y + h * 1.92)),
        curve((x - w * 0.9, y + h * 0.4), (x - w * 0.8, y + h * 1.1), (x - w * 0.86, y + h * 1.74)),
    ):
        sheet.ink(path, weight=0.7, colour=PAPER)


@drawing(
    "hands-that-tire-in-the-kitchen",
    "clay",
    "Two hands sliding a small empty saucepan along a worktop on a folded tea towel, with a "
    "colander, a mug of wooden "
    "spoons and a tall stool beside them.",
    frame=(130, 60, 1440),
)
def kitchen_hands(sheet: Sheet) -> None:
    for i, (x, y) in enumerate([(180 + 130 * (i % 10), 110 + 130 * (i // 10)) for i in range(40)]):
        if i in (3, 4, 5, 12, 13, 14, 15, 16, 22, 23, 24, 25, 27):
            sheet.ink(rect(x, y, 118, 118), weight=0.6)
    sheet.shape(line((90, 620), (1260, 620), (1300, 1010), (20, 1010), (90, 620)))
    sheet.shape(line((20, 1010), (1300, 1010), (1300, 1060), (20, 1060), (20, 1010)))
    sheet.ink(line((60, 1060), (60, 1220)), line((420, 1060), (420, 1220)), line((840, 1060), (840, 1220)),
        weight=0.8)
    colander(sheet, 330, 700)
    spoons(sheet, 1090, 700)
    stool(sheet, 1420, 1010)
    towel = line((440, 800), (1060, 800), (1090, 930), (400, 930), (440, 800))
    sheet.shape(towel, "tone")
    sheet.ink(line((486, 802), (452, 928)), line((504, 802), (472, 928)), line((1012, 802), (1036, 928)),
        line((994, 802), (1016, 928)), weight=0.7)
    sheet.ink(curve((400, 930), (410, 944), (440, 946), (1080, 946), (1092, 932)), weight=0.8)
    behind_pan(sheet, 570, 770, 1.14)
    behind_pan(sheet, 930, 770, 1.14, mirror=True)
    sleeve(sheet, [(380, 966), (486, 1034), (360, 1320), (180, 1260)], 30, "ink")
    sleeve(sheet, [(1120, 966), (1014, 1034), (1140, 1320), (1320, 1260)], 30, "ink")
    body = join(line((576, 650), (582, 860)), curve((582, 860), (600, 886), (660, 890), (840, 890),
        (900, 886), (918, 860)), line((918, 860), (924, 650)), ellipse(750, 650, 174, 34, 0, 180))
    sheet.shape(body, "white")
    sheet.shape(ellipse(750, 650, 174, 34), "paper")
    sheet.ink(ellipse(750, 660, 158, 26, 188, 352), weight=0.7)
    sheet.hatch(line((860, 690), (916, 660), (912, 860), (860, 884)), angle=88, gap=15, weight=0.6)
    round_pan(sheet, 580, 770, 1.14)
    round_pan(sheet, 920, 770, 1.14, mirror=True)


def colander(sheet: Sheet, x: float, y: float) -> None:
    """A colander on its foot."""
    sheet.shape(line((x - 50, y - 20), (x + 50, y - 20), (x + 62, y + 6), (x - 62, y + 6), (x - 50, y - 20)))
    for side in (-1, 1):
        sheet.ink(curve((x + side * 128, y - 140), (x + side * 168, y - 142), (x + side * 160, y - 112),
            (x + side * 122, y - 112)))
    sheet.shape(join(ellipse(x, y - 150, 136, 22, 180, 0), curve((x + 136, y - 150), (x + 110, y - 66),
        (x + 56, y - 18), (x - 56, y - 18), (x - 110, y - 66), (x - 136, y - 150))), "white")
    sheet.shape(ellipse(x, y - 150, 136, 22))
    for row, (count, wide) in enumerate(((7, 96), (6, 78), (4, 48))):
        for i in range(count):
            px = x - wide + 2 * wide * i / (count - 1)
            sheet.shape(ellipse(px, y - 104 + row * 28 - abs(px - x) * 0.05, 5, 5), "ink", weight=0.5)


def spoons(sheet: Sheet, x: float, y: float) -> None:
    """A mug of wooden spoons."""
    for a, length in ((-16, 250), (2, 280), (18, 240)):
        top = turn([(x, y - length)], a, (x, y - 40))[0]
        stick(sheet, (x, y - 60), top, 14)
        sheet.shape(ellipse(top[0], top[1], 27, 42, tilt=a), "tone" if a == 2 else "paper")
    mug(sheet, x, y, 1.05, handle=1)


def stool(sheet: Sheet, x: float, y: float) -> None:
    """A tall kitchen stool, partly off the sheet below."""
    for a, b in ((-70, -112), (70, 112), (-24, -34), (30, 40)):
        stick(sheet, (x + a, y - 280), (x + b, y + 220), 20, 16)
    for dy in (-20, 60):
        sheet.ink(line((x - 92, y + dy), (x + 92, y + dy)), weight=1.6)
    sheet.shape(curve((x - 124, y - 300), (x, y - 326), (x + 124, y - 300), (x + 118, y - 272), (x, y - 252),
        (x - 118, y - 272), closed=True), "tone")


@drawing(
    "light-noise-and-busy-places",
    "dusk",
    "A woman seen from behind on a bench just outside a bright shop door, a wide-brimmed hat and a "
    "small basket beside her, "
    "looking at a quiet street tree.",
)
def busy_places(sheet: Sheet) -> None:
    shop_front(sheet)
    street_tree(sheet, 1190, 860)
    sheet.ink(line((900, 800), (1040, 800)), line((1330, 800), (1540, 800)), line((640, 866), (1120, 866)),
        line((1290, 866), (1560, 866)))
    ground(sheet, 800, 1120, 900, 30)
    woman_from_behind(sheet, 730, 900)
    hat_and_basket(sheet, 956, 900)
    bench_back(sheet, 500, 900, 680)


def shop_front(sheet: Sheet) -> None:
    """A shop with an awning at the left, its door open and full of light."""
    sheet.shape(line((-20, 120), (430, 120), (430, 866), (-20, 866), (-20, 120)))
    sheet.shape(line((150, 300), (390, 300), (390, 866), (150, 866), (150, 300)), "white")
    for x, y in ((200, 420), (250, 420), (300, 420), (340, 420), (200, 560), (260, 560), (320, 560)):
        sheet.ink(rect(x - 18, y - 60, 34, 60), weight=0.6)
    sheet.ink(line((170, 422), (372, 422)), line((170, 562), (372, 562)), line((170, 700), (372, 700)),
        weight=0.7)
    for i in range(6):
        sheet.ink(rect(184 + i * 31, 650, 24, 50), weight=0.6)
    stripes = 7
    for i in range(stripes):
        x0, x1 = -30 + i * 72, -30 + (i + 1) * 72
        strip = join(line((x0 + 20, 180), (x1 + 12, 180), (x1, 300)), ellipse((x0 + x1) / 2, 300, 36, 22, 0,
            180), line((x0 + 20, 180)))
        sheet.shape(strip, "ink" if i % 2 else "white")
    sheet.mask(line((152, 868), (390, 868), (520, 990), (230, 990)), WHITE)


def street_tree(sheet: Sheet, x: float, y: float) -> None:
    """A young street tree with a round crown, in a square of earth."""
    crown = curve((x - 190, y - 470), (x - 220, y - 590), (x - 130, y - 700), (x - 10, y - 750),
        (x + 120, y - 710), (x + 210, y - 600), (x + 196, y - 470), (x + 110, y - 400), (x, y - 386),
        (x - 110, y - 400), closed=True)
    sheet.tone([*crown, crown[0]], (0, 0))
    for part in (crown[4:34], crown[40:70], crown[78:104], crown[110:136]):
        sheet.ink(part)
    trunk = line((x - 16, y), (x - 10, y - 420), (x + 10, y - 420), (x + 18, y), (x - 16, y))
    sheet.shape(trunk)
    sheet.ink(curve((x, y - 400), (x - 40, y - 500), (x - 90, y - 560)), curve((x + 2, y - 420),
        (x + 50, y - 520), (x + 80, y - 600)), curve((x, y - 440), (x - 4, y - 560), (x + 10, y - 650)))
    for k in range(26):
        a = ellipse(x, y - 560, sheet.rng.uniform(60, 180), sheet.rng.uniform(50, 150), k * 47, k * 47 + 1)[0]
        sheet.ink(curve((a[0] - 8, a[1]), (a[0], a[1] - 8), (a[0] + 9, a[1] - 2)), weight=0.66)
    sheet.ink(line((x - 70, y + 6), (x + 80, y + 6)), curve((x - 40, y), (x - 30, y - 18), (x - 24, y)),
        curve((x + 34, y), (x + 44, y - 16), (x + 50, y)), weight=0.8)


def woman_from_behind(sheet: Sheet, x: float, y: float) -> None:
    """Head, hair in a knot, neck and shoulders in a coat; the bench hides the rest."""
    sheet.shape(curve((x - 22, y - 330), (x - 26, y - 270), (x + 26, y - 270), (x + 22, y - 330)), "white")
    coat = join(
        curve((x - 30, y - 290), (x - 70, y - 268), (x - 124, y - 236), (x - 150, y - 150),
            (x - 158, y - 40), (x - 150, y + 60)),
        line((x + 150, y + 60)),
        curve((x + 150, y + 60), (x + 158, y - 40), (x + 148, y - 150), (x + 124, y - 236),
            (x + 70, y - 268), (x + 30, y - 290)),
        curve((x + 30, y - 290), (x, y - 276), (x - 30, y - 290)),
    )
    sheet.shape(coat, "tone")
    sheet.ink(curve((x - 102, y - 150), (x - 108, y - 60), (x - 102, y + 50)), curve((x + 100, y - 150),
        (x + 108, y - 60), (x + 104, y + 50)), line((x, y - 180), (x, y + 56)), weight=0.75)
    sheet.shape(curve((x - 52, y - 288), (x - 30, y - 316), (x, y - 322), (x + 30, y - 316),
        (x + 52, y - 288), (x, y - 266), closed=True), "tone")
    head = curve((x - 62, y - 380), (x - 66, y - 430), (x - 38, y - 468), (x + 4, y - 476),
        (x + 48, y - 460), (x + 66, y - 420), (x + 58, y - 366), (x + 30, y - 326), (x, y - 316),
        (x - 34, y - 326), closed=True)
    sheet.shape(head, "ink")
    sheet.shape(ellipse(x + 6, y - 492, 40, 34), "ink")
    for path in (curve((x - 50, y - 380), (x - 20, y - 430), (x + 2, y - 458)), curve((x + 50, y - 380),
        (x + 26, y - 430), (x + 10, y - 458)), curve((x - 12, y - 340), (x - 4, y - 400), (x + 4, y - 450)),
        curve((x - 18, y - 498), (x + 6, y - 512), (x + 28, y - 494))):
        sheet.ink(path, weight=0.6, colour=PAPER)


def hat_and_basket(sheet: Sheet, x: float, y: float) -> None:
    """A wide-brimmed hat and a small basket on the seat, seen over the bench's back."""
    sheet.shape(curve((x - 110, y - 170), (x - 60, y - 196), (x, y - 200), (x + 60, y - 196),
        (x + 112, y - 170), (x + 50, y - 150), (x - 50, y - 150), closed=True), "white")
    sheet.shape(curve((x - 56, y - 178), (x - 54, y - 230), (x - 20, y - 252), (x + 26, y - 252),
        (x + 54, y - 228), (x + 56, y - 178)), "white")
    sheet.shape(curve((x - 57, y - 180), (x, y - 166), (x + 57, y - 180), (x + 57, y - 202), (x, y - 190),
        (x - 57, y - 202), closed=True), "ink")
    bx = x + 146
    sheet.ink(curve((bx - 44, y - 160), (bx - 40, y - 240), (bx, y - 262), (bx + 40, y - 240),
        (bx + 44, y - 160)))
    sheet.shape(line((bx - 60, y - 176), (bx + 60, y - 176), (bx + 50, y - 60), (bx - 50, y - 60),
        (bx - 60, y - 176)))
    sheet.hatch(line((bx - 56, y - 168), (bx + 56, y - 168), (bx + 48, y - 60), (bx - 48, y - 60)), angle=40,
        gap=18, weight=0.6, loose=3)
    sheet.hatch(line((bx - 56, y - 168), (bx + 56, y - 168), (bx + 48, y - 60), (bx - 48, y - 60)),
        angle=-40, gap=18, weight=0.6, loose=3)


def bench_back(sheet: Sheet, x: float, y: float, w: float) -> None:
    """A slatted bench seen from behind."""
    for dx in (40, w - 66):
        sheet.shape(rect(x + dx, y - 170, 28, 390))
    for dy in (150, 92, 34):
        sheet.shape(rect(x, y - dy, w, 36))
    sheet.shape(rect(x + 10, y + 56, w - 20, 26))


@drawing(
    "friends-who-want-to-help",
    "clay",
    "A front doorstep seen from indoors, with a covered dish, a folded note and a pair of somebody's "
    "walking boots beside "
    "it, and the door standing a hand's width open.",
)
def friends(sheet: Sheet) -> None:
    sheet.shape(rect(430, 90, 660, 930))
    sheet.shape(rect(480, 140, 560, 880), "white")
    sheet.ink(curve((484, 620), (640, 590), (760, 606)), weight=0.75)
    hedge(sheet)
    sheet.shape(line((484, 940), (770, 940), (770, 1018), (484, 1018), (484, 940)))
    sheet.shape(line((710, 140), (1040, 140), (1040, 1020), (710, 1046), (710, 140)), "tone")
    sheet.ink(line((690, 130), (690, 1056), (712, 1046)), line((690, 130), (712, 140)))
    for y, h in ((220, 300), (590, 330)):
        sheet.ink(rect(780, y, 200, h), weight=0.85)
        sheet.ink(line((790, y + h - 10), (790, y + 10), (970, y + 10)), weight=0.66)
    sheet.shape(ellipse(736, 580, 13, 13), "ink")
    skirting(sheet, 1006, (150, 420), (1100, 1450))
    casserole(sheet, 590, 968)
    coat_hooks(sheet)
    ground(sheet, 1240, 1100, 380, 22)
    boot(sheet, 1150, 1076, 0.98)
    boot(sheet, 1104, 1098, 1.04)
    mat = line((420, 1060), (960, 1060), (1010, 1150), (350, 1150), (420, 1060))
    sheet.shape(mat)
    sheet.hatch(line((450, 1072), (930, 1072), (968, 1138), (392, 1138)), angle=0, gap=15, weight=0.6)


def hedge(sheet: Sheet) -> None:
    """What stands outside: a hedge, a gate post and a path."""
    sheet.ink(curve((486, 560), (520, 520), (560, 544), (600, 510), (650, 540), (688, 516)), weight=0.8)
    sheet.ink(line((560, 940), (610, 660)), line((690, 800), (664, 660)), weight=0.75)
    for x, y in ((520, 580), (560, 600), (640, 570), (506, 620), (590, 560)):
        sheet.ink(curve((x - 8, y), (x, y - 8), (x + 8, y)), weight=0.6)


def casserole(sheet: Sheet, x: float, y: float) -> None:
    """A covered dish with a folded note on its lid."""
    for side in (-1, 1):
        sheet.shape(curve((x + side * 84, y - 66), (x + side * 116, y - 70), (x + side * 114, y - 42),
            (x + side * 84, y - 40)), "ink")
    sheet.shape(join(line((x - 92, y - 76)), curve((x - 92, y - 76), (x - 90, y - 20), (x - 70, y)),
        line((x + 70, y)), curve((x + 70, y), (x + 90, y - 20), (x + 92, y - 76)), line((x - 92, y - 76))),
        "tone")
    sheet.shape(curve((x - 98, y - 76), (x - 70, y - 108), (x, y - 120), (x + 70, y - 108), (x + 98, y - 76),
        (x, y - 70), closed=True), "tone")
    sheet.shape(ellipse(x, y - 128, 16, 12), "ink")
    note = turn(line((x - 20, y - 166), (x + 44, y - 186), (x + 62, y - 122), (x - 2, y - 106),
        (x - 20, y - 166)), 4, (x, y - 140))
    sheet.shape(note, "white")
    sheet.ink(line((x + 10, y - 148), (x + 40, y - 156)), line((x + 14, y - 134), (x + 34, y - 140)),
        weight=0.6)


def coat_hooks(sheet: Sheet) -> None:
    """A row of hooks with a scarf and an umbrella."""
    sheet.shape(rect(1180, 240, 290, 40))
    for x in (1220, 1325, 1430):
        sheet.ink(curve((x, 264), (x, 300), (x + 18, 302), (x + 20, 286)), weight=1.2)
    scarf = join(curve((1206, 300), (1196, 480), (1204, 640)), line((1204, 640), (1262, 636)),
        curve((1262, 636), (1250, 470), (1240, 300)), curve((1240, 300), (1222, 284), (1206, 300)))
    sheet.shape(scarf, "tone")
    for y in (560, 590):
        sheet.ink(line((1204, y), (1256, y - 2)), weight=0.75)
    for i in range(6):
        sheet.ink(line((1208 + i * 10, 640), (1206 + i * 10, 662)), weight=0.66)
    sheet.ink(curve((1430, 306), (1416, 292), (1430, 282)), weight=1.1)
    sheet.shape(curve((1424, 330), (1410, 420), (1426, 640), (1442, 420), (1432, 330)), "ink")
    sheet.ink(line((1428, 300), (1428, 334)), line((1426, 640), (1426, 680)), weight=1.2)


def boot(sheet: Sheet, x: float, y: float, s: float) -> None:
    """A walking boot, toe to the right."""
    shaft = join(curve((0, -30), (-6, -120), (4, -196)), curve((4, -196), (40, -206), (92, -198)),
        curve((92, -198), (104, -130), (150, -96), (214, -76), (240, -50), (242, -26)), line((0, -26)))
    sheet.shape(move([(px * s, py * s) for px, py in shaft], x, y), "paper")
    for i in range(5):
        lx, ly = 84 + i * 16, -176 + i * 22 + (i > 2) * 4
        sheet.ink(line((x + (lx - 6) * s, y + (ly + 12) * s), (x + (lx + 18) * s, y + (ly - 3) * s)),
            weight=0.9)
    sheet.ink(curve((x + 6 * s, y - 180 * s), (x + 44 * s, y - 172 * s), (x + 92 * s, y - 180 * s)),
        curve((x, y - 80 * s), (x + 40 * s, y - 76 * s), (x + 52 * s, y - 28 * s)),
        curve((x + 184 * s, y - 82 * s), (x + 176 * s, y - 54 * s), (x + 184 * s, y - 28 * s)), weight=0.75)
    sheet.shape(move([(px * s, py * s) for px, py in curve((-6, -28), (120, -24), (246, -30), (254, -8),
        (240, 2), (0, 2), (-10, -8), closed=True)], x, y), "ink")
