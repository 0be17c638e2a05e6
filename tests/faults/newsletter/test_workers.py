"""Several workers, one that dies, and an unsubscribe in the middle: nobody gets a copy twice or against their will."""

import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from app.db import db, transaction
from app.newsletter import leasing
from app.newsletter.checks import audiences_are_whole, nothing_hangs_in_sending, repair_hanging
from app.newsletter.leasing import Leased, enter_sending, lease_some, write_accepted
from app.newsletter.leaving import unsubscribe
from app.newsletter.models import Delivery, Subscriber
from app.newsletter.protocol import LetterSender
from app.newsletter.rules import SENDING_LIMIT, DeliveryState, SubscriberState, TokenKind
from app.newsletter.tokens import lasting_token, note_lasting_tokens
from app.outbox.transport import MailRefused
from tests.factories.letters import NOON, make_article, make_campaign, make_reader
from tests.faults.newsletter.conftest import FAST, Clock, copies, states
from tests.support.smtp import SmtpServer

READERS = 40


def in_threads(app: Flask, *works: object) -> None:
    """Run each work in a thread with an app context of its own, and raise what they raise."""
    failures: list[BaseException] = []

    def run(work: object) -> None:
        try:
            with app.app_context():
                work()  # type: ignore[operator]
                db.session.remove()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if failures:
        raise failures[0]


@pytest.mark.postgres
def test_five_workers_at_once_send_each_copy_once(
    context: Flask, letters: LetterSender, smtp: SmtpServer
) -> None:
    for number in range(READERS):
        make_reader(f"reader{number}@reader.example")
    make_campaign(make_article())
    in_threads(context, *[letters.send_due] * 5)
    assert Counter(states()) == {DeliveryState.ACCEPTED: READERS}
    assert sorted(Counter(to for to, _ in smtp.messages).values()) == [1] * READERS


