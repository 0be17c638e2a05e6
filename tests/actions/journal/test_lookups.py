"""Asking Crossref and PubMed: a server of our own answers in their place; nobody is asked while the setting is off."""

import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy import select

from app.content.drafts import ReferenceDraft
from app.content.evidence_models import Citation, Lookup
from app.content.library import count_reviews
from app.content.lookups import WorkLookup, owe_round
from app.content.works import draft_of, keep_citation
from app.db import db, transaction
from app.fetching import Fetcher
from app.outbox.models import OutboxItem
from app.settings.actions import change_setting
from tests.factories.journal import ACTOR, MORNING, make_article

CROSSREF: dict[str, Any] = {
    "message": {
        "title": ["Warm <i>water</i> for sore people."],
        "author": [{"family": "Li", "given": "Xin"}, {"name": "Water Group"}],
        "container-title": ["Pain"],
        "issued": {"date-parts": [[2019, 3]]},
        "volume": "5",
        "page": "1-9",
        "DOI": "10.1000/WARM",
        "type": "journal-article",
    }
}
PUBMED: dict[str, Any] = {
    "result": {
        "uids": ["7"],
        "7": {
            "uid": "7",
            "title": "A trial of lamps.",
            "authors": [{"name": "Ó Briain A", "authtype": "Author"}],
            "fulljournalname": "Sleep",
            "pubdate": "2017 Jun 21",
            "pubtype": ["Journal Article"],
            "articleids": [{"idtype": "doi", "value": "10.1000/lamps"}],
        },
    }
}


