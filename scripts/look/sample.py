"""What the prototypes show: the demo's own words and pictures, and a few pretended orders, people and sums."""

import os
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
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


SITE = Names(
    values={
        "name": "Soft Hours",
        "tagline": "Reading, comfort and company for people who hurt and tire.",
        "postal_address": "Soft Hours\n7 Example Street\nDublin D00 X000\nIreland",
        "email": "hello@softhours.example",
    }
)
VISITOR = Names(values={"cart_count": 2, "is_signed_in": False, "is_staff": False, "name": "Nuala"})


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
    return {"html": Markup(html), "parts": parts}


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


ALTS = tomllib.loads((DEMO / "pictures/drawings/alts.toml").read_text())
ARTICLES = {item["slug"]: item for item in all_of("articles")}
PRODUCTS = {item["slug"]: item for item in all_of("products")}
DOORS = [dict(door, image=picture("drawings", f"door-{door['slug']}")) for door in rows("doors")]
CONTEXT: dict[str, Any] = {
    "articles": ARTICLES,
    "products": PRODUCTS,
    "doors": DOORS,
    "resources": rows("resources"),
    "topics": rows("topics"),
    "topic_names": {topic["slug"]: topic["name"] for topic in rows("topics")},
    "categories": rows("categories"),
    "makers": {maker["slug"]: maker["name"] for maker in rows("makers")},
    "euro": lambda minor: Money(minor=minor),
    "today": date(2026, 11, 22),
    "drawing": lambda slug: picture("drawings", slug),
    "languages": {"en": "English", "de": "German"},
    "door_kinds": {"whatsapp": "WhatsApp group", "forum": "Forum", "call": "Weekly call"},
}


def article_arguments(slug: str, *, drawn: bool = True) -> dict[str, Any]:
    """Return what article_card takes for a demo article."""
    item = ARTICLES[slug]
    names = CONTEXT["topic_names"]
    return {
        "title": item["title"],
        "url": "article.html",
        "summary": item["summary"],
        "topic": names[item["topics"][0]],
        "minutes": item["minutes"],
        "image": item["image"] if drawn else None,
    }


def product_arguments(slug: str) -> dict[str, Any]:
    """Return what product_card takes for a demo product."""
    item = PRODUCTS[slug]
    low = any(variant["stock"] <= variant.get("low_stock", 3) for variant in item["variants"])
    return {
        "name": item["title"],
        "url": "product.html",
        "price": item["price"],
        "from_price": len({variant["price"] for variant in item["variants"]}) > 1,
        "maker": CONTEXT["makers"][item["maker"]],
        "line": item["tagline"],
        "image": item["image"],
        "availability": ("low", "Last 2 of one weight") if low else ("in", "In stock"),
    }


def door_arguments(door: dict[str, Any]) -> dict[str, Any]:
    """Return what door_card takes for a demo door."""
    return {
        "name": door["title"] if "title" in door else door["name"],
        "url": "join.html",
        "kind": CONTEXT["door_kinds"][door["kind"]],
        "language": CONTEXT["languages"][door["language"]],
        "place": door["place"],
        "about": door["summary"],
        "image": door["image"],
    }


CONTEXT.update(
    article_arguments=article_arguments,
    product_arguments=product_arguments,
    door_arguments=door_arguments,
    lead=article_arguments("pacing-without-boom-and-bust"),
    beside=[
        article_arguments("telling-work"),
        article_arguments("exercise-what-the-trials-show", drawn=False),
    ],
    more=[
        dict(article_arguments(slug, drawn=False), summary=None)
        for slug in (
            "unrefreshing-sleep-what-is-known",
            "hands-that-tire-in-the-kitchen",
            "friends-who-want-to-help",
        )
    ],
    shelf=[
        product_arguments(slug)
        for slug in (
            "linen-weighted-blanket",
            "wheat-heat-wrap",
            "wide-grip-jar-opener",
            "amber-bedside-lamp",
            "the-pacing-notebook",
            "merino-wrist-warmers",
        )
    ],
    letter={
        "action": "/subscribe/",
        "sender": "The editors",
        "postal_address": SITE.postal_address,
        "consent": "Yes, write to me about new articles. I can stop at any time.",
        "frequencies": [
            ("article", "With each new article"),
            ("weekly", "Once a week"),
            ("monthly", "Once a month"),
        ],
        "frequency": "weekly",
    },
)
TYPED = [("name", "Nuala Byrne"), ("message", "Could you send the blanket\nin the week after next?")]
CONTEXT["choices"] = CONTEXT["back"] = ""
CONTEXT["reference"] = reference
CONTEXT["raw_doors"] = DOORS
CONTEXT["staff_sections"] = [
    ("today", "Today", "#", 3), ("orders", "Orders", "staff.html", 2), ("products", "Products", "staff-form.html", None),
    ("articles", "Articles", "#", 1), ("letters", "Letters", "#", None), ("people", "People", "#", None),
    ("topics", "Topics", "#", None), ("settings", "Settings", "#", None),
]
CONTEXT["order_rows"] = [
    {
        "number": Markup(f'<a href="#">{number}</a>'), "who": who, "placed": placed, "pay": pay, "send": send,
        "total": f"€{total}",
    }
    for number, who, placed, pay, send, total in (
        (1042, "Nuala Byrne, Galway", "today, 14:52", "paid", "to pack", "221.50"),
        (1041, "Jörg Hartmann, Leipzig", "today, 11:20", "paid", "to pack", "44.90"),
        (1040, "Priya Raman, Leeds", "yesterday, 21:07", "pending", "none", "167.90"),
        (1038, "Tomás Ó Briain, Cork", "20 November, 9:41", "paid twice", "packed", "62.50"),
        (1031, "Ellen Walsh, Belfast", "12 November, 16:30", "disputed", "with the courier", "75.90"),
    )
]
CONTEXT["doors"] = [door_arguments(door) for door in DOORS]
