"""Pictures as files, at addresses made from their content."""

from blueprints.media.views import media

__all__ = ["media"]
