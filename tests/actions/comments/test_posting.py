"""Writing, confirming, trusting, changing and taking back comments, on both databases."""

from contextlib import suppress
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.clock import utcnow
from app.comments.changing import edit_comment, list_own, take_back
from app.comments.closing import close_comments, open_comments
from app.comments.confirming import confirm_comment, disown_comment, list_unconfirmed
from app.comments.deciding import block_writer, decide_comment, unblock_writer
from app.comments.errors import (
    CommentNotFound,
    CommentsClosed,
    LinkNotKnown,
    StaleComment,
    TooLate,
    TooManyComments,
)
from app.comments.models import Comment, CommentConsent, Commenter
from app.comments.posting import CONFIRMATION
from app.comments.queries import count_shown, list_threads
from app.comments.rules import CommentState, Decision
from app.comments.tokens import confirm_token, own_token
from app.comments.words import WordsRefused
from app.content.queries import get_article
from app.db import db, transaction
from app.newsletter.addresses import parse_address
from app.newsletter.rules import SuppressionReason
from app.newsletter.suppressing import suppress as keep_away
from app.outbox.models import OutboxItem
from app.publishing.actions import archive_article
from app.settings.actions import change_setting
from tests.factories.comments import comment_of, make_comment, make_trusted, write_comment
from tests.factories.journal import ACTOR, make_article

pytestmark = pytest.mark.postgres
ORLA = "orla@reader.example"


@pytest.fixture
def article(context: Flask) -> int:
    return make_article(now=utcnow()).id


def owed(kind: str = CONFIRMATION) -> int:
    db.session.rollback()
    return len(db.session.scalars(select(OutboxItem).where(OutboxItem.kind == kind)).all())


def writer_of(comment_id: int) -> Commenter:
    return db.session.get_one(Commenter, comment_of(comment_id).commenter_id)


def link_of(comment_id: int) -> str:
    """The link in the mail that answered the form."""
    writer, now = writer_of(comment_id), utcnow()
    with transaction():
        return confirm_token("key", writer.id, now, now=now)


def press(comment_id: int) -> Comment:
    token = link_of(comment_id)
    with transaction():
        confirm_comment(token, comment_id, now=utcnow())
    return comment_of(comment_id)


def set_to(key: str, value: object) -> None:
    with transaction():
        change_setting(key, value, actor=ACTOR, now=utcnow())


def test_a_guests_comment_is_kept_unconfirmed_and_one_mail_is_owed(article: int) -> None:
    written = write_comment(article) or 0
    found = comment_of(written)
    assert (found.state, found.confirmed_at, count_shown(article)) == (CommentState.UNCONFIRMED, None, 0)
    assert owed() == 1
    item = db.session.scalars(select(OutboxItem).where(OutboxItem.kind == CONFIRMATION)).one()
    assert "Warm water" not in str(item.data) and "orla" not in str(item.data)


def test_one_address_gets_one_mail_in_six_hours_whatever_its_spelling(article: int) -> None:
    now = utcnow()
    write_comment(article, now=now)
    write_comment(article, text="Another thing.", email="orla+x@reader.example", now=now)
    write_comment(article, text="A third thing.", now=now + timedelta(hours=5))
    assert owed() == 1
    write_comment(article, text="A fourth thing.", now=now + timedelta(hours=7))
    assert owed() == 2


def test_one_domain_gets_so_many_mails_an_hour(article: int) -> None:
    for number in range(42):
        write_comment(article, email=f"reader{number}@small.example", text=f"Words number {number}.")
    assert owed() == 40


def test_an_address_that_bounced_gets_no_mail(article: int) -> None:
    with transaction():
        keep_away(parse_address(ORLA).key, SuppressionReason.BOUNCED, now=utcnow())
    write_comment(article)
    assert owed() == 0


