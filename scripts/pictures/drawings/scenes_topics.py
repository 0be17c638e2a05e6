"""Drawings of the twelve topics: one thing each, large, with a heavier pen since they are shown small."""

# fmt: off
import math
from itertools import pairwise

from camera import Camera
from curves import Path, curve, ellipse, join, line, rect, rounded, turn
from gallery import drawing
from hands import behind_pan, round_pan, sleeve
from pen import PAPER, Sheet
from rooms import chair
from smalls import glasses, key, pencil, shoe, tag, writing
from soft import cat_asleep
from things import ground, leaf, mug, pot, steam

HEAVY = 6.6


@drawing("topic-sleep", "dusk", "A plump pillow with a black cat asleep on it.", frame=(250, 230, 1100),
    weight=HEAVY)
def sleep(sheet: Sheet) -> None:
    ground(sheet, 820, 946, 940, 30, 22)
    body = join(
        curve((352, 560), (430, 574), (560, 600), (800, 640), (1040, 600), (1170, 574), (1250, 556)),
        curve((1250, 556), (1236, 660), (1246, 800), (1266, 936)),
        curve((1266, 936), (1120, 924), (960, 950), (800, 956), (640, 950), (480, 926), (336, 940)),
        curve((336, 940), (358, 800), (366, 660), (352, 560)),
    )
    sheet.shape(body, "tone")
    for path in (
        curve((360, 570), (420, 620), (500, 650)), curve((1240, 568), (1180, 624), (1100, 652)),
        curve((346, 930), (410, 880), (470, 860)), curve((1256, 926), (1196, 880), (1130, 862)),
        curve((640, 700), (720, 726), (820, 730)), curve((900, 716), (960, 706), (1000, 690)),
    ):
        sheet.ink(path, weight=0.75)
    cat_asleep(sheet, 800, 662, 2.25)


@drawing("topic-pacing", "clay",
    "A flight of stairs with a chair on the landing half way up, and a cup on the next step.", weight=HEAVY)
def pacing(sheet: Sheet) -> None:
    steps: Path = [(140, 1010), (320, 1010), (320, 890), (480, 890), (480, 770), (1080, 770), (1080, 650),
        (1240, 650), (1240, 530), (1400, 530), (1400, 410), (1560, 410)]
    under = [*steps, (1560, 1080), (140, 1080), (140, 1010)]
    sheet.tone(under, (0, 0))
    sheet.ink(line(*steps))
    cam = Camera(eye=(0, 1.1, -4.2), zoom=2760, centre=(760, 40))
    chair(sheet, cam, 0, 0.0, "e")
    mug(sheet, 1150, 648, 0.8)
    steam(sheet, 1150, 540, 0.8)


@drawing("topic-flares", "heather", "An open umbrella set down on the floor, a few drops still on it.",
    frame=(300, 140, 1240), weight=HEAVY)
def flares(sheet: Sheet) -> None:
    ground(sheet, 830, 980, 900, 36, 24)
    edge = [(700, 250), (1010, 330), (1180, 560), (1150, 850), (960, 1010)]
    canopy = join(curve((960, 1010), (700, 990), (500, 860), (430, 660), (490, 430), (700, 250)),
        *(curve(a, ((a[0] + b[0]) / 2 - 54, (a[1] + b[1]) / 2 + 8), b) for a, b in pairwise(edge)))
    sheet.ink(line((560, 640), (1330, 760)), weight=1.5)
    handle = curve((1310, 757), (1400, 772), (1440, 820), (1410, 872), (1360, 850))
    sheet.ink(handle, weight=2.6)
    sheet.shape(canopy, "tone")
    for a in edge[1:-1]:
        sheet.ink(curve((446, 610), ((a[0] + 446) / 2 - 20,
            (a[1] + 610) / 2 - 40 * (1 if a[1] < 610 else -1)), a), weight=0.8)
    sheet.shape(ellipse(436, 616, 15, 13), "ink")
    for x, y in ((640, 430), (760, 560), (620, 760), (880, 800), (900, 440)):
        sheet.shape(curve((x, y - 22), (x + 13, y + 6), (x, y + 18), (x - 13, y + 6), closed=True), "white",
            weight=0.7)


