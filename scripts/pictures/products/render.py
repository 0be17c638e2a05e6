"""Render product pictures: python scripts/pictures/products/render.py SLUG [SLUG ...] [--draft]."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from PIL import Image, ImageFilter

from kit import scene
from objects import PICTURES

RESULTS = Path(__file__).resolve().parents[3] / "app" / "demo" / "pictures" / "products"


def finish(png: Path) -> Image.Image:
    """The picture at 1600 x 1200; a smaller rendering is enlarged and a little sharpened."""
    rendered = Image.open(png).convert("RGB")
    if rendered.width == 1600:
        return rendered
    larger = rendered.resize((1600, 1200), Image.Resampling.LANCZOS)
    return larger.filter(ImageFilter.UnsharpMask(radius=1.4, percent=60, threshold=2))


def keep(picture: Image.Image, path: Path) -> None:
    """Save as WebP at quality 82, or a little less where a busy weave would pass 160 kB."""
    for quality in (82, 78, 74, 70):
        picture.save(path, quality=quality, method=6)
        if path.stat().st_size <= 160_000:
            return


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("slugs", nargs="+", help="product slugs, or all")
    ask.add_argument("--draft", action="store_true", help="a small quick proof as PNG, nothing written to the app")
    ask.add_argument("--out", type=Path, default=Path("/tmp/product-pictures"), help="where the PNGs go")
    ask.add_argument("--samples", type=int, default=0)
    ask.add_argument("--wide", type=int, default=1600, help="pixels across to render; the result is always 1600")
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
        size = (400, 300) if told.draft else (told.wide, told.wide * 3 // 4)
        scene.develop(str(png), size, told.samples or 8, told.threads)
        if not told.draft:
            keep(finish(png), RESULTS / f"{slug}.webp")
        print(f"{slug}: laid {laid:.0f} s, done {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
