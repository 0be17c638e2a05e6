"""The writing desk: articles from the first line to publication."""

from blueprints.staff.content import (
    autosaving,
    calendar,
    correcting,
    editing,
    expiring,
    helping,
    links,
    listing,
    outward,
    previews,
    publishing,
    reviewing,
    revisions,
    scheduling,
)
from blueprints.staff.content.hall import staff_content

__all__ = [
    "autosaving",
    "calendar",
    "correcting",
    "editing",
    "expiring",
    "helping",
    "links",
    "listing",
    "outward",
    "previews",
    "publishing",
    "reviewing",
    "revisions",
    "scheduling",
    "staff_content",
]
