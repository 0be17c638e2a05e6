"""The addresses elsewhere that an article leads to, and what is known of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import unescape

from sqlalchemy import ColumnElement, select

from app.asking import LinkState
from app.content.citing import address_of
from app.content.drafts import ArticleDraft
from app.content.models import Article, ArticleState
from app.content.outward_models import ArticleOutward, OutwardAddress
from app.counting import count_some
from app.db import db
from app.markdown import Rendered

MOST = 200  # of one article
LONGEST = 2000
_HREF = re.compile(r'<a href="(https?://[^"]{1,4000})"')
_BARE = re.compile(r"https?://[^\s<>\"']{1,2000}")


@dataclass(frozen=True, kw_only=True)
class OutwardLink:
    """One address and the part of the desk where it stands: body, findings or references."""

    url: str
    place: str


@dataclass(frozen=True, kw_only=True)
class KnownLink:
    """An address of a text with what is known of it; `address` is empty for one that was never noted."""

    link: OutwardLink
    address: OutwardAddress | None


@dataclass(frozen=True, kw_only=True)
class ListedAddress:
    """An address in the staff's list: what came of asking it, and the articles that readers follow it from."""

    address: OutwardAddress
    articles: tuple[tuple[int, str, str], ...]  # id, title, place


def list_outward(draft: ArticleDraft, body: Rendered, *, own: str = "") -> list[OutwardLink]:
    """Return what a text leads to elsewhere, each address once a place; `own` is this site's address."""
    found = [("body", unescape(url)) for url in _HREF.findall(body.html)]
    found += [
        ("findings", url.rstrip(".,;:)"))
        for one in draft.findings
        for url in _BARE.findall(f"{one.statement}\n{one.intervention}\n{one.population}")
    ]
    found += [("references", address_of(one)) for one in draft.references if one.doi or one.pmid]
    ours = f"{own.rstrip('/')}/"
    kept = [
        (place, url)
        for place, url in dict.fromkeys(found)
        if len(url) <= LONGEST and not (own and f"{url}/".startswith(ours))
    ]
    return [OutwardLink(url=url, place=place) for place, url in kept[:MOST]]


def digest_of(url: str) -> str:
    """Return what an address is found by, however long it is."""
    return sha256(url.encode()).hexdigest()


def known_links(links: Iterable[OutwardLink]) -> list[KnownLink]:
    """Return these links with what is known of their addresses: one query."""
    links = list(links)
    query = select(OutwardAddress).where(OutwardAddress.digest.in_({digest_of(one.url) for one in links}))
    known = {one.digest: one for one in db.session.scalars(query)} if links else {}
    return [KnownLink(link=one, address=known.get(digest_of(one.url))) for one in links]


def list_addresses(state: LinkState, *, after: int = 0, limit: int) -> list[ListedAddress]:
    """Return addresses that readers can follow and that are in a state, by id, with where they stand: two queries."""
    query = select(OutwardAddress).where(OutwardAddress.state == state, OutwardAddress.id > after, _is_read())
    if state is LinkState.UNKNOWN:
        query = query.where(OutwardAddress.asked_at.is_not(None))
    found = db.session.scalars(query.order_by(OutwardAddress.id).limit(limit)).all()
    places = _places_of([one.id for one in found])
    return [ListedAddress(address=one, articles=tuple(places.get(one.id, ()))) for one in found]


def count_broken_outward() -> int:
    """Return how many addresses that readers can follow are broken, bounded."""
    return count_some(select(OutwardAddress.id).where(OutwardAddress.state == LinkState.BROKEN, _is_read()))


def _is_read() -> ColumnElement[bool]:
    """Return the condition for addresses that stand in what readers see."""
    query = (
        select(ArticleOutward.address_id)
        .join(Article, Article.id == ArticleOutward.article_id)
        .where(ArticleOutward.address_id == OutwardAddress.id, Article.state == ArticleState.PUBLISHED)
    )
    return query.exists()


def _places_of(ids: Sequence[int]) -> dict[int, list[tuple[int, str, str]]]:
    query = (
        select(ArticleOutward.address_id, Article.id, Article.title, ArticleOutward.place)
        .join(Article, Article.id == ArticleOutward.article_id)
        .where(ArticleOutward.address_id.in_(ids), Article.state == ArticleState.PUBLISHED)
        .order_by(Article.title, ArticleOutward.place)
    )
    places: dict[int, list[tuple[int, str, str]]] = {}
    for address_id, article_id, title, place in db.session.execute(query) if ids else ():
        places.setdefault(address_id, []).append((article_id, title, place))
    return places