@drawing("topic-brain-fog", "moss", "Two keys on a ring with a large paper tag, hanging from a hook.",
    frame=(250, 90, 1140), weight=HEAVY)
def brain_fog(sheet: Sheet) -> None:
    sheet.shape(rounded(610, 130, 380, 84, 16), "tone")
    sheet.ink(curve((800, 190), (800, 280), (840, 296), (858, 262)), weight=1.6)
    sheet.ink(ellipse(816, 400, 94, 104), ellipse(816, 400, 78, 88))
    key(sheet, 770, 470, 3.4, 16)
    key(sheet, 850, 480, 3.2, -14)
    tag(sheet, 870, 440, 3.2, -36, "tone")
    kept = len(sheet.parts)
    writing(sheet, 996, 640, 100, 1.6)
    sheet.parts[kept:] = [f'<g transform="rotate(54 1020 640)">{part}</g>' for part in sheet.parts[kept:]]


@drawing("topic-movement", "moss", "A pair of walking shoes, ready to be put on.", frame=(220, 250, 1220),
    weight=HEAVY)
def movement(sheet: Sheet) -> None:
    ground(sheet, 830, 930, 1020, 30, 22)
    shoe(sheet, 440, 850, 3.0, fill="paper")
    shoe(sheet, 330, 910, 3.2, fill="tone")


@drawing("topic-hands", "clay", "Two hands round a warm mug.", weight=HEAVY)
def hands(sheet: Sheet) -> None:
    behind_pan(sheet, 616, 760, 1.9)
    behind_pan(sheet, 984, 760, 1.9, mirror=True)
    body = join(line((600, 470), (612, 950)), curve((612, 950), (640, 984), (720, 990), (880, 990),
        (960, 984), (988, 950)), line((988, 950), (1000, 470)), ellipse(800, 470, 200, 46, 0, 180))
    sheet.shape(body, "tone")
    sheet.shape(ellipse(800, 470, 200, 46), "white")
    sheet.ink(ellipse(800, 486, 176, 32, 190, 350), weight=0.7)
    steam(sheet, 800, 410, 1.6)
    round_pan(sheet, 622, 760, 1.9)
    round_pan(sheet, 978, 760, 1.9, mirror=True)
    sleeve(sheet, [(306, 1080), (470, 1190), (420, 1300), (200, 1300)], 46, "ink")
    sleeve(sheet, [(1294, 1080), (1130, 1190), (1180, 1300), (1400, 1300)], 46, "ink")


@drawing("topic-warmth", "clay", "A hot-water bottle in a knitted cover.", frame=(100, 30, 1440),
    weight=HEAVY)
def warmth(sheet: Sheet) -> None:
    ground(sheet, 830, 1060, 640, 26, 22)
    sheet.shape(join(curve((720, 290), (716, 220), (690, 170)), line((910, 170)), curve((910, 170),
        (884, 220), (880, 290)), line((720, 290))), "ink")
    sheet.shape(rounded(752, 118, 96, 60, 14), "paper")
    body = curve((700, 300), (600, 350), (560, 470), (556, 700), (562, 940), (600, 1030), (800, 1046),
        (1000, 1030), (1038, 940), (1044, 700), (1040, 470), (1000, 350), (900, 300), (800, 316), closed=True)
    sheet.shape(body, "tone")
    collar = join(curve((690, 300), (676, 250), (690, 210)), curve((690, 210), (800, 226), (910, 210)),
        curve((910, 210), (924, 250), (910, 300)), curve((910, 300), (800, 320), (690, 300)))
    sheet.shape(collar, "white")
    for i in range(1, 10):
        sheet.ink(line((688 + i * 22.5, 220), (688 + i * 22.5, 302)), weight=0.6)
    for col, x in enumerate((650, 725, 800, 875, 950)):
        for row in range(13):
            y = 400 + row * 48 + (24 if col % 2 else 0)
            if 380 < y < 990:
                sheet.ink(line((x - 24, y - 18), (x, y + 8), (x + 24, y - 18)), weight=0.7, over=0)


