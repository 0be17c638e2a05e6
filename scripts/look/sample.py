"""What the prototypes show: the demo's own words and pictures, and a few pretended orders, people and sums."""

from datetime import date
from typing import Any

from markupsafe import Markup

from scripts.look.demo_files import PICTURES, Money, Names, all_of, picture, reference, rows

__all__ = ["CONTEXT", "PICTURES", "SITE", "TYPED", "VISITOR"]

SITE = Names(
    values={
        "name": "Soft Hours",
        "tagline": "Reading, comfort and company for people who hurt and tire.",
        "postal_address": "Soft Hours\n7 Example Street\nDublin D00 X000\nIreland",
        "email": "hello@softhours.example",
    }
)
VISITOR = Names(values={"cart_count": 2, "is_signed_in": False, "is_staff": False, "name": "Nuala"})


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
    ("today", "Today", "#", 3),
    ("orders", "Orders", "staff.html", 2),
    ("products", "Products", "staff-form.html", None),
    ("articles", "Articles", "#", 1),
    ("letters", "Letters", "#", None),
    ("people", "People", "#", None),
    ("topics", "Topics", "#", None),
    ("settings", "Settings", "#", None),
]
CONTEXT["order_rows"] = [
    {
        "number": Markup('<a href="#">{}</a>').format(number),
        "who": who,
        "placed": placed,
        "pay": pay,
        "send": send,
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
