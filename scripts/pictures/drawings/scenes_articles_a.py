"""Drawings of the articles that tell what research found."""

# fmt: off
from camera import Camera
from curves import curve, ellipse, join, line, move, rect, rounded, turn
from gallery import drawing
from hands import finger, folded_hands, open_shape, resting, sleeve, writing_hand
from pen import PAPER, Sheet
from rooms import bars, chair, sill, skirting, window
from scenes_rooms import bare_tree
from smalls import scissors, shoe, telephone, wall_clock, writing
from soft import armchair, folded, pillow
from things import ground, mug, steam

WHITE = "#FFFCF5"


@drawing(
    "exercise-what-the-trials-show",
    "moss",
    "A church hall with the chairs pushed back, six pairs of soft shoes left in a row by the "
    "radiator and a wall clock "
    "showing ten past four.",
    frame=(120, 50, 1480),
)
def exercise(sheet: Sheet) -> None:
    for x in (180, 420):
        tall = join(line((x, 560), (x, 240)), curve((x, 240), (x + 12, 170), (x + 80, 112)),
            curve((x + 80, 112), (x + 148, 170), (x + 160, 240)), line((x + 160, 560), (x, 560)))
        sheet.shape(tall, "white")
        sheet.ink(line((x + 80, 120), (x + 80, 556)), line((x + 4, 260), (x + 156, 260)), line((x + 4, 410),
            (x + 156, 410)), weight=0.8)
        sheet.shape(rect(x - 16, 560, 192, 18))
    wall_clock(sheet, 800, 250, 92, 4 + 10 / 60)
    skirting(sheet, 900, (110, 330), (1000, 1180), (1540, 1570))
    radiator(sheet, 340, 880)
    cam = Camera(eye=(-0.6, 1.5, -5.0), zoom=2000, centre=(830, 384))
    for across in (0.62, 1.12):
        chair(sheet, cam, across, 0.35, "s")
    ground(sheet, 700, 1030, 1060, 26)
    fills = ("white", "tone", "ink", "paper", "white", "tone")
    for i, fill in enumerate(fills):
        x = 190 + i * 172
        shoe(sheet, x + 24, 986, 0.46, fill=fill, laces=i % 2 == 0)
        shoe(sheet, x, 1014, 0.5, fill=fill, laces=i % 2 == 0)


def radiator(sheet: Sheet, x: float, y: float) -> None:
    """An old column radiator with its pipe and valve; (x, y) is its lower left corner."""
    for i in range(12):
        sheet.shape(rounded(x + i * 49, y - 270, 45, 240, 20), "tone")
        sheet.ink(line((x + 22 + i * 49, y - 240), (x + 22 + i * 49, y - 60)), weight=0.66)
    for i in (0, 11):
        sheet.shape(rect(x + 10 + i * 49, y - 32, 26, 46))
    sheet.ink(line((x + 588, y - 60), (x + 616, y - 60), (x + 616, y + 18)), line((x + 588, y - 74),
        (x + 630, y - 74), (x + 630, y + 18)))
    sheet.shape(ellipse(x + 623, y - 92, 24, 17), "ink")


@drawing(
    "unrefreshing-sleep-what-is-known",
    "dusk",
    "Early light on a rumpled bed seen from the doorway, a hand reaching from under the blanket to "
    "turn a small clock "
    "face down.",
)
def unrefreshing(sheet: Sheet) -> None:
    window(sheet, 430, 120, 420, 330)
    sheet.tone(join(line((452, 372)), curve((452, 372), (560, 350), (680, 366), (828, 340)),
        line((828, 430), (452, 430))), (0, 0))
    sheet.ink(curve((452, 372), (560, 350), (680, 366), (828, 340)), weight=0.8)
    sheet.shape(ellipse(600, 356, 44, 44, 186, 352), "white")
    bars(sheet, 430, 120, 420, 330, 2, 1)
    sill(sheet, 430, 450, 420)
    skirting(sheet, 900, (220, 300), (1370, 1450))
    ground(sheet, 800, 1010, 1000, 26)
    bed_with_sleeper(sheet)
    bedside(sheet)
    sheet.solid(line((0, 0), (170, 0), (170, 1200), (0, 1200)))
    sheet.solid(line((1486, 0), (1600, 0), (1600, 1200), (1486, 1200)))
    sheet.ink(line((196, 0), (196, 1060)), line((1462, 0), (1462, 1060)))


