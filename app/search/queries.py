"""Looking something up: exactly, then with slips mended, then by any of the words."""

from dataclasses import dataclass, replace

from app.remembered import same_for_everybody
from app.search.marking import Pieces, make_line, seek
from app.search.matching import (
    count_documents,
    count_matches,
    documents_by_id,
    list_alike,
    list_matches,
    prepare_asking,
)
from app.search.rules import (
    KIND_WORDS,
    Kind,
    Plan,
    Synonyms,
    Want,
    bare,
    clean_question,
    make_plan,
    map_synonyms,
    plain,
    stem,
    words_of,
)
from app.search.spelling import Candidate, choose_word, most_slips, near_words
from app.topics.queries import list_topics

ON_A_PAGE = 10
MOST_FOUND = 100
MOST_TRIED = 6  # words near a mistyped one that are counted in the index


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One result: what it is, where it is, and the line that shows why."""

    kind: Kind
    kind_words: str
    title: str
    url: str
    line: Pieces


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was found. `meant` is the mended question, `is_any` when no document has all the words, `nearer` a question
    that may have been meant although this one found something.

    `count` stops at MOST_FOUND; `is_common` when only words were typed that stand on every page.
    """

    question: str
    kind: Kind | None
    hits: tuple[Hit, ...] = ()
    count: int = 0
    page: int = 1
    meant: str = ""
    nearer: str = ""
    is_any: bool = False
    is_common: bool = False

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.count // ON_A_PAGE))


@dataclass(frozen=True, kw_only=True)
class TopicWords:
    """What the topics teach the search: which words mean them, and every word of their names."""

    synonyms: Synonyms
    words: frozenset[str]


def look_up(typed: str, *, kind: Kind | None = None, page: int = 1) -> Answer:
    """Find published things; whatever is typed, the answer is calm and its work bounded."""
    question = clean_question(typed)
    topics = read_topic_words()
    plan = make_plan(question, topics.synonyms)
    if not plan.wants:
        return Answer(question=question, kind=kind, is_common=bool(words_of(question)))
    prepare_asking()
    exact = _ask(question, kind, plan, "", page)
    if exact is not None:
        is_known = not plan.beginning or _stands_in(exact.hits, plan.beginning)
        if is_known or count_documents(plan.beginning, at_most=1):
            return exact
        return replace(exact, nearer=mend(question, plan, topics.words, ends_open=False))
    meant = mend(question, plan, topics.words)
    better = make_plan(meant, topics.synonyms) if meant else plan
    if not better.wants:  # the slip was mended to a word that stands on every page
        better, meant = plan, ""
    mended = _ask(question, kind, better, meant, page) or _ask(question, kind, better.for_any(), meant, page)
    return mended or Answer(question=question, kind=kind)


@same_for_everybody
def read_topic_words() -> TopicWords:
    """Return the words of all topics."""
    topics = [(topic.name, tuple(topic.synonyms)) for topic in list_topics()]
    return TopicWords(
        synonyms=map_synonyms(topics),
        words=frozenset(
            bare(one) for name, synonyms in topics for text in (name, *synonyms) for one in words_of(text)
        ),
    )


def mend(question: str, plan: Plan, topic_words: frozenset[str], *, ends_open: bool = True) -> str:
    """Return the question with each word that stands nowhere replaced by the known one it was meant to be.

    `ends_open` leaves a last word alone that is the beginning of a known one.
    """
    mended = {}
    for word in dict.fromkeys(word for want in plan.wants for word in want.words):
        alone = Plan(wants=(Want(words=(word,), is_open=ends_open and word == plan.beginning),))
        if word not in topic_words and not count_matches(alone, None, at_most=1):
            better = find_meant(word, topic_words)
            if better and not better.startswith(word):
                mended[word] = better
    if not mended:
        return ""
    return " ".join(mended.get(bare(word), word) for word in words_of(question))


def find_meant(word: str, topic_words: frozenset[str]) -> str | None:
    """Return the known word that a mistyped one was most likely meant to be; only words that find something."""
    if not most_slips(word):
        return None
    near = near_words(word, {*list_alike(word), *topic_words})[:MOST_TRIED]
    return choose_word(
        word,
        [Candidate(word=one, documents=count_documents(one), is_topic=one in topic_words) for one in near],
    )


def _ask(question: str, kind: Kind | None, plan: Plan, meant: str, page: int) -> Answer | None:
    """Return what a plan finds: nothing of one kind is an answer too, where other kinds have it."""
    found = list_matches(plan, kind, limit=MOST_FOUND)
    if not found and (kind is None or not count_matches(plan, None, at_most=1)):
        return None
    last = max(1, -(-len(found) // ON_A_PAGE))
    shown = min(max(1, page), last)
    ids = found[(shown - 1) * ON_A_PAGE : shown * ON_A_PAGE]
    documents = documents_by_id(ids)
    sought = seek(plan.words, plan.beginning)
    hits = tuple(
        Hit(
            kind=document.kind,
            kind_words=KIND_WORDS[document.kind],
            title=document.title,
            url=document.url,
            line=make_line(document.summary, document.text, sought),
        )
        for document in (documents[one] for one in ids if one in documents)
    )
    return Answer(
        question=question, kind=kind, hits=hits, count=len(found), page=shown, meant=meant, is_any=plan.is_any
    )


def _stands_in(hits: tuple[Hit, ...], word: str) -> bool:
    """Say whether a form of a word is marked in what is shown; then it is known, and the index need not be asked."""
    marked = (piece for hit in hits for piece, is_marked in hit.line if is_marked)
    return any(stem(plain(piece)) == stem(word) for piece in marked)
