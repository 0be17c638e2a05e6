"""What an article leads to: an editor's links with their order, suggestions to refuse, and a search to add."""

from flask import redirect, render_template, request, url_for
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute
from werkzeug.wrappers import Response

from app.catalog.models import Product
from app.catalog.queries import is_on_the_shelf
from app.clock import utcnow
from app.community.models import Door, DoorState
from app.content.models import Article, ArticleState
from app.content.queries import get_article
from app.db import db, transaction
from app.errors import Conflict, DomainError, NotFound
from app.publishing.withdrawing import remove_link
from app.relatedness.actions import get_edge, move_up, pin, reject
from app.relatedness.models import Edge, EdgeState, Source
from app.relatedness.queries import edges_from, list_edges_for_staff
from app.relatedness.rules import NodeKind
from app.resources.models import Resource, ResourceState
from app.web.permissions import current_actor, needs
from app.web.templating import site_today
from blueprints.staff.actors import name_actors
from blueprints.staff.content.hall import staff_content

Answer = str | tuple[str, int] | Response
FOUND = 12
DEEDS = {"up": move_up, "remove": remove_link, "reject": reject}
KINDS = (
    (NodeKind.PRODUCT, "Products"),
    (NodeKind.RESOURCE, "Resources"),
    (NodeKind.DOOR, "Doors"),
    (NodeKind.ARTICLE, "Articles"),
)


@staff_content.get("/<int:article_id>/links/")
@needs("content.write")
def show_links(article_id: int) -> str:
    """Show everything an article leads to, by whose word, and why."""
    return links_page(get_article(article_id))


@staff_content.post("/<int:article_id>/links/")
@needs("content.publish")
def add_link(article_id: int) -> Answer:
    """Let the article lead to a thing."""
    kind, raw = request.form.get("kind", ""), request.form.get("id", "")
    if kind not in {one.value for one in NodeKind} or not (raw.isascii() and raw.isdigit() and len(raw) < 16):
        raise NotFound("There is nothing like that to lead to.")
    actor = current_actor()
    try:
        with transaction():
            if int(raw) not in {
                identity for identity, _ in find_things(NodeKind(kind), "", identity=int(raw))
            }:
                raise NotFound("Readers cannot see that.")
            pin(get_article(article_id), (NodeKind(kind), int(raw)), actor=actor, now=utcnow())
    except DomainError as error:
        return links_page(get_article(article_id), error=error.sentence), error.status
    return redirect(url_for("staff_content.show_links", article_id=article_id), 303)


@staff_content.post("/<int:article_id>/links/<int:edge_id>/<any(up, remove, reject):deed>")
@needs("content.publish")
def change_link(article_id: int, edge_id: int, deed: str) -> Answer:
    """Move an editor's link up, take it away, or refuse a suggestion for good."""
    actor = current_actor()
    try:
        with transaction():
            edge = get_edge(edge_id)
            if (edge.from_kind, edge.from_id) != (NodeKind.ARTICLE, article_id) or not may_do(edge, deed):
                raise NotFound("There is no such link of this article.")
            DEEDS[deed](edge, actor=actor, now=utcnow())
    except Conflict as error:
        return links_page(get_article(article_id), error=error.sentence), error.status
    return redirect(url_for("staff_content.show_links", article_id=article_id), 303)


def may_do(edge: Edge, deed: str) -> bool:
    """Say whether a deed fits an edge: editors' links move and go, suggestions are refused."""
    if edge.state is not EdgeState.SHOWN:
        return False
    return edge.source is (Source.SUGGESTED if deed == "reject" else Source.PINNED)


def links_page(article: Article, *, error: str = "") -> str:
    """Return the page."""
    words = request.args.get("words", "")[:80]
    kind = request.args.get("kind", "")
    chosen = NodeKind(kind) if kind in {one.value for one in NodeKind} else NodeKind.PRODUCT
    seen = {link.edge_id: link for link in edges_from((NodeKind.ARTICLE, article.id), today=site_today())}
    edges = list_edges_for_staff(article.id)
    names = names_of(edges)
    return render_template(
        "staff/content/links.html",
        article=article,
        groups=[(words, [edge for edge in edges if edge.to_kind is kind]) for kind, words in KINDS],
        names=names,
        who=name_actors(edge.decided_by or edge.made_by for edge in edges),
        seen=seen,
        found=find_things(chosen, words) if words.strip() else [],
        words=words,
        kind=chosen.value,
        kinds=[(one.value, words) for one, words in KINDS],
        error=error,
    )


def names_of(edges: list[Edge]) -> dict[tuple[str, int], str]:
    """Return the names of what edges lead to, visible or not."""
    names: dict[tuple[str, int], str] = {}
    for kind in NodeKind:
        ids = [edge.to_id for edge in edges if edge.to_kind is kind]
        identity, title, _ = columns_of(kind)
        if ids:
            rows = db.session.execute(select(identity, title).where(identity.in_(ids)))
            names.update({(kind.value, row[0]): row[1] for row in rows})
    return names


def find_things(kind: NodeKind, words: str, *, identity: int | None = None) -> list[tuple[int, str]]:
    """Return (id, name) of things that readers can see, by a part of the name or by id."""
    key, title, visible = columns_of(kind)
    query = select(key, title).where(visible).order_by(title).limit(FOUND)
    query = (
        query.where(key == identity)
        if identity
        else query.where(title.icontains(words.strip(), autoescape=True))
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def find_shown(kind: NodeKind, words: str) -> list[tuple[str, str]]:
    """Return (address, name) of things that readers can see, by a part of the name; all of them begin the list."""
    slugs = {NodeKind.PRODUCT: Product.slug, NodeKind.RESOURCE: Resource.slug, NodeKind.DOOR: Door.slug}
    _, title, visible = columns_of(kind)
    query = select(slugs[kind], title).where(visible).order_by(title).limit(FOUND)
    if words.strip():
        query = query.where(title.icontains(words.strip(), autoescape=True))
    return [(row[0], row[1]) for row in db.session.execute(query)]


def columns_of(
    kind: NodeKind,
) -> tuple[InstrumentedAttribute[int], InstrumentedAttribute[str], ColumnElement[bool]]:
    """Return id, name and visibility of one kind of thing."""
    if kind is NodeKind.PRODUCT:
        return Product.id, Product.title, is_on_the_shelf()
    if kind is NodeKind.RESOURCE:
        return Resource.id, Resource.title, Resource.state == ResourceState.PUBLISHED
    if kind is NodeKind.DOOR:
        return Door.id, Door.name, Door.state == DoorState.OPEN
    return Article.id, Article.title, Article.state == ArticleState.PUBLISHED