def bed_with_sleeper(sheet: Sheet) -> None:
    """A bed from its side, someone deep under the blanket with only some hair showing."""
    sheet.shape(rounded(1140, 560, 60, 420, 26))
    sheet.shape(rounded(270, 700, 48, 280, 22))
    sheet.shape(rect(318, 850, 822, 66))
    sheet.shape(join(line((318, 850), (318, 776)), curve((318, 776), (700, 764), (1140, 770)),
        line((1140, 850), (318, 850))), "white")
    pillow(sheet, 1034, 690, 230, 150)
    hair = curve((924, 690), (930, 630), (976, 596), (1034, 606), (1066, 648), (1060, 700), (990, 740),
        (940, 740), closed=True)
    sheet.shape(hair, "ink")
    for path in (curve((950, 660), (984, 628), (1030, 634)), curve((944, 692), (984, 654), (1046, 660))):
        sheet.ink(path, weight=0.6, colour=PAPER)
    duvet = join(
        curve((300, 800), (330, 740), (400, 716), (470, 724), (560, 690), (640, 640), (720, 620), (800, 606),
            (880, 612), (940, 646), (978, 700), (990, 760)),
        curve((990, 760), (1000, 800), (984, 830)),
        curve((984, 830), (860, 880), (720, 846), (600, 884), (460, 850), (330, 880), (300, 800)),
    )
    sheet.shape(duvet, "tone")
    for fold in (((640, 660), (664, 730), (650, 820)), ((760, 630), (800, 700), (796, 790)),
        ((470, 740), (500, 780), (500, 836)), ((880, 640), (910, 700), (906, 800)), ((380, 740), (392, 790),
        (382, 840))):
        sheet.ink(curve(*fold), weight=0.75)


def bedside(sheet: Sheet) -> None:
    """A bedside table with a small clock; an arm comes over from the bed and tips the clock onto its face."""
    sheet.shape(rect(1236, 760, 190, 20))
    sheet.shape(rect(1250, 780, 162, 84))
    sheet.shape(ellipse(1331, 822, 9, 9), "ink")
    for x in (1254, 1392):
        sheet.shape(rect(x, 864, 18, 130))
    clock = turn(rounded(1290, 654, 104, 104, 14), 24, (1340, 706))
    sheet.shape(clock, "white")
    sheet.ink(turn(ellipse(1342, 706, 38, 38), 0, (1342, 706)), line((1342, 706), (1342, 680)),
        line((1342, 706), (1324, 716)), weight=0.8)
    arm = join(curve((968, 690), (1060, 636), (1150, 606), (1240, 604), (1296, 612)), line((1290, 664)),
        curve((1290, 664), (1220, 668), (1120, 706), (1010, 780)))
    open_shape(sheet, arm)
    hand = join(curve((1270, 606), (1312, 606), (1352, 620), (1384, 640)), line((1380, 660), (1330, 664),
        (1290, 668)))
    open_shape(sheet, hand)
    for (ax, ay), (bx, by) in (((1380, 640), (1402, 690)), ((1358, 640), (1376, 700)),
        ((1334, 644), (1348, 702)), ((1312, 646), (1322, 694))):
        finger(sheet, (ax, ay), (bx, by), 27, 23, nail=True)
    open_shape(sheet, curve((1284, 640), (1274, 670), (1276, 700), (1288, 706), (1298, 696), (1300, 668)))
    sleeve(sheet, [(1180, 600), (1190, 694), (1010, 800), (966, 712)], 20, "white")


