"""Drawings of pages that have little to say: an empty basket, a page that is not there, the letter, a pause."""

# fmt: off
from curves import curve, ellipse, join, line, rect, rounded, turn
from gallery import drawing
from pen import PAPER, Sheet
from scenes_doors import cat_sitting
from smalls import kettle, writing
from things import ground, leaf, mug, sprig, steam


@drawing("empty-basket", "clay",
    "An empty shopping basket with a cloth over its rim; a single leaf lies in front of it.", weight=6.2)
def empty_basket(sheet: Sheet) -> None:
    ground(sheet, 830, 980, 1080, 40, 22)
    arch = curve((420, 560), (450, 300), (620, 160), (800, 140), (980, 160), (1150, 300), (1180, 560))
    inner = curve((456, 560), (486, 320), (636, 196), (800, 178), (964, 196), (1114, 320), (1144, 560))
    sheet.shape([*arch, *inner[::-1], arch[0]], "paper")
    for k in range(6, len(arch) - 4, 6):
        sheet.ink(line(arch[k], inner[k - 1]), weight=0.75)
    sheet.shape(ellipse(800, 560, 440, 84), "white")
    sheet.hatch(ellipse(800, 560, 400, 66), angle=0, gap=17, weight=0.66, loose=30)
    body = join(ellipse(800, 560, 440, 84, 180, 0), curve((1240, 560), (1216, 740), (1150, 940)),
        curve((1150, 940), (800, 1000), (450, 940)), curve((450, 940), (384, 740), (360, 560)))
    sheet.shape(body)
    weave(sheet)
    cloth = join(curve((900, 640), (940, 560), (1080, 520), (1200, 540), (1250, 570)), curve((1250, 570),
        (1262, 680), (1230, 790)), curve((1230, 790), (1120, 740), (1010, 812), (930, 760)),
        curve((930, 760), (900, 700), (900, 640)))
    sheet.shape(cloth, "tone")
    for a, b, c in (((1000, 600), (1010, 680), (1006, 780)), ((1120, 560), (1130, 650), (1120, 740)),
        ((920, 700), (1080, 672), (1250, 680))):
        sheet.ink(curve(a, b, c), weight=0.75)
    leaf(sheet, (380, 1060), (520, 1010), 60, "tone")


def weave(sheet: Sheet) -> None:
    """The basket's wicker: rows of short strokes between upright canes."""
    for row in range(6):
        y = 660 + row * 52
        half = 428 - row * 17
        lift = 66 - row * 3
        count = 15
        for i in range(count):
            t0, t1 = -1 + 2 * i / count + 0.012, -1 + 2 * (i + 1) / count - 0.012
            if (i + row) % 2:
                a, m, b = (800 + half * t for t in (t0, (t0 + t1) / 2, t1))
                ya, ym, yb = (y + lift * (1 - t * t) - 14 for t in (t0, (t0 + t1) / 2, t1))
                sheet.ink(curve((a, ya), (m, ym - 9), (b, yb)), curve((a, ya + 18), (m, ym + 26),
                    (b, yb + 18)), weight=0.75)


@drawing("not-found", "moss",
    "A row of coat hooks: a coat, a hat with a scarf, one empty hook, and a black cat below looking "
    "up at it.", weight=5.6)
def not_found(sheet: Sheet) -> None:
    sheet.shape(rounded(190, 220, 1220, 76, 14))
    sheet.ink(curve((230, 258), (500, 250), (820, 264), (1360, 256)), weight=0.6)
    for x in (370, 760, 1180):
        sheet.shape(ellipse(x, 258, 23, 23), "white")
        sheet.ink(curve((x, 262), (x + 2, 326), (x + 34, 336), (x + 46, 304)), weight=1.7)
    coat(sheet, 384, 320)
    scarf_and_hat(sheet, 780, 320)
    sheet.ink(line((130, 960), (420, 960)), line((620, 960), (1480, 960)))
    ground(sheet, 1180, 1006, 420, 22)
    cat_sitting(sheet, 1170, 1000, 1.35)
    sheet.shape(line((180, 990), (560, 990), (600, 1080), (130, 1080), (180, 990)))
    sheet.hatch(line((196, 1000), (548, 1000), (580, 1070), (156, 1070)), angle=0, gap=15, weight=0.6)


