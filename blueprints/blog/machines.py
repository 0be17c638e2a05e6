"""What crawlers read first: robots.txt."""

from flask import Response, abort, url_for

from app.config import current_config
from app.publishing.telling import KEY
from app.settings.queries import load_settings
from app.web.page_cache import cached_page
from blueprints.blog.hall import blog


@blog.get("/robots.txt")
@cached_page
def robots() -> Response:
    """Tell crawlers what is of no use to them."""
    lines = [
        "User-agent: *",
        "Disallow: /staff/",
        "Disallow: /account/",
        "Disallow: /basket/",
        "Disallow: /checkout/",
        "Disallow: /orders/",
        "Disallow: /search/",
        f"Sitemap: {current_config().site_url}{url_for('blog.sitemap')}",
        "",
    ]
    return Response("\n".join(lines), content_type="text/plain; charset=utf-8")


@blog.get("/<key>.txt")
def indexnow_key(key: str) -> Response:
    """Show the key by which search engines know that it is this site that tells them (indexnow.org)."""
    own = load_settings().indexnow_key
    if not KEY.fullmatch(own) or key != own:
        abort(404)
    return Response(own, content_type="text/plain; charset=utf-8")
