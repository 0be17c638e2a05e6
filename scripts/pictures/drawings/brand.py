"""Draw the site's mark: a round clock tucked in under a turned-down blanket.

Writes static/brand/: SVG, PNG 180 and 512, favicon.ico. Small sizes get a plainer drawing with a thicker line.
"""

import io
from pathlib import Path

import resvg_py
from PIL import Image

BRAND = Path(__file__).resolve().parents[3] / "static" / "brand"
HEATHER, LILAC, INK, PAPER = "#5B3A78", "#D9C8EA", "#23272B", "#FAF7F2"

FACE = (
    "M32 7.2C45.6 6.6 56.9 17.6 57 31.4C57.1 45.6 46 56.8 32.2 56.9"
    "C18.2 57 7 45.9 7.1 32C7.2 18.3 18.2 7.8 32 7.2Z"
)
BLANKET = "M7.2 35.6C16 38.6 40 40.4 56.6 30.6C58.6 45.4 46.4 56.8 32.2 56.9C18.8 57 8 47.8 7.2 35.6Z"
SHEET = (
    "M7.2 35.6C16 38.6 40 40.4 56.6 30.6C57 34 56.8 37 54.6 40.6"
    "C40.4 48.2 18.6 47.4 10.8 44.6C8.4 41.4 7.2 38.6 7.2 35.6Z"
)
HEM = "M10.8 44.6C18.6 47.4 40.4 48.2 54.6 40.6"
EDGE = "M7.2 35.6C16 38.6 40 40.4 56.6 30.6"
HANDS = "M31.6 13.6C31.4 19.4 31.9 24.6 31.7 29.6C36 27.6 39.8 25.2 43.4 22.2"


def mark(line: str, face: str, blanket: str, width: float) -> str:
    """The mark as SVG shapes on a 64 unit square."""
    pen = f'fill="none" stroke="{line}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round"'
    turned = f'<path d="{SHEET}" fill="{LILAC}"/><path d="{HEM}" {pen}/>' if width < 4 else ""
    return (
        f'<path d="{FACE}" fill="{face}"/><path d="{HANDS}" {pen}/><path d="{BLANKET}" fill="{blanket}"/>{turned}'
        f'<path d="{EDGE}" {pen}/><path d="{FACE}" {pen}/>'
    )


def svg(inner: str, ground: str = "") -> str:
    """A whole SVG file round the shapes."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">{ground}{inner}</svg>\n'


def pixels(text: str, size: int) -> Image.Image:
    """The SVG at a size in pixels."""
    return Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=text, width=size, height=size))))


def main() -> None:
    """Write every file of the mark."""
    BRAND.mkdir(parents=True, exist_ok=True)
    (BRAND / "mark.svg").write_text(svg(mark("currentColor", "none", HEATHER, 2.7)))
    favicon = (
        "<style>.l{stroke:#23272B}.b{fill:#5B3A78}"
        "@media(prefers-color-scheme:dark){.l{stroke:#ECE7DE}.b{fill:#CDB4E6}}</style>"
        f'<g fill="none" stroke-linecap="round" stroke-linejoin="round" stroke-width="5" class="l"><path d="{HANDS}"/>'
        f'<path class="b" d="{BLANKET}" stroke="none"/><path d="{FACE}"/></g>'
    )
    (BRAND / "favicon.svg").write_text(svg(favicon))
    ground = f'<rect width="64" height="64" fill="{PAPER}"/>'
    inset = f'<g transform="translate(8 8) scale(0.75)">{mark(INK, "#FFFDF9", HEATHER, 2.7)}</g>'
    for size in (180, 512):
        pixels(svg(inset, ground), size).convert("RGB").save(BRAND / f"mark-{size}.png", optimize=True)
    small = svg(mark(INK, PAPER, HEATHER, 5))
    icons = [pixels(small, size) for size in (48, 32, 16)]
    icons[0].save(BRAND / "favicon.ico", append_images=icons[1:], sizes=[(48, 48), (32, 32), (16, 16)])


if __name__ == "__main__":
    main()