def coat(sheet: Sheet, x: float, y: float) -> None:
    """A long coat on its hook."""
    body = join(curve((x - 24, y), (x - 90, y + 30), (x - 126, y + 140), (x - 150, y + 560)),
        curve((x - 150, y + 560), (x, y + 586), (x + 150, y + 560)), curve((x + 150, y + 560),
        (x + 126, y + 140), (x + 90, y + 30), (x + 24, y)), curve((x + 24, y), (x, y - 12), (x - 24, y)))
    sheet.shape(body, "tone")
    sheet.ink(curve((x - 24, y), (x - 14, y + 70), (x + 4, y + 110)), curve((x + 24, y), (x + 18, y + 70),
        (x + 4, y + 110)), line((x + 4, y + 110), (x + 8, y + 574)), weight=0.85)
    sheet.ink(curve((x - 74, y + 110), (x - 90, y + 260), (x - 84, y + 410)), curve((x + 74, y + 110),
        (x + 90, y + 260), (x + 84, y + 410)), line((x - 130, y + 396), (x - 84, y + 404)),
        line((x + 132, y + 396), (x + 84, y + 404)), weight=0.75)
    for dy in (170, 260, 350):
        sheet.shape(ellipse(x + 26, y + dy, 9, 9), "ink")
    sheet.ink(line((x - 66, y + 330), (x - 22, y + 338)), weight=0.85)


def scarf_and_hat(sheet: Sheet, x: float, y: float) -> None:
    """A knitted scarf over a hook and a hat on top of it."""
    for dx, length in ((-40, 420), (14, 350)):
        strip = join(curve((x + dx, y - 20), (x + dx - 10, y + length * 0.5), (x + dx - 4, y + length)),
            line((x + dx + 56, y + length - 4)), curve((x + dx + 56, y + length - 4),
            (x + dx + 46, y + length * 0.5), (x + dx + 44, y - 20)), line((x + dx, y - 20)))
        sheet.shape(strip, "white")
        for k in range(4):
            sheet.ink(line((x + dx - 4, y + length - 40 - k * 34), (x + dx + 52, y + length - 42 - k * 34)),
                weight=0.75)
        for k in range(5):
            sheet.ink(line((x + dx + k * 13, y + length), (x + dx + k * 13 - 2, y + length + 24)),
                weight=0.66)
    sheet.shape(curve((x - 96, y + 30), (x - 60, y - 4), (x - 50, y - 84), (x, y - 104), (x + 56, y - 84),
        (x + 66, y - 4), (x + 104, y + 30), (x, y + 48), closed=True), "ink")
    sheet.ink(curve((x - 60, y + 2), (x, y + 16), (x + 66, y + 2)), weight=0.75, colour=PAPER)


@drawing("letter", "heather",
    "A letter half out of its envelope, with a fountain pen and a sprig of heather beside it.", weight=6.0)
def letter(sheet: Sheet) -> None:
    ground(sheet, 800, 1010, 1000, 28, 22)
    centre = (760, 660)
    sheet.shape(turn(line((380, 560), (760, 300), (1140, 560), (1140, 960), (380, 960), (380, 560)), -5,
        centre))
    sheet.shape(turn(rect(440, 190, 640, 560), -5, centre), "white")
    kept = len(sheet.parts)
    for y, w in ((270, 200), (350, 480), (420, 440), (490, 500), (560, 300)):
        writing(sheet, 500, y, w, 1.5)
    for i in range(kept, len(sheet.parts)):
        sheet.parts[i] = f'<g transform="rotate(-5 760 660)">{sheet.parts[i]}</g>'
    sheet.shape(turn(line((380, 560), (760, 800), (1140, 560), (1140, 960), (380, 960), (380, 560)), -5,
        centre), "tone")
    sheet.ink(turn(line((386, 954), (660, 742)), -5, centre), turn(line((1134, 954), (860, 742)), -5, centre))
    fountain_pen(sheet)
    stem = curve((1230, 930), (1250, 780), (1300, 620), (1330, 470))
    sheet.ink(stem)
    for k in range(6, len(stem) - 1, 3):
        px, py = stem[k]
        side = 1 if k % 2 else -1
        sheet.shape(ellipse(px + side * 17, py - 6, 13, 16, tilt=side * 30), "tone" if k % 4 else "white",
            weight=0.75)
    for k in (2, 4):
        px, py = stem[k]
        leaf(sheet, (px, py), (px + (60 if k == 2 else -56), py - 40), 18, "paper")


