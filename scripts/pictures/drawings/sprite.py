"""Gather the Lucide icons the site uses, and the site's own sign, into static/icons/sprite.svg.

Run after `npm pack lucide-static@1.62.0 && tar xzf lucide-static-1.62.0.tgz`:
    python scripts/pictures/drawings/sprite.py package
A page uses a sign as <svg class="icon" aria-hidden="true"><use href="/static/icons/sprite.svg#icon-basket"/></svg>.
"""

import json
import re
import sys
from pathlib import Path

SPRITE = Path(__file__).resolve().parents[3] / "static" / "icons" / "sprite.svg"

RENAMED = {"basket": "shopping-basket"}
NAMES = """
    arrow-left arrow-right basket bed bell book-open calendar chart-line check chevron-down chevron-left
    chevron-right chevron-up circle-help clock contrast copy credit-card door-open download external-link
    eye gift hand heart-handshake history house image inbox info key-round lamp leaf link list lock
    log-out mail map-pin menu message-circle minus moon package pause pencil phone pin plus printer
    refresh-cw rss save search settings-2 shield star store sun tag trash-2 triangle-alert truck type
    undo-2 upload user users volume-2 x
""".split()  # noqa: SIM905

#: the drawing of brand.py in the colours of the page that uses it: a basin, the light on it, and the line around both
MARK = (
    '<symbol id="mark" viewBox="0 0 64 64">'
    '<path fill="var(--accent)" fill-opacity="0.75" stroke="none" d="M7.2 35.6C16 38.6 40 40.4 56.6 30.6C58.6 45.4 46.4 56.8 32.2 56.9C18.8 57 8 47.8 7.2 35.6Z"/>'
    '<path fill="var(--paper)" fill-opacity="0.75" stroke="none" d="M7.2 35.6C16 38.6 40 40.4 56.6 30.6C57 34 56.8 37 54.6 40.6C40.4 48.2 18.6 47.4 10.8 44.6C8.4 41.4 7.2 38.6 7.2 35.6Z"/>'
    '<path d="M31.6 13.6C31.4 19.4 31.9 24.6 31.7 29.6C36 27.6 39.8 25.2 43.4 22.2M10.8 44.6C18.6 47.4 40.4 48.2 54.6 40.6M7.2 35.6C16 38.6 40 40.4 56.6 30.6M32 7.2C45.6 6.6 56.9 17.6 57 31.4C57.1 45.6 46 56.8 32.2 56.9C18.2 57 7 45.9 7.1 32C7.2 18.3 18.2 7.8 32 7.2Z"/></symbol>'
)


def symbol(name: str, source: str) -> str:
    """One <symbol> with the drawing of a Lucide file, thinned to a 1.75 px stroke that takes the text's colour."""
    body = re.search(r"<svg[^>]*>(.*)</svg>", source, re.S)
    if body is None:
        raise ValueError(f"{name}: no drawing in the file")
    marks = re.sub(r"\s*\n\s*", "", body.group(1)).replace(" />", "/>")
    return (
        f'<symbol id="icon-{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" '
        f'stroke-linecap="round" stroke-linejoin="round">{marks}</symbol>'
    )


def main(package: Path) -> None:
    """Write the sprite from an unpacked lucide-static package."""
    version = json.loads((package / "package.json").read_text())["version"]
    icons = package / "icons"
    symbols = [symbol(name, (icons / f"{RENAMED.get(name, name)}.svg").read_text()) for name in NAMES]
    head = f"<!-- Lucide {version}, ISC licence; parts from Feather, MIT licence. See docs/licences.md. -->"
    SPRITE.parent.mkdir(parents=True, exist_ok=True)
    lines = ['<svg xmlns="http://www.w3.org/2000/svg">', head, *symbols, MARK, "</svg>"]
    SPRITE.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