@drawing(
    "what-cbt-can-and-cannot-do",
    "heather",
    "Two armchairs at an angle beside a window with a small table between them, two mugs on it and a "
    "notebook lying open "
    "under a pair of folded hands.",
)
def cbt(sheet: Sheet) -> None:
    window(sheet, 880, 80, 380, 430)
    bare_tree(sheet, 1080, 500, 1.1)
    bars(sheet, 880, 80, 380, 430)
    sill(sheet, 880, 510, 380)
    skirting(sheet, 790, (100, 190), (700, 1140))
    ground(sheet, 480, 846, 560, 28)
    armchair(sheet, 430, 836, 1.12)
    near = join(line((1600, 480)), curve((1600, 480), (1500, 486), (1440, 540), (1428, 640), (1440, 1210)),
        line((1600, 1210)))
    sheet.shape(near, "tone")
    sheet.ink(curve((1600, 560), (1530, 566), (1500, 620), (1496, 1200)), weight=0.75)
    top = ellipse(860, 990, 560, 170)
    sheet.shape(move(top, 0, 34))
    sheet.shape(top, "white")
    mug(sheet, 620, 980, 1.0, handle=-1)
    mug(sheet, 1170, 950, 1.0, handle=1)
    book = [join(curve((880, 900), (800, 872), (700, 900)), line((640, 1080)), curve((640, 1080),
        (760, 1050), (876, 1086)), line((880, 900))),
            join(curve((880, 900), (970, 872), (1060, 900)), line((1120, 1080)), curve((1120, 1080),
                (1000, 1050), (876, 1086)), line((880, 900)))]
    for part in book:
        sheet.shape(part, "paper")
    for y in (926, 956):
        writing(sheet, 720 - (y - 926) * 0.3, y, 120, 0.8)
        writing(sheet, 920, y, 110, 0.8)
    folded_hands(sheet, 876, 1086, 0.92)
    sleeve(sheet, [(700, 1104), (760, 1196), (700, 1330), (560, 1210)], 22, "ink")
    sleeve(sheet, [(1064, 1114), (1000, 1200), (1060, 1330), (1230, 1210)], 22, "ink")


@drawing(
    "brain-fog-what-research-measures",
    "moss",
    "A hand holding a pencil over the back of an envelope on a hall table, a telephone off its hook "
    "beside it and a pan "
    "steaming through the open kitchen door.",
    frame=(20, 40, 1540),
)
def brain_fog(sheet: Sheet) -> None:
    sheet.shape(rect(960, 90, 440, 700))
    sheet.shape(rect(996, 126, 368, 664), "white")
    stove(sheet, 1190, 760)
    sheet.shape(line((996, 126), (900, 80), (900, 812), (996, 790), (996, 126)), "tone")
    sheet.shape(ellipse(922, 470, 9, 12), "ink")
    skirting(sheet, 760, (120, 890), (1404, 1520))
    picture_on_wall(sheet)
    sheet.shape(line((150, 790), (1330, 790), (1480, 1080), (40, 1080), (150, 790)))
    sheet.shape(line((40, 1080), (1480, 1080), (1480, 1126), (40, 1126), (40, 1080)))
    telephone(sheet, 330, 940, 1.12)
    envelope = line((560, 1000), (900, 970), (960, 1050), (600, 1062), (560, 1000))
    sheet.shape(envelope, "white")
    sheet.ink(line((560, 1000), (756, 1034), (900, 970)), weight=0.75)
    writing_hand(sheet, 800, 1010, 1.3)
    sleeve(sheet, [(1120, 876), (1080, 1014), (1560, 1270), (1780, 1060)], 30, "tone")


def stove(sheet: Sheet, x: float, y: float) -> None:
    """A cooker seen through a door, a pan on it steaming."""
    sheet.shape(rect(x - 110, y - 250, 220, 280))
    sheet.shape(rect(x - 82, y - 176, 164, 140), "ink")
    sheet.ink(line((x - 60, y - 200), (x + 60, y - 200)), weight=1.2)
    for dx in (-70, -24, 24, 70):
        sheet.shape(ellipse(x + dx, y - 226, 10, 10), "white", weight=0.8)
    sheet.shape(line((x - 74, y - 340), (x + 46, y - 340), (x + 40, y - 254), (x - 68, y - 254),
        (x - 74, y - 340)), "tone")
    sheet.shape(rect(x + 44, y - 326, 80, 15), "ink")
    sheet.shape(ellipse(x - 14, y - 342, 62, 11), "paper")
    steam(sheet, x - 14, y - 352, 1.05, 3)


def picture_on_wall(sheet: Sheet) -> None:
    """A framed drawing of hills, and a row of keys' hooks with nothing on them."""
    sheet.shape(rect(300, 160, 260, 220))
    sheet.shape(rect(326, 186, 208, 168), "white")
    sheet.ink(curve((330, 300), (390, 260), (440, 296), (490, 250), (530, 280)), curve((330, 326),
        (420, 308), (530, 322)), weight=0.75)
    sheet.shape(rect(640, 250, 170, 34))
    for x in (670, 726, 782):
        sheet.ink(curve((x, 276), (x, 304), (x + 14, 304), (x + 16, 292)))