def fountain_pen(sheet: Sheet) -> None:
    """A fountain pen lying in front."""
    def p(path: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return turn(path, -9, (300, 1060))
    sheet.shape(p(rounded(420, 1036, 330, 44, 20)), "ink")
    sheet.shape(p(rounded(330, 1040, 96, 36, 6)), "ink")
    sheet.shape(p(line((330, 1044), (262, 1058), (330, 1072), (330, 1044))), "white")
    sheet.ink(p(line((280, 1058), (322, 1058))), weight=0.6)
    sheet.ink(p(line((560, 1030), (720, 1028))), weight=1.4)
    sheet.ink(p(line((440, 1050), (700, 1050))), weight=0.6, colour=PAPER)


@drawing("503", "moss", "A kettle on the hob, and two mugs standing ready.", frame=(30, 60, 1540), weight=5.4)
def pause(sheet: Sheet) -> None:
    for i in range(30):
        x, y = 250 + (i % 10) * 112, 120 + (i // 10) * 112
        if i in (0, 1, 8, 9, 10, 18, 19, 28, 20):
            sheet.ink(rect(x, y, 100, 100), weight=0.6)
    sheet.shape(line((150, 800), (1450, 800), (1540, 1010), (60, 1010), (150, 800)))
    sheet.shape(rect(60, 1010, 1480, 90))
    for x in (420, 560, 700):
        sheet.shape(ellipse(x, 1056, 25, 25), "white")
        sheet.ink(line((x, 1040), (x, 1056)), weight=1.1)
    sheet.shape(ellipse(560, 886, 250, 44))
    sheet.ink(line((350, 866), (770, 866)), line((380, 850), (740, 850)), weight=1.6)
    kettle(sheet, 560, 838, 2.0)
    steam(sheet, 910, 470, 1.5, 2)
    mug(sheet, 1070, 930, 1.25)
    mug(sheet, 1280, 960, 1.3)


@drawing("parcel", "clay",
    "A parcel tied with string, a sprig of leaves under the knot, and the string's ball beside it.",
    frame=(290, 200, 1260), weight=5.4)
def parcel(sheet: Sheet) -> None:
    ground(sheet, 830, 960, 1100, 40, 22)
    top = line((420, 440), (980, 360), (1240, 480), (660, 580), (420, 440))
    left = line((420, 440), (660, 580), (660, 960), (420, 790), (420, 440))
    right = line((660, 580), (1240, 480), (1240, 830), (660, 960), (660, 580))
    sheet.shape(left, "tone")
    sheet.hatch(left, angle=-70, gap=22, weight=0.6)
    sheet.shape(right, "tone")
    sheet.shape(top, "white")
    for a in (line((700, 400), (950, 530), (950, 895)), line((540, 510), (1110, 420)),
        line((540, 510), (540, 875)), line((950, 530), (948, 896))):
        sheet.ink(a, weight=1.2)
    knot = (828, 466)
    stem = curve((760, 486), (860, 440), (990, 400))
    sprig(sheet, stem, [(0.4, -80, 90), (0.5, 30, 84), (0.72, -70, 90), (0.8, 24, 80), (1.0, -24, 96)],
        "tone", 34)
    for pts in (((828, 466), (760, 400), (730, 430), (828, 466)), ((828, 466), (900, 520), (930, 480),
        (828, 466)), ((828, 466), (800, 520), (770, 540)), ((828, 466), (860, 540), (890, 560))):
        sheet.ink(curve(*pts), weight=1.1)
    sheet.shape(ellipse(*knot, 14, 12), "ink")
    ball(sheet, 1370, 930)


def ball(sheet: Sheet, x: float, y: float) -> None:
    """A ball of string with its loose end."""
    sheet.shape(ellipse(x, y - 80, 92, 88), "white")
    for tilt in (-50, -20, 20, 55):
        sheet.ink(ellipse(x, y - 80, 86, 34, 190, 350, tilt=tilt), ellipse(x, y - 80, 84, 56, 195, 345,
            tilt=tilt), weight=0.66)
    sheet.ink(curve((x - 40, y - 2), (x - 110, y + 30), (x - 200, y + 10), (x - 260, y + 44)), weight=0.85)
