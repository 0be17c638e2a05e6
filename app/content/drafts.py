"""The working copy of an article as a value: what forms hand over, what is stored, what a version is made from."""

import re
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from app.content.rules import ArticleClass, Certainty, Direction, Outcome, Size, WorkKind

EDITORS = "The editors"


@dataclass(frozen=True, kw_only=True)
class ReferenceDraft:
    """One work as it was typed; authors are (family, given), the rest of them "et al." where `et_al` says so."""

    title: str
    authors: tuple[tuple[str, str], ...] = ()
    et_al: bool = False
    container: str = ""
    year: int | None = None
    volume: str = ""
    issue: str = ""
    page: str = ""
    doi: str = ""
    pmid: str = ""
    kind: WorkKind = WorkKind.OTHER
    csl_type: str = "article-journal"

    @property
    def key(self) -> str:
        """What the work is known by: its DOI in lower case, else its PubMed number."""
        return f"doi:{self.doi.lower()}" if self.doi else f"pmid:{self.pmid}"

    def as_csl(self) -> dict[str, Any]:
        """The work as CSL-JSON; "et al." is a literal author, as the standard has no word for it."""
        authors: list[dict[str, str]] = [{"family": one, "given": two} for one, two in self.authors]
        csl: dict[str, Any] = {
            "id": self.key,
            "type": self.csl_type,
            "title": self.title,
            "author": authors + ([{"literal": "et al."}] if self.et_al else []),
            "container-title": self.container,
            "volume": self.volume,
            "issue": self.issue,
            "page": self.page,
            "DOI": self.doi,
            "PMID": self.pmid,
        }
        if self.year:
            csl["issued"] = {"date-parts": [[self.year]]}
        return {name: value for name, value in csl.items() if value}


@dataclass(frozen=True, kw_only=True)
class FindingDraft:
    """One graded statement; `references` are keys of works."""

    statement: str
    intervention: str
    outcome: Outcome
    population: str
    in_fibromyalgia: bool
    direction: Direction
    size: Size
    certainty: Certainty
    study_kind: int
    people: int | None = None
    references: tuple[str, ...] = ()
    last_searched: date | None = None


@dataclass(frozen=True, kw_only=True)
class ArticleDraft:
    """Everything an editor may write; `topics` are slugs, lead first; `guide_class` matters for class D only."""

    title: str
    article_class: ArticleClass
    summary: str = ""
    topics: tuple[str, ...] = ()
    author: str = EDITORS
    in_short: tuple[str, ...] = ()
    body: str = ""
    findings: tuple[FindingDraft, ...] = ()
    references: tuple[ReferenceDraft, ...] = ()
    picture_id: int | None = None
    reviewed_by: str = ""
    reviewed_on: date | None = None
    review_due: date | None = None
    guide_class: int = 1


def draft_to_json(draft: ArticleDraft) -> dict[str, Any]:
    """Return the draft as plain JSON values."""
    return {name: _plain(value) for name, value in asdict(draft).items()}


def draft_from_json(data: dict[str, Any]) -> ArticleDraft:
    """Return the draft that was stored; fields it does not know are left out, so that old versions still open."""
    known = _known(ArticleDraft, data)
    known["article_class"] = ArticleClass(known["article_class"])
    known["topics"], known["in_short"] = tuple(known.get("topics", ())), tuple(known.get("in_short", ()))
    known["findings"] = tuple(_finding(one) for one in known.get("findings", ()))
    known["references"] = tuple(_reference(one) for one in known.get("references", ()))
    for name in ("reviewed_on", "review_due"):
        known[name] = _day(known.get(name))
    return ArticleDraft(**known)


def tidy_doi(raw: str) -> str:
    """Return a DOI as it stands in citations, from the ways people paste it; empty when it is none."""
    bare = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", raw.strip(), flags=re.IGNORECASE)
    return bare if re.fullmatch(r"10\.\d{4,9}/[^\s\[\]]{1,180}", bare) else ""


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _known(kind: Any, data: dict[str, Any]) -> dict[str, Any]:
    names = {one.name for one in fields(kind)}
    return {name: value for name, value in data.items() if name in names}


def _finding(data: dict[str, Any]) -> FindingDraft:
    known = _known(FindingDraft, data)
    return FindingDraft(
        **known
        | {
            "outcome": Outcome(known["outcome"]),
            "direction": Direction(known["direction"]),
            "size": Size(known["size"]),
            "certainty": Certainty(known["certainty"]),
            "references": tuple(known.get("references", ())),
            "last_searched": _day(known.get("last_searched")),
        }
    )


def _reference(data: dict[str, Any]) -> ReferenceDraft:
    known = _known(ReferenceDraft, data)
    authors = tuple((str(one), str(two)) for one, two in known.get("authors", ()))
    return ReferenceDraft(**known | {"authors": authors, "kind": WorkKind(known.get("kind", WorkKind.OTHER))})


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
