"""Drawings of rooms: the home page, and articles that take place in a chair or at a table."""

# fmt: off
from camera import Camera
from curves import curve, ellipse, join, line, move, rect, turn
from gallery import drawing
from pen import Sheet
from rooms import bars, chair, curtain, rail, sill, skirting, stick, window
from smalls import jar, lamp, writing
from soft import armchair, cat_asleep, cloth_table, coat_on_chair, throw
from things import book_row, book_upright, books_lying, ground, leaf, mug, pot, steam


def bare_tree(sheet: Sheet, x: float, y: float, s: float = 1.0) -> None:
    """A leafless tree seen through a window; (x, y) is its foot."""
    for path, w in (
        (((0, 0), (6, -90), (-4, -170), (10, -260)), 1.1),
        (((0, -110), (-50, -170), (-70, -240)), 0.85),
        (((2, -150), (50, -200), (64, -270)), 0.85),
        (((-36, -150), (-90, -180), (-120, -184)), 0.66),
        (((40, -190), (90, -214), (112, -250)), 0.66),
        (((8, -210), (-16, -260), (-14, -300)), 0.66),
        (((10, -250), (30, -290), (28, -320)), 0.66),
        (((-60, -210), (-46, -250), (-50, -280)), 0.6),
    ):
        sheet.ink(curve(*((x + px * s, y + py * s) for px, py in path)), weight=w)


def shelf_case(sheet: Sheet, x: float, y: float, w: float, h: float) -> None:
    """A bookcase of four boards seen from the front; (x, y) is its lower left corner."""
    sheet.shape(rect(x, y - h, w, h))
    sheet.shape(rect(x + 16, y - h + 16, w - 32, h - 40))
    gap = (h - 40) / 4
    rows = (
        [(34, 150, "tone"), (26, 128, "paper"), (40, 160, "paper"), (22, 140, "ink"), (32, 148, "paper"),
            (28, 132, "tone")],
        [(30, 140, "paper"), (24, 150, "paper"), (38, 132, "ink"), (30, 154, "tone")],
        [(42, 156, "paper"), (26, 140, "tone"), (24, 132, "tone"), (34, 150, "paper"), (30, 160, "ink"),
            (36, 142, "paper")],
        [(46, 150, "paper"), (40, 160, "paper"), (30, 140, "tone")],
    )
    for i, row in enumerate(rows):
        board = y - h + 16 + gap * (i + 1)
        room = gap - 34
        end = book_row(sheet, x + 20, board, [(bw, bh / 160 * room, f) for bw, bh, f in row])
        if i == 1:
            pot(sheet, x + w - 74, board, 60, 46)
            for dx in (-34, -14, 10, 32):
                leaf(sheet, (x + w - 74, board - 52), (x + w - 74 + dx, board - 104 + abs(dx)), 20, "tone")
        if i == 3:
            books_lying(sheet, x + w - 84, board, [(110, 26, "paper"), (96, 22, "ink")])
        if i == 0:
            book_upright(sheet, end + 6, board, 26, room * 0.86, "paper", -9)
        sheet.shape(rect(x + 14, board, w - 28, 14))


@drawing(
    "home-reading-room",
    "heather",
    "An armchair beside a tall window with a throw over its arm, a full bookcase, a cup on a pile of books, "
    "and a black cat asleep on the sill.",
    frame=(110, 30, 1450),
)
def home(sheet: Sheet) -> None:
    floor = 1010
    window(sheet, 950, 120, 400, 560)
    bare_tree(sheet, 1180, 660, 1.25)
    sheet.ink(curve((974, 590), (1090, 566), (1210, 584), (1326, 560)), weight=0.8)
    bars(sheet, 950, 120, 400, 560, 2, 3)
    sill(sheet, 950, 680, 400)
    rail(sheet, 890, 86, 570)
    curtain(sheet, 1352, 92, 100, 810, 4)
    shelf_case(sheet, 170, floor - 6, 330, 860)
    skirting(sheet, floor - 46, (500, 620), (1120, 1346), (1474, 1540))
    cat_asleep(sheet, 1226, 692, 0.82)
    ground(sheet, 850, floor + 6, 560, 34)
    armchair(sheet, 800, floor, 1.16)
    throw(sheet, 924, floor - 326, 78, 168, "white")
    ground(sheet, 1150, floor + 28, 230, 20)
    top = books_lying(sheet, 1130, floor + 24, [(190, 42, "paper"), (168, 34, "ink"), (178, 38, "paper")])
    mug(sheet, 1128, top, 0.62)
    steam(sheet, 1128, top - 84, 0.6)


