"""Drawings of what the shop sells and no camera sees: the gift card."""

# fmt: off
from curves import curve, ellipse, line, rect, turn
from gallery import drawing
from pen import Sheet
from smalls import writing
from things import ground, leaf, sprig


@drawing("gift-card", "heather",
    "An open envelope with a card in it, tied round with a ribbon, and a sprig of leaves beside it.",
    frame=(190, 150, 1300), weight=5.4)
def gift_card(sheet: Sheet) -> None:
    ground(sheet, 820, 1010, 1100, 34, 22)
    centre = (780, 680)
    back = turn(line((400, 580), (780, 330), (1160, 580), (1160, 970), (400, 970), (400, 580)), -4, centre)
    sheet.shape(back)
    card(sheet, centre)
    front = turn(line((400, 580), (780, 800), (1160, 580), (1160, 970), (400, 970), (400, 580)), -4, centre)
    sheet.shape(front, "tone")
    sheet.ink(turn(line((406, 964), (690, 748)), -4, centre), turn(line((1154, 964), (870, 748)), -4, centre))
    ribbon(sheet)
    stem = curve((1250, 985), (1262, 860), (1300, 720), (1360, 600))
    sprig(sheet, stem, [(0.25, -150, 100), (0.4, -30, 104), (0.58, -160, 96), (0.72, -36, 96),
        (0.86, -140, 84), (1.0, -62, 90)], "white", 34)
    leaf(sheet, (1190, 1050), (1320, 1030), 30, "tone")


def card(sheet: Sheet, centre: tuple[float, float]) -> None:
    """The card that looks out of the envelope: a border, a small sprig, a line of writing."""
    sheet.shape(turn(rect(460, 250, 640, 460), -4, centre), "white")
    sheet.ink(turn(rect(490, 280, 580, 410), -4, centre), weight=0.6)
    kept = len(sheet.parts)
    sprig(sheet, curve((700, 470), (760, 420), (830, 380)), [(0.2, -110, 62), (0.4, 10, 58),
        (0.62, -100, 60), (0.8, 8, 56), (1.0, -40, 62)], "tone", 24)
    writing(sheet, 600, 560, 340, 1.5)
    sheet.parts[kept:] = [f'<g transform="rotate(-4 780 680)">{part}</g>' for part in sheet.parts[kept:]]


def ribbon(sheet: Sheet) -> None:
    """A ribbon across the envelope with its bow."""
    band = line((386, 842), (1166, 788), (1168, 826), (388, 880), (386, 842))
    sheet.shape(band, "white")
    x, y = 640, 842
    for side in (-1, 1):
        loop = curve((x, y), (x + side * 60, y - 92), (x + side * 150, y - 96), (x + side * 152, y - 30),
            (x + side * 70, y + 6), (x, y))
        sheet.shape(loop, "paper")
        sheet.ink(curve((x + side * 24, y - 12), (x + side * 70, y - 44), (x + side * 104, y - 50)), weight=0.7)
        tail = line((x, y), (x + side * 62, y + 112), (x + side * 92, y + 84), (x + side * 104, y + 108), (x + side * 34, y - 4),
            (x, y))
        sheet.shape(tail, "paper")
    sheet.shape(ellipse(x, y, 27, 24), "white")
