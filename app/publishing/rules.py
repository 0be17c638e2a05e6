"""What an article still lacks before it may be published, as sentences beside a place to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.content.drafts import ArticleDraft


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the gate looks at besides the draft: counts of links that readers could follow, and what is wrong."""

    topics_known: frozenset[str]
    picture_words: str | None
    resources: int
    products: int
    doors: int
    none_products: str | None
    none_doors: str | None
    unknown_cards: tuple[str, ...] = ()
    odd_links: tuple[tuple[str, str], ...] = ()  # an address of ours in another spelling, and its own
    shelf_links: tuple[str, ...] = ()
    refused_products: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    untitled: tuple[str, ...] = ()
    checker_has_page: bool = True
    findings_shown: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lack:
    """One thing that is missing; `place` is the part of the desk where it is mended."""

    place: str
    sentence: str


def list_lacks(draft: ArticleDraft, facts: Facts) -> list[Lack]:
    """Return what stands between a draft and its readers; empty means it may be published."""
    return [*_lacks_of_text(draft, facts), *_lacks_of_links(facts)]


def _lacks_of_text(draft: ArticleDraft, facts: Facts) -> list[Lack]:
    lacks = []
    if not draft.title.strip():
        lacks.append(Lack(place="title", sentence="Give it a title."))
    if not draft.summary.strip():
        lacks.append(Lack(place="summary", sentence="Write the one-sentence summary."))
    if not draft.body.strip():
        lacks.append(Lack(place="body", sentence="Write the text."))
    if not draft.topics or not set(draft.topics) <= facts.topics_known:
        lacks.append(Lack(place="topics", sentence="Choose at least one topic that exists."))
    if draft.picture_id is not None and not (facts.picture_words or "").strip():
        lacks.append(Lack(place="picture", sentence="Describe the drawing for people who do not see it."))
    if len(draft.body.split()) > 300 and not 3 <= len(draft.in_short) <= 5:
        lacks.append(Lack(place="in_short", sentence="Say it in short: three to five lines."))
    return [*lacks, *_lacks_of_evidence(draft, facts), *_lacks_of_checking(draft, facts)]


def _lacks_of_checking(draft: ArticleDraft, facts: Facts) -> list[Lack]:
    if not draft.reviewed_by:
        return []
    lacks = []
    if not facts.checker_has_page:
        sentence = (
            f"“{draft.reviewed_by}” has no page yet: add them under Authors, or leave “Checked by” empty."
        )
        lacks.append(Lack(place="checking", sentence=sentence))
    if draft.reviewed_on is None:
        lacks.append(Lack(place="checking", sentence="Say on which day it was checked."))
    return lacks


def _lacks_of_evidence(draft: ArticleDraft, facts: Facts) -> list[Lack]:
    lacks = []
    known = {one.key for one in draft.references}
    for key in facts.citations:
        if key not in known:
            lacks.append(
                Lack(place="references", sentence=f"The text cites {key}, which is not in the list.")
            )
    for number, one in enumerate(draft.findings, start=1):
        if not one.references or not set(one.references) <= known:
            lacks.append(Lack(place="findings", sentence=f"Finding {number} names no reference of the list."))
        if not one.intervention or not one.population:
            lacks.append(
                Lack(place="findings", sentence=f"Finding {number} does not say what was tried, or in whom.")
            )
    for number in facts.findings_shown:
        if not 1 <= number <= len(draft.findings):
            lacks.append(
                Lack(place="body", sentence=f"The text shows finding {number}, which does not exist.")
            )
    for key in facts.untitled:
        lacks.append(Lack(place="references", sentence=f"The reference {key} has no title yet."))
    for work in draft.references:
        if not work.doi and not work.pmid:
            lacks.append(Lack(place="references", sentence=f"“{work.title}” needs a DOI or a PubMed number."))
    return lacks


def _lacks_of_links(facts: Facts) -> list[Lack]:
    lacks = [
        Lack(place="body", sentence=f"The text shows {card}, which readers cannot see.")
        for card in facts.unknown_cards
    ]
    lacks += [
        Lack(
            place="body",
            sentence=f"The text leads to {_shortened(address)}. Write that link as {own}, please.",
        )
        for address, own in facts.odd_links
    ]
    lacks += [
        Lack(
            place="body",
            sentence=f"The text leads into the shop as a whole ({_shortened(address)}). Lead to a single product.",
        )
        for address in facts.shelf_links
    ]
    if facts.resources == 0:
        lacks.append(Lack(place="links", sentence="Lead to at least one resource."))
    if facts.products == 0 and not facts.none_products:
        lacks.append(
            Lack(
                place="links", sentence="Lead to a product that is allowed here, or record why there is none."
            )
        )
    for title in _listed(facts.refused_products):
        lacks.append(Lack(place="links", sentence=f"An article of this class may not lead to {title}."))
    if facts.doors == 0 and not facts.none_doors:
        lacks.append(
            Lack(place="links", sentence="Lead to a door of the community, or record why there is none.")
        )
    return lacks


def _shortened(address: str) -> str:
    return address if len(address) <= 80 else f"{address[:79]}…"


def _listed(titles: Sequence[str]) -> list[str]:
    return sorted(set(titles))