@drawing(
    "when-the-body-will-not-settle",
    "heather",
    "A low armchair beside a bedroom window at night with a folded blanket over its arm, a small "
    "lamp with a warm shade, "
    "a glass of water, and the corner of an unmade bed.",
    frame=(220, 60, 1380),
)
def will_not_settle(sheet: Sheet) -> None:
    floor = 1000
    window(sheet, 610, 110, 360, 450)
    sheet.mask(rect(630, 130, 320, 410), "#2B3036")
    sheet.mask(curve((886, 226), (912, 240), (918, 274), (896, 300), (862, 300), (890, 282), (902, 254),
        closed=True), "#FFFCF5")
    for sx, sy in ((704, 214), (760, 300), (720, 420), (934, 420), (812, 196), (880, 490)):
        sheet.mask(ellipse(sx, sy, 3.4, 3.4), "#FFFCF5")
    bars(sheet, 610, 110, 360, 450)
    sill(sheet, 610, 560, 360)
    skirting(sheet, floor - 60, (250, 330), (800, 930))
    ground(sheet, 560, floor + 6, 560, 32)
    armchair(sheet, 520, floor, 1.08)
    throw(sheet, 634, floor - 302, 82, 190, "white")
    stool_with_lamp(sheet, 906, floor + 26)
    bed_corner(sheet, 1100, floor + 20)


def stool_with_lamp(sheet: Sheet, x: float, y: float) -> None:
    """A three-legged stool that carries a small lamp and a glass of water."""
    for a, b in ((-40, -62), (44, 66), (4, 8)):
        stick(sheet, (x + a, y - 250), (x + b, y), 15, 11)
    sheet.shape(ellipse(x, y - 252, 104, 24))
    sheet.shape(ellipse(x, y - 262, 104, 24))
    lamp(sheet, x - 22, y - 262, 0.66, "tone")
    gx = x + 60
    sheet.shape(line((gx - 20, y - 318), (gx - 16, y - 252), (gx + 16, y - 252), (gx + 20, y - 318),
        (gx - 20, y - 318)), "white")
    sheet.ink(line((gx - 18, y - 296), (gx + 18, y - 296)), weight=0.7)


def bed_corner(sheet: Sheet, x: float, y: float) -> None:
    """The near corner of an unmade bed that runs out of the sheet to the right."""
    for leg in (x + 20, x + 330):
        sheet.shape(rect(leg, y - 90, 26, 84), "paper")
    sheet.shape(join(line((x, y - 330), (x + 560, y - 330), (x + 560, y - 60), (x, y - 70), (x, y - 330))))
    sheet.shape(join(curve((x - 16, y - 330), (x + 60, y - 392), (x + 260, y - 404), (x + 560, y - 400)),
        line((x + 560, y - 230)), curve((x + 560, y - 230), (x + 200, y - 236), (x - 10, y - 240),
        (x - 16, y - 330))), "white")
    duvet = join(
        curve((x + 150, y - 404), (x + 230, y - 470), (x + 330, y - 460), (x + 420, y - 500),
            (x + 560, y - 490)),
        line((x + 560, y - 96)),
        curve((x + 560, y - 96), (x + 420, y - 120), (x + 330, y - 88), (x + 270, y - 130),
            (x + 210, y - 250), (x + 120, y - 330), (x + 150, y - 404)),
    )
    sheet.shape(duvet, "tone")
    for fold in (
        ((x + 240, y - 440), (x + 250, y - 360), (x + 300, y - 280)),
        ((x + 340, y - 430), (x + 350, y - 320), (x + 372, y - 190)),
        ((x + 440, y - 460), (x + 436, y - 340), (x + 452, y - 200)),
    ):
        sheet.ink(curve(*fold), weight=0.75)


