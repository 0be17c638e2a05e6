"""Reading the demo's own files for the prototypes: articles, products, tables and pictures."""

import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "app" / "demo"
PICTURES = Path(os.environ.get("LOOK_PICTURES", DEMO / "pictures"))


@dataclass(frozen=True, kw_only=True)
class Money:
    """An amount in minor units."""

    minor: int
    currency: str = "EUR"


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A stored picture as the templates see it."""

    src: str
    width: int
    height: int
    sources: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Names:
    """A bag of named values."""

    values: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.values[name]
        except KeyError as error:
            raise AttributeError(name) from error


def picture(kind: str, slug: str) -> Picture:
    """Return a demo picture with its real size, or another of its kind where it is not made yet."""
    path = PICTURES / kind / f"{slug}.webp"
    if not path.exists():
        others = sorted((PICTURES / kind).glob("*.webp")) or sorted((PICTURES / "drawings").glob("*.webp"))
        path = others[len(slug) % len(others)]
    width, height = Image.open(path).size
    return Picture(src=f"pictures/{path.parent.name}/{path.name}", width=width, height=height)


def read(kind: str, slug: str) -> dict[str, Any]:
    """Read one demo file: its front matter, and its text as HTML under "html"."""
    _, front, body = (DEMO / kind / f"{slug}.md").read_text().split("+++\n", 2)
    known = tomllib.loads(front)
    text = re.sub(r"^::(?!:).*$", "", body, flags=re.M)
    known.update(slug=slug, **render(text, [item["id"] for item in known.get("references", ())]))
    known["references_set"] = [reference(n, one) for n, one in enumerate(known.get("references", ()), 1)]
    known["minutes"] = max(1, round(len(text.split()) / 150))
    known["image"] = picture("drawings" if kind == "articles" else "products", slug)
    if kind == "products":
        known["price"] = Money(minor=min(item["price"] for item in known["variants"]))
    return known


def render(text: str, references: list[str]) -> dict[str, Any]:
    """Render demo Markdown roughly as the site does: notes, citations, and headings with ids and minutes."""
    html = MarkdownIt("commonmark").enable("table").render(re.sub(r"^:::.*$", r"\n\g<0>\n", text, flags=re.M))
    html = re.sub(r"<p>:::note</p>", '<aside class="callout" aria-label="Note">', html)
    html = html.replace("<p>:::</p>", "</aside>")

    def cite(match: re.Match[str]) -> str:
        number = references.index(match[1]) + 1 if match[1] in references else 1
        return f'<a class="cite" href="#ref-{number}">[{number}]</a>'

    html = re.sub(r"\[@([^\]]+)\]", cite, html)
    parts: list[tuple[str, str, int]] = []
    for piece in re.split(r"(?=<h2>)", html)[1:]:
        title = piece[4 : piece.index("</h2>")]
        parts.append((f"part-{len(parts) + 1}", title, max(1, round(len(piece.split()) / 150))))
    for anchor, title, _ in parts:
        html = html.replace(f"<h2>{title}</h2>", f'<h2 id="{anchor}">{title}</h2>', 1)
    return {"html": Markup(html), "parts": parts}  # noqa: S704 - the demo's own files


def reference(number: int, item: dict[str, Any]) -> dict[str, Any]:
    """Return what reference_list takes for one demo reference."""
    authors = ", ".join(f"{one['family']} {one.get('given', '')}".strip() for one in item.get("author", ()))
    doi = item.get("doi")
    return {
        "id": f"ref-{number}",
        "authors": authors + (" and others" if item.get("et_al") else ""),
        "year": item["year"],
        "title": item["title"],
        "container": item["container"],
        "volume": item.get("volume"),
        "page": item.get("page"),
        "doi": doi,
        "url": f"https://doi.org/{doi}" if doi else f"https://pubmed.ncbi.nlm.nih.gov/{item.get('pmid')}/",
        "note": None,
    }


def all_of(kind: str) -> list[dict[str, Any]]:
    """Read every demo file of a kind, by name."""
    return [read(kind, path.stem) for path in sorted((DEMO / kind).glob("*.md"))]


def rows(name: str) -> list[dict[str, Any]]:
    """Read a demo table such as doors.toml."""
    found: list[dict[str, Any]] = tomllib.loads((DEMO / f"{name}.toml").read_text())[name]
    return found
