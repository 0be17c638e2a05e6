"""Make the fonts of papers for letters that their own font lacks: python -m scripts.fonts.make FOLDER_OF_DEJAVU.

The part of DejaVu Sans with Latin, Greek, Cyrillic and Vietnamese letters (Debian: fonts-dejavu-core), two weights.
Outlines are unchanged; what a paper does not need (other scripts, hinting, layout tables) is left out.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font

TARGET = Path(__file__).resolve().parents[2] / "app" / "invoicing" / "fonts"
FILES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
#: Latin with its additions, Greek, Cyrillic, Vietnamese and ancient Greek, dashes and quotes, currency signs
LETTERS = (
    (0x20, 0x24F),
    (0x2B0, 0x3FF),
    (0x400, 0x52F),
    (0x1E00, 0x1FFF),
    (0x2010, 0x203A),
    (0x20A0, 0x20BF),
)


def main() -> None:
    """Write both files."""
    options = Options(hinting=False, layout_features=[], name_IDs=["*"], notdef_outline=True)
    for name in FILES:
        font = load_font(Path(sys.argv[1]) / name, options)
        part = Subsetter(options)
        part.populate(unicodes=[one for first, last in LETTERS for one in range(first, last + 1)])
        part.subset(font)
        save_font(font, TARGET / name, options)


if __name__ == "__main__":
    main()