@drawing(
    "why-touch-can-hurt",
    "clay",
    "A soft cardigan turned inside out over a chair back with its label cut away, scissors on the "
    "seat, and a hand resting "
    "lightly near the sleeve without touching it.",
)
def touch(sheet: Sheet) -> None:
    for x in (430, 1130):
        sheet.shape(rounded(x, 150, 50, 700, 22))
    for y in (420, 560, 690):
        sheet.shape(rect(480, y, 650, 44))
    sheet.shape(curve((470, 250), (800, 226), (1140, 250), (1140, 322), (800, 300), (470, 322), (470, 250)),
        "paper")
    sheet.shape(line((400, 850), (1210, 850), (1290, 1030), (320, 1030), (400, 850)))
    sheet.shape(rect(320, 1030, 970, 48))
    for x in (350, 1210):
        sheet.shape(rect(x, 1078, 54, 140))
    cardigan(sheet)
    scissors(sheet, 1000, 950, 1.05, lean=12)
    sheet.shape(turn(rect(770, 950, 86, 42), -12, (800, 970)), "white")
    sheet.ink(turn(line((784, 966), (836, 966)), -12, (800, 970)), turn(line((784, 978), (822, 978)), -12,
        (800, 970)), weight=0.6)
    resting(sheet, 1194, 240, 1.12, lean=-4)
    sleeve(sheet, [(1330, 140), (1338, 268), (1640, 290), (1640, 90)], 30, "white")


def cardigan(sheet: Sheet) -> None:
    """The cardigan: body, sleeves with open seams, a cut edge of thread where the label was."""
    body = join(
        curve((520, 330), (540, 262), (640, 214), (700, 206)),
        curve((700, 206), (745, 232), (790, 206)),
        curve((790, 206), (860, 216), (950, 262), (968, 330)),
        curve((968, 330), (972, 560), (980, 770)),
        curve((980, 770), (750, 792), (508, 770)),
        curve((508, 770), (520, 560), (520, 330)),
    )
    left = join(curve((534, 276), (470, 330), (450, 480), (456, 640), (446, 742)), line((534, 752)),
        curve((534, 752), (552, 640), (560, 500), (566, 420)))
    right = join(curve((956, 276), (1010, 330), (1036, 470), (1032, 620), (1044, 726)), line((958, 742)),
        curve((958, 742), (940, 640), (930, 500), (924, 420)))
    sheet.shape(body, "tone")
    for part in (left, right):
        sheet.mask([*part, part[0]])
        sheet.tone(part)
        sheet.ink(part)
    seams = (
        curve((486, 400), (492, 560), (488, 720)),
        curve((1000, 400), (1002, 560), (1004, 700)),
        curve((748, 240), (752, 500), (750, 780)),
    )
    for seam in seams:
        sheet.ink(seam, weight=0.7)
        for k in range(2, len(seam), 3):
            px, py = seam[k]
            sheet.ink(line((px - 9, py - 4), (px + 9, py + 4)), weight=0.6)
    sheet.ink(curve((512, 742), (750, 764), (976, 742)), weight=0.75)
    for i in range(24):
        x = 520 + i * 19
        sheet.ink(line((x, 746 + 14 * (1 - abs(i - 12) / 12)), (x, 768 + 14 * (1 - abs(i - 12) / 12))),
            weight=0.6)
    for x in (446, 958):
        sheet.ink(line((x + 2, 716), (x + 86, 722)), weight=0.7)
    sheet.ink(curve((664, 232), (745, 290), (826, 232)), weight=0.8)
    for dx, dy in ((-26, 6), (-12, 14), (2, 12), (16, 15), (28, 5)):
        sheet.ink(line((745 + dx, 272), (745 + dx + dy * 0.3, 272 + dy)), weight=0.66)


