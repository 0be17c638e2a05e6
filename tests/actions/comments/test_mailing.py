"""Mails on answers: only for who asked, only while it is asked for, and nobody else's consent is used."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.clock import utcnow
from app.comments.deciding import decide_comment
from app.comments.erasing import erase_commenter, forget_unconfirmed
from app.comments.mailing import owe_answer_mails, stop_headers
from app.comments.models import Comment, CommentConsent, Commenter, CommentLink
from app.comments.rules import Decision
from app.comments.stopping import stop_answers, stop_answers_by_subject, stop_answers_to
from app.comments.tokens import confirm_token, stop_token
from app.db import db, transaction
from app.newsletter.models import ConsentEntry
from app.newsletter.rules import SuppressionReason
from app.newsletter.suppressing import suppress
from app.outbox.working import run_all_owed
from tests.factories.comments import comment_of, make_comment, make_trusted, write_comment
from tests.factories.journal import ACTOR, make_article
from tests.factories.letters import make_reader
from tests.support.mail import read_mail, text_of

pytestmark = pytest.mark.postgres
ORLA, MAE, IDA = "orla@reader.example", "mae@reader.example", "ida@reader.example"


@pytest.fixture
def article(context: Flask) -> int:
    folder = context.extensions["config"].instance_dir / "mail"
    for old in folder.glob("*.eml"):
        old.unlink()
    made = make_article(now=utcnow()).id
    make_trusted(made, email=MAE)
    return made


def sent(app: Flask, to: str = ORLA) -> list[str]:
    run_all_owed()
    mails = read_mail(app.extensions["config"].instance_dir / "mail")
    return [text_of(one) for one in mails if one["To"] == to and "answered" in str(one["Subject"])]


def answer(article: int, first: int, *, text: str = "An answer.", email: str = MAE) -> int:
    """Let somebody trusted and signed in answer."""
    return write_comment(article, answers=first, text=text, email=email, is_signed_in=True) or 0


def test_who_asked_for_it_gets_one_mail_for_an_answer(context: Flask, article: int) -> None:
    first = make_comment(article, wants_answers=True)
    given = answer(article, first)
    (mail,) = sent(context)
    assert f"/articles/long-nights/comments/{given}/#comment-{given}" in mail
    assert "Stop these mails: http" in mail and "An answer." not in mail and "Orla" not in mail
    assert sent(context, MAE) == [], "nobody is told of their own answer"


def test_who_did_not_ask_gets_none_whatever_else_they_asked_for(context: Flask, article: int) -> None:
    make_reader(ORLA, now=utcnow())
    answer(article, make_comment(article))
    assert sent(context) == []
    purposes = db.session.scalars(select(CommentConsent.purpose)).all()
    assert {one.value for one in purposes} == {"publish"}
    assert len(db.session.scalars(select(ConsentEntry)).all()) == 1, "the letters' log is not written to"


def test_an_answer_that_waits_is_told_of_once_it_is_shown(context: Flask, article: int) -> None:
    first = make_comment(article, wants_answers=True)
    waiting = write_comment(article, answers=first, text="New here.", email=IDA, is_signed_in=True) or 0
    assert sent(context) == []
    for _ in range(2):
        seen = comment_of(waiting).edition
        with transaction():
            decide_comment(waiting, Decision.SHOW, seen=seen, actor=ACTOR, now=utcnow())
    assert len(sent(context)) == 1


def test_no_mail_starts_after_a_stop_a_hiding_or_a_bounce(context: Flask, article: int) -> None:
    first = make_comment(article, wants_answers=True)
    writer = comment_of(first).commenter_id
    answer(article, first)
    with transaction():
        stop_answers(writer, form="stop page", now=utcnow())
    assert sent(context) == []
    second = make_comment(article, text="Once more.", wants_answers=True)
    given = answer(article, second, text="Soon hidden.")
    with transaction():
        owe_answer_mails({"comment_id": given}, utcnow())
    with transaction():
        decide_comment(given, Decision.HIDE, seen=1, actor=ACTOR, now=utcnow())
    assert sent(context) == []
    answer(article, second, text="To nobody.")
    with transaction():
        suppress(ORLA, SuppressionReason.BOUNCED, now=utcnow())
    assert sent(context) == []


def test_stopping_is_in_the_consent_log_once(context: Flask, article: int) -> None:
    first = make_comment(article, wants_answers=True)
    for _ in range(2):
        with transaction():
            stop_answers(comment_of(first).commenter_id, form="one click", now=utcnow())
    (entry,) = db.session.scalars(select(CommentConsent)).all()
    assert (entry.purpose.value, entry.event.value, entry.form) == ("answers", "stopped", "one click")


def test_a_mail_to_staff_stops_them_by_its_subject_or_its_address(context: Flask, article: int) -> None:
    first = make_comment(article, wants_answers=True)
    writer = comment_of(first).commenter_id
    with transaction():
        token = stop_token("key", writer, now=utcnow())
        confirm = confirm_token("key", writer, utcnow(), now=utcnow())
        for subject in ("Stop the answers x", "", token, f"Stop the answers {confirm}"):
            assert not stop_answers_by_subject(subject, actor=ACTOR, now=utcnow())
        assert stop_answers_by_subject(f"Re: Stop the answers {token}", actor=ACTOR, now=utcnow())
        assert not stop_answers_to("stranger@reader.example", actor=ACTOR, now=utcnow())
        assert stop_answers_to(" Orla@Reader.Example", actor=ACTOR, now=utcnow())
    assert not comment_of(first).wants_answers


def test_mail_programs_stop_them_in_one_click_where_the_site_has_https() -> None:
    plain = stop_headers("token", site_url="http://127.0.0.1:8000", reply_to="hello@site.example")
    assert "List-Unsubscribe-Post" not in plain and "/comments/stop/token/" in plain["List-Unsubscribe"]
    https = stop_headers("token", site_url="https://site.example", reply_to="hello@site.example")
    assert https["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page, mail = https["List-Unsubscribe"].split(", ")
    assert page == "<https://site.example/comments/one-click/token/>"
    assert mail == "<mailto:hello@site.example?subject=Stop%20the%20answers%20token>"


def test_an_erased_writer_leaves_places_and_nothing_else(context: Flask, article: int) -> None:
    first = make_comment(article, wants_answers=True)
    lonely = make_comment(article, text="Alone.")
    write_comment(article, text="Not confirmed.")
    answer(article, first)
    writer = comment_of(first).commenter_id
    with transaction():
        assert erase_commenter("ORLA@reader.example")
        assert not erase_commenter("stranger@reader.example")
    assert sent(context) == []
    row = db.session.get_one(Commenter, writer)
    assert (row.email, row.mailbox, row.domain) == (None, "", "")
    assert (comment_of(first).name, comment_of(first).text, comment_of(lonely).text) == ("", "", "")
    own = db.session.scalars(select(Comment).where(Comment.commenter_id == writer)).all()
    assert {one.state.value for one in own} == {"gone"}
    for model in (CommentConsent, CommentLink):
        assert db.session.scalars(select(model.id).where(model.commenter_id == writer)).all() == []
    assert write_comment(article, text="Here again.") is not None


def test_what_nobody_confirms_is_forgotten_after_seven_days(context: Flask, article: int) -> None:
    now = utcnow()
    old = write_comment(article, now=now - timedelta(days=8)) or 0
    writer = comment_of(old).commenter_id
    with transaction():
        confirm_token("key", writer, now - timedelta(days=8), now=now)
    young = write_comment(article, text="Young.", email=MAE, now=now - timedelta(days=6))
    shown = make_comment(article, now=now - timedelta(days=90), email=IDA)
    with transaction():
        assert forget_unconfirmed(now) == 1
    assert {young, shown} <= set(db.session.scalars(select(Comment.id)))
    assert db.session.get(Comment, old) is None
    assert db.session.get(Commenter, writer) is None
    assert db.session.scalars(select(CommentLink)).all() == []