@drawing("topic-senses", "dusk", "A pair of sunglasses, folded, on a soft cloth.", frame=(220, 270, 1150),
    weight=HEAVY)
def senses(sheet: Sheet) -> None:
    cloth = curve((280, 760), (420, 640), (800, 620), (1200, 640), (1340, 780), (1280, 940), (900, 980),
        (420, 960), closed=True)
    sheet.shape(cloth, "tone")
    for path in (curve((400, 900), (560, 870), (700, 900)), curve((1180, 700), (1240, 760), (1230, 840)),
        curve((900, 930), (1040, 900), (1160, 916))):
        sheet.ink(path, weight=0.75)
    glasses(sheet, 800, 640, 4.6, dark=True, lean=-4)


@drawing("topic-mood", "moss", "A small plant in a pot that leans towards the light.",
    frame=(180, 110, 1300), weight=HEAVY)
def mood(sheet: Sheet) -> None:
    sheet.mask(line((930, 60), (1400, 60), (1160, 1000), (520, 1000)), "#FFFCF5")
    ground(sheet, 690, 1016, 620, 26, 22)
    stem = curve((690, 740), (690, 600), (720, 470), (800, 360), (900, 300))
    sheet.ink(stem, weight=1.3)
    for part, side, length, width in ((0.22, 1, 200, 96), (0.3, -1, 190, 92), (0.5, 1, 210, 100),
        (0.58, -1, 190, 92), (0.78, 1, 190, 92), (0.84, -1, 170, 84)):
        i = int(part * (len(stem) - 1))
        base, ahead = stem[i], stem[i + 1]
        a = math.atan2(ahead[1] - base[1], ahead[0] - base[0]) + side * 1.0
        leaf(sheet, base, (base[0] + length * math.cos(a), base[1] + length * math.sin(a)), width, "tone")
    leaf(sheet, stem[-1], (1010, 216), 84, "tone")
    pot(sheet, 690, 1000, 360, 240)


@drawing("topic-work", "heather",
    "A leather satchel, shut, with an umbrella's handle and a newspaper looking out.",
    frame=(180, 150, 1260), weight=HEAVY)
def work(sheet: Sheet) -> None:
    ground(sheet, 830, 1010, 900, 30, 22)
    sheet.ink(curve((640, 470), (640, 350), (700, 300), (800, 294), (900, 300), (960, 350), (960, 470)),
        weight=1.5)
    sheet.shape(turn(rounded(1010, 330, 110, 300, 20), 10, (1060, 480)), "white")
    for y in (380, 410, 440):
        sheet.ink(turn(line((1034, y), (1100, y)), 10, (1060, 480)), weight=0.66)
    sheet.ink(curve((520, 500), (516, 380), (510, 300), (470, 270), (430, 300), (436, 340)), weight=2.4)
    sheet.shape(curve((400, 470), (390, 700), (400, 960), (440, 990), (800, 1000), (1160, 990), (1200, 960),
        (1210, 700), (1200, 470), (800, 450), closed=True), "tone")
    flap = join(line((386, 460)), curve((386, 460), (800, 436), (1214, 460)), curve((1214, 460), (1226, 580),
        (1190, 700)), curve((1190, 700), (1000, 770), (800, 780), (600, 770), (410, 700)), curve((410, 700),
        (374, 580), (386, 460)))
    sheet.shape(flap, "tone")
    for x in (590, 950):
        sheet.shape(rect(x, 460, 62, 360))
        sheet.shape(rounded(x - 14, 770, 90, 70, 12), "white")
        sheet.ink(line((x + 31, 780), (x + 31, 828)), weight=1.2)
    sheet.ink(curve((440, 930), (800, 948), (1160, 930)), weight=0.7)


@drawing("topic-people", "clay", "A teapot between two cups.", frame=(60, 210, 1480), weight=HEAVY)
def people(sheet: Sheet) -> None:
    ground(sheet, 820, 930, 1160, 30, 24)
    teapot(sheet, 800, 890)
    cup(sheet, 320, 930, -1)
    cup(sheet, 1280, 930, 1)


