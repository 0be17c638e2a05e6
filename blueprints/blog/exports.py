"""An article's references for other programs."""

import json
from collections.abc import Sequence

from flask import Response

from app.content.citing import as_bibtex, as_ris
from app.content.drafts import ReferenceDraft, draft_from_json
from app.content.errors import ArticleNotFound
from app.content.library import freshen, known_by_key
from app.content.queries import find_published_article
from app.content.versions import ordered_references
from app.web.page_cache import cached_page
from blueprints.blog.hall import blog

_TYPES = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json; charset=utf-8",
}


@blog.get("/articles/<slug>/references.<any(bib, ris, json):form>")
@cached_page
def export_references(slug: str, form: str) -> Response:
    """Hand over the reference list as BibTeX, RIS or CSL-JSON."""
    found = find_published_article(slug)
    if found is None:
        raise ArticleNotFound
    listed = ordered_references(draft_from_json(found.version.content), found.version.citations)
    works = freshen(listed, known_by_key(one.key for one in listed))
    return export_as(form, [one.work for one in works], name=slug)


def export_as(form: str, works: Sequence[ReferenceDraft], *, name: str) -> Response:
    """Return works as a file in one of the three forms."""
    text = {
        "bib": lambda: as_bibtex(works),
        "ris": lambda: as_ris(works),
        "json": lambda: json.dumps([one.as_csl() for one in works], ensure_ascii=False, indent=1),
    }[form]()
    response = Response(text, content_type=name_type(form))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def name_type(form: str) -> str:
    """Return the media type of a form."""
    return _TYPES[form]
