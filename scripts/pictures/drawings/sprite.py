"""Gather the Lucide icons the site uses into static/icons/sprite.svg.

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
    lines = ['<svg xmlns="http://www.w3.org/2000/svg">', head, *symbols, "</svg>"]
    SPRITE.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
