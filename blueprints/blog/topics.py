"""One topic: its articles, and good things elsewhere."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.content.queries import list_by_topic
from app.errors import NotFound
from app.picturing.models import PageKind
from app.resources.queries import list_resources_by_topic
from app.slugs import find_slug
from app.topics.models import Topic
from app.topics.queries import find_topic, list_topics
from app.web.page_cache import cached_page
from blueprints.blog.articles import PAGE_SIZE, read_mark, write_mark
from blueprints.blog.cards import article_cards, resource_arguments
from blueprints.blog.hall import blog
from blueprints.blog.telling import articles_step, tell_page


@blog.get("/topics/<slug>/")
@cached_page
def show_topic(slug: str) -> str | Response:
    """Show one topic; an old address leads to the present one."""
    topic = find_topic(slug)
    if topic is None:
        return redirect(url_for("blog.show_topic", slug=moved_topic(slug).slug), 301)
    before = read_mark(request.args.get("before", ""))
    found = list_by_topic(topic.id, PAGE_SIZE + 1, before=before)
    cards = found[:PAGE_SIZE]
    older = write_mark(cards[-1].published_at, cards[-1].id) if len(found) > PAGE_SIZE else None
    return render_template(
        "blog/topic.html",
        topic=topic,
        articles=article_cards(cards, pictured={0} if before is None else ()),
        resources=[resource_arguments(one) for one in list_resources_by_topic(topic.id, limit=8)],
        told=tell_page(
            topic.name,
            url_for("blog.show_topic", slug=slug),
            articles_step(),
            picture=(PageKind.TOPIC, topic.id),
        ),
        older_url=url_for("blog.show_topic", slug=slug, before=older) if older else None,
    )


def moved_topic(slug: str) -> Topic:
    """Return the topic that once had this address; raises NotFound."""
    topic_id = find_slug("topic", slug)
    found = [topic for topic in list_topics() if topic.id == topic_id]
    if not found or found[0].slug == slug:
        raise NotFound("There is no such topic.")
    return found[0]
