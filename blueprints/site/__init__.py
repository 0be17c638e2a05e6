"""Pages that belong to the site as a whole: home, comfort, standing pages."""

from blueprints.site import home, pages
from blueprints.site.views import site

__all__ = ["home", "pages", "site"]
