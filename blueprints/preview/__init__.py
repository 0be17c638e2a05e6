"""A draft for whoever has its link: as a page and as a letter. Nothing of it is kept, indexed or passed on."""

from flask import Blueprint, Response, current_app, make_response

from app.clock import utcnow
from app.config import Config
from app.content.models import Article, ArticleState
from app.content.previewing import find_preview
from app.content.review_models import PreviewLink
from app.errors import NotFound
from app.newsletter.drafting import letter_of_draft
from app.settings.queries import load_settings
from app.web.limits import limiter
from app.web.via import drop_vias
from blueprints.staff.content.looking import render_draft
from blueprints.staff.mailbox import MAIL_POLICY

preview = Blueprint("preview", __name__, url_prefix="/preview")


@preview.get("/<token>/")
@limiter.limit("120/minute")
def show(token: str) -> Response:
    """Show the working copy as readers would see it."""
    link, article = open_link(token)
    is_out = article.state is ArticleState.PUBLISHED
    page = render_draft("preview/article.html", article, link=link, token=token, is_out=is_out)
    return closed(make_response(drop_vias(page)))


@preview.get("/<token>/mail/")
@limiter.limit("120/minute")
def show_mail(token: str) -> Response:
    """Show the letter that would go out, shut off from the site by its policy as in a mail program."""
    _, article = open_link(token)
    config: Config = current_app.extensions["config"]
    response = closed(
        make_response(letter_of_draft(article, site_url=config.site_url, settings=load_settings()))
    )
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


def open_link(token: str) -> tuple[PreviewLink, Article]:
    """Return what a link opens; raises NotFound for one that is over, taken back or made up."""
    found = find_preview(token, now=utcnow())
    if found is None:
        raise NotFound("This link does not work any more. Ask whoever sent it for a new one.")
    return found


def closed(response: Response) -> Response:
    """Keep the page out of caches and indexes; the policy of every page keeps its address from other sites."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
