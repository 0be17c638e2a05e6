"""Static files, built once per content: CSS bundled a page kind, text compressed, every address immutable.

At start-up the tree's content is hashed; INSTANCE_DIR/assets/<digest>/ is made when it is not there yet, and
WhiteNoise serves it under /static/<digest>/. No build step and no Node: `stylesheet("shop")` is the shared CSS and
css/pages/shop.css in one file, which costs a visitor one request and the fewest compressed bytes. An article is
where most people come in, so its kind leaves out what no article uses (WITHOUT); tests/support/styles.py looks on every
page for a class whose rules did not come along.
"""

import hashlib
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

SHARED = ("tokens", "reset", "base", "utilities")
#: page kinds that build on another kind's own sheet
UPON = {"blog": ("article",)}
#: component sheets that no page of a kind uses; a kind that is not named takes them all
WITHOUT = {"article": frozenset({"forms", "lists", "money", "paging", "quantity", "shelf", "status"})}
TEXT = {".css", ".js", ".svg", ".json", ".txt", ".webmanifest"}
#: a pseudo-class that stands for itself, after a space
DESCENDANT = re.compile(r"([\w\])]) +(:(?:is|not|where|has)\()")


def digest_of(root: Path) -> str:
    """Return a short hash over names and contents of all files under `root`."""
    total = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file():
            total.update(path.relative_to(root).as_posix().encode())
            total.update(path.read_bytes())
    return total.hexdigest()[:12]


def bundle(root: Path, page: str) -> str:
    """Return the CSS of one page kind: layer order, shared files, components, and the kind's own, minified."""
    import rcssmin

    left_out = WITHOUT.get(page, frozenset())
    files = [root / f"{name}.css" for name in SHARED]
    files += [path for path in sorted((root / "components").glob("*.css")) if path.stem not in left_out]
    files += [root / "pages" / f"{name}.css" for name in (*UPON.get(page, ()), page)]
    text = "\n".join(path.read_text() for path in files if path.exists())
    return "@layer reset,tokens,base,components,pages,utilities;" + str(rcssmin.cssmin(keep_spaces(text)))


def keep_spaces(text: str) -> str:
    """Write `.a :is(b)` as `.a *:is(b)`, which means the same: inside a layer rcssmin takes such a space out."""
    return DESCENDANT.sub(r"\1 *\2", text)


def build_assets(root: Path, out: Path) -> Path:
    """Make INSTANCE_DIR/assets/<digest>/ from static/ and return it; processes that race make the same thing."""
    made = out / digest_of(root)
    if made.exists():
        return made
    out.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=out, prefix="draft-"))
    shutil.copytree(root, draft, dirs_exist_ok=True)
    pages = {path.stem for path in (root / "css" / "pages").glob("*.css")} | {"site"}
    (draft / "css").mkdir(exist_ok=True)
    for page in pages:
        (draft / "css" / f"bundle-{page}.css").write_text(bundle(root / "css", page))
    _compress(draft)
    draft.chmod(0o755)
    try:
        os.rename(draft, made)
    except OSError:
        shutil.rmtree(draft)
    return made


def _compress(folder: Path) -> None:
    from whitenoise.compress import Compressor

    compressor = Compressor(quiet=True)
    for path in folder.rglob("*"):
        if path.suffix in TEXT and path.is_file():
            compressor.compress(str(path))


class Assets:
    """Knows where each static file is served."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.prefix = f"/static/{folder.name}"
        # Read once, since a folder never changes: another content has another folder.
        self.names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    def url(self, name: str) -> str:
        """Return the immutable address of static/<name>; raises LookupError for a file that is not there."""
        if name not in self.names:
            raise LookupError(f"there is no static file {name}")
        return f"{self.prefix}/{name}"

    def stylesheet(self, page: str) -> str:
        """Return the address of the bundle for one page kind ("site" is the shared CSS alone)."""
        return self.url(f"css/bundle-{page}.css")


def init_assets(app: Flask, static_root: Path, instance_dir: Path) -> Any:
    """Build what is missing, teach templates `asset` and `stylesheet`, and wrap the WSGI app with WhiteNoise."""
    assets = Assets(build_assets(static_root, instance_dir / "assets"))
    app.extensions["assets"] = assets
    app.jinja_env.globals.update(asset=assets.url, stylesheet=assets.stylesheet)
    served = WhiteNoise(app.wsgi_app, max_age=365 * 24 * 3600, add_headers_function=_harden)
    served.add_files(str(assets.folder), prefix=assets.prefix)
    app.wsgi_app = served  # type: ignore[method-assign]
    return assets


def _harden(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Cache-Control"] = "public, max-age=31536000, immutable"
