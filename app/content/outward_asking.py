"""Asking the addresses that articles lead to: those of published texts once a week, a draft's when an editor asks.

Steps: (1) read a text and note its addresses; (2) ask one, with no transaction open (app/asking.py); (3) write what
came of it. Each is safe to repeat.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, select

from app.asking import ASKED_AGAIN, Found, LinkAsker, LinkState, settle
from app.content.drafts import draft_from_json
from app.content.models import Article, ArticleState, ArticleVersion
from app.content.outward import OutwardLink, digest_of, list_outward
from app.content.outward_models import ArticleOutward, OutwardAddress, OutwardNote
from app.db import db, end_reading, insert_if_absent, transaction
from app.errors import Invalid
from app.fetching import Fetcher
from app.markdown import render_markdown
from app.outbox.actions import enqueue

LOOK = "look_at_links"
A_ROUND = 60
NOTED_AT_ONCE = 20
ROUNDS_OF_NOTES = 50
LOOKED_AGAIN = timedelta(minutes=30)
KEPT_UNUSED = timedelta(days=60)


def owe_look(article: Article, *, now: datetime) -> None:
    """Owe a look at the addresses of an article's working copy; the same text twice in half an hour is one look."""
    half = int(now.timestamp() // LOOKED_AGAIN.total_seconds())
    key = f"{LOOK}:{article.id}:{article.revision}:{half}"
    enqueue(LOOK, {"article": article.id}, now=now, natural_key=key)


class OutwardChecker(LinkAsker):
    """Who asks for the articles; `own` is this site's address, which is not elsewhere."""

    def __init__(self, fetcher: Fetcher, *, own: str = "", **ways: Any) -> None:
        super().__init__(fetcher, **ways)
        self.own = own

    def look(self, data: dict[str, Any], now: datetime) -> None:
        """Do one owed `look_at_links`: {"article": id}; what was asked within half an hour is not asked again."""
        article = db.session.get(Article, int(data["article"]))
        links = self._links_of(article.draft) if article is not None else []
        with transaction():
            ids = list(make_known(links).values())
        self._ask(_list_asked_before(now - LOOKED_AGAIN, ids), now)

    def check_due(self, now: datetime) -> int:
        """Note what readers' texts lead to, and ask what nobody asked for a week, a round's worth; return how many."""
        self._note_all(now)
        due = _list_asked_before(now - ASKED_AGAIN)
        self._ask(due, now)
        with transaction():
            _forget_unused(now)
        return len(due)

    def _ask(self, due: Sequence[tuple[int, str]], now: datetime) -> None:
        end_reading()
        for address_id, _, found in self.ask_each(due):
            with transaction():
                keep_found(address_id, found, now=now)

    def _note_all(self, now: datetime) -> None:
        """Note the addresses of versions that came out since the last round; texts are read outside transactions."""
        for _ in range(ROUNDS_OF_NOTES):
            found = _list_unnoted()
            end_reading()
            noted = [(article_id, version, self._links_of(content)) for article_id, version, content in found]
            with transaction():
                for article_id, version, links in noted:
                    note_links(article_id, version, links)
            if len(found) < NOTED_AT_ONCE:
                return

    def _links_of(self, content: dict[str, Any]) -> list[OutwardLink]:
        draft = draft_from_json(content)
        try:
            return list_outward(draft, render_markdown(draft.body), own=self.own)
        except Invalid:  # a text of the time before there was a longest one
            return []


def note_links(article_id: int, version: int, links: Iterable[OutwardLink]) -> None:
    """Keep where a version leads to in the place of the one before."""
    links = list(links)
    known = make_known(links)
    if db.session.get(Article, article_id) is None:
        return
    db.session.execute(delete(ArticleOutward).where(ArticleOutward.article_id == article_id))
    rows = [{"article_id": article_id, "address_id": known[one.url], "place": one.place} for one in links]
    if rows:
        db.session.execute(insert(ArticleOutward), rows)
    db.session.merge(OutwardNote(article_id=article_id, version=version))


def make_known(links: Iterable[OutwardLink]) -> dict[str, int]:
    """Return the ids of addresses, those that are new made known."""
    urls = list(dict.fromkeys(one.url for one in links))
    for url in urls:
        values = {"digest": digest_of(url), "url": url, "state": LinkState.UNKNOWN, "said": "", "failures": 0}
        insert_if_absent(OutwardAddress, values)
    query = select(OutwardAddress.url, OutwardAddress.id)
    rows = db.session.execute(query.where(OutwardAddress.digest.in_([digest_of(one) for one in urls])))
    return {row[0]: row[1] for row in rows}


def keep_found(address_id: int, found: Found, *, now: datetime) -> None:
    """Store what came of asking."""
    address = db.session.get(OutwardAddress, address_id)
    if address is None:
        return
    address.state, address.failures = settle(found, address.failures)
    address.said, address.moved_to, address.asked_at = found.said[:200], found.moved_to, now


def _list_asked_before(moment: datetime, ids: Sequence[int] | None = None) -> list[tuple[int, str]]:
    """Return addresses that were not asked since, those never asked first; without `ids` those that readers follow."""
    was_not = or_(OutwardAddress.asked_at.is_(None), OutwardAddress.asked_at <= moment)
    query = select(OutwardAddress.id, OutwardAddress.url).where(was_not)
    if ids is None:
        read = (
            select(ArticleOutward.address_id)
            .join(Article, Article.id == ArticleOutward.article_id)
            .where(Article.state == ArticleState.PUBLISHED)
        )
        query = query.where(OutwardAddress.id.in_(read)).limit(A_ROUND)
    else:
        query = query.where(OutwardAddress.id.in_(ids))
    order = (OutwardAddress.asked_at.is_not(None), OutwardAddress.asked_at, OutwardAddress.id)
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(*order))]


def _list_unnoted() -> list[tuple[int, int, dict[str, Any]]]:
    query = (
        select(Article.id, ArticleVersion.number, ArticleVersion.content)
        .join(ArticleVersion, (ArticleVersion.article_id == Article.id) & ArticleVersion.is_current)
        .outerjoin(OutwardNote, OutwardNote.article_id == Article.id)
        .where(Article.state == ArticleState.PUBLISHED)
        .where(or_(OutwardNote.version.is_(None), OutwardNote.version != ArticleVersion.number))
        .order_by(Article.id)
        .limit(NOTED_AT_ONCE)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def _forget_unused(now: datetime) -> None:
    """Forget addresses of drafts that nobody leads to any more."""
    used = select(ArticleOutward.address_id)
    old = (OutwardAddress.asked_at <= now - KEPT_UNUSED, OutwardAddress.id.not_in(used))
    db.session.execute(delete(OutwardAddress).where(*old))
