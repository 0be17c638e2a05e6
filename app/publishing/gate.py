"""Gathering what the gate looks at."""

from sqlalchemy import select

from app.catalog.models import Product
from app.catalog.queries import is_on_the_shelf
from app.community.models import Door, DoorState
from app.config import current_config
from app.content.drafts import ArticleDraft, draft_from_json
from app.content.library import known_by_key
from app.content.models import Article
from app.content.people import find_person_id
from app.db import db
from app.errors import Invalid
from app.markdown import Rendered, render_markdown
from app.markdown.filling import list_odd_own_links, list_own_links, list_shelf_links
from app.media.queries import pictures_by_id
from app.publishing.rules import Facts, Lack, list_lacks
from app.relatedness.actions import is_allowed
from app.relatedness.models import EdgeState, Source
from app.relatedness.queries import list_edges_for_staff
from app.relatedness.rules import NodeKind
from app.resources.models import Resource, ResourceState
from app.topics.queries import topics_by_slug

Target = tuple[NodeKind, int]


class NotReady(Invalid):
    """An article may not be published yet; `lacks` says what is missing."""

    def __init__(self, lacks: list[Lack]) -> None:
        super().__init__("This article is not ready: " + " ".join(one.sentence for one in lacks))
        self.lacks = lacks


def find_lacks(article: Article, draft: ArticleDraft | None = None) -> list[Lack]:
    """Return what an article still lacks before it may be published; `draft` is one that is not kept yet."""
    draft = draft or draft_from_json(article.draft)
    return list_lacks(draft, gather_facts(article, draft, render_markdown(draft.body)))


def gather_facts(article: Article, draft: ArticleDraft, body: Rendered) -> Facts:
    """Read everything the rules want to know."""
    written, unknown = resolve_cards(body, own_slug=article.slug)
    written = [one for one in written if one != (NodeKind.ARTICLE, article.id)]
    targets = set(written) | {
        (edge.to_kind, edge.to_id)
        for edge in list_edges_for_staff(article.id)
        if edge.state is EdgeState.SHOWN and edge.source is Source.PINNED
    }
    figures = [int(slug) for kind, slug in body.cards if kind == "figure"]
    pictures = pictures_by_id([*figures, *([draft.picture_id] if draft.picture_id else [])])
    unknown += [f"the picture {one}" for one in figures if one not in pictures]
    products = _visible_products(targets)
    allowed = {one.id for one in products if is_allowed(draft, one)}
    return Facts(
        topics_known=frozenset(topics_by_slug()),
        picture_words=pictures[draft.picture_id].alt if draft.picture_id in pictures else None,
        resources=_count(Resource, Resource.state == ResourceState.PUBLISHED, NodeKind.RESOURCE, targets),
        products=len(allowed),
        doors=_count(Door, Door.state == DoorState.OPEN, NodeKind.DOOR, targets),
        none_products=article.none_products,
        none_doors=article.none_doors,
        unknown_cards=tuple(unknown),
        odd_links=tuple(list_odd_own_links(body.html, current_config().allowed_hosts)),
        shelf_links=tuple(list_shelf_links(body.html, current_config().allowed_hosts)),
        refused_products=tuple(one.title for one in products if one.id not in allowed),
        citations=body.citations,
        untitled=_list_untitled(draft),
        checker_has_page=find_person_id(draft.reviewed_by) is not None,
        findings_shown=tuple(int(slug) for kind, slug in body.cards if kind == "finding" and slug.isdigit()),
    )


def _list_untitled(draft: ArticleDraft) -> tuple[str, ...]:
    """Return the numbers of works that neither the draft nor the library has a title for."""
    keys = [one.key for one in draft.references if not one.title and one.key != "pmid:"]
    found = known_by_key(keys)
    return tuple(key for key in keys if key not in found or not found[key].work.title)


def resolve_cards(body: Rendered, *, own_slug: str) -> tuple[list[Target], list[str]]:
    """Return what a text leads to by directives and by links, and the names of those that lead nowhere.

    A link to the article itself is neither: it leads somewhere as soon as the article is out.
    """
    found: list[Target] = []
    unknown: list[str] = []
    cards = [(kind, slug) for kind, slug in body.cards if kind not in ("finding", "figure")]
    for kind, slug in dict.fromkeys([*cards, *list_own_links(body.html)]):
        if (kind, slug) == (NodeKind.ARTICLE, own_slug):
            continue
        target = find_visible(NodeKind(kind), slug)
        if target is None:
            unknown.append(f"the {kind} “{slug}”")
        else:
            found.append((NodeKind(kind), target))
    return found, unknown


def find_visible(kind: NodeKind, slug: str) -> int | None:
    """Return the id of a thing that readers can see under this address."""
    queries = {
        NodeKind.PRODUCT: select(Product.id).where(Product.slug == slug, is_on_the_shelf()),
        NodeKind.RESOURCE: select(Resource.id).where(
            Resource.slug == slug, Resource.state == ResourceState.PUBLISHED
        ),
        NodeKind.DOOR: select(Door.id).where(Door.slug == slug, Door.state == DoorState.OPEN),
        NodeKind.ARTICLE: select(Article.id).where(Article.slug == slug, Article.state == "published"),
    }
    return db.session.scalar(queries[kind])


def _visible_products(targets: set[Target]) -> list[Product]:
    ids = [target for kind, target in targets if kind is NodeKind.PRODUCT]
    return (
        list(db.session.scalars(select(Product).where(Product.id.in_(ids), is_on_the_shelf()))) if ids else []
    )


def _count(table: type[Resource] | type[Door], visible: object, kind: NodeKind, targets: set[Target]) -> int:
    ids = [target for target_kind, target in targets if target_kind is kind]
    return len(db.session.scalars(select(table.id).where(table.id.in_(ids), visible)).all()) if ids else 0  # type: ignore[arg-type]
