"""What an article's page shows, made from its current version and what it leads to."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import get_template_attribute, url_for
from markupsafe import Markup

from app.content.citing import address_of, format_authors
from app.content.drafts import ArticleDraft, FindingDraft, ReferenceDraft
from app.content.library import KnownWork, freshen
from app.content.people import Person
from app.content.people_models import Part
from app.content.rules import (
    OUTCOME_WORDS,
    STUDY_WORDS,
    ArticleClass,
    Certainty,
    badge_of,
    reading_minutes,
    say_effect,
)
from app.content.versions import ordered_references
from app.glossary.marking import Word, mark_words
from app.markdown import curl_quotes, fill
from app.media.views import PictureView
from blueprints.blog.figures import figure_card
from blueprints.blog.following import Following

Arguments = dict[str, Any]
NO_FIGURES: Mapping[str, PictureView] = {}
MOST_BACK = 5


@dataclass(frozen=True, kw_only=True)
class ArticlePage:
    """Everything the template says of the article itself; `findings` are those the text does not show."""

    title: str
    summary: str
    author: str
    minutes: int
    in_short: list[str]
    in_short_minutes: int
    parts: list[tuple[str, str, int | None]]
    html: Markup
    findings: list[Arguments]
    references: list[Arguments]
    works: list[ReferenceDraft]
    retracted: list[tuple[int, date]]
    reviewed_by: str
    reviewed_on: date | None
    review_due: date | None
    words: list[Word] = field(default_factory=list)
    certainty: Certainty | None = None
    corrections: list[tuple[datetime, str, str]] = field(default_factory=list)
    people: dict[Part, Person] = field(default_factory=dict)
    is_product_guide: bool = False
    published_at: datetime | None = None
    changed_at: datetime | None = None


def make_page(
    draft: ArticleDraft,
    *,
    html: str,
    headings: list[Any],
    citations: list[str],
    minutes: int,
    following: Following,
    known: dict[str, KnownWork],
    is_open: Callable[[str, str], bool],
    words: Sequence[Word] = (),
    figures: Mapping[str, PictureView] = NO_FIGURES,
    people: dict[Part, Person] | None = None,
    published_at: datetime | None = None,
    changed_at: datetime | None = None,
    corrections: Sequence[Any] = (),
) -> ArticlePage:
    """Fill a rendered text with its cards and set out everything around it."""
    listed = ordered_references(draft, citations)
    works = freshen(listed, known)
    findings = [finding_arguments(one, number, listed) for number, one in enumerate(draft.findings, start=1)]
    shown: set[int] = set()

    def card(kind: str, slug: str) -> str:
        if kind == "figure":
            return figure_card(slug, figures)
        if kind == "finding":
            return _finding_in_text(slug, findings, shown)
        arguments = following.by_address.get((kind, slug))
        return _macro(f"{kind}_card", arguments) if arguments else ""

    marked, used = mark_words(html, words)
    filled = Markup(fill(marked, card, is_open))  # noqa: S704 - sanitised when it was saved, cards are templates
    left = [one for number, one in enumerate(findings, start=1) if number not in shown]
    return ArticlePage(
        title=curl_quotes(draft.title),
        summary=curl_quotes(draft.summary),
        author=draft.author,
        minutes=minutes,
        in_short=[curl_quotes(line) for line in draft.in_short],
        in_short_minutes=reading_minutes(sum(len(line.split()) for line in draft.in_short)),
        parts=list_parts(headings, has_findings=bool(left), has_references=bool(works)),
        html=filled,
        words=used,
        findings=left,
        references=list_references(works, html),
        works=[one.work for one in works],
        retracted=[(at, one.retracted_on) for at, one in enumerate(works, start=1) if one.retracted_on],
        reviewed_by=draft.reviewed_by,
        reviewed_on=draft.reviewed_on,
        review_due=draft.review_due,
        people=people or {},
        corrections=[(datetime.fromisoformat(at), was, says) for at, was, says in corrections],
        certainty=badge_of((one.outcome, one.certainty) for one in draft.findings),
        is_product_guide=draft.article_class is ArticleClass.GUIDE,
        published_at=published_at,
        changed_at=changed_at,
    )


def list_references(works: Sequence[KnownWork], html: str) -> list[Arguments]:
    """Return the reference list, each row with the places of the text that cite it."""
    return [reference_arguments(one, at, marks_of(html, at)) for at, one in enumerate(works, start=1)]


def list_parts(
    headings: list[Any], *, has_findings: bool, has_references: bool
) -> list[tuple[str, str, int | None]]:
    """Return the jump list: the text's own parts, then what stands after it."""
    parts: list[tuple[str, str, int | None]] = [
        (anchor, title, minutes) for anchor, title, level, minutes in headings if level == 2
    ]
    if has_findings:
        parts.append(("findings", "What was found", 1))
    if has_references:
        parts.append(("references", "References", None))
    return parts


def finding_arguments(one: FindingDraft, number: int, works: list[ReferenceDraft]) -> Arguments:
    """Return the finding macro's arguments; sources are numbers of the reference list."""
    numbers = [at for at, work in enumerate(works, start=1) if work.key in one.references]
    return {
        "id": f"finding-{number}",
        "statement": curl_quotes(one.statement),
        "certainty": one.certainty.value,
        "effect": say_effect(one.direction, one.size, one.certainty),
        "about": OUTCOME_WORDS[one.outcome],
        "tried": curl_quotes(one.intervention),
        "population": curl_quotes(one.population),
        "in_fibromyalgia": one.in_fibromyalgia,
        "people": one.people,
        "study_kind": STUDY_WORDS[one.study_kind],
        "searched": f"{one.last_searched:%B %Y}" if one.last_searched else None,
        "references": [(f"reference {at}", f"#ref-{at}") for at in numbers],
    }


def marks_of(html: str, number: int) -> list[str]:
    """Return the anchors of the places that cite a reference, the first of them only where there are many."""
    return re.findall(rf'id="(cite-{number}(?:\.[0-9]{{1,4}})?)"', html)[:MOST_BACK]


def reference_arguments(one: KnownWork, number: int, marks: Sequence[str] = ()) -> Arguments:
    """Return one row of the reference list; `marks` are the anchors of the places that cite it."""
    work = one.work
    return {
        "id": f"ref-{number}",
        "authors": format_authors(work),
        "year": work.year or "no year",
        "title": work.title,
        "container": work.container,
        "volume": f"{work.volume}({work.issue})" if work.volume and work.issue else work.volume,
        "page": work.page.replace("-", "\u2013"),
        "url": address_of(work),
        "doi": work.doi,
        "note": one.retracted_on,
        "about": url_for("blog.show_work", slug=one.slug) if one.slug else None,
        "marks": marks,
    }


def _finding_in_text(raw: str, findings: list[Arguments], shown: set[int]) -> str:
    number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 4 else 0
    if not 1 <= number <= len(findings) or number in shown:
        return ""
    shown.add(number)
    return _macro("finding", findings[number - 1])


def _macro(name: str, arguments: Arguments) -> str:
    return str(get_template_attribute(f"components/{name}.html", name)(**arguments))
