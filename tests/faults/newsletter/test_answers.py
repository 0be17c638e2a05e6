"""What each answer of a real SMTP server does to a copy."""

from datetime import timedelta

import pytest
from flask import Flask

from app.db import db, transaction
from app.newsletter.deciding import Decision, decide
from app.newsletter.errors import AlreadyDecided
from app.newsletter.models import Suppression
from app.newsletter.protocol import LetterSender
from app.newsletter.rules import MAX_ATTEMPTS, DeliveryState
from app.newsletter.suppressing import is_suppressed
from app.outbox.transport import SmtpTransport
from tests.factories.letters import make_article, make_campaign, make_reader
from tests.faults.newsletter.conftest import Clock, copies, states
from tests.support.smtp import Behaviour, SmtpServer

NORA = "nora@reader.example"


@pytest.fixture
def campaign(letters: LetterSender) -> int:
    make_reader(NORA)
    return make_campaign(make_article())


@pytest.mark.postgres
def test_a_taken_copy_is_accepted_with_the_servers_words(
    letters: LetterSender, campaign: int, smtp: SmtpServer
) -> None:
    assert letters.send_due() == 1
    [copy] = copies()
    assert (copy.state, copy.answer, copy.attempts) == (DeliveryState.ACCEPTED, "Taken as 1", 1)
    assert letters.send_due() == 0
    assert len(smtp.to(NORA)) == 1


def test_greylisting_is_waited_out_with_the_same_message_id(
    letters: LetterSender, campaign: int, smtp: SmtpServer, clock: Clock
) -> None:
    smtp.behave(NORA, Behaviour.GREYLIST)
    letters.send_due()
    [copy] = copies()
    assert (copy.state, copy.code, copy.sending_at) == (DeliveryState.WAITING, 451, clock.now)
    assert letters.send_due() == 0, "not before its time"
    clock.now += timedelta(minutes=2)
    letters.send_due()
    assert states() == [DeliveryState.ACCEPTED]
    assert len(smtp.to(NORA)) == 1


def test_a_server_that_is_always_busy_is_given_up_in_the_end(
    letters: LetterSender, campaign: int, smtp: SmtpServer, clock: Clock
) -> None:
    smtp.behave(NORA, Behaviour.BUSY)
    for _ in range(MAX_ATTEMPTS + 2):
        letters.send_due()
        clock.now += timedelta(hours=9)
    assert states() == [DeliveryState.REJECTED]
    assert smtp.asked[NORA] == MAX_ATTEMPTS
    assert not is_suppressed(NORA)


def test_an_address_that_does_not_exist_is_written_to_no_more(
    letters: LetterSender, campaign: int, smtp: SmtpServer
) -> None:
    smtp.behave(NORA, Behaviour.NO_SUCH_USER)
    letters.send_due()
    [copy] = copies()
    assert (copy.state, copy.code) == (DeliveryState.REJECTED, 550)
    assert is_suppressed(NORA)
    [suppression] = db.session.query(Suppression)
    assert "nora" not in suppression.digest
    db.session.rollback()
    make_campaign(make_article("Warm rooms"))
    letters.send_due()
    assert states() == [DeliveryState.REJECTED, DeliveryState.WITHHELD]
    assert smtp.asked[NORA] == 1


@pytest.mark.parametrize("behaviour", [Behaviour.NOT_WANTED, Behaviour.POLICY])
def test_a_no_to_the_message_or_to_us_does_not_blame_the_address(
    letters: LetterSender, campaign: int, smtp: SmtpServer, behaviour: Behaviour
) -> None:
    smtp.behave(NORA, behaviour)
    letters.send_due()
    assert states() == [DeliveryState.REJECTED]
    assert not is_suppressed(NORA)


@pytest.mark.parametrize("behaviour", [Behaviour.CUT_AFTER_DATA, Behaviour.HANG])
def test_a_line_that_breaks_after_the_message_leaves_the_copy_to_staff(
    letters: LetterSender, campaign: int, smtp: SmtpServer, clock: Clock, behaviour: Behaviour
) -> None:
    smtp.behave(NORA, behaviour)
    letters.send_due()
    assert states() == [DeliveryState.UNCERTAIN]
    clock.now += timedelta(days=2)
    letters.send_due()
    assert len(smtp.to(NORA)) == 1, "nothing is sent twice by itself"
    smtp.behave(NORA, Behaviour.TAKE)
    smtp.release.set()
    [copy] = copies()
    with transaction():
        decide(copy.id, Decision.SEND_AGAIN, actor="user:1", now=clock.now)
    letters.send_due()
    assert states() == [DeliveryState.ACCEPTED]
    first, second = smtp.to(NORA)
    assert first["Message-ID"] == second["Message-ID"]
    with pytest.raises(AlreadyDecided), transaction():
        decide(copy.id, Decision.ARRIVED, actor="user:1", now=clock.now)


def test_a_server_that_is_down_costs_nothing_but_time(
    letters: LetterSender, campaign: int, smtp: SmtpServer, clock: Clock
) -> None:
    transport = letters.sender.transport
    assert isinstance(transport, SmtpTransport)
    port, transport.port = transport.port, 9
    letters.send_due()
    assert states() == [DeliveryState.WAITING]
    transport.port = port
    clock.now += timedelta(minutes=5)
    letters.send_due()
    assert states() == [DeliveryState.ACCEPTED]


def test_a_letter_that_cannot_be_made_stays_waiting_and_stops_nobody_elses(
    letters: LetterSender, campaign: int, smtp: SmtpServer, context: Flask
) -> None:
    from app.newsletter.models import Campaign

    make_reader("mae@reader.example")
    make_campaign(make_article("Warm rooms"))
    with transaction() as session:
        session.get_one(Campaign, campaign).content = {"articles": [], "neutral": True}
    letters.send_due()
    assert states() == [DeliveryState.WAITING, DeliveryState.ACCEPTED, DeliveryState.ACCEPTED]


def test_our_own_line_being_down_for_days_loses_no_copy(
    letters: LetterSender, campaign: int, smtp: SmtpServer, clock: Clock
) -> None:
    transport = letters.sender.transport
    assert isinstance(transport, SmtpTransport)
    port, transport.port = transport.port, 9
    for _ in range(MAX_ATTEMPTS * 2):
        letters.send_due()
        clock.now += timedelta(hours=9)
    transport.port = port
    letters.send_due()
    assert states() == [DeliveryState.ACCEPTED]
