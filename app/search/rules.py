"""From what somebody typed to what is looked for: words, topics, and how each database is asked."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from app.composing import compose

LONGEST_QUESTION = 200  # signs; what is longer is cut
LONGEST_WORD = 40
MOST_WORDS = 8
LONGEST_SYNONYM = 6  # words

#: PostgreSQL's English stop words, so that both databases leave out the same
_COMMON = """
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it
    its itself they them their theirs themselves what which who whom this that these those am is are was were be been
    being have has had having do does did doing a an the and but if or because as until while of at by for with about
    against between into through during before after above below to from up down in out on off over under again further
    then once here there when where why how all any both each few more most other some such no nor not only own same so
    than too very s t can will just don should now
"""
STOP_WORDS = frozenset(_COMMON.split())
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_ACCENTS = re.compile("[\u0300-\u036f]")
_ENDINGS = ("ings", "ing", "ness", "ed", "es", "ly", "s")


class Kind(StrEnum):
    """What a document stands for."""

    ARTICLE = "article"
    PRODUCT = "product"
    RESOURCE = "resource"
    DOOR = "door"
    PAGE = "page"


#: what a result says of itself, and what a visitor chooses from
KIND_WORDS = {
    Kind.ARTICLE: "Article",
    Kind.PRODUCT: "From our shop",
    Kind.RESOURCE: "Kept elsewhere",
    Kind.DOOR: "Community",
    Kind.PAGE: "About this site",
}
KIND_CHOICES = {
    Kind.ARTICLE: "Articles",
    Kind.PRODUCT: "Things in the shop",
    Kind.RESOURCE: "Resources elsewhere",
    Kind.DOOR: "Community",
    Kind.PAGE: "About this site",
}


@dataclass(frozen=True, kw_only=True)
class Want:
    """One thing a document should have: these words, or one of these topics; `is_open`: the last is a beginning."""

    words: tuple[str, ...]
    topics: tuple[tuple[str, ...], ...] = ()
    is_open: bool = False


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is looked for: all of the wants, or any of them. Empty when nothing was typed that can be looked for."""

    wants: tuple[Want, ...]
    is_any: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Every word a match may be recognised by."""
        found = [
            word
            for want in self.wants
            for word in (*want.words, *(w for topic in want.topics for w in topic))
        ]
        return tuple(dict.fromkeys(word for word in found if word not in STOP_WORDS))

    @property
    def beginning(self) -> str:
        """The word whose end was left open, or nothing."""
        return next((want.words[-1] for want in self.wants if want.is_open), "")

    def for_any(self) -> "Plan":
        """Return the looser plan that any one want satisfies."""
        return replace(self, is_any=True)


def clean_question(typed: str) -> str:
    """Return what was typed on one line and not too long, as it is shown again."""
    visible = "".join(sign if sign.isprintable() else " " for sign in typed[: 4 * LONGEST_QUESTION])
    return " ".join(visible.split())[:LONGEST_QUESTION].strip()


def plain(text: str) -> str:
    """Return text in lower case, without accents, with straight apostrophes."""
    apart = compose(text.replace("\u2019", "'").replace("\u2018", "'"), "NFKD")
    return compose(_ACCENTS.sub("", apart)).lower()


def words_of(text: str) -> list[str]:
    """Return the words of a text; "can't" is one word, written with its apostrophe."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(plain(text))]


def vocabulary_of(texts: Iterable[str]) -> set[str]:
    """Return the words of a document that a slip of the finger may be mended to."""
    found: set[str] = set()
    for text in texts:
        found.update(bare(word) for word in _WORD.findall(plain(text)))
    return {word for word in found if 3 <= len(word) <= LONGEST_WORD and word.isalpha()}


def bare(word: str) -> str:
    """Return a word without what hangs on an apostrophe ("women's" gives "women"), as the indexes have it."""
    return max(word.split("'"), key=len)


def stem(word: str) -> str:
    """Return roughly what stays the same in a word's forms; for marking words and for synonyms, not for the index."""
    word = word.replace("'", "")
    for ending in _ENDINGS:
        left = len(word) - len(ending)
        if ending == "s" and (word.endswith("ss") or left < 2):
            break
        if word.endswith(ending) and (left >= 3 or ending == "s"):
            word = word[:left]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    if len(word) > 3 and word[-1] == "e":
        return word[:-1]
    return word[:-1] + "i" if len(word) > 2 and word[-1] == "y" else word


#: the stems of a name or synonym, to the names of the topics it means
Synonyms = Mapping[tuple[str, ...], tuple[str, ...]]


def map_synonyms(topics: Iterable[tuple[str, Iterable[str]]]) -> Synonyms:
    """Return the map of names and synonyms for topics given as (name, synonyms)."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name, synonyms in topics:
        for phrase in (name, *synonyms):
            key = tuple(stem(word) for word in words_of(phrase))
            if 0 < len(key) <= LONGEST_SYNONYM and name not in found.get(key, ()):
                found[key] = (*found.get(key, ()), name)
    return found


def make_plan(question: str, synonyms: Synonyms) -> Plan:
    """Return what a question looks for: the longest synonyms first, then single words without the common ones."""
    words = words_of(question)
    wants: list[Want] = []
    start = 0
    while start < len(words) and len(wants) < MOST_WORDS:
        size, topics = _longest_synonym(words, start, synonyms)
        kept = tuple(bare(word) for word in words[start : start + size] if bare(word) not in STOP_WORDS)
        start += size
        is_open = start == len(words) and bool(kept) and bare(words[-1]) == kept[-1] and len(kept[-1]) > 1
        want = Want(words=kept, topics=topics, is_open=is_open)
        if (want.words or want.topics) and want not in wants:
            wants.append(want)
    return Plan(wants=tuple(wants))


def _longest_synonym(
    words: list[str], start: int, synonyms: Synonyms
) -> tuple[int, tuple[tuple[str, ...], ...]]:
    """Return how many words the synonym at `start` has and what topics it means besides the words themselves."""
    for size in range(min(LONGEST_SYNONYM, len(words) - start), 0, -1):
        stems = tuple(stem(word) for word in words[start : start + size])
        names = [tuple(words_of(name)) for name in synonyms.get(stems, ())]
        if names:
            return size, tuple(name for name in names if tuple(map(stem, name)) != stems)
    return 1, ()


def as_fts5(plan: Plan) -> str:
    """Return the plan in the language of SQLite's FTS5; every word is quoted, so that none is an operator."""
    joined = " OR " if plan.is_any else " AND "
    return joined.join(f"({' OR '.join(_fts5_ways(want))})" for want in plan.wants)


def _fts5_ways(want: Want) -> list[str]:
    words = [f'"{word}"' for word in want.words]
    if words and want.is_open:
        words[-1] += "*"
    ways = [f"({' AND '.join(words)})"] if words else []
    return ways + [f'topics : "{" ".join(topic)}"' for topic in want.topics]


def as_tsquery(plan: Plan) -> str:
    """Return the plan in the language of PostgreSQL's to_tsquery; every word is quoted. Topics carry the weight B."""
    joined = " | " if plan.is_any else " & "
    return joined.join(f"({' | '.join(_tsquery_ways(want))})" for want in plan.wants)


def _tsquery_ways(want: Want) -> list[str]:
    words = [f"'{word}'" for word in want.words]
    if words and want.is_open:
        words[-1] += ":*"
    ways = [f"({' & '.join(words)})"] if words else []
    return ways + [f"({' <-> '.join(_weighted(word) for word in topic)})" for topic in want.topics]


def _weighted(word: str) -> str:
    return f"'{bare(word)}':B"