def test_the_button_lets_a_new_writers_comment_wait_for_a_person(article: int) -> None:
    written = write_comment(article) or 0
    assert [one.id for one in list_unconfirmed(link_of(written), now=utcnow())] == [written]
    found = press(written)
    assert (found.state, found.reasons) == (CommentState.WAITING, ["new"])
    assert press(written).state is CommentState.WAITING, "a second press is the first"
    assert [one.event.value for one in db.session.scalars(select(CommentConsent))] == ["asked", "confirmed"]


def test_after_two_on_the_page_the_next_appears_at_once(article: int) -> None:
    make_trusted(article, number=1)
    assert press(write_comment(article) or 0).state is CommentState.WAITING
    make_trusted(article, number=2, email="mae@reader.example")
    shown = press(write_comment(article, email="mae@reader.example", text="Mine, at once.") or 0)
    assert (shown.state, shown.shown_at is not None) == (CommentState.SHOWN, True)


def test_a_link_of_one_address_confirms_nothing_of_another(article: int) -> None:
    mine = link_of(write_comment(article) or 0)
    theirs = write_comment(article, email="mae@reader.example", text="Mae's words.") or 0
    for deed in (confirm_comment, disown_comment):
        with suppress(CommentNotFound), transaction():
            deed(mine, theirs, now=utcnow())
        assert comment_of(theirs).state is CommentState.UNCONFIRMED


def test_not_mine_deletes_what_somebody_else_wrote_with_my_address(article: int) -> None:
    written = write_comment(article) or 0
    token = link_of(written)
    with transaction():
        disown_comment(token, written, now=utcnow())
    assert db.session.get(Comment, written) is None


def test_a_link_works_for_seven_days(article: int) -> None:
    written = write_comment(article) or 0
    token = link_of(written)
    later = utcnow() + timedelta(days=7, minutes=1)
    with pytest.raises(LinkNotKnown), transaction():
        confirm_comment(token, written, now=later)


def test_the_same_words_twice_are_one_comment(article: int) -> None:
    first = write_comment(article, text="Warm water, in the mornings.")
    assert write_comment(article, text="warm WATER in the mornings") == first
    assert write_comment(article, text="Warm water, in the mornings.", email="mae@reader.example") != first
    other = make_article(title="Other nights", now=utcnow()).id
    assert write_comment(other, text="Warm water, in the mornings.") != first


def test_the_same_long_words_elsewhere_wait_for_a_person(article: int) -> None:
    words = "Buy the wonderful warming blanket that everybody talks about this winter."
    make_trusted(article)
    make_trusted(article, email="mae@reader.example")
    assert press(write_comment(article, text=words) or 0).state is CommentState.SHOWN
    again = press(write_comment(article, text=words, email="mae@reader.example") or 0)
    assert (again.state, again.reasons) == (CommentState.WAITING, ["repeated"])


def test_who_is_signed_in_needs_no_mail(article: int) -> None:
    written = write_comment(article, is_signed_in=True) or 0
    assert (comment_of(written).state, owed()) == (CommentState.WAITING, 0)


def test_who_signs_in_after_writing_as_a_guest_confirms_by_sending_it_again(article: int) -> None:
    written = write_comment(article) or 0
    assert write_comment(article, is_signed_in=True) == written
    assert comment_of(written).state is CommentState.WAITING


def test_what_staff_write_appears_at_once(article: int) -> None:
    written = write_comment(
        article, is_signed_in=True, by_staff=True, text="Suicide is what the page is about."
    )
    assert comment_of(written or 0).state is CommentState.SHOWN


def test_more_than_a_person_writes_in_an_hour_is_refused_to_who_is_signed_in(article: int) -> None:
    for number in range(12):
        write_comment(article, is_signed_in=True, text=f"Words number {number}.")
    with pytest.raises(TooManyComments):
        write_comment(article, is_signed_in=True, text="One too many.")


def test_of_a_guest_no_more_is_kept_than_fits_on_the_page_that_confirms(article: int) -> None:
    kept = [write_comment(article, text=f"Words number {number}.") for number in range(22)]
    assert kept[:20].count(None) == 0 and kept[20:] == [None, None]


