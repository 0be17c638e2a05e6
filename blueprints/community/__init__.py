"""The community's doors as visitors meet them."""

from blueprints.community.views import community

__all__ = ["community"]
