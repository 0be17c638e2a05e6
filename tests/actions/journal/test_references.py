"""Works kept once and put right in one place, retractions and the reviews they open."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from app.audit.models import AuditEntry
from app.content.actions import save_draft
from app.content.drafts import ReferenceDraft
from app.content.errors import StaleWork, TakenNumber
from app.content.evidence_models import Citation, CitationKey, EvidenceReview
from app.content.library import (
    count_reviews,
    each_cited_work,
    find_work,
    get_work,
    known_by_key,
    list_citing,
    list_works,
)
from app.content.queries import get_article
from app.content.retracting import close_review, mark_retracted, take_retraction_back
from app.content.works import change_work, draft_of, keep_citation
from app.db import db, transaction
from app.errors import Conflict, Invalid
from app.freshness import read_version
from app.publishing.actions import archive_article, publish_article
from app.slugs import find_slug
from app.verifying import run_checks
from tests.factories.journal import (
    ACTOR,
    COCHRANE,
    MORNING,
    NIGHTS,
    make_article,
    make_open_door,
    make_resource,
    make_retracted,
)

pytestmark = pytest.mark.postgres
DOI = "doi:10.1002/14651858.cd012700"


def the_work() -> Citation:
    db.session.rollback()
    return db.session.scalars(select(Citation)).one()


def change(work: ReferenceDraft, *, seen: int = 1) -> Citation:
    with transaction():
        return change_work(the_work().id, work, seen_revision=seen, actor=ACTOR, now=MORNING)


def c7() -> tuple[str, ...]:
    db.session.rollback()
    return next(one for one in run_checks() if one.code == "C7").mismatches


def test_what_the_library_says_of_a_work_outlives_a_publication_that_says_less(context: Flask) -> None:
    make_article()
    change(replace(COCHRANE, title="Aerobic exercise, put right"))
    make_article(title="Another", resource=make_resource("B"), door=make_open_door("D"))
    assert draft_of(the_work()).title == "Aerobic exercise, put right"


def test_a_work_that_was_known_by_its_number_alone_takes_the_title_that_comes_later(context: Flask) -> None:
    with transaction():
        first = keep_citation(ReferenceDraft(title="", doi="10.1000/a"), actor=ACTOR, now=MORNING).slug
    with transaction():
        keep_citation(
            ReferenceDraft(title="Warm rooms", doi="10.1000/A", year=2020), actor=ACTOR, now=MORNING
        )
    work = the_work()
    assert (draft_of(work).title, work.slug) == ("Warm rooms", "2020-warm-rooms")
    assert find_slug("work", first) == find_slug("work", work.slug) == work.id


def test_a_work_is_found_by_every_number_it_ever_had(context: Flask) -> None:
    make_article()
    change(replace(COCHRANE, doi="10.1002/right", pmid="28636204"))
    found = known_by_key([DOI, "doi:10.1002/right", "pmid:28636204"])
    assert {one.id for one in found.values()} == {the_work().id} and len(found) == 3
    assert c7() == ()


def test_the_number_of_another_work_is_refused(context: Flask) -> None:
    make_article()
    with transaction():
        keep_citation(ReferenceDraft(title="Other", doi="10.1000/other"), actor=ACTOR, now=MORNING)
        work = db.session.scalars(select(Citation).where(Citation.key == DOI)).one().id
    with pytest.raises(TakenNumber), transaction():
        change_work(work, replace(COCHRANE, doi="10.1000/OTHER"), seen_revision=1, actor=ACTOR, now=MORNING)
    with pytest.raises(Invalid), transaction():
        change_work(work, replace(COCHRANE, doi=""), seen_revision=1, actor=ACTOR, now=MORNING)
    with pytest.raises(Invalid), transaction():
        change_work(work, replace(COCHRANE, title=" "), seen_revision=1, actor=ACTOR, now=MORNING)


def test_a_stale_change_of_a_work_is_refused(context: Flask) -> None:
    make_article()
    change(replace(COCHRANE, title="Theirs"))
    with pytest.raises(StaleWork):
        change(replace(COCHRANE, title="Mine"))
    assert draft_of(the_work()).title == "Theirs"


def test_a_list_that_names_one_work_twice_is_published_with_it_once(context: Flask) -> None:
    with transaction():
        keep_citation(replace(COCHRANE, pmid="7"), actor=ACTOR, now=MORNING)
    make_article(references=(COCHRANE, ReferenceDraft(title="The same", pmid="7")))
    assert [one.title for one in list_citing(the_work().id)] == ["Long nights"]


def test_a_retraction_opens_a_review_of_each_published_article_on_it(context: Flask) -> None:
    one = make_article()
    two = make_article(title="Gone", resource=make_resource("B"), door=make_open_door("D"))
    with transaction():
        archive_article(get_article(two.id), actor=ACTOR, now=MORNING)
    work, _ = make_retracted()
    assert [row.article_id for row in db.session.scalars(select(EvidenceReview))] == [one.id]
    assert (count_reviews(), c7()) == (1, ())
    with pytest.raises(Conflict), transaction():
        mark_retracted(work.id, date(2026, 1, 5), "", actor=ACTOR, now=MORNING)


def test_an_article_published_on_a_retracted_work_is_to_be_read_again_once(context: Flask) -> None:
    with transaction():
        keep_citation(COCHRANE, actor=ACTOR, now=MORNING)
    make_retracted()
    article = make_article()
    [review] = db.session.scalars(select(EvidenceReview))
    with transaction():
        close_review(review.id, "It is about the retraction.", actor=ACTOR, now=MORNING)
        save_draft(article.id, replace(NIGHTS, body="Newer."), seen_revision=1, actor=ACTOR, now=MORNING)
        publish_article(get_article(article.id), actor=ACTOR, now=MORNING)
    assert (count_reviews(), c7()) == (0, ())


def test_a_review_is_closed_once_with_a_sentence(context: Flask) -> None:
    make_article()
    _, review = make_retracted()
    with pytest.raises(Invalid), transaction():
        close_review(review, "  ", actor=ACTOR, now=MORNING)
    with transaction():
        close_review(review, "The finding was taken out.", actor=ACTOR, now=MORNING)
    with pytest.raises(Conflict), transaction():
        close_review(review, "Again.", actor=ACTOR, now=MORNING)
    actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("review.%")))
    assert sorted(actions) == ["review.closed", "review.opened"]


def test_a_mark_that_was_a_mistake_is_taken_back_with_its_reviews(context: Flask) -> None:
    make_article()
    work, _ = make_retracted()
    with transaction():
        take_retraction_back(work.id, actor=ACTOR, now=MORNING)
    assert (the_work().retracted_on, count_reviews()) == (None, 0)
    with pytest.raises(Conflict), transaction():
        take_retraction_back(work.id, actor=ACTOR, now=MORNING)


def test_a_mark_and_its_taking_back_drop_the_pages_that_were_kept(context: Flask) -> None:
    make_article()
    before = read_version()
    work, _ = make_retracted()
    marked = read_version()
    with transaction():
        take_retraction_back(work.id, actor=ACTOR, now=MORNING)
    assert before < marked < read_version()


def test_a_retraction_of_tomorrow_is_refused(context: Flask) -> None:
    make_article()
    with pytest.raises(Invalid), transaction():
        mark_retracted(the_work().id, (MORNING + timedelta(days=1)).date(), "", actor=ACTOR, now=MORNING)


def test_works_of_drafts_are_nobodys_business(context: Flask) -> None:
    with transaction():
        slug = keep_citation(COCHRANE, actor=ACTOR, now=MORNING).slug
    assert find_work(slug) is None and list(each_cited_work()) == []
    make_article()
    assert find_work(slug) is not None and [one.key for one in each_cited_work()] == [DOI]


def test_works_are_found_by_title_number_and_state(context: Flask) -> None:
    make_article()
    with transaction():
        keep_citation(ReferenceDraft(title="", pmid="9"), actor=ACTOR, now=MORNING)
    keys = {show: [one.key for one in list_works(show=show)] for show in ("all", "untitled", "retracted")}
    assert keys == {"all": ["pmid:9", DOI], "untitled": ["pmid:9"], "retracted": []}
    assert (
        [one.key for one in list_works(words="AEROBIC")]
        == [one.key for one in list_works(words="cd0127")]
        == [DOI]
    )
    assert list_works(words="100%") == []


@pytest.mark.parametrize("what", ["number", "review"])
def test_the_check_sees_what_was_done_behind_the_rooms_back(context: Flask, what: str) -> None:
    make_article()
    make_retracted()
    assert c7() == ()
    with transaction() as session:
        session.execute(delete(CitationKey if what == "number" else EvidenceReview))
    assert len(c7()) == 1


def test_a_work_that_is_not_there_is_not_found(context: Flask) -> None:
    from app.content.errors import WorkNotFound

    with pytest.raises(WorkNotFound):
        get_work(99)
