"""Who gets which letter: topics, frequencies, pauses, digests, and never the same article twice."""

from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import delete, select

from app.content.models import ArticleTopic
from app.db import db, transaction
from app.newsletter.checks import CHECKS
from app.newsletter.freezing import freeze_article
from app.newsletter.leaving import erase_subscriber, unsubscribe_by_staff
from app.newsletter.models import Campaign, Delivery, Subscriber
from app.newsletter.periods import latest_period
from app.newsletter.preferring import pause
from app.newsletter.queries import count_list, export_subscriber, list_campaigns
from app.newsletter.rows import lock_subscriber
from app.newsletter.rules import Choices, DeliveryState, Frequency, SubscriberState, wants
from app.newsletter.suppressing import is_suppressed
from tests.factories.letters import (
    NOON,
    letters_at,
    make_article,
    make_campaign,
    make_digest,
    make_reader,
    make_topic,
    weeks,
)

SATURDAY = datetime(2026, 11, 21, 9, 0, tzinfo=ZoneInfo("Europe/Dublin"))


def segments() -> dict[str, str]:
    """Return each copy's articles by the reader's name."""
    query = select(Subscriber.email, Delivery.segment).join(
        Subscriber, Subscriber.id == Delivery.subscriber_id
    )
    return {email.partition("@")[0]: segment for email, segment in db.session.execute(query)}


@pytest.mark.postgres
def test_an_article_goes_to_those_who_want_its_topic_as_it_comes(context: Flask) -> None:
    sleep, hands = make_topic("sleep"), make_topic("hands", "Hands")
    make_reader("everything@reader.example")
    make_reader("sleep@reader.example", choices={sleep: Frequency.ARTICLE})
    make_reader("hands@reader.example", choices={hands: Frequency.ARTICLE})
    make_reader("weekly@reader.example", choices={None: Frequency.WEEKLY})
    make_reader("both@reader.example", choices={None: Frequency.WEEKLY, sleep: Frequency.ARTICLE})
    article = make_article(topic="sleep")
    make_campaign(article)
    assert set(segments()) == {"everything", "sleep", "both"}
    db.session.rollback()
    letters_at(context).send_due()
    assert {check.code: check.ask()[1] for check in CHECKS} == {"E1": [], "E2": [], "E3": [], "E4": []}


@pytest.mark.postgres
def test_the_database_picks_the_readers_that_the_rule_picks(context: Flask) -> None:
    """Every mix of choices against articles with no, one and two topics."""
    ids = [make_topic(name) for name in ("sleep", "hands")]
    paces = (None, Frequency.ARTICLE, Frequency.WEEKLY)
    readers: dict[int, Choices] = {}
    for mix in product(paces, repeat=3):
        choices = {key: pace for key, pace in zip((None, *ids), mix, strict=True) if pace}
        if choices:
            readers[make_reader(f"r{len(readers)}@reader.example", choices=choices)] = choices
    for number, topics in enumerate(((), (ids[0],), tuple(ids))):
        article = make_article(f"Piece {number}")
        with transaction() as session:
            session.execute(delete(ArticleTopic).where(ArticleTopic.article_id == article))
            for position, topic in enumerate(topics):
                session.add(ArticleTopic(article_id=article, topic_id=topic, position=position))
        campaign = make_campaign(article)
        chosen = select(Delivery.subscriber_id).where(Delivery.campaign_id == campaign)
        expected = {one for one, mix in readers.items() if wants(mix, topics, Frequency.ARTICLE)}
        assert set(db.session.scalars(chosen)) == expected
        db.session.rollback()


def test_an_article_is_frozen_once_and_old_ones_not_at_all(context: Flask) -> None:
    make_reader()
    article = make_article()
    make_campaign(article)
    with transaction():
        assert freeze_article(article, now=NOON + timedelta(days=1)) is None
        assert freeze_article(10_000, now=NOON) is None
    old = make_article("Imported", published_at=NOON - timedelta(days=30))
    with transaction():
        assert freeze_article(old, now=NOON) is None


def test_people_who_pause_when_it_is_frozen_get_no_copy_and_later_pausers_are_withheld(
    context: Flask,
) -> None:
    early, late = make_reader("early@reader.example"), make_reader("late@reader.example")
    with transaction():
        pause(lock_subscriber(early), 2, now=NOON)
    make_campaign(make_article())
    with transaction():
        pause(lock_subscriber(late), 2, now=NOON)
    letters_at(context).send_due()
    [copy] = db.session.scalars(select(Delivery))
    assert (copy.subscriber_id, copy.state, copy.answer) == (late, DeliveryState.WITHHELD, "paused")
    db.session.rollback()
    make_campaign(make_article("Later", published_at=NOON + weeks(3)), now=NOON + weeks(3))
    assert len(segments()) == 2, "a pause ends by itself"


