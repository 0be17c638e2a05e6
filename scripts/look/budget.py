"""Measure what a first visit pays for CSS and script: each page kind minified and brotli-11 compressed.

Fails when the shared CSS and one page file pass 6.5 KB, or all modules together 6 KB. Needs rcssmin and brotli.
"""

from pathlib import Path

import brotli
import rcssmin

STATIC = Path(__file__).resolve().parents[2] / "static"
CSS_LIMIT, JS_LIMIT = 6.5 * 1024, 6 * 1024


def packed(text: str) -> int:
    """Return the compressed length in bytes."""
    return len(brotli.compress(text.encode(), quality=11))


def bundle(kind: str) -> str:
    """Return the stylesheet of one page kind, minified."""
    css = STATIC / "css"
    shared = [css / f"{name}.css" for name in ("tokens", "reset", "base", "utilities")]
    files = [*shared, *sorted((css / "components").glob("*.css")), css / "pages" / f"{kind}.css"]
    return str(rcssmin.cssmin("\n".join(path.read_text() for path in files)))


def main() -> int:
    """Print the table and return the number of broken limits."""
    broken = 0
    for page in sorted((STATIC / "css" / "pages").glob("*.css")):
        text = bundle(page.stem)
        size = packed(text)
        broken += size > CSS_LIMIT
        print(f"{page.stem:12} {len(text):7} bytes, {size:6} compressed")
    scripts = "".join(path.read_text() for path in sorted((STATIC / "js").glob("*.js")))
    broken += packed(scripts) > JS_LIMIT
    print(f"{'scripts':12} {len(scripts):7} bytes, {packed(scripts):6} compressed")
    return broken


if __name__ == "__main__":
    raise SystemExit(main())
