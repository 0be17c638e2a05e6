"""Pages that belong to the site as a whole: home, comfort, search, standing pages."""

from blueprints.site import home, pages, search
from blueprints.site.views import site

__all__ = ["home", "pages", "search", "site"]
