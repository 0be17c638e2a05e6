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


#: every staff room adds its line, in the order of a working day
STAFF_MENU: list[MenuEntry] = [
    MenuEntry(key="desk", words="Today", endpoint="staff_desk.desk", permission="staff.see"),
    MenuEntry(key="letters", words="Letters", endpoint="staff_letters.letters", permission="letters.see"),
    MenuEntry(key="mailbox", words="Mailbox", endpoint="staff_mailbox.mailbox", permission="mailbox.see"),
    MenuEntry(key="audit", words="Audit log", endpoint="staff_desk.audit_log", permission="audit.see"),
    MenuEntry(key="parts", words="Design parts", endpoint="staff_desk.parts", permission="staff.see"),
]


def staff_sections() -> list[tuple[str, str, str, int | None]]:
    """Return the menu for whoever is looking, as the staff layout wants it."""
    if not current_user.is_authenticated:
        return []
    return [
        (one.key, one.words, url_for(one.endpoint), None)
        for one in STAFF_MENU
        if current_user.may(one.permission) and one.endpoint in current_app.view_functions
    ]
