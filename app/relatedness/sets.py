"""Scoring a set of texts that no database knows: three files in a folder, the same scoring as the site's own.

articles.json [{slug, title, text, class A-D}], products.json [{slug, title, text, class 1-6, registered (class 4)}],
resources.json [{slug, title, text}]. A product guide (D) may name its `guide_class`; where it does not, it guides to
the class of the product nearest to it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any

from app.content.rules import ArticleClass
from app.errors import Invalid
from app.relatedness.encoding import Encoder
from app.relatedness.meaning import Meaning, Space
from app.relatedness.packing import pack
from app.relatedness.rules import NodeKind, may_lead
from app.relatedness.scoring import Crowd, Features, score_all
from app.relatedness.wording import weigh_words

FILES = {NodeKind.ARTICLE: "articles", NodeKind.PRODUCT: "products", NodeKind.RESOURCE: "resources"}
LONGEST = 100  # of a kind that an article is said to lead to
LOOKED_AT, AT_ONCE = (
    400,
    256,
)  # others of a kind that are scored beside an article, and articles looked at together
LISTED = (NodeKind.PRODUCT, NodeKind.RESOURCE, NodeKind.ARTICLE)
LARGEST = 64 * 1024 * 1024
_FIELDS = ((1.5, "title"), (1.0, "text"))


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One text of a set; `number` is its class for a product, `guide_class` what a guide says of itself, else 0."""

    kind: NodeKind
    at: int
    slug: str
    title: str
    text: str
    article_class: ArticleClass = ArticleClass.FINDING
    number: int = 0
    is_registered: bool = False
    guide_class: int = 0


Texts = Mapping[NodeKind, Sequence[Entry]]


def read_set(folder: Path) -> Texts:
    """Read a folder; raises Invalid with a sentence that names the file and the entry."""
    if not folder.is_dir():
        raise Invalid(f"There is no folder {folder}.")
    return {kind: _read_file(folder / f"{name}.json", kind) for kind, name in FILES.items()}


def score_set(texts: Texts, encoder: Encoder | None) -> dict[str, dict[str, list[str]]]:
    """Return for each article's slug what it leads to by kind, slugs best first, forbidden products left out."""
    return dict(each_scored(texts, encoder))


