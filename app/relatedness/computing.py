"""Suggestions, computed when something is published or changed; the worker's part of the room.

Only the thing that changed and the articles near it are computed again, so the work hardly grows with the site.
Reading and computing happen outside any transaction; what is written is short, and asks once more what people have
decided.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select, update

from app.content.drafts import draft_from_json
from app.content.queries import current_version
from app.content.rules import ArticleClass
from app.db import db, is_writing, transaction
from app.freshness import raise_version
from app.outbox.models import OutboxItem
from app.relatedness.meaning import Meaning, Space
from app.relatedness.models import Edge, EdgeState, Node, Source
from app.relatedness.nodes import count_words, describe, find_known, find_near, keep_node
from app.relatedness.rules import SHOWN, SPARE, NodeKind, is_registered_for, may_lead
from app.relatedness.scoring import Features, Suggestion, reason_words, suggest
from app.relatedness.vectors import (
    FindEncoder,
    keep_bridges,
    keep_vector,
    load_space,
    make_vector,
    no_encoder,
)
from app.settings.queries import load_settings
from app.topics.queries import TopicWords, list_topic_words

COMPUTATION = "system:words-topics-meaning-2"
NEAR_ARTICLES = 20
_NEAR_BY_MEANING = 40  # of each kind, beside those that share strong words
_AT_ONCE = 50
_REASON_LENGTH = 160


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What one article would lead to, by kind, with the words of the reasons; computed outside any transaction."""

    article_id: int
    expires_on: date | None
    found: Mapping[NodeKind, list[Suggestion]]
    meaning: Meaning | None


class Computing:
    """One piece of work: what is known of topics, vectors and nodes is read once for all its articles."""

    def __init__(self, find: FindEncoder = no_encoder) -> None:
        self.find = find
        self.topics = list_topic_words()
        self.known: dict[tuple[NodeKind, int], Features] = {}
        settings = load_settings()
        self.language = settings.locale[:2].lower()  # a door where another is spoken is chosen by people only
        self.sells_ingestibles = bool(settings.ingestible_markets)

    def describe(self, kind: NodeKind, subject_id: int, *, now: datetime) -> Features | None:
        """Look at one thing anew and store what it says; protocol steps 1 (read, understand) and 2 (write)."""
        described = describe(kind, subject_id, self.topics)
        made = make_vector(described, self.find) if described is not None else None
        with _step():
            node_id = keep_node(kind, subject_id, described.features if described else None, now=now)
            if node_id is None or described is None:
                _retire_suggestions(kind, subject_id)
            else:
                keep_vector(node_id, described, made)
        return described.features if described else None

    def near_articles(self, features: Features, space: Space | None) -> list[Features]:
        """Return the articles that may gain or lose by what has changed: near by words, or near in meaning."""
        near = {
            one.subject_id: one for one in find_near(features, kinds=[NodeKind.ARTICLE], limit=NEAR_ARTICLES)
        }
        also = space.articles_near(features.kind, features.subject_id, most=NEAR_ARTICLES) if space else []
        missing = [one for one in also if one not in near]
        return [*near.values(), *(find_known(NodeKind.ARTICLE, missing) if missing else ())]

    def suggest(self, articles: Sequence[Features], space: Space | None, *, now: datetime) -> None:
        """Compute what these articles lead to; protocol steps 3 (read, compute) and 4 (write)."""
        near = space.look([one.subject_id for one in articles]) if space else {}
        proposals = [self.propose(one, near.get(one.subject_id)) for one in articles]
        with _step():
            for proposal in proposals:
                if proposal is not None:
                    _keep(proposal, self.topics, now=now)
            raise_version()

    def propose(self, article: Features, meaning: Meaning | None) -> Proposal | None:
        """Return what one article would lead to under the link matrix."""
        version = current_version(article.subject_id)
        if version is None:
            return None
        crowd = count_words(article.stems)
        guide_class = draft_from_json(version.content).guide_class
        near = self._gather(article, meaning)
        decided = _decided(article.subject_id)
        found = {}
        for kind in NodeKind:
            others = [
                one
                for one in near
                if one.kind is kind
                and (kind, one.subject_id) not in decided
                and (kind is not NodeKind.PRODUCT or self.may_lead(article, one, guide_class))
                and (kind is not NodeKind.DOOR or one.node_class[:2].lower() == self.language)
            ]
            score = (meaning.near.get(kind) or None) if meaning else None
            found[kind] = suggest(article, others, crowd=crowd, limit=SHOWN[kind] + SPARE, meaning=score)
        return Proposal(
            article_id=article.subject_id, expires_on=version.review_due, found=found, meaning=meaning
        )

    def may_lead(self, article: Features, product: Features, guide_class: int) -> bool:
        """Say whether the link matrix lets an article lead to a product."""
        return may_lead(
            ArticleClass(article.node_class),
            int(product.node_class[:1]),
            guide_class=guide_class,
            is_registered_device=is_registered_for(product.node_class, product.topics, article.topics),
            sells_ingestibles=self.sells_ingestibles,
        )

    def _gather(self, article: Features, meaning: Meaning | None) -> list[Features]:
        """Return what shares strong words with an article, and what is nearest to it in meaning."""
        near = {(one.kind, one.subject_id): one for one in find_near(article, kinds=list(NodeKind))}
        for kind, scores in meaning.near.items() if meaning else ():
            nearest = sorted(scores, key=lambda one: (-scores[one], one))[:_NEAR_BY_MEANING]
            missing = [one for one in nearest if (kind, one) not in near and (kind, one) not in self.known]
            for found in find_known(kind, missing) if missing else ():
                self.known[kind, found.subject_id] = found
            near |= {(kind, one): self.known[kind, one] for one in nearest if (kind, one) in self.known}
        return list(near.values())


