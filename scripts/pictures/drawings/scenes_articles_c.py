"""Drawings of articles on warmth, on moving, and of the two guides to choosing a thing."""

# fmt: off
from curves import curve, ellipse, flip, join, line, move, rect, rounded, turn
from gallery import drawing
from hands import finger, open_shape, resting
from pen import PAPER, Sheet
from rooms import bars, skirting, window
from soft import hanging_towel, pillow, put
from things import ground, mug

WHITE = "#FFFCF5"


def slipper(sheet: Sheet, x: float, y: float, s: float = 1.0, fill: str = "tone") -> None:
    """A felt slipper from the side, toe to the right; (x, y) is the back of its heel."""
    body = join(curve((0, -8), (-8, -40), (6, -62), (60, -56)), curve((60, -56), (84, -92), (110, -98),
        (160, -84), (206, -52), (222, -18), (218, -6)), line((0, -8)))
    sheet.shape(put(body, x, y, s), fill)
    sheet.shape(put(curve((2, -58), (40, -66), (84, -60), (110, -96), (78, -104), (30, -84), closed=True), x,
        y, s), "white")
    sheet.shape(put(curve((-4, -10), (110, -6), (222, -10), (224, 2), (110, 6), (0, 4), closed=True), x, y,
        s), "ink")


@drawing(
    "warm-water-and-warm-rooms",
    "moss",
    "A small tiled pool seen from the steps with steam on the window, a towelling robe on a hook, "
    "wool slippers by the rail "
    "and one hand on it.",
)
def warm_water(sheet: Sheet) -> None:
    window(sheet, 690, 70, 480, 290)
    bars(sheet, 690, 70, 480, 290, 3, 1)
    cloud = join(curve((722, 300), (736, 262), (780, 240), (830, 262), (880, 206), (950, 216), (990, 258),
        (1060, 232), (1110, 262), (1138, 296)), line((1138, 326), (722, 326)))
    sheet.mask([*cloud, cloud[0]])
    for part in (cloud[10:62], cloud[70:116]):
        sheet.ink(part, weight=0.7)
    for y in (440, 520):
        sheet.ink(line((180, y), (1480, y)), weight=0.8)
    for i in range(16):
        sheet.ink(line((200 + i * 82, 444), (200 + i * 82, 516)), weight=0.66)
    robe(sheet, 400, 150)
    outer = line((330, 560), (1270, 560), (1560, 930), (40, 930), (330, 560))
    sheet.shape(outer)
    water = line((420, 606), (1180, 606), (1390, 880), (210, 880), (420, 606))
    sheet.shape(water, "tone")
    for k in range(1, 12):
        a = (330 + 940 * k / 12, 560)
        sheet.ink(line(a, (420 + 760 * k / 12, 604)), weight=0.66)
    for k in range(1, 5):
        t = k / 5
        sheet.ink(line((330 - 290 * t, 560 + 370 * t), (420 - 210 * t, 606 + 274 * t)),
            line((1270 + 290 * t, 560 + 370 * t), (1180 + 210 * t, 606 + 274 * t)), weight=0.66)
    for x, y, w in ((560, 680, 130), (860, 650, 150), (700, 760, 170), (430, 800, 120), (1000, 720, 110)):
        sheet.ink(curve((x, y), (x + w * 0.25, y - 12), (x + w * 0.5, y), (x + w * 0.75, y + 11),
            (x + w, y)), weight=0.75)
    for i, y in enumerate((836, 880, 930)):
        sheet.shape(line((520 - i * 24, y), (1000 + i * 24, y), (1012 + i * 24, y + 40),
            (508 - i * 24, y + 40), (520 - i * 24, y)), "white" if i else "tone")
    slipper(sheet, 640, 1080, 0.86)
    slipper(sheet, 600, 1112, 0.92)
    rail(sheet)


