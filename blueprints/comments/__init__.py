"""The comments below articles: reading, writing, confirming, one's own, reporting, and stopping the mails."""

from blueprints.comments import confirming, own, reading, reporting, stopping, writing
from blueprints.comments.hall import comments

__all__ = ["comments", "confirming", "own", "reading", "reporting", "stopping", "writing"]
