"""Drawing a card of 1200 x 630 px, the size that other sites show beside a link: a title, and a drawing beside it."""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1200, 630
PAPER, INK, ACCENT = "#faf7f2", "#23272b", "#5b3a78"
MARGIN, PICTURE_WIDTH = 72, 440
SIZES = (76, 66, 58, 50, 43, 37)
LEADING = 1.18
NAME_SIZE = 34


def draw_card(title: str, *, name: str, drawing: bytes | None = None) -> bytes:
    """Return a JPEG with the title as large as fits, the site's name beneath it, and the drawing whole."""
    from PIL import Image, ImageDraw, ImageFont

    card = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    room = WIDTH - 2 * MARGIN
    if drawing is not None:
        room -= PICTURE_WIDTH + MARGIN // 2
        picture = Image.open(BytesIO(drawing), formats=["WEBP"]).convert("RGBA")
        picture.thumbnail((PICTURE_WIDTH, HEIGHT - 2 * MARGIN))
        left = WIDTH - MARGIN - PICTURE_WIDTH + (PICTURE_WIDTH - picture.width) // 2
        card.paste(picture, (left, (HEIGHT - picture.height) // 2), picture)
    pen = ImageDraw.Draw(card)
    folder = _font_folder()
    for size in SIZES:
        font = ImageFont.truetype(str(folder / "AtkinsonHyperlegible-Bold.ttf"), size)
        lines = wrap(title, font, pen, room)
        if len(lines) * size * LEADING <= HEIGHT - 2 * MARGIN - 2.4 * NAME_SIZE:
            break
    for number, line in enumerate(lines):
        pen.text((MARGIN, MARGIN + number * size * LEADING), line, font=font, fill=INK)
    small = ImageFont.truetype(str(folder / "AtkinsonHyperlegible-Regular.ttf"), NAME_SIZE)
    pen.rectangle(
        (MARGIN, HEIGHT - MARGIN - NAME_SIZE - 26, MARGIN + 90, HEIGHT - MARGIN - NAME_SIZE - 20), fill=ACCENT
    )
    pen.text((MARGIN, HEIGHT - MARGIN - NAME_SIZE), name, font=small, fill=INK)
    out = BytesIO()
    card.save(out, "JPEG", quality=86, optimize=True)
    return out.getvalue()


def wrap(words: str, font: "FreeTypeFont", pen: "ImageDraw", room: int) -> list[str]:
    """Return lines that fit into `room` px; a single word that is wider is broken by its letters."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and pen.textlength(longer, font=font) <= room:
            lines[-1] = longer
            continue
        while pen.textlength(word, font=font) > room and len(word) > 1:
            fits = next(
                at
                for at in range(len(word), 0, -1)
                if at == 1 or pen.textlength(word[:at], font=font) <= room
            )
            lines.append(word[:fits])
            word = word[fits:]
        lines.append(word)
    return lines or [""]


def _font_folder() -> Path:
    from fontpkg_atkinson_hyperlegible import ROOT

    return Path(ROOT) / "files"