def robe(sheet: Sheet, x: float, y: float) -> None:
    """A towelling robe on a hook, its belt hanging."""
    body = join(curve((x - 26, y), (x - 84, y + 30), (x - 112, y + 130), (x - 122, y + 386)),
        curve((x - 122, y + 386), (x, y + 404), (x + 118, y + 386)), curve((x + 118, y + 386),
        (x + 110, y + 130), (x + 84, y + 30), (x + 26, y)), curve((x + 26, y), (x, y - 12), (x - 26, y)))
    sheet.shape(body, "white")
    collar = join(curve((x - 26, y), (x - 34, y + 70), (x - 10, y + 160), (x + 6, y + 206)),
        curve((x + 6, y + 206), (x + 30, y + 150), (x + 40, y + 70), (x + 26, y)), curve((x + 26, y),
        (x + 18, y + 70), (x + 2, y + 120)), curve((x + 2, y + 120), (x - 16, y + 70), (x - 26, y)))
    sheet.shape(collar, "tone")
    sheet.ink(curve((x + 6, y + 206), (x + 10, y + 300), (x + 6, y + 398)), weight=0.75)
    for side in (-1, 1):
        sheet.ink(curve((x + side * 64, y + 110), (x + side * 74, y + 200), (x + side * 66, y + 316)),
            line((x + side * 118, y + 296), (x + side * 66, y + 304)), weight=0.75)
    sheet.ink(curve((x - 64, y + 214), (x + 4, y + 226), (x + 66, y + 212)), curve((x - 60, y + 234),
        (x + 4, y + 246), (x + 66, y + 232)), weight=0.75)
    sheet.ink(curve((x + 10, y + 240), (x + 30, y + 290), (x + 24, y + 346)), curve((x, y - 10), (x, y - 34),
        (x + 14, y - 40)), weight=1.2)
    for _ in range(18):
        px, py = x + sheet.rng.uniform(-50, 46), y + sheet.rng.uniform(258, 380)
        sheet.ink(line((px, py), (px + 5, py + 1)), weight=0.6)


def rail(sheet: Sheet) -> None:
    """The steel rail of the steps, and a hand that lies on it."""
    outer = curve((1216, 1210), (1212, 960), (1206, 800), (1180, 736), (1120, 726), (1000, 770), (880, 836),
        (840, 880))
    inner = curve((1180, 1210), (1176, 970), (1172, 822), (1156, 774), (1116, 766), (1012, 806), (900, 868),
        (868, 900))
    sheet.mask([*outer, *inner[::-1], outer[0]], WHITE)
    sheet.ink(outer, inner)
    resting(sheet, 1090, 748, 1.08, lean=-22)
    open_shape(sheet, curve((1216, 652), (1330, 600), (1460, 574), (1640, 560)) + curve((1640, 690),
        (1480, 700), (1360, 716), (1236, 724)))
    sheet.mask(line((1190, 668), (1250, 640), (1262, 712), (1212, 724)), WHITE)


@drawing(
    "strength-from-a-chair",
    "moss",
    "A plain wooden chair with its back to a kitchen wall, a rubber band looped over one arm, "
    "slippered feet flat on the "
    "floor and two hands resting on the knees.",
)
def strength(sheet: Sheet) -> None:
    skirting(sheet, 880, (110, 420), (1180, 1500))
    sheet.ink(line((1250, 300), (1490, 300)), weight=1.2)
    hanging_towel(sheet, 1300, 302, 130, 250, "white")
    sheet.shape(rect(130, 330, 230, 20))
    mug(sheet, 200, 330, 0.66)
    sheet.shape(rounded(262, 250, 70, 80, 12), "tone")
    for x in (505, 1061):
        sheet.shape(rounded(x, 40, 42, 620, 18))
    for y in (90, 230, 370):
        sheet.shape(rect(547, y, 514, 46))
    ground(sheet, 810, 1096, 760, 26)
    for x in (470, 1096):
        sheet.shape(rect(x, 640, 42, 420))
    sheet.shape(rect(470, 600, 668, 52))
    jumper = join(line((620, -30)), curve((620, -30), (596, 120), (590, 320), (596, 560)), curve((596, 560),
        (800, 600), (1012, 560)), curve((1012, 560), (1018, 320), (1010, 120), (990, -30)), line((620, -30)))
    sheet.shape(jumper, "tone")
    sheet.ink(curve((600, 528), (800, 566), (1008, 528)), weight=0.75)
    leg_and_slipper(sheet, False)
    leg_and_slipper(sheet, True)
    for side in (False, True):
        def p(path: list[tuple[float, float]], side: bool = side) -> list[tuple[float, float]]:
            return flip(path, 804) if side else path
        arm_rest = rounded(440, 396, 76, 44, 18)
        sheet.shape(p(rect(462, 436, 30, 170)))
        upper = join(line((606, -30)), curve((606, -30), (560, 120), (530, 290), (534, 360), (560, 420)),
            curve((560, 420), (590, 500), (610, 566)), line((690, 540)), curve((690, 540), (668, 440),
            (640, 370)), curve((640, 370), (650, 200), (662, 60)))
        sheet.mask(p([*upper, upper[0]]))
        sheet.tone(p(upper))
        sheet.ink(p(upper))
        sheet.ink(p(line((604, 546), (684, 520))), weight=0.75)
        hand_on_knee(sheet, side)
        sheet.shape(p(arm_rest))
    band(sheet, 478, 400)