def teapot(sheet: Sheet, x: float, y: float) -> None:
    """A round teapot, its spout to the left."""
    sheet.shape(join(curve((x - 190, y - 170), (x - 280, y - 200), (x - 306, y - 300), (x - 350, y - 340)),
        line((x - 350, y - 340), (x - 294, y - 366)), curve((x - 294, y - 366), (x - 240, y - 320),
        (x - 220, y - 270), (x - 180, y - 290)), line((x - 190, y - 170))), "tone")
    outer = curve((x + 190, y - 320), (x + 290, y - 350), (x + 340, y - 270), (x + 310, y - 150),
        (x + 200, y - 110))
    inner = curve((x + 200, y - 284), (x + 270, y - 304), (x + 296, y - 256), (x + 274, y - 180),
        (x + 206, y - 150))
    sheet.shape([*outer, *inner[::-1], outer[0]], "tone")
    body = curve((x - 120, y - 4), (x - 210, y - 90), (x - 232, y - 220), (x - 170, y - 350),
        (x - 80, y - 400), (x + 80, y - 400), (x + 170, y - 350), (x + 232, y - 220), (x + 210, y - 90),
        (x + 120, y - 4), (x, y + 6), closed=True)
    sheet.shape(body, "tone")
    sheet.shape(curve((x - 112, y - 388), (x - 80, y - 440), (x, y - 458), (x + 80, y - 440),
        (x + 112, y - 388), (x, y - 372), closed=True), "tone")
    sheet.shape(ellipse(x, y - 480, 28, 25), "ink")
    sheet.ink(curve((x - 170, y - 110), (x - 184, y - 200), (x - 150, y - 290)), weight=0.8)


def cup(sheet: Sheet, x: float, y: float, side: int) -> None:
    """A cup on its saucer."""
    sheet.shape(ellipse(x, y - 12, 176, 32), "white")
    sheet.ink(curve((x + side * 112, y - 170), (x + side * 176, y - 176), (x + side * 178, y - 110),
        (x + side * 92, y - 84)), weight=1.4)
    sheet.shape(join(line((x - 120, y - 200)), curve((x - 120, y - 200), (x - 112, y - 100),
        (x - 60, y - 36)), line((x + 60, y - 36)), curve((x + 60, y - 36), (x + 112, y - 100),
        (x + 120, y - 200)), line((x - 120, y - 200))), "white")
    sheet.shape(ellipse(x, y - 200, 120, 26))
    sheet.ink(ellipse(x, y - 188, 96, 14, 195, 345), weight=0.7)


@drawing("topic-care", "dusk", "A notebook with a short list in it, and a pencil.", frame=(180, 90, 1340),
    weight=HEAVY)
def care(sheet: Sheet) -> None:
    ground(sheet, 860, 1030, 700, 22, 22)
    sheet.shape(turn(rounded(500, 170, 600, 840, 26), 5, (800, 590)), "tone")
    sheet.shape(turn(rect(546, 190, 540, 800), 5, (800, 590)), "white")
    for i in range(12):
        y = 230 + i * 64
        sheet.ink(turn(curve((566, y), (530, y - 14), (500, y + 2), (530, y + 14)), 5, (800, 590)),
            weight=0.9)
    kept = len(sheet.parts)
    for y, w in ((320, 180), (440, 330), (560, 290), (680, 340)):
        writing(sheet, 660, y, w, 2.0)
        if y > 330:
            sheet.ink(line((618, y - 24), (628, y - 10), (646, y - 44)) if y < 500 else ellipse(630, y - 18,
                9, 9), weight=0.8)
    sheet.parts[kept:] = [f'<g transform="rotate(5 800 590)">{part}</g>' for part in sheet.parts[kept:]]
    pencil(sheet, 860, 900, 480, -28, "ink", 34)
    sheet.ink(turn(line((940, 890), (1270, 890)), -28, (860, 900)), weight=0.7, colour=PAPER)
