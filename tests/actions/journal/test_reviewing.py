"""Another pair of eyes: asked for, answered, commented at a place; links for people without an account."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.actions import add_staff
from app.accounts.models import User
from app.accounts.rules import Role
from app.clock import utcnow
from app.content.commenting import (
    add_comment,
    count_open_threads,
    get_comment,
    list_threads,
    reopen_thread,
    resolve_thread,
)
from app.content.models import ArticleState
from app.content.previewing import find_preview, list_previews, make_preview, revoke_preview
from app.content.queries import count_for_staff, get_article
from app.content.review_models import PreviewLink, Verdict
from app.content.reviewing import answer_review, find_open_review, send_to_review
from app.db import db, transaction
from app.errors import Conflict, Invalid, NotFound
from app.outbox.models import OutboxItem
from tests.factories.journal import MORNING, make_article, make_draft

pytestmark = pytest.mark.postgres


def add_member(name: str, role: Role = Role.EDITOR) -> int:
    with transaction():
        return add_staff(
            email=f"{name.lower()}@softhours.example",
            name=name,
            password_hash="x",
            roles=[role],
            actor="system",
            now=MORNING,
        ).id


def mails() -> list[tuple[str, str]]:
    found = db.session.scalars(select(OutboxItem).where(OutboxItem.kind == "mail").order_by(OutboxItem.id))
    return [(one.data["to"], one.data["template"]) for one in found]


def waiting() -> int:
    return count_for_staff("in_review", today=MORNING.date())


def test_one_person_is_asked_by_mail_and_the_answer_comes_back(context: Flask) -> None:
    orla, ada = add_member("Orla"), add_member("Ada")
    article = make_draft()
    with transaction():
        send_to_review(
            get_article(article.id), reviewer=ada, note="The second part?", actor=f"user:{orla}", now=MORNING
        )
    assert get_article(article.id).state is ArticleState.IN_REVIEW and waiting() == 1
    with transaction():
        answer_review(get_article(article.id), Verdict.CHANGES, "Too long.", actor=f"user:{ada}", now=MORNING)
    assert get_article(article.id).state is ArticleState.DRAFT and waiting() == 0
    assert [one.first.words for one in list_threads(article.id)] == ["Too long."]
    assert mails() == [
        ("ada@softhours.example", "review_asked"),
        ("orla@softhours.example", "review_answered"),
    ]


def test_asked_again_it_is_one_request_and_whoever_asked_does_not_answer(context: Flask) -> None:
    orla = f"user:{add_member('Orla')}"
    article = make_draft()
    for note in ("First.", "Second."):
        with transaction():
            send_to_review(get_article(article.id), note=note, actor=orla, now=MORNING)
    wanted = find_open_review(article.id)
    assert wanted and wanted.note == "Second." and waiting() == 1
    with pytest.raises(Conflict), transaction():
        answer_review(get_article(article.id), Verdict.FINE, "", actor=orla, now=MORNING)
    with pytest.raises(Invalid), transaction():
        answer_review(get_article(article.id), Verdict.CHANGES, " ", actor="user:9", now=MORNING)
    with transaction():
        answer_review(get_article(article.id), Verdict.FINE, "", actor="user:9", now=MORNING)
    with pytest.raises(Conflict), transaction():
        answer_review(get_article(article.id), Verdict.FINE, "", actor="user:9", now=MORNING)
    assert waiting() == 0


def test_changes_of_a_published_article_can_be_looked_at_and_readers_go_on_seeing_it(context: Flask) -> None:
    article = make_article()
    with transaction():
        send_to_review(get_article(article.id), actor="user:1", now=MORNING)
    with transaction():
        answer_review(get_article(article.id), Verdict.CHANGES, "Not yet.", actor="user:2", now=MORNING)
    assert get_article(article.id).state is ArticleState.PUBLISHED


def test_a_merchant_is_not_asked(context: Flask) -> None:
    merchant = add_member("Mel", Role.MERCHANT)
    article = make_draft()
    for identity in (merchant, 999):
        with pytest.raises(NotFound), transaction():
            send_to_review(get_article(article.id), reviewer=identity, actor="user:1", now=MORNING)


def comment(article_id: int, words: str, **more: object) -> int:
    with transaction():
        return add_comment(get_article(article_id), words, actor="user:2", now=MORNING, **more).id  # type: ignore[arg-type]


def test_a_comment_stands_at_words_of_the_text_and_is_answered_and_resolved(context: Flask) -> None:
    article = make_draft()
    first = comment(article.id, "Which lamp?", quote="a lamp")
    comment(article.id, "On the whole: good.")
    comment(article.id, "The small one.", thread_id=first)
    threads = list_threads(article.id)
    assert [(one.first.quote, [each.words for each in one.answers]) for one in threads] == [
        ("a lamp", ["The small one."]),
        ("", []),
    ]
    with transaction():
        resolve_thread(get_comment(first, article.id), actor="user:1", now=MORNING)
    done = get_comment(first, article.id)
    assert (done.resolved_by, done.resolved_at, count_open_threads(article.id)) == ("user:1", MORNING, 1)
    comment(article.id, "Or is it?", thread_id=first)
    assert count_open_threads(article.id) == 2, "an answer opens it again"
    with transaction():
        resolve_thread(get_comment(first, article.id), actor="user:1", now=MORNING)
        reopen_thread(get_comment(first, article.id), actor="user:1", now=MORNING)
    assert count_open_threads(article.id) == 2


def test_a_comment_that_fits_nowhere_is_refused(context: Flask) -> None:
    article, other = make_draft(), make_draft(title="Other")
    first = comment(article.id, "Words.")
    answer = comment(article.id, "Answer.", thread_id=first)
    for wrong in (
        {"words": " "},
        {"words": "x" * 3001},
        {"words": "x", "quote": "not there"},
        {"words": "x", "quote": "x" * 301},
        {"words": "x", "thread_id": answer},
        {"words": "x", "thread_id": 999},
    ):
        with pytest.raises((Invalid, NotFound)):
            comment(article.id, **wrong)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        comment(other.id, "In another article's thread.", thread_id=first)
    with pytest.raises(NotFound), transaction():
        resolve_thread(get_comment(answer, article.id), actor="user:1", now=MORNING)


def test_a_link_shows_a_draft_until_it_is_over_or_taken_back(context: Flask) -> None:
    article, now = make_draft(), utcnow()
    with transaction():
        first = make_preview(get_article(article.id), 7, actor="user:1", now=now)
        second = make_preview(get_article(article.id), 1, actor="user:1", now=now)
    assert find_preview(first, now=now) and find_preview(second, now=now)
    assert find_preview(second, now=now + timedelta(days=1)) is None
    assert find_preview(first[::-1], now=now) is None
    kept = db.session.scalars(select(PreviewLink)).all()
    assert not any(token in str(vars(one)) for one in kept for token in (first, second)), (
        "only a hash is kept"
    )
    with transaction():
        revoke_preview(kept[0].id, article.id, actor="user:1", now=now)
    assert find_preview(first, now=now) is None and len(list_previews(article.id, now=now)) == 1
    with pytest.raises(NotFound), transaction():
        revoke_preview(kept[1].id, 999, actor="user:1", now=now)
    with pytest.raises(Invalid), transaction():
        make_preview(get_article(article.id), 365, actor="user:1", now=now)


@pytest.mark.parametrize("loses", ["the account", "the role"])
def test_a_link_ends_when_whoever_made_it_may_read_no_drafts_any_more(context: Flask, loses: str) -> None:
    article, maker = make_draft(), add_member("Ada")
    with transaction():
        token = make_preview(get_article(article.id), 7, actor=f"user:{maker}", now=utcnow())
    assert find_preview(token, now=utcnow())
    with transaction():
        ada = db.session.get_one(User, maker)
        if loses == "the account":
            ada.active = False
        else:
            ada.role_names = [Role.SUPPORT.value]
    assert find_preview(token, now=utcnow()) is None and not list_previews(article.id, now=utcnow())
