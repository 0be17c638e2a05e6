"""Pages that belong to the site as a whole: home, comfort, standing pages."""

from blueprints.site import pages
from blueprints.site.views import site

__all__ = ["pages", "site"]
