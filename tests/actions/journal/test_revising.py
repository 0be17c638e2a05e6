"""Every working copy that was kept can be gone back to, and none of them changes."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text

from app.content.actions import save_draft
from app.content.checks import ask_revisions
from app.content.drafts import draft_from_json
from app.content.errors import RevisionNotFound, StaleDraft
from app.content.queries import get_article
from app.content.revising import get_revision, list_revisions, restore_revision
from app.db import transaction
from tests.factories.journal import ACTOR, MORNING, NIGHTS, make_article, make_draft
from tests.support.walls import codes_found_after, let_through

pytestmark = pytest.mark.postgres


def save(article_id: int, body: str, seen: int) -> None:
    with transaction():
        save_draft(article_id, replace(NIGHTS, body=body), seen_revision=seen, actor=ACTOR, now=MORNING)


def test_each_save_is_kept_and_the_one_readers_saw_is_marked(context: Flask) -> None:
    article = make_article()
    save(article.id, "Second.", 1)
    save(article.id, "Third.", 2)
    assert [(one.number, one.version) for one in list_revisions(article.id)] == [(3, None), (2, None), (1, 1)]
    assert draft_from_json(get_revision(article.id, 2).content).body == "Second."
    assert [one.number for one in list_revisions(article.id, before=3, limit=1)] == [2]
    assert ask_revisions() == (3, [])


def test_a_refused_save_and_the_same_save_twice_leave_no_revision(context: Flask) -> None:
    article = make_draft()
    save(article.id, "Second.", 1)
    save(article.id, "Second.", 1)
    with pytest.raises(StaleDraft):
        save(article.id, "Other.", 1)
    assert [one.number for one in list_revisions(article.id)] == [2, 1]


def test_going_back_makes_a_new_revision_and_loses_none(context: Flask) -> None:
    article = make_draft()
    save(article.id, "Second.", 1)
    with transaction():
        restore_revision(article.id, 1, seen_revision=2, actor="user:2", now=MORNING)
    restored = get_article(article.id)
    assert (draft_from_json(restored.draft), restored.revision, restored.saved_by) == (NIGHTS, 3, "user:2")
    assert [(one.number, one.restored_from) for one in list_revisions(article.id)] == [
        (3, 1),
        (2, None),
        (1, None),
    ]


def test_going_back_is_refused_when_somebody_saved_meanwhile(context: Flask) -> None:
    article = make_draft()
    save(article.id, "Second.", 1)
    with pytest.raises(StaleDraft), transaction():
        restore_revision(article.id, 1, seen_revision=1, actor=ACTOR, now=MORNING)
    with pytest.raises(RevisionNotFound), transaction():
        restore_revision(article.id, 9, seen_revision=2, actor=ACTOR, now=MORNING)
    assert draft_from_json(get_article(article.id).draft).body == "Second."


def test_no_revision_changes_and_a_lost_one_is_found(context: Flask) -> None:
    article = make_draft()
    save(article.id, "Second.", 1)
    walls = ("UPDATE article_revisions SET title = 'x'", "DELETE FROM article_revisions")
    assert let_through(walls) == []
    for wrong in (
        "DELETE FROM article_revisions WHERE number = 2",
        "UPDATE article_revisions SET number = 7 WHERE number = 2",
        "UPDATE articles SET draft = (SELECT content FROM article_revisions WHERE number = 1)",
    ):
        assert "C2" in codes_found_after(wrong, "article_revisions"), wrong
    with transaction() as session:
        assert session.execute(text("SELECT count(*) FROM article_revisions")).scalar() == 2