def update_graph(data: dict[str, Any], now: datetime, find: FindEncoder = no_encoder) -> None:
    """Do one owed `graph_update`: {"kind": "article|product|resource|door", "id": ID, "only_own": whether an editor's
    choice changed and not the thing itself, so that nothing near it has to be looked at}. May be repeated.
    """
    kind, subject_id = NodeKind(data["kind"]), int(data["id"])
    work = Computing(find)
    features = work.describe(kind, subject_id, now=now)
    space = load_space()
    articles = [features] if features is not None and kind is NodeKind.ARTICLE else []
    if features is not None and not data.get("only_own"):
        articles += work.near_articles(features, space)
    work.suggest(articles, space, now=now)


def rebuild_graph(subjects: Sequence[tuple[NodeKind, int]], *, now: datetime) -> None:
    """Describe all these things and compute every article's suggestions, by words and topics, in the open transaction;
    what was owed is thereby done.
    """
    _look_at_all(Computing(), subjects, now=now)
    owed = update(OutboxItem).where(OutboxItem.kind == "graph_update", OutboxItem.done_at.is_(None))
    db.session.execute(owed.values(done_at=now))
    raise_version()


def understand_all(now: datetime, find: FindEncoder) -> None:
    """Look at everything the graph knows once more, with meaning; each thing and each few articles by themselves."""
    rows = db.session.execute(select(Node.kind, Node.subject_id).order_by(Node.id)).all()
    _look_at_all(Computing(find), [(kind, subject_id) for kind, subject_id in rows], now=now)


def _look_at_all(work: Computing, subjects: Sequence[tuple[NodeKind, int]], *, now: datetime) -> None:
    for kind, subject_id in subjects:
        work.describe(kind, subject_id, now=now)
    articles = db.session.scalars(select(Node.subject_id).where(Node.kind == NodeKind.ARTICLE)).all()
    for at in range(0, len(articles), _AT_ONCE):
        some = find_known(NodeKind.ARTICLE, articles[at : at + _AT_ONCE])
        work.suggest(some, load_space(), now=now)


def _step() -> AbstractContextManager[Any]:
    """Open a transaction of our own, or go on in the one that is open (the demo loads everything in one)."""
    return nullcontext() if is_writing() else transaction()


def _keep(proposal: Proposal, topics: Sequence[TopicWords], *, now: datetime) -> None:
    """Store a proposal, unless somebody has decided otherwise meanwhile; ids of edges that stay are kept."""
    names = {topic.slug: topic.name for topic in topics}
    decided = _decided(proposal.article_id)
    for kind, found in proposal.found.items():
        free = [one for one in found if (kind, one.subject_id) not in decided]
        _store(proposal.article_id, kind, free, names, expires_on=proposal.expires_on, now=now)
    if proposal.meaning is not None:
        keep_bridges(proposal.article_id, proposal.meaning)


def _decided(article_id: int) -> set[tuple[NodeKind, int]]:
    """Return what a person has already decided about: pinned, written in the text, or rejected for good."""
    query = select(Edge.to_kind, Edge.to_id).where(
        Edge.from_kind == NodeKind.ARTICLE,
        Edge.from_id == article_id,
        or_(
            Edge.state == EdgeState.REJECTED,
            (Edge.state == EdgeState.SHOWN) & (Edge.source != Source.SUGGESTED),
        ),
    )
    return {(kind, subject_id) for kind, subject_id in db.session.execute(query)}


def _store(
    article_id: int,
    kind: NodeKind,
    found: list[Suggestion],
    names: Mapping[str, str],
    *,
    expires_on: date | None,
    now: datetime,
) -> None:
    query = select(Edge).where(
        Edge.from_kind == NodeKind.ARTICLE,
        Edge.from_id == article_id,
        Edge.to_kind == kind,
        Edge.source == Source.SUGGESTED,
    )
    known = {edge.to_id: edge for edge in db.session.scalars(query)}
    for edge in known.values():
        if edge.state is EdgeState.SHOWN:
            edge.state = EdgeState.PAST
    for rank, one in enumerate(found):
        row = known.get(one.subject_id)
        if row is None:
            row = Edge(
                from_kind=NodeKind.ARTICLE,
                from_id=article_id,
                to_kind=kind,
                to_id=one.subject_id,
                source=Source.SUGGESTED,
            )
            db.session.add(row)
        row.state, row.rank, row.score = EdgeState.SHOWN, rank, one.score
        row.reason = reason_words(one, names)[:_REASON_LENGTH]
        row.expires_on, row.made_by, row.made_at = expires_on, COMPUTATION, now
    db.session.flush()


def _retire_suggestions(kind: NodeKind, subject_id: int) -> None:
    to_it = (Edge.to_kind == kind) & (Edge.to_id == subject_id)
    from_it = (Edge.from_kind == kind) & (Edge.from_id == subject_id)
    db.session.execute(
        update(Edge)
        .where(or_(to_it, from_it), Edge.source == Source.SUGGESTED, Edge.state == EdgeState.SHOWN)
        .values(state=EdgeState.PAST)
    )
