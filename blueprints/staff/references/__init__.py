"""The works that articles rest on: adding, putting right, retractions and the reviews they open."""

from blueprints.staff.references import editing, listing, retracting
from blueprints.staff.references.hall import staff_references

__all__ = ["editing", "listing", "retracting", "staff_references"]
