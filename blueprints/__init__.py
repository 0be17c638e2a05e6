"""The halls of the house, by audience. `register` is the site map."""

from flask import Flask


def register(app: Flask) -> None:
    """Hang every blueprint in its place."""
    from app.web.health import health
    from blueprints.site import site

    app.register_blueprint(health)
    app.register_blueprint(site)
