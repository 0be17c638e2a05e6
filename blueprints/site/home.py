"""The first page: what was written lately, six things from the shelf, the doors, the letter."""

from flask import render_template

from app.catalog.queries import list_shelf
from app.community.queries import list_open_doors
from app.content.queries import list_latest
from app.media.queries import pictures_by_id
from app.relatedness.markets import leads_in
from app.settings.queries import load_settings
from app.web.page_cache import cached_page
from blueprints.blog.cards import article_cards, door_arguments
from blueprints.blog.structured import describe_site
from blueprints.blog.telling import tell_page
from blueprints.newsletter.form import letter_form
from blueprints.site.views import site
from blueprints.store.cards import product_cards
from blueprints.store.markets import reader_country

LEAD, BESIDE, LATELY, ON_THE_SHELF = 1, 2, 4, 6


@site.get("/")
@cached_page
def home() -> str:
    """Show the newest article large, two beside it, more in lines; then the shelf, the doors and the letter.

    There is no shelf where a market wants none beside articles.
    """
    leads = leads_in(reader_country())
    cards = article_cards(list_latest(LEAD + BESIDE + LATELY), pictured=range(LEAD + BESIDE))
    doors = list_open_doors()
    drawings = pictures_by_id(door.picture_id for door in doors if door.picture_id)
    return render_template(
        "site/home.html",
        lead=cards[0] if cards else None,
        beside=cards[LEAD : LEAD + BESIDE],
        more=cards[LEAD + BESIDE :],
        shelf=product_cards(list_shelf(ON_THE_SHELF)) if leads else [],
        doors=[door_arguments(door, drawings.get(door.picture_id or 0)) for door in doors],
        letter=letter_form("home"),
        told=tell_page(load_settings().name, "/") | {"structured": describe_site()},
    )
