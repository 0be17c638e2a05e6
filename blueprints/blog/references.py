"""The works that our articles rest on: the list, each with who cites it, and all of them for other programs."""

import json
from collections.abc import Iterator

from flask import Response, redirect, render_template, request, stream_with_context, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.content.citing import write_bibtex, write_ris
from app.content.errors import WorkNotFound
from app.content.evidence_models import Citation
from app.content.library import (
    each_cited_work,
    find_work,
    get_work,
    known,
    list_cited_works,
    list_citing,
)
from app.content.works import draft_of
from app.slugs import find_slug
from app.web.page_cache import cached_page
from blueprints.blog.cards import article_arguments
from blueprints.blog.exports import export_as, name_type
from blueprints.blog.hall import blog
from blueprints.blog.reading import reference_arguments
from blueprints.blog.structured import describe_work
from blueprints.blog.telling import articles_step, tell_page

PAGE_SIZE = 50


@blog.get("/references/")
@cached_page
def list_references() -> str:
    """Show the works that published articles rest on, newest first."""
    raw = request.args.get("before", "")
    after = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 16 else 0
    found = list_cited_works(PAGE_SIZE + 1, after=after)
    shown = found[:PAGE_SIZE]
    told = tell_page("What our articles rest on", url_for("blog.list_references"), articles_step())
    return render_template(
        "blog/references.html",
        told=told,
        references=[reference_arguments(known(one), one.id) for one in shown],
        is_first=not after,
        older_url=url_for("blog.list_references", before=shown[-1].id) if len(found) > PAGE_SIZE else None,
    )


@blog.get("/references/<slug>/")
@cached_page
def show_work(slug: str) -> str | AnyResponse:
    """Show one work, whether it was retracted, and which articles rest on it."""
    citation = find_work(slug)
    if citation is None:
        return redirect(url_for("blog.show_work", slug=moved_work(slug).slug), 301)
    work, above = draft_of(citation), ("What our articles rest on", url_for("blog.list_references"))
    return render_template(
        "blog/reference.html",
        reference=reference_arguments(known(citation), citation.id),
        shown=known(citation),
        told=tell_page(
            work.title,
            url_for("blog.show_work", slug=slug),
            articles_step(),
            above,
            kind="WebPage",
            own=describe_work(work),
        ),
        articles=[article_arguments(card) for card in list_citing(citation.id)],
    )


@blog.get("/references/<slug>/reference.<any(bib, ris, json):form>")
@cached_page
def export_work(slug: str, form: str) -> Response:
    """Hand over one work as BibTeX, RIS or CSL-JSON."""
    citation = find_work(slug)
    if citation is None:
        raise WorkNotFound
    return export_as(form, [draft_of(citation)], name=slug)


@blog.get("/references/all.<any(bib, ris, json):form>")
def export_all(form: str) -> Response:
    """Hand over every work that a published article rests on, a piece at a time."""
    response = Response(stream_with_context(write_all(form)), content_type=name_type(form))
    response.headers["Content-Disposition"] = f'attachment; filename="references.{form}"'
    return response


def write_all(form: str) -> Iterator[str]:
    """Yield the pieces of the whole file."""
    works = enumerate(each_cited_work(), start=1)
    if form == "bib":
        yield from (write_bibtex(number, work) + "\n" for number, work in works)
    elif form == "ris":
        yield from (write_ris(work) for _, work in works)
    else:
        yield "["
        for number, work in works:
            yield (",\n" if number > 1 else "\n") + json.dumps(work.as_csl(), ensure_ascii=False)
        yield "\n]\n"


def moved_work(slug: str) -> Citation:
    """Return the work that once had this address; raises WorkNotFound."""
    citation_id = find_slug("work", slug)
    citation = get_work(citation_id) if citation_id is not None else None
    if citation is None or citation.slug == slug or find_work(citation.slug) is None:
        raise WorkNotFound
    return citation