def test_nothing_is_kept_of_a_blocked_writer_who_is_not_told(article: int) -> None:
    waiting = make_comment(article, state="waiting")
    with transaction():
        block_writer(comment_of(waiting).commenter_id, actor=ACTOR, now=utcnow())
    assert comment_of(waiting).state is CommentState.HIDDEN
    assert write_comment(article, text="Again me.") is None
    assert write_comment(article, text="Again me.", is_signed_in=True) is None
    assert owed() == 0
    with transaction():
        unblock_writer(comment_of(waiting).commenter_id, actor=ACTOR, now=utcnow())
    assert write_comment(article, text="Again me.") is not None


def test_closed_comments_take_nothing(article: int) -> None:
    with transaction():
        close_comments(article, actor=ACTOR, now=utcnow())
    with pytest.raises(CommentsClosed):
        write_comment(article)
    with transaction():
        open_comments(article, actor=ACTOR, now=utcnow())
    assert write_comment(article)
    set_to("comments_on", False)
    with pytest.raises(CommentsClosed):
        write_comment(article, text="Other words.")
    set_to("comments_on", True)
    set_to("comments_close_after_days", 5)
    with pytest.raises(CommentsClosed):
        write_comment(article, text="Other words.", now=utcnow() + timedelta(days=6))


def test_an_article_that_was_taken_back_takes_no_comment(article: int) -> None:
    with transaction():
        archive_article(get_article(article), actor=ACTOR, now=utcnow())
    with pytest.raises(CommentsClosed):
        write_comment(article)


def test_an_answer_to_an_answer_stands_below_the_same_comment(article: int) -> None:
    first = make_comment(article)
    second = make_comment(article, answers=first, text="An answer.")
    third = comment_of(write_comment(article, answers=second, text="An answer to the answer.") or 0)
    assert (third.parent_id, third.level) == (first, 2)


@pytest.mark.parametrize("state", ["waiting", "hidden", "spam", "unconfirmed"])
def test_what_is_not_shown_takes_no_answer(article: int, state: str) -> None:
    with pytest.raises(CommentNotFound):
        write_comment(article, answers=make_comment(article, state=state), text="An answer.")


def test_a_comment_of_another_article_takes_no_answer(article: int) -> None:
    other = make_article(title="Other nights", now=utcnow()).id
    with pytest.raises(CommentNotFound):
        write_comment(article, answers=make_comment(other), text="An answer.")
    with pytest.raises(CommentNotFound):
        write_comment(article, answers=999_999, text="An answer.")


def test_words_may_be_changed_until_the_clock_time_and_no_longer(article: int) -> None:
    now = utcnow()
    mine = make_comment(article, now=now)
    make_trusted(article)
    writer = comment_of(mine).commenter_id
    with transaction():
        edit_comment(
            writer, mine, name="Orla B", text="Other words.", seen=1, now=now + timedelta(minutes=14)
        )
    found = comment_of(mine)
    assert (found.text, found.html, found.name) == ("Other words.", "<p>Other words.</p>", "Orla B")
    assert (found.state, found.edition, found.edited_at is not None) == (CommentState.SHOWN, 2, True)
    with pytest.raises(TooLate), transaction():
        edit_comment(writer, mine, name="O", text="Late.", seen=2, now=now + timedelta(minutes=15))


def test_a_new_writers_changed_words_wait_again(article: int) -> None:
    mine = make_comment(article)
    with transaction():
        edit_comment(
            comment_of(mine).commenter_id, mine, name="Orla", text="Quite other.", seen=1, now=utcnow()
        )
    assert (comment_of(mine).state, count_shown(article)) == (CommentState.WAITING, 0)


