"""The letters' hall: asking for them, confirming, choosing, pausing, stopping. Nothing here acts on GET (E3)."""

from blueprints.newsletter import joining, leaving, preferring
from blueprints.newsletter.hall import newsletter

__all__ = ["joining", "leaving", "newsletter", "preferring"]