@pytest.mark.postgres
def test_a_weekly_letter_holds_the_week_and_repeats_nothing(context: Flask) -> None:
    sleep = make_topic("sleep")
    make_reader("weekly@reader.example", choices={None: Frequency.WEEKLY})
    changed = make_reader("changed@reader.example", choices={None: Frequency.ARTICLE})
    make_reader("sleep@reader.example", choices={sleep: Frequency.WEEKLY})
    first = make_article("First", topic="sleep")
    make_campaign(first)
    from app.newsletter.preferring import replace_choices

    with transaction():
        replace_choices(changed, {None: Frequency.WEEKLY})
    second = make_article("Second", topic="hands", published_at=NOON + timedelta(days=1))
    make_article("Too late", published_at=SATURDAY + timedelta(minutes=1))
    key = make_digest(Frequency.WEEKLY, now=SATURDAY)
    assert key is not None
    db.session.rollback()
    query = select(Subscriber.email, Delivery.segment).join(
        Subscriber, Subscriber.id == Delivery.subscriber_id
    )
    found = {
        email.partition("@")[0]: one
        for email, one in db.session.execute(query.where(Delivery.campaign_id == key))
    }
    assert found == {"weekly": f"{second},{first}", "changed": str(second), "sleep": str(first)}
    db.session.rollback()
    assert make_digest(Frequency.WEEKLY, now=SATURDAY + timedelta(days=3)) is None, "once a week"


def test_an_empty_month_sends_nothing(context: Flask) -> None:
    make_reader(choices={None: Frequency.MONTHLY})
    assert make_digest(Frequency.MONTHLY, now=NOON) is None


def test_stopping_by_hand_and_being_forgotten(context: Flask) -> None:
    reader = make_reader()
    make_campaign(make_article())
    letters_at(context).send_due()
    with transaction():
        assert unsubscribe_by_staff("NORA@reader.example", actor="user:1", now=NOON)
        assert not unsubscribe_by_staff("mae@reader.example", actor="user:1", now=NOON)
    told = export_subscriber("nora@reader.example")
    assert told is not None
    assert [one["event"] for one in told["consent"]] == ["confirmed", "unsubscribed"]
    assert told["letters"][0]["state"] == "accepted"
    db.session.rollback()
    with transaction():
        assert erase_subscriber("nora@reader.example", actor="user:1", now=NOON)
    assert export_subscriber("nora@reader.example") is None
    assert is_suppressed("nora@reader.example")
    person = db.session.get_one(Subscriber, reader)
    assert (person.state, person.email, person.mailbox, person.domain) == (
        SubscriberState.ERASED,
        None,
        "",
        "",
    )
    rows = [str(row) for table in db.metadata.sorted_tables for row in db.session.execute(select(table))]
    assert not [row for row in rows if "nora" in row.lower()]
    assert {check.code: check.ask()[1] for check in CHECKS} == {"E1": [], "E2": [], "E3": [], "E4": []}


def test_staff_see_sums(context: Flask) -> None:
    make_reader("a@reader.example")
    make_reader("b@reader.example", choices={None: Frequency.MONTHLY})
    make_campaign(make_article())
    [line] = list_campaigns()
    assert (line.audience, line.counts, line.titles) == (1, {DeliveryState.WAITING: 1}, ("Quiet evenings",))
    counts = count_list(NOON)
    assert counts.by_state == {SubscriberState.CONFIRMED: 2}
    assert counts.by_frequency == {Frequency.ARTICLE: 1, Frequency.MONTHLY: 1}
    assert db.session.scalars(select(Campaign)).one().key.startswith("article:")


def test_the_number_of_queries_of_the_campaign_list_does_not_grow(context: Flask) -> None:
    from sqlalchemy import event

    make_reader()
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    counts = []
    for number in (1, 12):
        for one in range(number):
            make_campaign(make_article(f"Piece {number} {one}"))
        db.session.rollback()
        asked.clear()
        list_campaigns()
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_utc_moments_fall_into_the_right_period() -> None:
    before, after = datetime(2026, 11, 21, 8, 59, tzinfo=UTC), datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    assert latest_period(Frequency.WEEKLY, before, "Europe/Dublin").key == "weekly:2026-11-14"
    assert latest_period(Frequency.WEEKLY, after, "Europe/Dublin").key == "weekly:2026-11-21"
    assert latest_period(Frequency.MONTHLY, after, "Europe/Dublin").key == "monthly:2026-11-01"
    assert latest_period(Frequency.DAILY, before, "Europe/Dublin").key == "daily:2026-11-20"
    summer = latest_period(Frequency.MONTHLY, datetime(2026, 4, 1, 8, 0, tzinfo=UTC), "Europe/Dublin")
    assert summer.key == "monthly:2026-04-01", "nine o'clock in Dublin is eight in UTC then"