class Index:
    """Both indexes on one port; `answers` by path, `asked` are the paths that were seen."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, Any]] = {}
        self.asked: list[str] = []
        index = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = unquote(self.path)
                index.asked.append(path)
                status, value = index.answers.get(path, (404, {}))
                body = value if isinstance(value, bytes) else json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        base = f"http://127.0.0.1:{self.server.server_port}"
        self.lookup = WorkLookup(
            fetcher=Fetcher(ports=None, allows=lambda _: True, seconds=3),
            crossref=f"{base}/works/",
            pubmed=f"{base}/summary",
        )


@pytest.fixture
def index() -> Iterator[Index]:
    made = Index()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def permitted(context: Flask) -> Flask:
    with transaction():
        change_setting("look_up_references", True, actor=ACTOR, now=MORNING)
    return context


def keep(work: ReferenceDraft) -> int:
    with transaction():
        return keep_citation(work, actor=ACTOR, now=MORNING).id


def look_up(index: Index, citation_id: int) -> Citation:
    index.lookup.look_up({"citation_id": citation_id}, MORNING)
    db.session.rollback()
    return db.session.get_one(Citation, citation_id)


def test_nobody_is_asked_while_the_setting_is_off(context: Flask, index: Index) -> None:
    work = look_up(index, keep(ReferenceDraft(title="", doi="10.1000/warm")))
    assert work.lookup is None and index.asked == []
    assert db.session.scalars(select(OutboxItem)).all() == []


def test_a_bare_doi_gets_its_title_from_crossref(permitted: Flask, index: Index) -> None:
    index.answers["/works/10.1000/warm"] = (200, CROSSREF)
    work = look_up(index, keep(ReferenceDraft(title="", doi="10.1000/warm")))
    known = draft_of(work)
    assert (work.lookup, known.title, known.year) == (Lookup.FOUND, "Warm water for sore people", 2019)
    assert known.authors == (("Li", "Xin"), ("Water Group", ""))
    assert work.slug == "li-2019-warm-water-for-sore-people"
    [owed] = db.session.scalars(select(OutboxItem))
    assert (owed.kind, owed.data) == ("look_up_work", {"citation_id": work.id})


def test_a_bare_pubmed_number_gets_its_title_and_doi(permitted: Flask, index: Index) -> None:
    index.answers["/summary?db=pubmed&id=7&retmode=json"] = (200, PUBMED)
    work = look_up(index, keep(ReferenceDraft(title="", pmid="7")))
    assert (work.doi, draft_of(work).title, draft_of(work).authors) == (
        "10.1000/lamps", "A trial of lamps", (("Ó Briain", "A"),),
    )  # fmt: skip


def test_what_staff_wrote_stays(permitted: Flask, index: Index) -> None:
    index.answers["/works/10.1000/warm"] = (200, CROSSREF)
    work = look_up(index, keep(ReferenceDraft(title="As we call it", doi="10.1000/warm")))
    assert draft_of(work).title == "As we call it" and work.lookup is Lookup.FOUND


def test_a_number_that_nobody_knows_is_said_to_be_unknown(permitted: Flask, index: Index) -> None:
    unknown = {"result": {"uids": ["8"], "8": {"uid": "8", "error": "cannot get document summary"}}}
    index.answers["/summary?db=pubmed&id=8&retmode=json"] = (200, unknown)
    assert look_up(index, keep(ReferenceDraft(title="", doi="10.1000/none"))).lookup is Lookup.UNKNOWN
    assert look_up(index, keep(ReferenceDraft(title="", pmid="8"))).lookup is Lookup.UNKNOWN


@pytest.mark.parametrize(
    "answer",
    [
        (500, {}),
        (429, {}),
        (200, b"not json"),
        (200, b"[" * 9000),
        (200, []),
        (200, {"message": 7}),
        (200, b"\xff\xfe"),
    ],
)
def test_an_answer_that_makes_no_sense_is_no_answer(permitted: Flask, index: Index, answer: Any) -> None:
    index.answers["/works/10.1000/warm"] = answer
    work = look_up(index, keep(ReferenceDraft(title="", doi="10.1000/warm")))
    assert work.lookup is Lookup.UNREACHABLE and draft_of(work).title == ""


def test_a_retraction_that_crossref_knows_is_marked_and_opens_a_review(
    permitted: Flask, index: Index
) -> None:
    article = make_article()
    doi = "10.1002/14651858.cd012700"
    updated = {
        "type": "retraction",
        "label": "Retraction",
        "DOI": "10.1/n",
        "updated": {"date-parts": [[2024, 5, 3]]},
    }
    index.answers[f"/works/{doi}"] = (200, {"message": CROSSREF["message"] | {"updated-by": [updated]}})
    work = look_up(index, db.session.scalars(select(Citation.id)).one())
    assert (work.retracted_on, work.retracted_by) == (date(2024, 5, 3), "crossref")
    assert work.retraction_note == "Crossref: Retraction, doi:10.1/n"
    assert (count_reviews(), article.slug) == (1, "long-nights")


def test_a_retraction_that_pubmed_knows_is_marked_with_the_day_we_learned_of_it(
    permitted: Flask, index: Index
) -> None:
    row = PUBMED["result"]["7"] | {"pubtype": ["Journal Article", "Retracted Publication"]}
    index.answers["/summary?db=pubmed&id=7&retmode=json"] = (200, {"result": {"7": row}})
    work = look_up(index, keep(ReferenceDraft(title="", pmid="7")))
    assert (work.retracted_on, work.retracted_by) == (MORNING.date(), "pubmed")


@pytest.mark.parametrize(
    "told",
    [{"date-parts": [[2026, 13, 1]]}, {"date-parts": [[10**30]]}, {"date-parts": [[2026, 2, 30]]}, 5, None],
)
def test_a_retraction_with_a_day_that_is_none_is_marked_all_the_same(
    permitted: Flask, index: Index, told: Any
) -> None:
    notice = {"type": "retraction", "DOI": "10.1/r", "updated": told}
    index.answers["/works/10.1000/warm"] = (200, {"message": CROSSREF["message"] | {"updated-by": [notice]}})
    work = look_up(index, keep(ReferenceDraft(title="", doi="10.1000/warm")))
    assert work.retracted_on == MORNING.date()


@pytest.mark.parametrize(
    "changes",
    [
        {"authors": 5},
        {"articleids": True},
        {"authors": [5], "articleids": [None]},
        {"pubtype": 7, "pubdate": {}},
    ],
)
def test_an_odd_row_of_pubmed_still_gives_its_title(
    permitted: Flask, index: Index, changes: dict[str, Any]
) -> None:
    row = PUBMED["result"]["7"] | changes
    index.answers["/summary?db=pubmed&id=7&retmode=json"] = (200, {"result": {"7": row}})
    work = look_up(index, keep(ReferenceDraft(title="", pmid="7")))
    assert draft_of(work).title == "A trial of lamps"


def test_a_correction_is_no_retraction(permitted: Flask, index: Index) -> None:
    corrected = CROSSREF["message"] | {
        "updated-by": [
            {"type": "correction", "DOI": "10.1/c"},
            "odd",
            {"type": None},
            {"type": ["correction", {}]},
            {"type": {}},
        ]
    }
    index.answers["/works/10.1000/warm"] = (200, {"message": corrected})
    assert look_up(index, keep(ReferenceDraft(title="", doi="10.1000/warm"))).retracted_on is None


def test_works_that_articles_rest_on_are_asked_about_once_a_month(permitted: Flask, index: Index) -> None:
    make_article()
    citation_id = db.session.scalars(select(Citation.id)).one()
    look_up(index, citation_id)
    with transaction():
        owe_round(MORNING)
    assert db.session.get_one(Citation, citation_id).lookup is Lookup.UNKNOWN
    with transaction():
        owe_round(MORNING.replace(month=12, day=29))
    assert db.session.get_one(Citation, citation_id).lookup is Lookup.WAITING


def test_a_work_that_is_gone_is_asked_about_no_more(permitted: Flask, index: Index) -> None:
    index.lookup.look_up({"citation_id": 99}, MORNING)
    assert index.asked == []
