"""Places elsewhere that we point to: adding, changing, withdrawing."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.asking import LinkState
from app.clock import utcnow
from app.db import transaction
from app.errors import DomainError
from app.outbox.actions import enqueue
from app.publishing.withdrawing import restore_resource, withdraw_resource
from app.resources.actions import ResourceDraft, add_resource, change_resource
from app.resources.health import links_of
from app.resources.models import Resource, ResourceKind, ResourceState
from app.resources.queries import get_resource, list_resources, topics_of_resources
from app.settings.queries import load_settings
from app.topics.queries import list_topics
from app.web.permissions import current_actor, needs
from app.web.templating import site_today
from blueprints.blog.words import RESOURCE_WORDS
from blueprints.staff.content.lines import choose, one_line
from blueprints.staff.reading import read_seen

staff_resources = Blueprint("staff_resources", __name__, url_prefix="/staff/resources")
Answer = str | tuple[str, int] | Response
LINK_WORDS = {
    LinkState.OK: ("Answers", "good"),
    LinkState.MOVED: ("Has moved", "warn"),
    LinkState.BROKEN: ("Broken", "bad"),
    LinkState.UNKNOWN: ("Not known", "plain"),
}


@staff_resources.get("/")
@needs("content.write")
def index() -> str:
    """List every resource, withdrawn ones too, or those of which something is known of their address."""
    asked = request.args.get("link", "")
    link = LinkState(asked) if asked in list(LinkState) else None
    resources = list_resources(with_withdrawn=True, link=link)
    return render_template(
        "staff/resources/index.html",
        resources=resources,
        links=links_of([one.id for one in resources]),
        words=LINK_WORDS,
        shown=link,
        is_asking=load_settings().check_links,
    )


@staff_resources.get("/new/")
@needs("content.write")
def new() -> str:
    """Show an empty form."""
    return form_page(None, empty_draft())


@staff_resources.post("/new/")
@needs("content.publish")
def add() -> Answer:
    """Add a resource."""
    draft, actor, now = read_draft(request.form), current_actor(), utcnow()
    try:
        with transaction():
            added = add_resource(draft, actor=actor, now=now)
            enqueue("graph_update", {"kind": "resource", "id": added.id}, now=now, at_leisure=True)
    except DomainError as error:
        return form_page(None, draft, error=error.sentence), error.status
    return redirect(url_for("staff_resources.index"), 303)


@staff_resources.get("/<int:resource_id>/")
@needs("content.write")
def edit(resource_id: int) -> str:
    """Show one resource's form."""
    resource = get_resource(resource_id)
    return form_page(resource, draft_of(resource))


@staff_resources.post("/<int:resource_id>/")
@needs("content.publish")
def save(resource_id: int) -> Answer:
    """Save a resource; a stale form is refused with everything that was typed."""
    draft, actor, now = read_draft(request.form), current_actor(), utcnow()
    try:
        with transaction():
            change_resource(
                resource_id,
                draft,
                seen_revision=read_seen(request.form.get("revision", "")),
                actor=actor,
                now=now,
            )
            enqueue("graph_update", {"kind": "resource", "id": resource_id}, now=now, at_leisure=True)
    except DomainError as error:
        return form_page(get_resource(resource_id), draft, error=error.sentence), error.status
    return redirect(url_for("staff_resources.index"), 303)


@staff_resources.post("/<int:resource_id>/<any(withdrawal, restoration):deed>")
@needs("content.publish")
def set_state(resource_id: int, deed: str) -> Answer:
    """Take a resource away from visitors, or show it again."""
    actor = current_actor()
    change = withdraw_resource if deed == "withdrawal" else restore_resource
    try:
        with transaction():
            change(get_resource(resource_id), actor=actor, now=utcnow())
    except DomainError as error:
        resource = get_resource(resource_id)
        return form_page(resource, draft_of(resource), error=error.sentence), error.status
    return redirect(url_for("staff_resources.index"), 303)


def read_draft(sent: MultiDict[str, str]) -> ResourceDraft:
    """Return what was typed."""
    countries = [one.upper()[:2] for one in sent.get("countries", "").replace(",", " ").split()]
    return ResourceDraft(
        title=one_line(sent, "title")[:120],
        kind=choose(ResourceKind, sent.get("kind", ""), ResourceKind.GUIDE),
        url=sent.get("url", "").strip()[:500],
        publisher=one_line(sent, "publisher")[:120],
        summary=one_line(sent, "summary")[:500],
        why=one_line(sent, "why")[:300],
        audience=one_line(sent, "audience")[:200],
        language=one_line(sent, "language")[:12] or "en",
        countries=tuple(dict.fromkeys(countries)),
        cost=one_line(sent, "cost")[:60] or "free",
        topics=tuple(dict.fromkeys(slug for slug in sent.getlist("topics") if slug)),
        checked_on=read_checked(sent.get("checked_on", "")),
    )


def read_checked(raw: str) -> date:
    """Return the day the address was looked at; today for what is no day."""
    try:
        return date.fromisoformat(raw.strip())
    except ValueError:
        return site_today()


def empty_draft() -> ResourceDraft:
    """Return a draft with nothing in it."""
    return ResourceDraft(
        title="", kind=ResourceKind.GUIDE, url="https://", publisher="", summary="", checked_on=site_today()
    )


def draft_of(resource: Resource) -> ResourceDraft:
    """Return what is said of a resource now."""
    topics = topics_of_resources([resource.id]).get(resource.id, [])
    return ResourceDraft(
        title=resource.title,
        kind=resource.kind,
        url=resource.url,
        publisher=resource.publisher,
        summary=resource.summary,
        why=resource.why,
        audience=resource.audience,
        language=resource.language,
        countries=tuple(resource.countries),
        cost=resource.cost,
        topics=tuple(topic.slug for topic in topics),
        checked_on=resource.checked_on,
    )


def form_page(resource: Resource | None, draft: ResourceDraft, *, error: str = "") -> str:
    """Return the form."""
    return render_template(
        "staff/resources/form.html",
        resource=resource,
        draft=draft,
        error=error,
        kinds=[(kind.value, words) for kind, words in RESOURCE_WORDS.items()],
        topics=[(topic.slug, topic.name) for topic in list_topics()],
        is_withdrawn=resource is not None and resource.state is ResourceState.WITHDRAWN,
        link=links_of([resource.id]).get(resource.id) if resource is not None else None,
        link_words=LINK_WORDS,
    )