@pytest.mark.postgres
def test_a_worker_killed_between_handing_over_and_writing_leaves_an_uncertain_copy(
    letters: LetterSender, smtp: SmtpServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_reader()
    make_campaign(make_article())

    class Killed(BaseException):
        pass

    def die(*_args: object, **_named: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("app.newsletter.protocol.write_accepted", die)
        with pytest.raises(Killed):
            letters.send_due()
    assert states() == [DeliveryState.SENDING]
    assert letters.send_due() == 0, "nobody sends it again"
    clock.now += SENDING_LIMIT + timedelta(seconds=1)
    letters.send_due()
    [copy] = copies()
    assert copy.state is DeliveryState.UNCERTAIN
    assert len(smtp.messages) == 1


def test_verify_names_and_repairs_what_hangs(letters: LetterSender) -> None:
    make_reader()
    make_campaign(make_article())
    with transaction():
        [leased] = lease_some(FAST, limit=1, now=NOON)
    with transaction():
        assert enter_sending(leased, now=NOON - timedelta(days=400))
    assert len(nothing_hangs_in_sending()[1]) == 1
    repair_hanging()
    assert nothing_hangs_in_sending()[1] == []
    assert states() == [DeliveryState.UNCERTAIN]
    assert audiences_are_whole() == (1, [])


def test_a_worker_that_was_only_slow_still_settles_its_copy(letters: LetterSender, clock: Clock) -> None:
    make_reader()
    make_campaign(make_article())
    with transaction():
        [leased] = lease_some(FAST, limit=1, now=clock.now)
    with transaction():
        enter_sending(leased, now=clock.now)
    clock.now += SENDING_LIMIT * 2
    letters.send_due()
    assert states() == [DeliveryState.UNCERTAIN]
    with transaction():
        write_accepted(leased, "250 at last", now=clock.now)
    assert states() == [DeliveryState.ACCEPTED]


@pytest.mark.postgres
def test_a_worker_stopped_for_two_leases_cannot_enter_sending_any_more(
    letters: LetterSender, clock: Clock
) -> None:
    make_reader()
    make_campaign(make_article())
    with transaction():
        [stopped] = lease_some(FAST, limit=1, now=clock.now)
    clock.now += 2 * leasing.LEASE
    letters.send_due()
    assert states() == [DeliveryState.ACCEPTED]
    with transaction():
        assert not enter_sending(stopped, now=clock.now)


class Race:
    """A worker that has asked for consent and not yet written `sending`, while the person presses "stop"."""

    def __init__(self, app: Flask, letters: LetterSender, monkeypatch: pytest.MonkeyPatch) -> None:
        self.app = app
        self.reader = make_reader()
        make_campaign(make_article())
        with transaction():
            note_lasting_tokens(letters.token_key, self.reader, now=NOON)
            [self.leased] = lease_some(FAST, limit=1, now=NOON)
        self.token = lasting_token(letters.token_key, TokenKind.UNSUBSCRIBE, self.reader)
        self.asked, self.answered = threading.Event(), threading.Event()
        self.state_when_answered: DeliveryState | None = None
        self.state_at_the_end: DeliveryState | None = None
        usual = leasing.why_withheld

        def dawdle(subscriber: Subscriber, delivery: Delivery, now: object) -> str:
            reason = usual(subscriber, delivery, now)  # type: ignore[arg-type]
            self.asked.set()
            self.answered.wait(1.0)
            return reason

        monkeypatch.setattr(leasing, "why_withheld", dawdle)

    def stop_the_letters(self) -> None:
        assert self.asked.wait(5)
        with transaction():
            unsubscribe(self.token, form="test", now=NOON)
        self.state_when_answered = db.session.get_one(Delivery, self.leased.delivery_id).state
        db.session.rollback()
        self.answered.set()

    def judge(self) -> bool:
        """Say whether a copy entered `sending` after the unsubscribe was answered."""
        [copy] = copies()
        assert db.session.get_one(Subscriber, self.reader).state is SubscriberState.UNSUBSCRIBED
        return self.state_when_answered is DeliveryState.WAITING and copy.state is DeliveryState.SENDING


def enter_sending_without_lock(leased: Leased) -> None:
    """The usual mistake: ask for consent first, write `sending` afterwards."""
    delivery = db.session.get_one(Delivery, leased.delivery_id)
    subscriber = db.session.get_one(Subscriber, delivery.subscriber_id)
    reason = leasing.why_withheld(subscriber, delivery, NOON)
    db.session.rollback()
    with transaction() as session:
        row = session.get_one(Delivery, leased.delivery_id)
        if not reason:
            row.state, row.sending_at = DeliveryState.SENDING, NOON


@pytest.mark.postgres
def test_no_copy_starts_after_an_unsubscribe_was_answered(
    context: Flask, letters: LetterSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    race = Race(context, letters, monkeypatch)

    def send() -> None:
        with transaction():
            enter_sending(race.leased, now=NOON)

    in_threads(context, send, race.stop_the_letters)
    assert not race.judge()
    assert race.state_when_answered is DeliveryState.SENDING, "the unsubscribe waited for the lock"


@pytest.mark.postgres
def test_without_the_lock_a_copy_does_start(
    context: Flask, letters: LetterSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    race = Race(context, letters, monkeypatch)
    in_threads(context, lambda: enter_sending_without_lock(race.leased), race.stop_the_letters)
    assert race.judge(), "the control must show the fault"


def test_the_pace_holds_copies_back_and_loses_none(
    letters: LetterSender, smtp: SmtpServer, clock: Clock
) -> None:
    from app.newsletter.pacing import Pace, Paces

    for number in range(6):
        make_reader(f"reader{number}@big.example")
    make_reader("mae@small.example")
    make_campaign(make_article())
    slow = replace(
        letters, paces=Paces(provider=Pace(a_second=100, burst=100), domain=Pace(a_second=0.1, burst=2))
    )
    slow.send_due()
    assert Counter(states()) == {DeliveryState.ACCEPTED: 3, DeliveryState.WAITING: 4}
    clock.now += timedelta(seconds=20)
    slow.send_due()
    assert Counter(states())[DeliveryState.ACCEPTED] == 5
    clock.now += timedelta(minutes=5)
    slow.send_due()
    clock.now += timedelta(minutes=5)
    slow.send_due()
    assert Counter(states()) == {DeliveryState.ACCEPTED: 7}


def test_a_refusal_tells_hard_bounces_from_the_rest() -> None:
    cases = {
        (550, "5.1.1 No such user"): True,
        (550, "No such user"): True,
        (553, "Mailbox name not allowed"): True,
        (550, "5.2.1 Disabled"): True,
        (552, "5.2.2 Mailbox full"): False,
        (550, "5.7.1 Blocked for policy"): False,
        (554, "Blocked"): False,
        (451, "4.1.1 Later"): False,
    }
    for (code, words), hard in cases.items():
        assert MailRefused(code, words, at_recipient=True).is_hard_bounce is hard, words
        assert not MailRefused(code, words).is_hard_bounce
