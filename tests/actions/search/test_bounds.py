"""The work of one search is bounded, however much there is."""

import pytest
from flask import Flask
from sqlalchemy import Select, event, func, insert, select

from app.db import db, dialect_name, transaction
from app.search.actions import learn_words
from app.search.matching import list_alike, prepare_asking, ranking, values_of
from app.search.models import KnownWord, SearchDocument
from app.search.queries import look_up
from app.search.rules import Kind, make_plan
from tests.factories.catalog import MORNING

MANY = 2_000


@pytest.fixture
def many_documents(context: Flask) -> Flask:
    rows = [
        {
            "kind": Kind.ARTICLE if number % 2 else Kind.PRODUCT,
            "subject_id": number,
            "title": f"Evening w{number:04}",
            "summary": "A common sentence about warmth.",
            "url": f"/x/{number}/",
            "text": "Something warm to read. " * 20 + f"rare{number % 97}",
            "topics": "",
            "changed_at": MORNING,
        }
        for number in range(1, MANY + 1)
    ]
    letters = "abcdefghijklmnopqrst"
    with transaction() as session:
        session.execute(insert(SearchDocument), rows)
        learn_words(("evening", "warmth", "common", "something"))
        learn_words(f"{a}{b}{c}{d}ing" for a in letters for b in letters for c in "aeiou" for d in "lmnrst")
        session.connection().exec_driver_sql("ANALYZE")
    return context


def explain(statement: object) -> str:
    compiled = statement.compile(db.engine, compile_kwargs={"literal_binds": True})  # type: ignore[attr-defined]
    word = "EXPLAIN" if dialect_name() == "postgresql" else "EXPLAIN QUERY PLAN"
    rows = db.session.connection().exec_driver_sql(f"{word} {compiled}")
    return "\n".join(" ".join(map(str, row)) for row in rows)


def ranked(question: str) -> Select[int]:
    values = values_of(make_plan(question, {}), None)
    return ranking(dialect_name(), has_kind=False).params(limit=10, **values)


@pytest.mark.postgres
def test_a_rare_word_is_found_by_the_index(many_documents: Flask) -> None:
    prepare_asking()
    told = explain(ranked("rare13 evening"))
    assert "Seq Scan on search_words" not in told and "Seq Scan on search_documents" not in told
    assert "SCAN search_documents" not in told
    assert "search_words" in told


@pytest.mark.postgres
def test_a_word_in_every_document_ranks_a_bounded_number(many_documents: Flask) -> None:
    answer = look_up("common warmth evening")
    assert (answer.count, len(answer.hits)) == (100, 10)
    if dialect_name() == "postgresql":
        told = explain(ranked("common warmth"))
        assert told.count("Limit") == 3  # the page, and both halves


@pytest.mark.postgres
def test_words_alike_are_found_by_their_letters(many_documents: Flask) -> None:
    prepare_asking()
    assert "warmth" in list_alike("wamrth")
    assert len(list_alike("somthing")) <= 200
    if dialect_name() == "postgresql":
        told = explain(select(KnownWord.word).where(func.lower(KnownWord.word).op("%")("wamrth")))
        assert "Seq Scan" not in told  # either index: the planner takes the one that is shorter to read


@pytest.mark.postgres
def test_a_search_runs_a_handful_of_queries_whatever_is_asked(many_documents: Flask) -> None:
    ran: list[str] = []

    def note(*args: object) -> None:
        ran.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        for question, most in (
            ("evening", 7),
            ("evenign wamrth smoething reda", 60),
            ("x y z q w e r t", 30),
        ):
            ran.clear()
            look_up(question)
            assert len(ran) <= most, question
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
