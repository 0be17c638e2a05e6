"""Good things elsewhere: the list by topic, and what we say of each."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.errors import NotFound
from app.picturing.models import PageKind
from app.relatedness.queries import edges_to
from app.resources.models import Resource, ResourceState
from app.resources.queries import find_published_resource, get_resource, list_resources, topics_of_resources
from app.slugs import find_slug
from app.topics.models import Topic
from app.topics.queries import list_topics
from app.web.counting import note_page
from app.web.page_cache import cached_page
from app.web.templating import site_today
from blueprints.blog.cards import article_arguments, resource_arguments
from blueprints.blog.hall import blog
from blueprints.blog.telling import Step, tell_page
from blueprints.blog.words import RESOURCE_WORDS, language_words, place_words


@blog.get("/resources/")
@cached_page
def list_all_resources() -> str:
    """Show every resource under its lead topic."""
    resources = list_resources()
    topics = topics_of_resources(one.id for one in resources)
    groups: list[tuple[Topic, list[Resource]]] = []
    for topic in list_topics():
        under = [one for one in resources if topics.get(one.id) and topics[one.id][0].id == topic.id]
        if under:
            groups.append((topic, under))
    return render_template(
        "blog/resources.html",
        told=tell_page(*resources_step()),
        groups=[(topic, [resource_arguments(one) for one in under]) for topic, under in groups],
    )


@blog.get("/resources/<slug>/")
@cached_page
def show_resource(slug: str) -> str | Response:
    """Show what we say of one place elsewhere, and the articles that lead there."""
    resource = find_published_resource(slug)
    if resource is None:
        return redirect(url_for("blog.show_resource", slug=moved_resource(slug).slug), 301)
    note_page("resource", resource.id)
    links = edges_to(("resource", resource.id), today=site_today())
    return render_template(
        "blog/resource.html",
        resource=resource,
        told=tell_page(
            resource.title,
            url_for("blog.show_resource", slug=slug),
            resources_step(),
            picture=(PageKind.RESOURCE, resource.id),
            kind="WebPage",
            own={"@type": "CreativeWork", "name": resource.title, "url": resource.url},
        ),
        kind=RESOURCE_WORDS[resource.kind],
        language=language_words(resource.language),
        place=place_words(resource.countries),
        topics=topics_of_resources([resource.id]).get(resource.id, []),
        articles=[article_arguments(link.thing) for link in links],  # type: ignore[arg-type]
    )


def resources_step() -> Step:
    """Return the page above every resource."""
    return "Good things elsewhere", url_for("blog.list_all_resources")


def moved_resource(slug: str) -> Resource:
    """Return the resource that once had this address; raises NotFound."""
    resource_id = find_slug("resource", slug)
    resource = get_resource(resource_id) if resource_id is not None else None
    if resource is None or resource.slug == slug or resource.state is not ResourceState.PUBLISHED:
        raise NotFound("We do not point to such a place.")
    return resource