def test_changed_words_of_self_harm_wait_whoever_wrote_them(article: int) -> None:
    make_trusted(article, number=6)
    mine = make_comment(article, text="Fine today.")
    with transaction():
        edit_comment(
            comment_of(mine).commenter_id, mine, name="Orla", text="I want to die.", seen=1, now=utcnow()
        )
    assert (comment_of(mine).state, comment_of(mine).reasons) == (CommentState.WAITING, ["crisis"])


def test_nobody_changes_anothers_words_or_what_has_changed_meanwhile(article: int) -> None:
    mine, theirs = make_comment(article), make_comment(article, email="mae@reader.example", text="Mae's.")
    writer = comment_of(mine).commenter_id
    for number, seen, refusal in ((theirs, 1, CommentNotFound), (mine, 7, StaleComment)):
        with pytest.raises(refusal), transaction():
            edit_comment(writer, number, name="Orla", text="Changed.", seen=seen, now=utcnow())
    make_comment(article, text="Said already.")
    with pytest.raises(WordsRefused), transaction():
        edit_comment(writer, mine, name="Orla", text="said ALREADY", seen=1, now=utcnow())
    with pytest.raises(CommentNotFound), transaction():
        take_back(writer, theirs, now=utcnow())


def test_words_taken_back_leave_a_place_only_while_it_is_answered(article: int) -> None:
    lonely, answered = make_comment(article), make_comment(article, text="Asked something.")
    make_comment(article, answers=answered, email="mae@reader.example", text="An answer.")
    for one in (lonely, answered):
        with transaction():
            take_back(comment_of(one).commenter_id, one, now=utcnow())
    assert (comment_of(answered).text, comment_of(answered).name) == ("", "")
    (thread,) = list_threads(article, limit=9)
    assert (thread.first.id, thread.first.is_shown, thread.first.html) == (answered, False, "")
    assert [one.html for one in thread.answers] == ["<p>An answer.</p>"]
    assert list_own(comment_of(lonely).commenter_id) == []
    assert write_comment(article), "the same words may be said anew"


@pytest.mark.parametrize("state", ["hidden", "spam", "waiting"])
def test_words_that_are_not_on_the_page_are_not_handed_on(article: int, state: str) -> None:
    parent = make_comment(article, state=state, text="Not for readers.")
    make_comment(article, answers=parent, text="An answer.")
    (thread,) = list_threads(article, limit=9)
    assert (thread.first.html, thread.first.name, thread.count) == ("", "", 1)


def test_staff_decide_about_what_they_saw(article: int) -> None:
    waiting = make_comment(article, state="waiting", is_crisis=True, reasons=["crisis"])
    with pytest.raises(StaleComment), transaction():
        decide_comment(waiting, Decision.SHOW, seen=4, actor=ACTOR, now=utcnow())
    with transaction():
        decide_comment(waiting, Decision.SHOW, seen=1, actor=ACTOR, now=utcnow())
    assert (comment_of(waiting).state, comment_of(waiting).decided_by) == (CommentState.SHOWN, ACTOR)
    with transaction():
        decide_comment(waiting, Decision.SPAM, seen=2, actor=ACTOR, now=utcnow())
    assert comment_of(waiting).state is CommentState.SPAM
    make_trusted(article, number=5)
    after = press(write_comment(article, text="After the spam.") or 0)
    assert after.reasons == ["new"], "whoever wrote spam is new again"


@pytest.mark.parametrize("state", ["unconfirmed", "gone"])
def test_what_is_not_there_for_us_is_nothing_to_decide_about(article: int, state: str) -> None:
    empty = {"name": "", "text": "", "html": ""} if state == "gone" else {}
    one = make_comment(article, state=state, **empty)
    with pytest.raises(CommentNotFound), transaction():
        decide_comment(one, Decision.SHOW, seen=1, actor=ACTOR, now=utcnow())


def test_a_token_is_of_one_kind(article: int) -> None:
    written = write_comment(article) or 0
    writer = writer_of(written).id
    with transaction():
        own = own_token("key", writer, now=utcnow())
    with pytest.raises(LinkNotKnown):
        list_unconfirmed(own, now=utcnow())
