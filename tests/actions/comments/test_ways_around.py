"""Ways around a block, a report and a thread that somebody might try, and where they end; on both databases."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.clock import utcnow
from app.comments.blocking import let_in_again
from app.comments.changing import edit_comment
from app.comments.confirming import confirm_comment
from app.comments.deciding import block_writer, decide_comment
from app.comments.erasing import erase_commenter
from app.comments.mailing import CommentMailer, owe_answer_mails
from app.comments.models import Comment, Commenter
from app.comments.placing import ALERT
from app.comments.queries import count_shown
from app.comments.reporting import give_reason, report_comment, reporter_of, reports_of
from app.comments.rules import CommentState, Decision
from app.comments.tokens import confirm_token
from app.comments.words import WordsRefused
from app.content.queries import get_article
from app.db import db, transaction
from app.outbox.claiming import Claim
from app.outbox.models import OutboxItem
from app.publishing.actions import archive_article
from app.settings.actions import change_setting
from tests.factories.comments import MORNING_WORDS, comment_of, make_comment, make_trusted, write_comment
from tests.factories.journal import ACTOR, make_article

pytestmark = pytest.mark.postgres
ORLA = "orla@reader.example"


@pytest.fixture
def article(context: Flask) -> int:
    return make_article(now=utcnow()).id


def block(comment_id: int) -> None:
    writer = comment_of(comment_id).commenter_id
    with transaction():
        block_writer(writer, actor=ACTOR, now=utcnow())


def edit(comment_id: int, text: str) -> Comment:
    found = comment_of(comment_id)
    writer, seen = found.commenter_id, found.edition
    with transaction():
        edit_comment(writer, comment_id, name="Orla", text=text, seen=seen, now=utcnow())
    return comment_of(comment_id)


def report(comment_id: int, *addresses: str) -> None:
    article_id = comment_of(comment_id).article_id
    for one in addresses:
        with transaction():
            who = reporter_of("key", comment_id, user_id=None, address=one)
            report_comment(article_id, comment_id, who, now=utcnow())


@pytest.mark.parametrize("by_staff", [False, True])
def test_a_reported_comment_is_not_put_back_by_changing_its_words(article: int, by_staff: bool) -> None:
    make_trusted(article, number=6)
    mine = make_comment(article, by_staff=by_staff)
    report(mine, "192.0.2.1", "192.0.2.2", "192.0.2.3")
    found = edit(mine, "The same again, with a point.")
    assert (found.state, found.reasons) == (CommentState.WAITING, ["reported"])


def test_new_words_of_a_blocked_writer_are_seen_by_nobody(article: int) -> None:
    make_trusted(article, number=6)
    mine = make_comment(article)
    block(mine)
    assert comment_of(mine).state is CommentState.SHOWN, (
        "what was read before is not decided about by a block"
    )
    before = count_shown(article)
    assert edit(mine, "Now I say what I was blocked for.").state is CommentState.HIDDEN
    assert count_shown(article) == before - 1


@pytest.mark.parametrize("email", ["orla+2@reader.example", "ORLA+x@Reader.example", ORLA])
def test_a_block_sees_through_another_spelling(article: int, email: str) -> None:
    block(make_comment(article, state="waiting"))
    for is_signed_in in (True, False):
        assert write_comment(article, email=email, text="Again me.", is_signed_in=is_signed_in) is None
    assert db.session.query(Commenter).count() == 1, "not even the address is kept"


def test_a_block_sees_through_the_dots_of_gmail_and_outlives_an_erasure(article: int) -> None:
    block(make_comment(article, email="or.la+z@gmail.com", state="waiting"))
    with transaction():
        erase_commenter("or.la+z@gmail.com")
    for email in ("orla@gmail.com", "o.r.l.a@googlemail.com", "or.la+z@gmail.com"):
        assert write_comment(article, email=email, text="Again me.") is None
    with transaction():
        assert let_in_again("orla@gmail.com", actor=ACTOR, now=utcnow())
    assert write_comment(article, email="orla@gmail.com", text="Again me.") is not None


def test_what_another_spelling_wrote_before_the_block_is_confirmed_onto_no_page(article: int) -> None:
    make_trusted(article, email="orla+2@reader.example", number=6)
    waits = write_comment(article, email="orla+2@reader.example", text="Before the block.") or 0
    writer, now = comment_of(waits).commenter_id, utcnow()
    block(make_comment(article, state="waiting"))
    with transaction():
        token = confirm_token("key", writer, now, now=now)
    with transaction():
        confirm_comment(token, waits, now=utcnow())
    assert comment_of(waits).state is CommentState.HIDDEN
    with transaction():
        assert let_in_again("orla+9@reader.example", actor=ACTOR, now=utcnow())
    assert write_comment(article, text="Here again.") is not None


def test_two_people_may_be_thanked_in_the_same_words(article: int) -> None:
    first, second = make_comment(article), make_comment(article, email="mae@reader.example", text="Mae's.")
    thanks = [write_comment(article, answers=one, text="Thank you!") for one in (first, second, first)]
    assert [comment_of(one or 0).parent_id for one in thanks] == [first, second, first]
    assert thanks[0] == thanks[2] != thanks[1]


def test_long_words_said_again_elsewhere_below_the_article_are_not_lost_in_silence(article: int) -> None:
    above = make_comment(article, email="mae@reader.example", text="Mae's.")
    first = write_comment(article, is_signed_in=True)
    assert write_comment(article, is_signed_in=True) == first
    with pytest.raises(WordsRefused):
        write_comment(article, is_signed_in=True, answers=above)
    assert comment_of(first or 0).text == MORNING_WORDS


def test_who_signs_in_confirms_their_own_form_and_not_the_one_a_stranger_sent_before(article: int) -> None:
    strangers = write_comment(article, name="Not Orla", text="Thank you!", wants_answers=True)
    mine = comment_of(write_comment(article, name="Orla", text="Thank you!", is_signed_in=True) or 0)
    assert (mine.id, mine.name, mine.wants_answers) == (strangers, "Orla", False)
    again = comment_of(write_comment(article, name="Other", text="Thank you!", is_signed_in=True) or 0)
    assert again.name == "Orla", "what was confirmed is changed on its own page"


def test_a_slip_in_ones_name_is_mended_by_sending_the_form_again(article: int) -> None:
    slip = write_comment(article, name="Orla Full Name", wants_answers=True)
    mended = comment_of(write_comment(article, name="Orla") or 0)
    assert (mended.id, mended.name, mended.wants_answers) == (slip, "Orla", False)


@pytest.mark.parametrize("what", ["nothing", "archived", "switched off"])
def test_no_mail_leads_to_an_answer_that_nobody_finds(article: int, what: str) -> None:
    first = make_comment(article, wants_answers=True)
    answer = make_comment(article, answers=first, email="mae@reader.example", text="An answer.")
    with transaction():
        owe_answer_mails({"comment_id": answer}, utcnow())
    if what == "archived":
        with transaction():
            archive_article(get_article(article), actor=ACTOR, now=utcnow())
    if what == "switched off":
        with transaction():
            change_setting("comments_on", False, actor=ACTOR, now=utcnow())
    sent: list[object] = []
    mailer = CommentMailer(
        token_key="key",
        site_url="https://x.example",
        send=lambda *mail: sent.append(mail),
        is_demo=True,
    )
    data = {"answer_id": answer, "commenter_id": comment_of(first).commenter_id}
    held = Claim(item_id=1, token="x", kind="comment_answer_mail", data=data)
    mailer.tell_of_answer(held, utcnow())
    assert len(sent) == (1 if what == "nothing" else 0)


def test_why_somebody_reports_turns_no_page_around(article: int) -> None:
    theirs = make_comment(article)
    report(theirs, "192.0.2.1")
    who = reporter_of("key", theirs, user_id=None, address="192.0.2.1")
    with transaction():
        give_reason(
            theirs, who, "It is \u202eedur\n\x07 \u200band " + "a" + "\u0301\u034f" * 50, now=utcnow()
        )
    (reason,) = reports_of([theirs])[theirs]
    assert reason.startswith("It is edur and ") and len(reason) < 25


def test_words_changed_again_and_again_call_staff_once_until_they_have_looked(article: int) -> None:
    make_trusted(article, number=6)
    mine = make_comment(article)
    for number in range(6):
        edit(mine, f"I want to die, number {number}." if number % 2 == 0 else "No, I do not.")
    assert len(alerts()) <= 2, "the edits of a test may straddle two five minutes"
    edit(mine, "I want to die.")
    before = len(alerts())
    seen = comment_of(mine).edition
    with transaction():
        decide_comment(mine, Decision.SHOW, seen=seen, actor=ACTOR, now=utcnow())
    edit(mine, "I want to die, and now you have looked.")
    assert len(alerts()) == before + 1


def alerts() -> list[OutboxItem]:
    db.session.rollback()
    query = select(OutboxItem).where(OutboxItem.kind == ALERT).order_by(OutboxItem.id)
    return list(db.session.scalars(query))
