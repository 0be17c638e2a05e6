"""The working copy, versions and citations."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.content.actions import move_article, save_draft
from app.content.drafts import ReferenceDraft, draft_from_json
from app.content.errors import ArticleNotFound, StaleDraft
from app.content.evidence_models import Citation
from app.content.models import ArticleState
from app.content.queries import get_article
from app.content.reviewing import send_to_review
from app.content.works import keep_citation
from app.db import db, transaction
from app.errors import Invalid
from app.slugs import find_slug
from tests.factories.journal import ACTOR, MORNING, NIGHTS, make_draft

pytestmark = pytest.mark.postgres


def test_a_save_replaces_the_working_copy_and_counts_up(context: Flask) -> None:
    article = make_draft()
    with transaction():
        save_draft(
            article.id, replace(NIGHTS, title="Longer nights"), seen_revision=1, actor=ACTOR, now=MORNING
        )
    saved = get_article(article.id)
    assert (saved.title, saved.revision, draft_from_json(saved.draft).title) == (
        "Longer nights",
        2,
        "Longer nights",
    )


def test_a_stale_save_changes_nothing_and_shows_what_stands_there(context: Flask) -> None:
    article = make_draft()
    with transaction():
        save_draft(article.id, replace(NIGHTS, body="Theirs."), seen_revision=1, actor="user:2", now=MORNING)
    with pytest.raises(StaleDraft) as caught, transaction():
        save_draft(article.id, replace(NIGHTS, body="Mine."), seen_revision=1, actor=ACTOR, now=MORNING)
    assert (caught.value.theirs.body, caught.value.revision) == ("Theirs.", 2)
    assert draft_from_json(get_article(article.id).draft).body == "Theirs."


def test_the_same_save_twice_is_one_save(context: Flask) -> None:
    article = make_draft()
    changed = replace(NIGHTS, body="Once.")
    for _ in range(2):
        with transaction():
            save_draft(article.id, changed, seen_revision=1, actor=ACTOR, now=MORNING)
    assert get_article(article.id).revision == 2


@pytest.mark.parametrize("broken", [{"title": "  "}, {"title": "x" * 121}, {"body": "x" * 200_000}])
def test_what_cannot_be_shown_cannot_be_stored(context: Flask, broken: dict[str, str]) -> None:
    article = make_draft()
    with pytest.raises(Invalid), transaction():
        save_draft(article.id, replace(NIGHTS, **broken), seen_revision=1, actor=ACTOR, now=MORNING)
    assert get_article(article.id).revision == 1


def test_a_draft_that_is_not_there_is_not_found(context: Flask) -> None:
    with pytest.raises(ArticleNotFound), transaction():
        save_draft(999, NIGHTS, seen_revision=1, actor=ACTOR, now=MORNING)


def test_an_article_keeps_every_address_it_had(context: Flask) -> None:
    article = make_draft()
    with transaction():
        move_article(get_article(article.id), "Quiet nights", actor=ACTOR, now=MORNING)
    assert get_article(article.id).slug == "quiet-nights"
    assert find_slug("article", "long-nights") == find_slug("article", "quiet-nights") == article.id


def test_two_articles_of_one_name_have_two_addresses(context: Flask) -> None:
    assert [make_draft().slug, make_draft().slug] == ["long-nights", "long-nights-2"]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Η νύχτα", "e-nukhta"),
        ("Длинные ночи", "dlinnye-nochi"),
        ("長い夜", "chang-iye"),
        ("ليالٍ طويلة", "lylin-twyl"),
        ("Nächte über Straße", "nachte-uber-strasse"),
        ("🌙", "article"),
        ("…?!", "article"),
    ],
)
def test_a_title_in_any_script_makes_an_address(context: Flask, title: str, slug: str) -> None:
    assert make_draft(title=title).slug == slug


def test_a_draft_can_wait_for_another_pair_of_eyes(context: Flask) -> None:
    article = make_draft()
    with transaction():
        send_to_review(get_article(article.id), actor=ACTOR, now=MORNING)
    assert get_article(article.id).state is ArticleState.IN_REVIEW


def test_each_change_is_in_the_audit_log(context: Flask) -> None:
    article = make_draft()
    with transaction():
        save_draft(article.id, replace(NIGHTS, body="New."), seen_revision=1, actor=ACTOR, now=MORNING)
    query = select(AuditEntry.action).where(AuditEntry.subject_kind == "article").order_by(AuditEntry.id)
    assert list(db.session.scalars(query)) == ["article.written", "article.saved"]


def test_a_work_is_one_row_however_it_is_named(context: Flask) -> None:
    by_pmid = ReferenceDraft(title="One work", pmid="7")
    by_both = ReferenceDraft(title="One work", doi="10.1000/AbC", pmid="7")
    by_doi = ReferenceDraft(title="One work", doi="10.1000/abc")
    with transaction():
        ids = {keep_citation(one, actor=ACTOR, now=MORNING).id for one in (by_pmid, by_both, by_doi, by_pmid)}
    assert len(ids) == 1
    row = db.session.scalars(select(Citation)).one()
    assert (row.key, row.doi, row.pmid) == ("doi:10.1000/abc", "10.1000/abc", "7")


def test_two_works_that_share_a_number_by_mistake_stay_two(context: Flask) -> None:
    with transaction():
        keep_citation(ReferenceDraft(title="First", doi="10.1000/a"), actor=ACTOR, now=MORNING)
        keep_citation(ReferenceDraft(title="Second", pmid="7"), actor=ACTOR, now=MORNING)
        keep_citation(ReferenceDraft(title="First", doi="10.1000/a", pmid="7"), actor=ACTOR, now=MORNING)
    assert db.session.scalar(select(func.count()).select_from(Citation)) == 2
