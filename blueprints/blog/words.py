"""Small words of the journal's pages: kinds, languages, places."""

from babel import Locale

from app.community.models import DoorKind
from app.resources.models import ResourceKind

DOOR_WORDS = {
    DoorKind.WHATSAPP: "WhatsApp group",
    DoorKind.FORUM: "Forum",
    DoorKind.CALL: "Weekly call",
    DoorKind.MEETING: "Meeting",
}
RESOURCE_WORDS = {
    ResourceKind.GUIDE: "Guide",
    ResourceKind.ORGANISATION: "Organisation",
    ResourceKind.GUIDELINE: "Guideline",
    ResourceKind.HELPLINE: "Helpline",
    ResourceKind.COURSE: "Course",
    ResourceKind.TOOL: "Tool",
    ResourceKind.STORIES: "People's stories",
    ResourceKind.DATABASE: "Library",
}


def language_words(code: str) -> str:
    """Return "German" for de."""
    return str(Locale.parse("en").languages.get(code, code))


def place_words(countries: list[str]) -> str | None:
    """Return "for Ireland" or "for the United Kingdom and Ireland"; None where it is useful anywhere."""
    territories = Locale.parse("en").territories
    names = [str(territories.get(code, code)) for code in countries]
    names = [f"the {name}" if name.startswith("United") else name for name in names]
    if not names:
        return None
    return "for " + " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
