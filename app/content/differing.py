"""What has changed between two working copies, field by field, in the words of the form. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from app.content.citing import address_of, format_authors
from app.content.comparing import Block, Change, compare_texts
from app.content.drafts import ArticleDraft, FindingDraft, ReferenceDraft
from app.content.rules import CLASS_WORDS, STUDY_WORDS

NEIGHBOURS = 1  # paragraphs that stayed and are shown beside one that changed


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A block as it is shown; where `skipped` is more than 0 it stands for so many paragraphs that stayed."""

    block: Block | None = None
    skipped: int = 0


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """One field of the form that says something else now."""

    label: str
    shown: tuple[Shown, ...]


def compare_drafts(old: ArticleDraft, new: ArticleDraft) -> list[FieldChange]:
    """Return the fields that changed, in the order of the form."""
    return [
        FieldChange(label=label, shown=tuple(_shown(compare_texts(read(old), read(new)))))
        for label, read in _FIELDS
        if read(old) != read(new)
    ]


def _shown(blocks: list[Block]) -> list[Shown]:
    """Leave out what stayed, but for the nearest neighbours of a change."""
    changed = [at for at, one in enumerate(blocks) if one.change is not Change.SAME]
    near = {at + step for at in changed for step in range(-NEIGHBOURS, NEIGHBOURS + 1)}
    shown: list[Shown] = []
    for at, block in enumerate(blocks):
        if at in near:
            shown.append(Shown(block=block))
        elif shown and shown[-1].block is None:
            shown[-1] = Shown(skipped=shown[-1].skipped + 1)
        else:
            shown.append(Shown(skipped=1))
    return shown


def _finding(one: FindingDraft) -> str:
    studied = "studied in people with fibromyalgia" if one.in_fibromyalgia else "not studied in fibromyalgia"
    facts = (
        one.intervention, one.outcome.value, one.population, studied, one.direction.value, one.size.value,
        f"certainty {one.certainty.value}", STUDY_WORDS[one.study_kind], f"{one.people or 'no'} people counted",
        ", ".join(one.references), f"searched {one.last_searched}" if one.last_searched else "",
    )  # fmt: skip
    return f"{one.statement} ({'; '.join(fact for fact in facts if fact)})"


def _reference(one: ReferenceDraft) -> str:
    place = " ".join(part for part in (one.container, one.volume, one.issue, one.page) if part)
    return f"{format_authors(one)}. {one.title}. {place} {one.year or ''} {address_of(one)}"


def _lines(items: tuple[str, ...] | list[str]) -> str:
    return "\n\n".join(items)


_FIELDS: list[tuple[str, Callable[[ArticleDraft], str]]] = [
    ("Title", lambda one: one.title),
    ("In one sentence", lambda one: one.summary),
    ("What it is", lambda one: CLASS_WORDS[one.article_class]),
    ("Class of product it guides to", lambda one: str(one.guide_class)),
    ("Topics", lambda one: ", ".join(one.topics)),
    ("In short", lambda one: _lines(one.in_short)),
    ("Text", lambda one: one.body),
    ("Written by", lambda one: one.author),
    ("Checked by", lambda one: one.reviewed_by),
    ("Read through on", lambda one: str(one.reviewed_on or "")),
    ("Due again on", lambda one: str(one.review_due or "")),
    ("Drawing", lambda one: f"drawing {one.picture_id}" if one.picture_id else ""),
    ("Findings", lambda one: _lines([_finding(each) for each in one.findings])),
    ("References", lambda one: _lines([_reference(each) for each in one.references])),
]