@drawing(
    "acupuncture-what-the-trials-show",
    "moss",
    "A folded blanket on a narrow couch by a half-drawn blind, a steel tray of fine needles on a "
    "trolley, and a coat "
    "hanging on the door.",
    frame=(80, 60, 1460),
)
def acupuncture(sheet: Sheet) -> None:
    window(sheet, 330, 120, 440, 360)
    sheet.ink(curve((352, 420), (470, 396), (600, 424), (748, 404)), weight=0.75)
    sheet.shape(rect(340, 130, 420, 178), "tone")
    for i in range(1, 8):
        sheet.ink(line((344, 130 + i * 22), (756, 130 + i * 22)), weight=0.66)
    sheet.shape(rect(336, 306, 428, 14))
    sheet.ink(line((550, 320), (550, 372)), weight=0.66)
    sheet.shape(ellipse(550, 380, 7, 9), "ink")
    sill(sheet, 330, 480, 440)
    skirting(sheet, 890, (120, 220), (960, 1020))
    door_with_coat(sheet)
    ground(sheet, 600, 980, 860, 26)
    couch(sheet)
    trolley(sheet, 1120, 960)


def couch(sheet: Sheet) -> None:
    """A treatment couch on steel legs, its head end raised a little, a folded blanket on it."""
    for a, b in (((300, 664), (380, 962)), ((392, 680), (300, 962)), ((826, 680), (900, 962)),
        ((904, 680), (830, 962))):
        sheet.ink(line(a, b), weight=1.7)
    sheet.ink(line((330, 830), (870, 830)), weight=1.4)
    sheet.shape(join(line((392, 690), (930, 684), (930, 622)), curve((930, 622), (924, 610), (910, 608)),
        line((398, 612), (392, 690))), "tone")
    head = line((388, 690), (206, 636), (224, 560), (402, 612), (388, 690))
    sheet.shape(head, "tone")
    sheet.shape(line((200, 600), (216, 538), (330, 572), (314, 612), (200, 600)), "white")
    top = folded(sheet, 690, 608, 300, 96, "white", 4)
    sheet.ink(curve((556, top + 10), (690, top + 2), (820, top + 12)), weight=0.6)


def trolley(sheet: Sheet, x: float, y: float) -> None:
    """A steel trolley with a tray of needles and a bowl."""
    for dx in (-96, 96):
        sheet.ink(line((x + dx, y - 350), (x + dx, y - 24)), weight=1.5)
        sheet.shape(ellipse(x + dx, y - 13, 13, 13), "ink")
    for dy in (330, 120):
        sheet.shape(line((x - 108, y - dy), (x + 108, y - dy), (x + 124, y - dy + 26),
            (x - 124, y - dy + 26), (x - 108, y - dy)), "white")
        sheet.shape(rect(x - 124, y - dy + 26, 248, 14))
    sheet.shape(line((x - 84, y - 352), (x + 40, y - 352), (x + 56, y - 316), (x - 96, y - 316),
        (x - 84, y - 352)))
    for i in range(6):
        sheet.ink(line((x - 66 + i * 20, y - 322), (x - 58 + i * 20, y - 346)), weight=0.66)
    sheet.shape(join(ellipse(x + 84, y - 352, 32, 9, 180, 360), curve((x + 116, y - 352), (x + 104, y - 318),
        (x + 84, y - 314), (x + 64, y - 318), (x + 52, y - 352))), "white")
    folded(sheet, x, y - 108, 150, 52, "tone", 3)


def door_with_coat(sheet: Sheet) -> None:
    """A closed door at the sheet's edge with a dark coat on a hook."""
    sheet.shape(rect(1280, 150, 330, 800))
    sheet.shape(rect(1312, 184, 330, 766))
    sheet.ink(rect(1352, 240, 300, 280), rect(1352, 580, 300, 300), weight=0.7)
    coat = join(curve((1412, 280), (1376, 310), (1360, 400), (1352, 640)), curve((1352, 640), (1410, 656),
        (1486, 644)), curve((1486, 644), (1480, 420), (1470, 316), (1438, 280)), curve((1438, 280),
        (1424, 270), (1412, 280)))
    sheet.shape(coat, "ink")
    sheet.ink(curve((1408, 290), (1424, 326), (1442, 290)), line((1424, 328), (1424, 644)),
        curve((1390, 380), (1384, 480), (1390, 590)), curve((1456, 380), (1462, 480), (1456, 590)),
        weight=0.7, colour=PAPER)
    sheet.ink(curve((1424, 272), (1424, 250), (1436, 244)), weight=1.3)
