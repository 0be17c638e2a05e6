"""The pictures that stand in a text: found by their placeholders, read with one query where there are any."""

import re
from collections.abc import Mapping

from flask import get_template_attribute

from app.media.queries import pictures_by_id
from app.media.views import PictureView, describe

_FIGURE = re.compile(r'<div data-card="figure:([0-9]{1,12})"></div>')


def figures_of(html: str) -> dict[str, PictureView]:
    """Return the pictures of a rendered text, by the number in their placeholder."""
    ids = [int(found) for found in dict.fromkeys(_FIGURE.findall(html))]
    return {str(key): describe(one) for key, one in pictures_by_id(ids).items()}


def figure_card(number: str, figures: Mapping[str, PictureView]) -> str:
    """Return one picture's markup with its words; empty for one that is gone."""
    view = figures.get(number)
    if view is None:
        return ""
    macro = get_template_attribute("components/picture.html", "picture")
    return str(macro(image=view, alt=view.alt, sizes="(min-width: 62rem) 42rem, 100vw"))
