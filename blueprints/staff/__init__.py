"""The staff's hall: one module a room, and the menu they share."""

from dataclasses import dataclass

from flask import current_app, url_for
from flask_login import current_user


@dataclass(frozen=True, kw_only=True)
class MenuEntry:
    """One line of the staff menu; shown to those who have the permission."""

    key: str
    words: str
    endpoint: str
    permission: str


def _entry(key: str, words: str, endpoint: str, permission: str) -> MenuEntry:
    return MenuEntry(key=key, words=words, endpoint=endpoint, permission=permission)


#: the menu: a group's words, then its lines in the order of a working day
STAFF_MENU: list[tuple[str, list[MenuEntry]]] = [
    ("", [_entry("desk", "Today", "staff_desk.desk", "staff.see")]),
    (
        "Shop",
        [
            _entry("orders", "Orders", "staff_orders.index", "orders.see"),
            _entry("products", "Products", "staff_catalog.index", "catalog.edit"),
            _entry("offers", "Offers", "staff_offers.index", "offers.edit"),
            _entry("gift_cards", "Gift cards", "staff_gift_cards.index", "gift_cards.issue"),
            _entry("stock", "Stock", "staff_stock.index", "stock.adjust"),
            _entry("delivery", "Delivery", "staff_delivery.index", "catalog.edit"),
            _entry("tax", "Tax", "staff_tax.index", "catalog.edit"),
        ],
    ),
    (
        "Journal",
        [
            _entry("articles", "Articles", "staff_content.index", "content.write"),
            _entry("series", "Series", "staff_series.index", "content.write"),
            _entry("glossary", "Words explained", "staff_glossary.index", "content.write"),
            _entry("references", "References", "staff_references.index", "content.write"),
            _entry("contributors", "Authors", "staff_contributors.index", "content.write"),
            _entry("resources", "Resources", "staff_resources.index", "content.write"),
            _entry("comments", "Comments", "staff_comments.index", "comments.moderate"),
            _entry("doors", "Doors", "staff_community.index", "community.edit"),
            _entry("effect", "What articles led to", "staff_effect.index", "effect.see"),
            _entry("letters", "Letters", "staff_letters.letters", "letters.see"),
        ],
    ),
    (
        "House",
        [
            _entry("markets", "Markets", "staff_markets.index", "settings.edit"),
            _entry("pages", "Standing pages", "staff_pages.index", "settings.edit"),
            _entry("people", "Erasing a person", "staff_people.index", "people.erase"),
            _entry("audit", "Audit log", "staff_desk.audit_log", "audit.see"),
            _entry("mailbox", "Mailbox", "staff_mailbox.mailbox", "mailbox.see"),
            _entry("parts", "Design parts", "staff_desk.parts", "staff.see"),
        ],
    ),
]


def staff_sections() -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Return the menu for whoever is looking: each group's words with its lines (key, words, address)."""
    if not current_user.is_authenticated:
        return []
    groups = [
        (words, [(one.key, one.words, url_for(one.endpoint)) for one in entries if _is_seen(one)])
        for words, entries in STAFF_MENU
    ]
    return [(words, lines) for words, lines in groups if lines]


def _is_seen(one: MenuEntry) -> bool:
    """Say whether the reader may go there; the mailbox exists in the demo only."""
    if one.key == "mailbox" and one.endpoint not in current_app.view_functions:
        return False
    return bool(current_user.may(one.permission))
