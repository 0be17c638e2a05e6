"""The writing desk: articles from the first line to publication."""

from blueprints.staff.content import autosaving, editing, links, listing, publishing, revisions
from blueprints.staff.content.hall import staff_content

__all__ = ["autosaving", "editing", "links", "listing", "publishing", "revisions", "staff_content"]
