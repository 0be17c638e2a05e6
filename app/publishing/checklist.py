"""The checklist before publishing: what must be there, what is worth a look, and where each is mended. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.asking import LinkState
from app.claims import Claim
from app.content.drafts import ArticleDraft
from app.content.outward import KnownLink
from app.content.reading import list_marks, reading_age
from app.content.rules import ArticleClass
from app.markdown import Rendered
from app.publishing.rules import Lack

OLDEST = 14  # years; CARE section 5 asks for a reading age of 11 to 14
_SPEAKS_OF_STUDIES = re.compile(
    r"\b(?:stud(?:y|ies)|trials?|research(?:ers)?|reviews? (?:of|found)|per cent)\b"
    r"|\b\d+ (?:in|of|out of) \d+ people\b|\d ?%",
    re.IGNORECASE,
)
_SAYS_PICTURE = re.compile(
    r"(?:an? )?(?:picture|image|photo(?:graph)?|drawing) (?:of|showing)\b|\S+\.(?:jpe?g|png|webp)$", re.I
)
_LINK = re.compile(r'<a href="([^"]+)"')


class Mark(StrEnum):
    """How an item stands."""

    DONE = "done"
    LOOK = "look"
    TO_DO = "to do"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing to mend; `place` is a part of the desk, `find` the words of the text where it stands."""

    sentence: str
    place: str = "body"
    find: str = ""


@dataclass(frozen=True, kw_only=True)
class Group:
    """One line of the checklist; without items it is done."""

    title: str
    mark: Mark
    items: tuple[Item, ...] = ()


def list_groups(
    draft: ArticleDraft,
    body: Rendered | None,
    *,
    lacks: Sequence[Lack],
    claims: Sequence[Claim],
    alts: Mapping[int, str],
    pages: frozenset[str],
    outward: Sequence[KnownLink] = (),
) -> list[Group]:
    """Return the checklist.

    `alts` are the words of pictures by id, `pages` the addresses of standing pages, `outward` what is known of links to
    elsewhere.
    """
    missing = [Item(sentence=one.sentence, place=one.place) for one in lacks]
    phrases = [
        Item(sentence=f"“{one.phrase}” in “{one.sentence[:140]}”", find=one.sentence[:60]) for one in claims
    ]
    return [
        _group("What must be there", missing, Mark.TO_DO),
        _group("Phrases near an illness", phrases),
        _group("Easy to read on a bad day", _hard_to_read(draft)),
        _group("Said with its source", _unsourced(draft)),
        _group("Links that lead somewhere", [*(_broken(body, pages) if body else []), *_gone(outward)]),
        _group("Pictures in words", _poor_words(draft, body, alts)),
    ]


def _group(title: str, items: Iterable[Item], mark: Mark = Mark.LOOK) -> Group:
    kept = tuple(items)
    return Group(title=title, mark=mark if kept else Mark.DONE, items=kept)


def _hard_to_read(draft: ArticleDraft) -> list[Item]:
    items = [Item(sentence=sentence, find=find) for sentence, find in list_marks(draft.body)]
    age = reading_age(draft.body)
    if age is not None and age > OLDEST:
        words = f"It reads like a text for people of {age}; {OLDEST} or younger is kind."
        items.insert(0, Item(sentence=f"{words} Shorter words and sentences help."))
    long = [line for line in draft.in_short if len(line.split()) > 20]
    return items + [Item(sentence=f"A long line: “{line[:60]}…”", place="in_short") for line in long]


def _unsourced(draft: ArticleDraft) -> list[Item]:
    """Name paragraphs that say what was studied and cite nothing, and evidence without its parts."""
    items = [
        Item(
            sentence=f"This speaks of studies or numbers and cites none: “{' '.join(block.split())[:80]}…”",
            find=block[:60],
        )
        for block in re.split(r"\n[ \t]*\n", draft.body)
        if _SPEAKS_OF_STUDIES.search(block) and "[@" not in block and not block.startswith(("#", "::", "[^"))
    ]
    if draft.article_class is ArticleClass.FINDING and not draft.references:
        items.append(
            Item(sentence="An article about research names the works it rests on.", place="references")
        )
    items += [
        Item(sentence=f"Finding {number} does not say when the works were last searched.", place="findings")
        for number, one in enumerate(draft.findings, start=1)
        if one.last_searched is None
    ]
    return items[:12]


def _broken(body: Rendered, pages: frozenset[str]) -> list[Item]:
    anchors = {one.anchor for one in body.headings}
    items = []
    for address in dict.fromkeys(_LINK.findall(body.html)):
        if address.startswith("#part-") and address[1:] not in anchors:
            items.append(Item(sentence=f"No heading of the text has the address {address}.", find=address))
        elif (found := re.match(r"/pages/([^/?#]*)", address)) and found[1] not in pages:
            items.append(Item(sentence=f"There is no standing page {address}.", find=address))
        elif address.startswith("http://"):
            items.append(Item(sentence=f"{address} is not encrypted; try it with https.", find=address))
    return items


def _gone(outward: Sequence[KnownLink]) -> list[Item]:
    """Name links to elsewhere that do not answer any more, or have moved for good, where they stand."""
    items = []
    for one in outward:
        url, address = one.link.url, one.address
        if address is None or address.state not in (LinkState.BROKEN, LinkState.MOVED):
            continue
        said = f"has moved to {address.moved_to}" if address.moved_to else f"leads nowhere: {address.said}"
        find = url if one.link.place == "body" else ""
        items.append(Item(sentence=f"{url} {said}", place=one.link.place, find=find))
    return items


def _poor_words(draft: ArticleDraft, body: Rendered | None, alts: Mapping[int, str]) -> list[Item]:
    shown = [(draft.picture_id, "picture")] if draft.picture_id else []
    shown += [(int(slug), "body") for kind, slug in (body.cards if body else ()) if kind == "figure"]
    items = []
    for picture_id, place in shown:
        words = alts.get(picture_id, "").strip()
        if words and (_SAYS_PICTURE.match(words) or len(words.split()) < 3):
            items.append(
                Item(
                    sentence=f"“{words}” says little to somebody who does not see it. Say what it shows.",
                    place=place,
                )
            )
    return items
