"""Render product pictures: python scripts/pictures/products/render.py SLUG [SLUG ...] [--draft]."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from PIL import Image

from kit import scene
from objects import PICTURES

RESULTS = HERE.parents[2] / "app" / "demo" / "pictures" / "products"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("slugs", nargs="+", help="product slugs, or all")
    ask.add_argument("--draft", action="store_true", help="a small quick proof as PNG, nothing written to the app")
    ask.add_argument("--out", type=Path, default=Path("/tmp/product-pictures"), help="where the PNGs go")
    ask.add_argument("--samples", type=int, default=0)
    ask.add_argument("--threads", type=int, default=2)
    told = ask.parse_args()
    told.out.mkdir(parents=True, exist_ok=True)
    for slug in list(PICTURES) if told.slugs == ["all"] else told.slugs:
        started = time.monotonic()
        plan, dress = PICTURES[slug]
        scene.lay(plan)
        dress()
        laid = time.monotonic() - started
        png = told.out / f"{slug}.png"
        size = (560, 420) if told.draft else (1600, 1200)
        scene.develop(str(png), size, told.samples or 8, told.threads)
        if not told.draft:
            Image.open(png).convert("RGB").save(RESULTS / f"{slug}.webp", quality=82, method=6)
        print(f"{slug}: laid {laid:.0f} s, done {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