@drawing(
    "two-chairs",
    "heather",
    "Two chairs at a small table with a cloth, two cups and a folded letter on it; a dark coat hangs "
    "over one of the chairs.",
    frame=(60, 20, 1500),
)
def two_chairs(sheet: Sheet) -> None:
    cam = Camera.facing((-1.5, 1.8, -4.3), (0.06, 0, 0), zoom=2150, centre=(790, 130))
    pendant(sheet, 800, 0, 300)
    p = cam.see(0.25, 0, 0.1)
    ground(sheet, p[0], p[1] + 10, 760, 70)
    chair(sheet, cam, 0.8, 0.4, "w")
    far, near = cam.see(1.0, 0.95, 0.62), cam.see(1.0, 0.95, 0.18)
    coat_on_chair(sheet, far, near, 300)
    cloth_table(sheet, cam, 0, 0, 0.46, 0.72, 0.4, "tone")
    a, b = cam.see(-0.2, 0.72, -0.04), cam.see(0.22, 0.72, 0.1)
    mug(sheet, b[0], b[1], 0.5, handle=1)
    mug(sheet, a[0], a[1], 0.54, handle=-1)
    steam(sheet, b[0], b[1] - 70, 0.5)
    letter = cam.path((0.0, 0.722, -0.27), (0.2, 0.722, -0.31), (0.26, 0.722, -0.14), (0.06, 0.722, -0.1),
        (0.0, 0.722, -0.27))
    sheet.shape(letter, "white")
    sheet.ink(line(letter[0], cam.see(0.14, 0.722, -0.2), letter[1]), weight=0.7)
    chair(sheet, cam, -0.74, -0.32, "e")


def pendant(sheet: Sheet, x: float, top: float, y: float) -> None:
    """A lamp on a long cord; y is the rim of its shade."""
    sheet.ink(line((x, top), (x, y - 120)))
    sheet.shape(line((x - 14, y - 130), (x + 14, y - 130), (x + 18, y - 100), (x - 18, y - 100),
        (x - 14, y - 130)), "ink")
    shade = join(curve((x - 120, y), (x - 100, y - 60), (x - 40, y - 104), (x, y - 108), (x + 40, y - 104),
        (x + 100, y - 60), (x + 120, y)), ellipse(x, y, 120, 15, 0, 180))
    sheet.shape(shade, "ink")
    sheet.shape(ellipse(x, y, 120, 15), "white")