def each_scored(texts: Texts, encoder: Encoder | None) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Yield (article's slug, what it leads to by kind): LONGEST of each at most, so that a large set stays small."""
    features = {kind: [_features(one) for one in entries] for kind, entries in texts.items()}
    words = Counter(root for entries in features.values() for one in entries for root in one.stems)
    crowd = Crowd(seen_in=words, nodes=sum(len(entries) for entries in features.values()))
    vectors = _encode(texts, encoder) if encoder else {}
    near: Iterable[Meaning | None] = _look(texts, vectors) if vectors else repeat(None)
    found_by = {kind: _index(entries) for kind, entries in features.items()}
    for article, meaning in zip(texts[NodeKind.ARTICLE], near, strict=False):
        one = features[NodeKind.ARTICLE][article.at]
        lists: dict[NodeKind, list[Entry]] = {}
        for kind in LISTED:
            scored = score_all(
                one,
                _candidates(one, features[kind], found_by[kind], crowd, meaning),
                crowd=crowd,
                meaning=meaning.near.get(kind, {}) if meaning else None,
            )
            lists[kind] = [texts[kind][other.subject_id] for other, _ in scored]
        guided = guide_class_of(article, _nearest(article, texts, vectors) or lists[NodeKind.PRODUCT])
        lists[NodeKind.PRODUCT] = obey(article, lists[NodeKind.PRODUCT], guided)
        yield article.slug, {FILES[kind]: [other.slug for other in lists[kind]][:LONGEST] for kind in LISTED}


def _index(entries: Sequence[Features]) -> Mapping[str, Sequence[int]]:
    """Return where each stem is, for sets that are too large to look at each pair."""
    found: dict[str, list[int]] = {}
    if len(entries) > LOOKED_AT:
        for one in entries:
            for root in one.stems:
                found.setdefault(root, []).append(one.subject_id)
    return found


def _candidates(
    one: Features,
    others: Sequence[Features],
    places: Mapping[str, Sequence[int]],
    crowd: Crowd,
    meaning: Meaning | None,
) -> list[Features]:
    """Return what is scored beside a text: everything, or of many things the nearest in words and in meaning."""
    itself = one.subject_id if others and others[0].kind is one.kind else -1
    if len(others) <= LOOKED_AT:
        return [other for other in others if other.subject_id != itself]
    told: Counter[int] = Counter()
    for root, value in crowd.ask(one).items():
        for at in places.get(root, ()):
            told[at] += value * others[at].loudness[root]  # type: ignore[assignment]
    nearest = {at for at, _ in told.most_common(LOOKED_AT)}
    if meaning is not None:
        nearest.update(meaning.near.get(others[0].kind, ()))
    for at in range(len(others)):  # where hardly anything is shared, the first ones are as good as others
        if len(nearest) > LOOKED_AT:
            break
        nearest.add(at)
    nearest.discard(itself)
    return [others[at] for at in sorted(nearest)]


def guide_class_of(article: Entry, nearest: Sequence[Entry]) -> int:
    """Return the class that a guide guides to: what it says itself, else that of the first product it may lead to."""
    return article.guide_class or next((one.number for one in nearest if _is_lawful(one)), 1)


def obey(article: Entry, products: Sequence[Entry], guide_class: int) -> list[Entry]:
    """Return the products that an article of this class may lead to, in the order they came."""
    return [
        one
        for one in products
        if may_lead(
            article.article_class,
            one.number,
            guide_class=guide_class,
            is_registered_device=one.is_registered,
        )
        and _is_lawful(one)
    ]


def _encode(texts: Texts, encoder: Encoder) -> dict[NodeKind, Any]:
    return {
        kind: encoder.encode([(one.title, one.text) for one in entries])
        for kind, entries in texts.items()
        if entries
    }


def _look(texts: Texts, vectors: Mapping[NodeKind, Any]) -> Iterator[Meaning]:
    """Yield what is near each article in meaning; a large set is looked at twice, so that all are bridged before."""
    space = Space({kind: (range(len(rows)), pack(rows)) for kind, rows in vectors.items()})
    count = len(texts[NodeKind.ARTICLE])
    parts = [range(at, min(count, at + AT_ONCE)) for at in range(0, count, AT_ONCE)]
    for part in parts if len(parts) > 1 else ():
        space.draw(part, most=LOOKED_AT)
    for part in parts:
        yield from space.look(part, most=LOOKED_AT).values()


def _nearest(article: Entry, texts: Texts, vectors: Mapping[NodeKind, Any]) -> list[Entry]:
    """Return the products by the plain likeness of their texts: seen from their middle, books look like courses."""
    if article.article_class is not ArticleClass.GUIDE or NodeKind.PRODUCT not in vectors:
        return []
    likeness = vectors[NodeKind.PRODUCT] @ vectors[NodeKind.ARTICLE][article.at]
    return [texts[NodeKind.PRODUCT][at] for at in (-likeness).argsort().tolist()]


def _is_lawful(product: Entry) -> bool:
    """Say whether anything may lead to it: ingestibles are off, and a device must be registered."""
    return product.number != 6 and (product.number != 4 or product.is_registered)


def _features(one: Entry) -> Features:
    words = weigh_words([(getattr(one, name), weight) for weight, name in _FIELDS])
    return Features(kind=one.kind, subject_id=one.at, words=words, length=sum(words.values()))


def _read_file(path: Path, kind: NodeKind) -> list[Entry]:
    try:
        if path.exists() and not path.is_file():  # a device or a pipe would be read without end
            raise Invalid(f"{path.name} is no file.")
        if path.stat().st_size > LARGEST:
            raise Invalid(f"{path.name} is larger than {LARGEST // 1024 // 1024} MB.")
        rows = json.loads(path.read_bytes())
    except OSError as error:
        raise Invalid(f"{path.name} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError) as error:
        raise Invalid(f"{path.name} is not JSON: {str(error)[:200]}.") from None
    if not isinstance(rows, list):
        raise Invalid(f"{path.name} must hold a list.")
    entries = [_read_entry(row, at, path.name, kind) for at, row in enumerate(rows)]
    twice = [slug for slug, count in Counter(one.slug for one in entries).items() if count > 1]
    if twice:
        raise Invalid(f"{path.name} has the slug {twice[0]!r} more than once.")
    return entries


def _read_entry(row: Any, at: int, file: str, kind: NodeKind) -> Entry:
    if not isinstance(row, dict):
        raise Invalid(f"Entry {at + 1} of {file} must be an object.")
    for name in ("slug", "title", "text"):
        if not isinstance(row.get(name), str):
            raise Invalid(f"Entry {at + 1} of {file} needs {name!r}, a text.")
    if not row["slug"].strip():
        raise Invalid(f"Entry {at + 1} of {file} has an empty slug.")
    if any("\ud800" <= sign <= "\udfff" for name in ("slug", "title", "text") for sign in row[name]):
        raise Invalid(f"Entry {at + 1} of {file} holds half a character.")
    entry = Entry(kind=kind, at=at, slug=row["slug"], title=row["title"], text=row["text"])
    where = f"{row['slug']!r} in {file}"
    if kind is NodeKind.ARTICLE:
        return _with_article_class(entry, row, where)
    return _with_product_class(entry, row, where) if kind is NodeKind.PRODUCT else entry


def _with_article_class(entry: Entry, row: dict[str, Any], where: str) -> Entry:
    told = row.get("class")
    letter = told.strip().upper() if isinstance(told, str) else told
    if letter not in list(ArticleClass):
        raise Invalid(f"The class of {where} must be A, B, C or D.")
    guide = _whole(row.get("guide_class", 0))
    if type(guide) is not int or not 0 <= guide <= 6:
        raise Invalid(f"The guide_class of {where} must be a whole number from 1 to 6.")
    return Entry(**{**vars(entry), "article_class": ArticleClass(letter), "guide_class": guide})


def _with_product_class(entry: Entry, row: dict[str, Any], where: str) -> Entry:
    number = _whole(row.get("class"))
    if type(number) is not int or not 1 <= number <= 6:
        raise Invalid(f"The class of {where} must be a whole number from 1 to 6.")
    registered = row.get("registered", False)
    if isinstance(registered, str):
        registered = {"true": True, "false": False}.get(registered.strip().lower(), registered)
    if registered not in (None, True, False):
        raise Invalid(f"'registered' of {where} must be true or false.")
    return Entry(**{**vars(entry), "number": number, "is_registered": bool(registered)})


def _whole(value: Any) -> Any:
    """Return a whole number that was written as a text or with a point ("4", 4.0); anything else as it is."""
    if isinstance(value, str) and value.strip() in set("0123456"):
        return int(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value