def leg_and_slipper(sheet: Sheet, mirror: bool) -> None:
    """One leg of the sitter, the knee towards us, in dark trousers, with its slipper."""
    leg = join(curve((590, 560), (560, 620), (562, 720), (580, 860), (592, 980)), line((706, 980)),
        curve((706, 980), (730, 860), (752, 730), (768, 640), (800, 580)), line((590, 560)))
    sheet.shape(flip(leg, 804) if mirror else leg, "ink")
    knee = curve((600, 700), (650, 724), (712, 712))
    sheet.ink(flip(knee, 804) if mirror else knee, weight=0.7, colour=PAPER)
    foot = join(curve((594, 984), (566, 1030), (560, 1072), (584, 1092), (640, 1098), (696, 1090),
        (716, 1068), (712, 1030), (704, 984)), line((594, 984)))
    sheet.shape(flip(foot, 804) if mirror else foot, "tone")
    cuff = curve((590, 972), (650, 960), (708, 972), (712, 1004), (650, 1018), (588, 1004), closed=True)
    sheet.shape(flip(cuff, 804) if mirror else cuff, "white")


def hand_on_knee(sheet: Sheet, mirror: bool) -> None:
    """A hand that lies on a knee, fingers hanging over it."""

    def p(path: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return flip(path, 804) if mirror else path

    back = join(curve((612, 566), (594, 606), (590, 640)), line((700, 640)), curve((700, 640), (702, 600),
        (688, 540)))
    sheet.mask([*p(back), p(back)[0]], WHITE)
    sheet.stroke(p(curve((612, 566), (594, 606), (590, 644))))
    sheet.stroke(p(curve((688, 540), (702, 584), (700, 636))))
    for (ax, ay), (bx, by) in (((604, 636), (600, 700)), ((630, 640), (628, 722)), ((657, 640), (658, 718)),
        ((684, 632), (688, 696))):
        a, b = p([(ax, ay)])[0], p([(bx, by)])[0]
        finger(sheet, a, b, 29, 25, nail=True)
    sheet.mask(p(line((596, 600), (694, 600), (696, 648), (594, 648))), WHITE)
    open_shape(sheet, p(curve((690, 560), (722, 600), (736, 640), (730, 664), (714, 660), (700, 630))))
    for x in (617, 643, 670):
        sheet.ink(p(line((x, 634), (x, 652))), weight=0.66)


def band(sheet: Sheet, x: float, y: float) -> None:
    """A rubber band looped over the chair's arm."""
    loop = curve((x - 26, y + 20), (x - 44, y + 150), (x - 58, y + 300), (x - 30, y + 350), (x + 2, y + 310),
        (x + 4, y + 150), (x + 6, y + 44))
    wide = curve((x - 8, y + 40), (x - 22, y + 160), (x - 36, y + 290), (x - 28, y + 320), (x - 16, y + 290),
        (x - 14, y + 160), (x - 12, y + 44))
    sheet.mask([*loop, *wide[::-1]])
    sheet.tone([*loop, *wide[::-1]], (-4, 3))
    sheet.ink(loop, wide)
    over = line((x - 30, y - 6), (x + 10, y - 6), (x + 10, y + 46), (x - 30, y + 46), (x - 30, y - 6))
    sheet.shape(over, "tone")


@drawing(
    "choosing-a-weighted-blanket",
    "heather",
    "A heavy quilted linen blanket folded over the foot of a bed, with kitchen scales and two paper "
    "bags of flour on the "
    "bedspread beside it.",
    frame=(60, 110, 1440),
)
def weighted_blanket(sheet: Sheet) -> None:
    headboard = join(line((330, 560), (330, 250)), curve((330, 250), (520, 190), (800, 172), (1080, 190),
        (1270, 250)), line((1270, 560)))
    sheet.shape([*headboard, headboard[0]])
    for i in range(1, 7):
        sheet.ink(line((330 + i * 134, 222 - (3.5 - abs(i - 3.5)) * 12), (330 + i * 134, 540)), weight=0.75)
    pillow(sheet, 590, 470, 400, 190)
    pillow(sheet, 1010, 470, 400, 190)
    sheet.shape(join(line((320, 560)), curve((320, 560), (560, 530), (800, 546), (1040, 528), (1280, 556)),
        line((1480, 960), (120, 960), (320, 560))), "white")
    sheet.ink(curve((340, 600), (800, 580), (1270, 600)), weight=0.75)
    drop = join(line((120, 960), (1480, 960)), curve((1480, 960), (1486, 1060), (1476, 1210)),
        line((126, 1210)), curve((126, 1210), (112, 1060), (120, 960)))
    sheet.shape(drop, "white")
    for x in (190, 420, 800, 1130, 1380):
        sheet.ink(curve((x, 980), (x - 6, 1070), (x + 6, 1150)), weight=0.7)
    blanket(sheet)
    scales(sheet, 1090, 900)
    flour(sheet, 1262, 906)
    flour(sheet, 1370, 880)


def blanket(sheet: Sheet) -> None:
    """The folded blanket: a quilted top and the fold towards us, hanging a little over the edge."""
    top = line((260, 690), (870, 690), (930, 860), (190, 860), (260, 690))
    sheet.shape(top, "tone")
    for i in range(1, 6):
        t = i / 6
        sheet.ink(line((260 + 610 * t, 694), (190 + 740 * t, 856)), weight=0.7)
    for t in (0.33, 0.66):
        sheet.ink(line((260 - 70 * t, 690 + 170 * t), (870 + 60 * t, 690 + 170 * t)), weight=0.7)
    for i in range(4):
        y = 862 + i * 44
        layer = join(curve((186, y), (164, y + 22), (188, y + 44)), line((930, y + 44)), curve((930, y + 44),
            (954, y + 22), (932, y)), line((186, y)))
        sheet.shape(layer, "tone")
    for i in range(1, 6):
        for k in range(4):
            x = 190 + 740 * i / 6
            sheet.ink(curve((x, 868 + k * 44), (x + 5, 884 + k * 44), (x, 900 + k * 44)), weight=0.6)


def scales(sheet: Sheet, x: float, y: float) -> None:
    """Old kitchen scales with a dial and an empty pan."""
    sheet.shape(line((x - 60, y - 190), (x + 60, y - 190), (x + 92, y), (x - 92, y), (x - 60, y - 190)),
        "ink")
    sheet.shape(ellipse(x, y - 94, 58, 58), "white")
    for i in range(10):
        a, b = ellipse(x, y - 94, 46, 46, i * 36, i * 36 + 1)[0], ellipse(x, y - 94, 53, 53, i * 36,
            i * 36 + 1)[0]
        sheet.ink(line(a, b), weight=0.66)
    sheet.ink(line((x, y - 94), (x + 4, y - 134)), weight=1.1)
    sheet.shape(rect(x - 14, y - 214, 28, 26))
    pan = join(ellipse(x, y - 252, 128, 20, 180, 0), curve((x + 128, y - 252), (x + 90, y - 214),
        (x, y - 204), (x - 90, y - 214), (x - 128, y - 252)))
    sheet.shape(pan, "white")
    sheet.shape(ellipse(x, y - 252, 128, 20))


def flour(sheet: Sheet, x: float, y: float) -> None:
    """A paper bag of flour, its top folded over."""
    sheet.shape(line((x - 50, y - 180), (x + 50, y - 180), (x + 54, y), (x - 54, y), (x - 50, y - 180)))
    sheet.shape(line((x - 50, y - 180), (x - 42, y - 214), (x + 42, y - 214), (x + 50, y - 180),
        (x - 50, y - 180)))
    for a, w in ((0, 30), (-34, 22), (34, 22)):
        stalk = turn(curve((x, y - 60), (x, y - 90), (x, y - 126)), a, (x, y - 50))
        sheet.ink(stalk, weight=0.75)
        for k in (5, 12, 20, 26):
            if k < len(stalk):
                px, py = stalk[k]
                sheet.ink(turn(line((px, py), (px - 9, py - 12)), a, (px, py)),
                    turn(line((px, py), (px + 9, py - 12)), a, (px, py)), weight=w / 40)
    sheet.ink(line((x - 30, y - 30), (x + 30, y - 30)), weight=0.75)


@drawing(
    "choosing-a-jar-opener",
    "heather",
    "A row of five jar openers on a wooden worktop, a rubber disc, a key, a long-handled strap, a "
    "wedge and a small machine, "
    "in front of one stubborn jar of pickled beetroot.",
)
def jar_openers(sheet: Sheet) -> None:
    for x in range(180, 1500, 150):
        if x not in (330, 1380):
            sheet.ink(line((x, 90 + (x % 4) * 20), (x, 560)), weight=0.6)
    sheet.shape(line((60, 600), (1540, 600), (1660, 1060), (-60, 1060), (60, 600)))
    sheet.shape(line((-60, 1060), (1660, 1060), (1660, 1130), (-60, 1130), (-60, 1060)))
    for pts in (((120, 660), (420, 650), (560, 668)), ((1050, 650), (1300, 664), (1500, 652)),
        ((40, 1000), (300, 1012), (620, 1000)), ((900, 1020), (1200, 1008), (1540, 1024)),
        ((60, 760), (160, 764)), ((1400, 800), (1560, 790))):
        sheet.ink(curve(*pts), weight=0.6)
    beetroot(sheet, 800, 720)
    disc(sheet, 230, 900)
    opener_key(sheet, 480, 930)
    strap(sheet, 800, 930)
    wedge(sheet, 1130, 930)
    machine(sheet, 1390, 960)


def beetroot(sheet: Sheet, x: float, y: float) -> None:
    """A big jar of sliced beetroot with a wide lid."""
    body = join(curve((x - 120, y - 430), (x - 160, y - 400), (x - 168, y - 340)), line((x - 168, y - 40)),
        curve((x - 168, y - 40), (x - 160, y), (x - 120, y + 8)), line((x + 120, y + 8)),
        curve((x + 120, y + 8), (x + 160, y), (x + 168, y - 40)), line((x + 168, y - 340)),
        curve((x + 168, y - 340), (x + 160, y - 400), (x + 120, y - 430)), line((x - 120, y - 430)))
    sheet.mask(body, WHITE)
    inside = rounded(x - 154, y - 350, 308, 346, 34)
    sheet.tone(inside, (-4, 4))
    sheet.ink(curve((x - 154, y - 350), (x, y - 340), (x + 154, y - 350)), weight=0.75)
    for dx, dy, rx, ry, tilt in ((-92, -60, 52, 38, 12), (10, -48, 56, 36, -8), (104, -70, 44, 40, 30),
        (-50, -130, 54, 36, -20), (62, -140, 56, 40, 10), (-100, -200, 44, 42, 40), (0, -214, 54, 36, 0),
        (98, -220, 46, 38, -24), (-52, -286, 54, 34, 14), (58, -290, 56, 32, -8)):
        sheet.shape(ellipse(x + dx, y + dy, rx, ry, tilt=tilt), "tone", weight=0.85)
        sheet.ink(ellipse(x + dx, y + dy, rx * 0.55, ry * 0.55, 200, 420, tilt=tilt), weight=0.6)
    sheet.shape(body, "none")
    sheet.shape(join(line((x - 134, y - 500)), line((x - 140, y - 432)), line((x + 140, y - 432)),
        line((x + 134, y - 500)), curve((x + 134, y - 500), (x, y - 516), (x - 134, y - 500))), "ink")
    for i in range(1, 14):
        sheet.ink(line((x - 136 + i * 19.5, y - 490), (x - 138 + i * 19.8, y - 444)), weight=0.6,
            colour=PAPER)
    sheet.shape(rect(x - 84, y - 250, 168, 110), "white")
    sheet.ink(rect(x - 72, y - 238, 144, 86), weight=0.6)
    sheet.ink(curve((x - 24, y - 186), (x - 26, y - 214), (x, y - 222), (x + 26, y - 214), (x + 22, y - 186),
        (x, y - 166), (x - 24, y - 186)), curve((x, y - 222), (x - 8, y - 236)), curve((x + 2, y - 222),
        (x + 12, y - 236)), weight=0.75)


def disc(sheet: Sheet, x: float, y: float) -> None:
    """A ribbed rubber disc."""
    sheet.shape(ellipse(x, y + 10, 124, 46))
    sheet.shape(ellipse(x, y, 124, 46), "tone")
    for rx in (96, 66, 36):
        sheet.ink(ellipse(x, y, rx, rx * 0.36), weight=0.7)


def opener_key(sheet: Sheet, x: float, y: float) -> None:
    """A lever that lifts the edge of a lid."""
    body = join(curve((x - 60, y + 30), (x - 84, y - 10), (x - 60, y - 52), (x - 10, y - 62),
        (x + 60, y - 50), (x + 108, y - 70)), curve((x + 108, y - 70), (x + 124, y - 56), (x + 114, y - 36)),
        curve((x + 114, y - 36), (x + 50, y - 10), (x + 30, y + 20), (x - 10, y + 40), (x - 60, y + 30)))
    sheet.shape(body, "white")
    sheet.shape(ellipse(x - 22, y - 12, 34, 22, tilt=-14), "paper")
    sheet.ink(curve((x + 84, y - 60), (x + 92, y - 46), (x + 86, y - 30)), weight=0.75)


def strap(sheet: Sheet, x: float, y: float) -> None:
    """A long handle with a rubber strap in a loop."""
    loop = ellipse(x - 96, y - 10, 78, 50)
    sheet.shape(loop, "none")
    sheet.shape(ellipse(x - 96, y - 10, 62, 36), "none")
    handle = turn(rounded(x - 40, y - 24, 270, 48, 22), 7, (x, y))
    sheet.shape(handle, "ink")
    for k in range(5):
        sheet.ink(turn(line((x + 100 + k * 22, y - 12), (x + 100 + k * 22, y + 12)), 7, (x, y)), weight=0.7,
            colour=PAPER)
    sheet.shape(turn(ellipse(x - 18, y, 9, 9), 7, (x, y)), "white")


def wedge(sheet: Sheet, x: float, y: float) -> None:
    """A wedge-shaped plate with teeth that is screwed under a shelf."""
    plate = line((x - 110, y - 50), (x + 110, y - 76), (x + 124, y + 10), (x + 20, y + 44), (x - 110, y - 50))
    sheet.shape(move(plate, 0, 16))
    sheet.shape(plate, "tone")
    gap = line((x - 30, y - 34), (x + 96, y - 50), (x + 102, y - 6), (x + 30, y + 14), (x - 30, y - 34))
    sheet.shape(gap, "paper")
    for k in range(6):
        t = k / 6
        px, py = x - 30 + 126 * t, y - 34 - 16 * t
        sheet.ink(line((px, py), (px + 10, py + 10), (px + 20, py - 3)), weight=0.7)


def machine(sheet: Sheet, x: float, y: float) -> None:
    """A small battery machine that sits on a lid and turns it."""
    for side in (-1, 1):
        claw = line((x + side * 60, y - 60), (x + side * 96, y - 50), (x + side * 92, y + 14),
            (x + side * 70, y + 8), (x + side * 60, y - 60))
        sheet.shape(claw, "ink")
    body = curve((x - 104, y - 50), (x - 112, y - 110), (x - 70, y - 158), (x, y - 168), (x + 70, y - 158),
        (x + 112, y - 110), (x + 104, y - 50), (x, y - 36), closed=True)
    sheet.shape(body, "white")
    sheet.shape(ellipse(x, y - 132, 42, 17), "tone")
    sheet.ink(curve((x - 108, y - 84), (x, y - 68), (x + 108, y - 84)), weight=0.75)