@drawing(
    "a-flare-plan-on-one-page",
    "moss",
    "The inside of an open kitchen cupboard door with one sheet of handwritten paper taped to it, "
    "and on the shelf behind it three tins of soup, a box of crackers and a mug.",
    frame=(170, 40, 1370),
)
def flare_plan(sheet: Sheet) -> None:
    sheet.shape(rect(700, 190, 640, 760))
    sheet.shape(rect(728, 218, 584, 704))
    sheet.hatch(line((728, 218), (1312, 218), (1312, 250), (790, 262), (772, 922), (728, 922)), angle=-62,
        gap=15)
    for board in (540, 900):
        sheet.shape(rect(728, board, 584, 22))
    for x, y, fill in ((836, 540, "tone"), (946, 540, "paper"), (888, 408, "tone")):
        tin(sheet, x, y, 104, 132, fill)
    sheet.shape(rect(1020, 344, 116, 196), "paper")
    sheet.ink(rect(1036, 384, 84, 46), weight=0.75)
    writing(sheet, 1044, 416, 70, 0.9)
    mug(sheet, 1210, 540, 0.84)
    jar(sheet, 870, 900, 104, 170, 0.6)
    jar(sheet, 1010, 900, 120, 210, 0.75, lid="ink")
    for i in range(3):
        y = 900 - i * 34
        bowl = [*curve((1108, y - 60), (1120, y - 20), (1160, y)), *curve((1230, y), (1270, y - 20), (1282, y - 60))]
        sheet.shape([*bowl, *ellipse(1195, y - 60, 87, 12, 0, -180)], "white")
    sheet.shape(ellipse(1195, 772, 87, 12), "paper")
    door = line((700, 190), (330, 110), (330, 1040), (700, 950), (700, 190))
    sheet.shape(door, "tone")
    sheet.shape(line((664, 238), (372, 176), (372, 972), (664, 900), (664, 238)), "none")
    paper = line((612, 306), (424, 272), (424, 720), (612, 690), (612, 306))
    sheet.shape(paper, "white")
    for i in range(7):
        y = 348 + i * 52
        rise = 0
        x0, w = 446, (86 if i == 0 else sheet.rng.uniform(110, 146))
        writing(sheet, x0, y - 6 + rise, w, 0.9)
    for tx, ty in ((500, 262), (520, 690)):
        sheet.shape(move(line((0, 0), (56, 10), (52, 34), (-4, 24), (0, 0)), tx - 10, ty), "paper",
            weight=0.8)
    sheet.shape(ellipse(356, 590, 11, 15), "ink")


def tin(sheet: Sheet, x: float, y: float, w: float, h: float, fill: str) -> None:
    """A tin of soup; (x, y) is its foot's middle."""
    a = w / 2
    body = join(line((x - a, y - h)), ellipse(x, y - 8, a, 9, 180, 0), line((x + a, y - h)),
        ellipse(x, y - h, a, 9, 0, -180))
    sheet.shape(body, "white")
    band = join(line((x - a, y - h * 0.82)), line((x - a, y - h * 0.18)), line((x + a, y - h * 0.18)),
        line((x + a, y - h * 0.82)))
    if fill == "tone":
        sheet.tone(band, (-3, 3))
    for share in (0.82, 0.18):
        sheet.ink(ellipse(x, y - h * share - 3, a, 9, 175, 5), weight=0.8)
    sheet.shape(ellipse(x, y - h, a, 9), "paper")
    sheet.shape(ellipse(x, y - h * 0.5, a * 0.5, h * 0.15), "white", weight=0.75)


@drawing(
    "pacing-without-boom-and-bust",
    "clay",
    "A kitchen table in morning light with a half-peeled bowl of potatoes, a round wind-up timer, a "
    "cup of tea, "
    "and a chair pulled back as if someone has just gone to sit elsewhere.",
    frame=(30, 130, 1480),
)
def pacing(sheet: Sheet) -> None:
    cam = Camera.facing((-1.3, 1.75, -3.7), (0.0, 0, 0.0), zoom=1860, centre=(850, -10))
    for dx in (0, 190):
        for dy in (0, 190):
            pane = line((560 + dx + dy * 0.28, 60 + dy), (730 + dx + dy * 0.28, 60 + dy),
                (778 + dx + dy * 0.28, 230 + dy), (608 + dx + dy * 0.28, 230 + dy))
            sheet.mask(sheet.waver([*pane, pane[0]], 1.6), "#FFFCF5")
    p = cam.see(0.2, 0, 0.1)
    ground(sheet, p[0], p[1] + 10, 900, 80)
    kitchen_table(sheet, cam)
    p = cam.see(-0.5, 0.74, 0.16)
    mug(sheet, p[0], p[1], 0.72, handle=-1)
    steam(sheet, p[0], p[1] - 96, 0.66)
    bowl_of_potatoes(sheet, *cam.see(0.04, 0.74, 0.02))
    timer(sheet, *cam.see(0.5, 0.74, 0.14))
    peelings(sheet, *cam.see(0.4, 0.745, -0.2))
    chair(sheet, cam, -0.72, -0.84, "e")


