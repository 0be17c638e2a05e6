"""Roles, permissions and the limits of a sign-in."""

from datetime import timedelta
from enum import StrEnum

SESSION_LENGTH = timedelta(hours=24)
SHOPPER_SESSION_LENGTH = timedelta(days=14)  # its cookie ends with the browser all the same
LINK_LIFE = timedelta(minutes=60)
LINKS_APART = timedelta(minutes=3)
LINKS_AN_HOUR = 5
FAILURES_BEFORE_PAUSE = 8
PAUSE = timedelta(minutes=15)


class Role(StrEnum):
    """What somebody is here for."""

    OWNER = "owner"
    EDITOR = "editor"
    MERCHANT = "merchant"
    MODERATOR = "moderator"
    SUPPORT = "support"


PERMISSIONS = frozenset(
    {
        "staff.see",
        "catalog.edit",
        "stock.adjust",
        "orders.see",
        "orders.ship",
        "orders.refund",
        "offers.edit",
        "gift_cards.issue",
        "content.write",
        "content.publish",
        "community.edit",
        "effect.see",
        "comments.moderate",
        "letters.see",
        "people.see",
        "people.erase",
        "settings.edit",
        "audit.see",
        "mailbox.see",
        "work.decide",
    }
)

GRANTS: dict[Role, frozenset[str]] = {
    Role.OWNER: PERMISSIONS,
    Role.EDITOR: frozenset(
        {
            "staff.see",
            "content.write",
            "content.publish",
            "community.edit",
            "effect.see",
            "comments.moderate",
            "letters.see",
            "mailbox.see",
        }
    ),
    Role.MERCHANT: frozenset(
        {
            "staff.see",
            "catalog.edit",
            "stock.adjust",
            "orders.see",
            "orders.ship",
            "orders.refund",
            "offers.edit",
            "gift_cards.issue",
            "effect.see",
            "mailbox.see",
            "work.decide",
        }
    ),
    Role.MODERATOR: frozenset({"staff.see", "community.edit", "comments.moderate"}),
    Role.SUPPORT: frozenset({"staff.see", "orders.see", "people.see"}),
}


def may(roles: list[str], permission: str) -> bool:
    """Say whether any of the roles grants the permission; an unknown permission is an error of ours."""
    if permission not in PERMISSIONS:
        raise ValueError(f"there is no permission called {permission}")
    return any(permission in GRANTS[Role(role)] for role in roles if role in Role.__members__.values())
