"""Draw the site's pictures: python scripts/pictures/drawings/draw.py [slug ...]; --out DIR for PNGs to look at.

Needs shapely, resvg-py and pillow. Writes app/demo/pictures/drawings/<slug>.webp (1600 x 1200) and alts.toml.
"""

import argparse
import importlib
import io
from pathlib import Path

import resvg_py
from gallery import DRAWINGS, Drawing
from pen import HEIGHT, WIDTH
from PIL import Image

RESULT = Path(__file__).resolve().parents[3] / "app" / "demo" / "pictures" / "drawings"
SCENES = sorted(p.stem for p in Path(__file__).parent.glob("scenes_*.py"))


def picture(drawing: Drawing) -> Image.Image:
    """The drawing as pixels."""
    png = bytes(resvg_py.svg_to_bytes(svg_string=drawing.svg(), width=1600))
    return Image.open(io.BytesIO(png)).convert("RGB").resize((WIDTH, HEIGHT))


def write_alts() -> None:
    """The alt text of each drawing, which says what is drawn."""
    lines = ["# What each drawing shows, in one sentence; written by scripts/pictures/drawings/draw.py."]
    lines += [f'{slug} = "{DRAWINGS[slug].alt}"' for slug in sorted(DRAWINGS)]
    (RESULT / "alts.toml").write_text("\n".join(lines) + "\n")


def main() -> None:
    """Draw what was asked for, or everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("slugs", nargs="*")
    parser.add_argument("--out", type=Path, help="write PNG files there instead")
    wanted = parser.parse_args()
    for name in SCENES:
        importlib.import_module(name)
    RESULT.mkdir(parents=True, exist_ok=True)
    for slug in wanted.slugs or DRAWINGS:
        image = picture(DRAWINGS[slug])
        if wanted.out:
            image.save(wanted.out / f"{slug}.png")
        else:
            image.save(RESULT / f"{slug}.webp", quality=78, method=6)
    if not wanted.out:
        write_alts()


if __name__ == "__main__":
    main()
