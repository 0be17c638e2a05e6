"""The people who write and check, each with what they do, their interests and their articles."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.config import current_config
from app.content.errors import PersonNotFound
from app.content.people import Person, articles_of, as_person, find_person, get_person, list_people
from app.content.people_models import Contributor, Part
from app.slugs import find_slug
from app.web.page_cache import cached_page
from blueprints.blog.cards import article_arguments
from blueprints.blog.hall import blog
from blueprints.blog.structured import describe_person
from blueprints.blog.telling import articles_step, tell_page


@blog.get("/authors/")
@cached_page
def list_authors() -> str:
    """Show everybody who writes or checks."""
    told = tell_page("Who writes and checks", url_for("blog.list_authors"), articles_step())
    return render_template("blog/authors.html", people=[as_person(one) for one in list_people()], told=told)


@blog.get("/authors/<slug>/")
@cached_page
def show_author(slug: str) -> str | Response:
    """Show one author or checker; an old address leads to the present one."""
    row = find_person(slug)
    if row is None:
        return redirect(url_for("blog.show_author", slug=moved_person(slug).slug), 301)
    person: Person = as_person(row)
    return render_template(
        "blog/author.html",
        person=person,
        written=[article_arguments(card) for card in articles_of(row.id, Part.AUTHOR)],
        checked=[article_arguments(card) for card in articles_of(row.id, Part.CHECKER)],
        told=tell_page(
            person.name,
            url_for("blog.show_author", slug=slug),
            articles_step(),
            ("Who writes and checks", url_for("blog.list_authors")),
            kind="ProfilePage",
            own=describe_person(person, site_url=current_config().site_url),
        ),
    )


def moved_person(slug: str) -> Contributor:
    """Return whoever once had this address; raises PersonNotFound."""
    person_id = find_slug("contributor", slug)
    person = get_person(person_id) if person_id is not None else None
    if person is None or person.slug == slug:
        raise PersonNotFound
    return person
