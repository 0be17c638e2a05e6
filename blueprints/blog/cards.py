"""Articles, resources and doors as cards: the arguments of their macros."""

from collections.abc import Collection, Iterable
from typing import Any

from flask import url_for

from app.community.models import Door
from app.content.queries import ArticleCard
from app.media.models import Picture
from app.media.queries import pictures_by_id
from app.media.views import describe
from app.resources.models import Resource
from blueprints.blog.words import DOOR_WORDS, RESOURCE_WORDS, language_words, place_words

Arguments = dict[str, Any]


def article_cards(cards: Iterable[ArticleCard], *, pictured: Collection[int] = ()) -> list[Arguments]:
    """Return article_card arguments; those at the places named by `pictured` with their drawing (one query)."""
    listed = list(enumerate(cards))
    pictures = pictures_by_id(card.picture_id for at, card in listed if at in pictured and card.picture_id)
    return [
        article_arguments(card, pictures.get(card.picture_id or 0) if at in pictured else None, dated=True)
        for at, card in listed
    ]


def article_arguments(
    card: ArticleCard, picture: Picture | None = None, *, reason: str | None = None, dated: bool = False
) -> Arguments:
    """Return article_card arguments for one article."""
    image = describe(picture) if picture else None
    return {
        "title": card.title,
        "url": url_for("blog.show_article", slug=card.slug),
        "summary": card.summary,
        "topic": card.topic_name,
        "minutes": card.minutes,
        "date": card.published_at if dated else None,
        "certainty": card.certainty,
        "image": image,
        "alt": image.alt if image else "",
        "reason": reason,
    }


def resource_arguments(resource: Resource, *, reason: str | None = None) -> Arguments:
    """Return resource_card arguments; the card leads to our page about it, which says who keeps it."""
    return {
        "name": resource.title,
        "url": url_for("blog.show_resource", slug=resource.slug),
        "about": resource.summary,
        "kind": RESOURCE_WORDS[resource.kind],
        "keeper": resource.publisher,
        "place": place_words(resource.countries),
        "language": None if resource.language == "en" else language_words(resource.language),
        "external": False,
        "reason": reason,
    }


def door_arguments(door: Door, picture: Picture | None = None, *, reason: str | None = None) -> Arguments:
    """Return door_card arguments."""
    return {
        "name": door.name,
        "url": url_for("community.show_door", slug=door.slug),
        "kind": DOOR_WORDS[door.kind],
        "language": language_words(door.language),
        "place": door.place,
        "about": door.summary,
        "image": describe(picture) if picture else None,
        "reason": reason,
    }
