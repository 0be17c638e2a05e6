"""The desk of one article: the form, and everything around it."""

from dataclasses import dataclass, replace
from typing import Any

from flask import render_template, request, url_for

from app.accounts.members import list_members
from app.claims import Claim
from app.clock import utcnow
from app.content.commenting import count_open_threads
from app.content.desk_models import Autosave
from app.content.differing import compare_drafts
from app.content.drafts import ArticleDraft
from app.content.errors import StaleDraft
from app.content.library import known_by_key
from app.content.models import Article
from app.content.queries import list_versions
from app.content.reviewing import find_open_review
from app.content.rules import CLASS_WORDS, STUDY_WORDS, Certainty, Direction, Outcome, Size, WorkKind
from app.errors import Invalid
from app.markdown import render_markdown
from app.markdown.rendering import LONGEST
from app.media.queries import pictures_by_id
from app.media.views import describe
from app.pages.queries import list_pages
from app.publishing.checklist import list_groups
from app.publishing.claims import claims_mark, claims_of
from app.publishing.gate import find_lacks
from app.publishing.rules import Lack
from app.topics.queries import list_topics
from app.web.permissions import current_actor
from blueprints.staff.content.elsewhere import outward_of, outward_words
from blueprints.staff.content.form import SPARE_ROWS
from blueprints.staff.content.letter import letter_words
from blueprints.staff.content.lines import Errors
from blueprints.staff.content.minute import minute_of
from blueprints.staff.content.pasting import left_in_box
from blueprints.staff.content.sheets import list_waiting, sheet_of_form
from blueprints.staff.content.works import CSL_WORDS

SAID = {
    "yes": "Kept.",
    "published": "Readers see it now.",
    "quietly": "Readers see it now. No letter of its own goes out.",
    "archived": "Readers do not see it any more. It can be published again.",
    "review": "Kept, and it waits for another pair of eyes.",
    "address": "Kept. The article has its new address.",
    "scheduled": "Kept. It comes out by itself at its minute.",
    "unscheduled": "Called off. It is a draft again.",
    "change_scheduled": "Kept. The change comes out by itself at its minute.",
    "change_unscheduled": "Called off. Readers go on seeing the text they see now.",
    "looking": "Kept, and the links are being looked at. It takes a minute or two; open this page again to see.",
    "thrown": "Thrown away.",
    "restored": "It is the working copy now. What stood here before is among the revisions.",
}
#: where on the desk what a lack names is mended
PLACES = {
    "title": "#title",
    "summary": "#summary",
    "body": "#body",
    "topics": "#topic-1",
    "in_short": "#in_short",
    "picture": "#drawing",
    "findings": "#findings-title",
    "references": "#references-title",
    "checking": "#reviewed_by",
}


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why a press on the desk was not followed: the head of the summary, the sentence, and where it is mended."""

    title: str
    sentence: str
    place: str = "publish-title"


def edit_form(
    article: Article,
    draft: ArticleDraft,
    revision: int,
    *,
    errors: Errors | None = None,
    stale: StaleDraft | None = None,
    refusal: Refusal | None = None,
    version: int | str = "",
    taken_up: Autosave | None = None,
) -> str:
    """Return the desk: the form at the left, everything around it at the right."""
    lacks, claims = look_at(article, draft)
    sheet, actor = sheet_of_form(taken_up), current_actor()
    picture = next((describe(one) for one in pictures_by_id(draft_pictures(draft)).values()), None)
    return render_template(
        "staff/content/edit.html",
        article=article,
        draft=draft,
        revision=revision,
        errors=errors or [],
        error_of=dict(errors or ([(refusal.place, refusal.sentence)] if refusal else [])),
        stale=stale,
        differs=compare_drafts(stale.theirs, draft) if stale else [],
        refusal=refusal,
        shown_version=version,
        picture=picture,
        lacks=lacks,
        places={**PLACES, "links": url_for("staff_content.show_links", article_id=article.id)},
        claims=claims,
        letter=letter_words(article, draft),
        saved=request.args.get("saved", ""),
        claims_mark=claims_mark(claims),
        **checklist_of(draft, lacks, claims),
        sheet=sheet,
        actor=actor,
        taken_up=taken_up,
        waiting=list_waiting(article, actor=actor, sheet=sheet, now=utcnow()),
        versions=list_versions(article.id),
        said=SAID.get(request.args.get("saved", ""), ""),
        slug=request.form.get("slug", article.slug),
        alt=request.form.get("alt", ""),
        figure_alt=request.form.get("figure_alt", ""),
        file_was_lost=any(request.files.get(name) for name in ("drawing", "figure")),
        spare=range(SPARE_ROWS),
        review=find_open_review(article.id),
        open_threads=count_open_threads(article.id),
        **minute_of(article),
        known=known_by_key(one.key for one in draft.references),
        paste=left_in_box(draft, request.form.get("paste", "")) if errors else "",
        **choices_of_form(),
    )


def checklist_of(draft: ArticleDraft, lacks: list[Lack], claims: list[Claim]) -> dict[str, Any]:
    """Return the checklist, and how many links lead elsewhere; a text too long to be read is only told as that."""
    short = replace(draft, body=draft.body[:LONGEST])
    body = render_markdown(short.body)
    figures = [int(slug) for kind, slug in body.cards if kind == "figure"]
    alts = {key: one.alt for key, one in pictures_by_id([*figures, *draft_pictures(draft)]).items()}
    pages, outward = frozenset(one.slug for one in list_pages()), outward_of(short, body)
    groups = list_groups(short, body, lacks=lacks, claims=claims, alts=alts, pages=pages, outward=outward)
    return {"checklist": groups, "outward": outward_words(outward)}


def look_at(article: Article, draft: ArticleDraft) -> tuple[list[Lack], list[Claim]]:
    """Return what is missing and the phrases to look at; a text that is too long to be read is the one lack."""
    try:
        return find_lacks(article, draft), claims_of(draft)
    except Invalid as error:
        return [Lack(place="body", sentence=error.sentence)], []


def choices_of_form() -> dict[str, Any]:
    """Return the options of the form's selects."""
    return {
        "classes": [(one.value, f"{one.value}: {words}") for one, words in CLASS_WORDS.items()],
        "reviewers": [
            ("", "whoever comes"),
            *((str(one.id), one.name) for one in list_members("content.write")),
        ],
        "topics": [("", "none"), *((topic.slug, topic.name) for topic in list_topics())],
        "outcomes": words_of(Outcome),
        "directions": words_of(Direction),
        "sizes": words_of(Size),
        "certainties": words_of(Certainty),
        "study_kinds": [(str(number), f"{number}: {words}") for number, words in STUDY_WORDS.items()],
        "work_kinds": words_of(WorkKind),
        "csl_types": list(CSL_WORDS.items()),
    }


def words_of(kind: Any) -> list[tuple[str, str]]:
    """Return an enumeration as options."""
    return [(one.value, one.value.replace("-", " ")) for one in kind]


def draft_pictures(draft: ArticleDraft) -> list[int]:
    """Return the ids of a draft's pictures."""
    return [draft.picture_id] if draft.picture_id else []
