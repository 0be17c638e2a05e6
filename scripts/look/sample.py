"""What the prototypes show: the demo's own words and pictures, and a few pretended orders, people and sums."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "app" / "demo"


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


def picture(kind: str, slug: str) -> Picture | None:
    """Return a demo picture with its real size, or the reading room where it is not drawn yet."""
    path = DEMO / "pictures" / kind / f"{slug}.webp"
    if not path.exists():
        path = DEMO / "pictures" / "drawings" / "home-reading-room.webp"
    width, height = Image.open(path).size
    return Picture(src=f"pictures/{path.parent.name}/{path.name}", width=width, height=height)


def read(kind: str, slug: str) -> dict[str, Any]:
    """Read one demo file: its front matter, and its text as HTML under "html"."""
    _, front, body = (DEMO / kind / f"{slug}.md").read_text().split("+++\n", 2)
    text = "\n".join(line for line in body.splitlines() if not line.startswith("::"))
    known = tomllib.loads(front)
    known.update(slug=slug, html=MarkdownIt("commonmark").enable("table").render(text))
    known["minutes"] = max(1, round(len(text.split()) / 150))
    known["image"] = picture("drawings" if kind == "articles" else "products", slug)
    if kind == "products":
        known["price"] = Money(minor=min(item["price"] for item in known["variants"]))
    return known


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
        "mark": "static/brand/mark.svg",
        "consent": "Yes, write to me about new articles. I can stop at any time.",
        "frequencies": [
            ("article", "With each new article"),
            ("weekly", "Once a week"),
            ("monthly", "Once a month"),
        ],
        "frequency": "weekly",
    },
)
CONTEXT["doors"] = [door_arguments(door) for door in DOORS]