def peelings(sheet: Sheet, x: float, y: float) -> None:
    """A few curls of peel."""
    outer = curve((-30, 6), (-20, -16), (8, -20), (30, -4), (28, 12))
    inner = curve((18, 10), (16, 0), (4, -8), (-10, -6), (-16, 8))
    for dx, dy, turned in ((0, 0, 0), (58, 14, 130), (6, 34, 200)):
        curl = turn([*outer, *inner, outer[0]], turned, (0, 0))
        sheet.shape(move(curl, x + dx, y + dy), "white", weight=0.75)


def kitchen_table(sheet: Sheet, cam: Camera) -> None:
    """A plain table with four legs, its top seen from the corner."""
    for x, z in ((0.72, 0.4), (-0.72, 0.4), (0.72, -0.4), (-0.72, -0.4)):
        a, b = cam.see(x, 0.72, z), cam.see(x, 0, z)
        stick(sheet, a, b, 0.07 * cam.scale(x, 0, z), 0.045 * cam.scale(x, 0, z))
    for face in cam.box(-0.76, 0.6, -0.42, 1.52, 0.11, 0.84)[1:]:
        sheet.shape(face)
    for i, face in enumerate(cam.box(-0.84, 0.71, -0.5, 1.68, 0.03, 1.0)):
        sheet.shape(face, "paper" if i else "tone")


def bowl_of_potatoes(sheet: Sheet, x: float, y: float) -> None:
    """A wide bowl with potatoes, a curl of peel and a peeler beside it."""
    for dx, dy, rx, ry, tilt, fill in ((-58, -118, 46, 34, -12, "paper"), (54, -120, 48, 36, 14, "white"),
        (0, -136, 52, 38, 4, "paper"), (-18, -108, 44, 30, 20, "white"), (70, -98, 36, 26, -8, "paper")):
        sheet.shape(ellipse(x + dx, y + dy, rx, ry, tilt=tilt), fill)
        if fill == "paper":
            sheet.ink(line((x + dx - 8, y + dy - 10), (x + dx - 3, y + dy - 8)),
                line((x + dx + 12, y + dy - 4), (x + dx + 16, y + dy - 6)), weight=0.7)
    bowl = join(curve((x - 136, y - 96), (x - 118, y - 40), (x - 74, y), (x - 50, y + 8)),
        curve((x - 50, y + 8), (x, y + 14), (x + 50, y + 8)), curve((x + 50, y + 8), (x + 74, y),
        (x + 118, y - 40), (x + 136, y - 96)), ellipse(x, y - 96, 136, 22, 0, 180))
    sheet.shape(bowl, "white")
    sheet.ink(ellipse(x, y - 72, 127, 22, 12, 168), weight=0.75)


def timer(sheet: Sheet, x: float, y: float) -> None:
    """A round wind-up kitchen timer."""
    sheet.shape(curve((x - 66, y - 4), (x - 74, y - 60), (x - 40, y - 112), (x, y - 122), (x + 40, y - 112),
        (x + 74, y - 60), (x + 66, y - 4), (x, y + 6), closed=True), "white")
    sheet.shape(ellipse(x, y - 60, 48, 48), "tone")
    for i in range(12):
        a = ellipse(x, y - 60, 40, 40, i * 30, i * 30 + 1)[0]
        b = ellipse(x, y - 60, 47, 47, i * 30, i * 30 + 1)[0]
        sheet.ink(line(a, b), weight=0.66)
    sheet.ink(line((x, y - 60), (x + 20, y - 86)), weight=1.6)
