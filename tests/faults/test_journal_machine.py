"""A journal in which anything may happen in any order: Hypothesis writes, publishes, links, refuses and takes away.

After each step C1 to C3 and the link matrix hold of what readers see; what is refused changes nothing. That an
article's last product went is recorded by the worker, so C1 is asked where nothing is owed.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app.catalog.models import Product
from app.catalog.publishing import archive_product, publish_product, unpublish_product
from app.clock import utcnow
from app.community.models import Door
from app.content.actions import save_draft
from app.content.drafts import draft_from_json
from app.content.models import Article, ArticleState
from app.content.queries import current_version, get_article
from app.content.rules import ArticleClass
from app.db import db, transaction
from app.errors import DomainError
from app.outbox.working import run_all_owed
from app.publishing.actions import archive_article, publish_article, record_none
from app.publishing.checks import ask_complete, ask_links, ask_versions
from app.publishing.withdrawing import (
    close_door,
    open_door,
    remove_link,
    restore_resource,
    withdraw_resource,
)
from app.relatedness.actions import move_up, pin, reject
from app.relatedness.models import Edge, EdgeState, Source
from app.relatedness.queries import edges_from
from app.relatedness.rules import NodeKind, may_lead
from app.resources.models import Resource
from tests.factories.catalog import make_topic
from tests.factories.journal import ACTOR, NIGHTS, make_article, make_draft, make_open_door, make_resource
from tests.factories.shop import put_on_sale
from tests.support.databases import Databases

pytestmark = pytest.mark.timeout(900)
EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "4"))
STEPS = int(os.environ.get("MACHINE_STEPS", "25"))
PHASES = [Phase.generate, Phase.target, *([Phase.shrink] if os.environ.get("MACHINE_SHRINK") else [])]
WHICH = st.integers(0, 5)
CLASSES = (1, 2, 3, 4, 5, 6)
BODIES = (
    "## Within reach\n\nA lamp.\n",
    "## A pillow\n\nAnd a lamp.\n\n{card}\n",
    "## Warmth\n\nA bottle at night.\n",
)


@contextmanager
def refusals() -> Iterator[None]:
    """What an editor is told is no fault."""
    try:
        with transaction():
            yield
    except DomainError:
        pass
    finally:
        db.session.rollback()


class JournalMachine(RuleBasedStateMachine):
    """Three articles, six products of as many classes, three resources and two doors."""

    databases: Databases
    database_kind: str

    def __init__(self) -> None:
        super().__init__()
        app = self.databases.fresh_app(self.database_kind)
        self.pushed = app.app_context()
        self.pushed.push()
        self.refused: set[int] = set()

    def teardown(self) -> None:
        """Let the worker do what is owed, and ask for everything once more."""
        try:
            self.the_worker_works()
            self.readers_see_what_they_may()
        finally:
            db.session.remove()
            self.pushed.pop()

    @initialize()
    def a_journal_stands(self) -> None:
        topic = make_topic("sleep", "Sleep").id
        self.products = [
            put_on_sale(
                sku=f"SH-{one}", title=f"A lamp of class {one}", product_class=one, topic_ids=(topic,)
            ).product_id
            for one in CLASSES
        ]
        self.resources = [make_resource(f"Sleep, part {one}").id for one in range(3)]
        self.doors = [make_open_door(f"Porch {one}").id for one in range(2)]
        door, resource = (
            db.session.get_one(Door, self.doors[0]),
            db.session.get_one(Resource, self.resources[0]),
        )
        first = make_article(door=door, resource=resource, products=(self.products[0],)).id
        others = [make_draft(title=title).id for title in ("Short days", "Grey mornings")]
        self.articles = [first, *others]

    # What editors do

    @rule(
        which=WHICH,
        text=st.sampled_from(BODIES),
        to=WHICH,
        kind=st.sampled_from(ArticleClass),
        guides=st.integers(1, 6),
    )
    def write(self, which: int, text: str, to: int, kind: ArticleClass, guides: int) -> None:
        article = self.article(which)
        cards = [
            f"::product{{{self.slug(Product, self.products, to)}}}",
            f"::resource{{{self.slug(Resource, self.resources, to)}}}",
        ]
        draft = replace(
            NIGHTS, title=article.title, body=text.format(card=cards[to % 2]), article_class=kind, guide_class=guides,
            findings=(), references=(),
        )  # fmt: skip
        with refusals():
            save_draft(article.id, draft, seen_revision=article.revision, actor=ACTOR, now=utcnow())

    @rule(which=WHICH)
    def publish(self, which: int) -> None:
        with refusals():
            publish_article(self.article(which), actor=ACTOR, now=utcnow())

    @rule(which=WHICH)
    def take_back(self, which: int) -> None:
        with refusals():
            archive_article(self.article(which), actor=ACTOR, now=utcnow())

    @rule(
        which=WHICH,
        what=st.sampled_from(("products", "doors")),
        reason=st.sampled_from(("", "Nothing fits here.")),
    )
    def say_none(self, which: int, what: str, reason: str) -> None:
        with refusals():
            record_none(self.article(which), what, reason, actor=ACTOR, now=utcnow())

    @rule(which=WHICH, kind=st.sampled_from(NodeKind), to=WHICH)
    def lead(self, which: int, kind: NodeKind, to: int) -> None:
        things = {
            NodeKind.PRODUCT: self.products, NodeKind.RESOURCE: self.resources, NodeKind.DOOR: self.doors,
            NodeKind.ARTICLE: self.articles,
        }[kind]  # fmt: skip
        if (kind, pick(things, to)) != (NodeKind.ARTICLE, pick(self.articles, which)):
            with refusals():
                pin(self.article(which), (kind, pick(things, to)), actor=ACTOR, now=utcnow())

    @rule(which=WHICH, edge=st.integers(0, 20), deed=st.sampled_from(("up", "remove", "reject")))
    def change_a_link(self, which: int, edge: int, deed: str) -> None:
        wanted = Edge.source == (Source.SUGGESTED if deed == "reject" else Source.PINNED)
        found = db.session.query(Edge).filter(wanted, Edge.state == EdgeState.SHOWN).order_by(Edge.id).all()
        if found:
            chosen = pick(found, edge)
            with refusals():
                {"up": move_up, "remove": remove_link, "reject": reject}[deed](
                    chosen, actor=ACTOR, now=utcnow()
                )
                if deed == "reject":
                    self.refused.add(chosen.id)

    # What the shop and the rest of the house do

    @rule(which=WHICH, deed=st.sampled_from(("on", "off", "gone")))
    def move_a_product(self, which: int, deed: str) -> None:
        product = pick(self.products, which)
        with refusals():
            if deed == "on":
                publish_product(product, priced={pick(CLASSES, which)}, actor=ACTOR, now=utcnow())
            else:
                {"off": unpublish_product, "gone": archive_product}[deed](product, actor=ACTOR, now=utcnow())

    @rule(which=WHICH, is_shown=st.booleans())
    def move_a_resource(self, which: int, is_shown: bool) -> None:
        with refusals():
            resource = db.session.get_one(Resource, pick(self.resources, which))
            (restore_resource if is_shown else withdraw_resource)(resource, actor=ACTOR, now=utcnow())

    @rule(which=WHICH, is_open=st.booleans())
    def move_a_door(self, which: int, is_open: bool) -> None:
        with refusals():
            door = db.session.get_one(Door, pick(self.doors, which))
            (open_door if is_open else close_door)(door, actor=ACTOR, now=utcnow())

    @rule()
    def the_worker_works(self) -> None:
        db.session.rollback()
        run_all_owed()
        db.session.rollback()
        assert list(ask_complete()[1]) == [], "C1"

    @invariant()
    def readers_see_what_they_may(self) -> None:
        """C2, C3 and the matrix, at every moment; what was refused stays refused."""
        assert list(ask_versions()[1]) == [], "C2"
        assert list(ask_links()[1]) == [], "C3"
        for article in db.session.query(Article).filter(Article.state == ArticleState.PUBLISHED).all():
            version = current_version(article.id)
            assert version is not None
            guides = draft_from_json(version.content).guide_class
            for link in edges_from((NodeKind.ARTICLE, article.id), today=utcnow().date()):
                if isinstance(link.thing, Product):
                    known = (version.article_class, link.thing.product_class)
                    assert may_lead(*known, guide_class=guides), (
                        f"{article.slug} ({known[0]}) leads to class {known[1]}"
                    )
                assert (link.kind, link.thing.id) != (NodeKind.ARTICLE, article.id), (
                    "an article leads to itself"
                )
        again = (
            db.session.query(Edge).filter(Edge.id.in_(self.refused), Edge.state != EdgeState.REJECTED).all()
        )
        assert again == [], "a refused suggestion came back"
        db.session.rollback()

    def article(self, which: int) -> Article:
        """One of the articles."""
        return get_article(pick(self.articles, which))

    def slug(self, kind: Any, ids: list[int], which: int) -> str:
        """The slug of one of some things."""
        return str(db.session.get_one(kind, pick(ids, which)).slug)


def pick(things: Any, which: int) -> Any:
    """One of them, by a number that may be too large."""
    return things[which % len(things)]


@pytest.mark.postgres
def test_whatever_editors_do_readers_see_only_what_they_may(databases: Databases, database_kind: str) -> None:
    kind = type("Machine", (JournalMachine,), {"databases": databases, "database_kind": database_kind})
    run_state_machine_as_test(
        kind,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=PHASES,
            print_blob=True,
        ),
    )
