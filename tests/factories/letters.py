"""Readers of the letters and an article to write to them about; each function commits for itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flask import Flask

from app.content.drafts import ArticleDraft, draft_to_json
from app.content.finding import refresh_article
from app.content.models import Article, ArticleState
from app.content.revising import note_revision
from app.content.rules import ArticleClass
from app.content.versions import make_version
from app.db import db, transaction
from app.newsletter.addresses import parse_address
from app.newsletter.consenting import note_consent
from app.newsletter.freezing import digest_copies, freeze_article, freeze_digest
from app.newsletter.models import Subscriber
from app.newsletter.periods import latest_period
from app.newsletter.preferring import replace_choices
from app.newsletter.protocol import LetterSender
from app.newsletter.rules import CURRENT_WORDING, Choices, ConsentEvent, Frequency, SubscriberState
from app.topics.actions import add_topic
from app.topics.queries import find_topic

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)  # a Wednesday


def make_topic(slug: str = "sleep", name: str = "Sleep") -> int:
    """Add a topic once and return its id."""
    found = find_topic(slug)
    if found is not None:
        return found.id
    with transaction():
        return add_topic(
            name=name, summary="Nights.", synonyms=[], position=1, actor="system", now=NOON, slug=slug
        ).id


def make_reader(
    email: str = "nora@reader.example", *, choices: Choices | None = None, now: datetime = NOON
) -> int:
    """Add a confirmed subscriber, by default to everything as it comes, and return the id."""
    address = parse_address(email)
    with transaction() as session:
        reader = Subscriber(
            email=address.typed,
            email_key=address.key,
            mailbox=address.mailbox,
            domain=address.domain,
            state=SubscriberState.CONFIRMED,
            created_at=now,
            confirmed_at=now,
        )
        session.add(reader)
        session.flush()
        replace_choices(reader.id, choices or {None: Frequency.ARTICLE})
        note_consent(reader, ConsentEvent.CONFIRMED, wording=CURRENT_WORDING, form="test", now=now)
        return reader.id


def make_article(
    title: str = "Quiet evenings", *, topic: str = "sleep", published_at: datetime = NOON, slug: str = ""
) -> int:
    """Publish an article with three points in short, and return its id."""
    make_topic(topic, topic.title())
    draft = ArticleDraft(
        title=title,
        article_class=ArticleClass.SELF_CARE,
        summary="How an evening can wind down.",
        topics=(topic,),
        in_short=("Dim the lamps.", "Warm the bed.", "Leave the clock."),
        body="An evening has three parts.",
    )
    with transaction() as session:
        article = Article(
            slug=slug or title.lower().replace(" ", "-"), state=ArticleState.PUBLISHED, title=title,
            draft=draft_to_json(draft), created_at=published_at, saved_at=published_at, saved_by="system",
            published_at=published_at,
        )  # fmt: skip
        session.add(article)
        session.flush()
        note_revision(article.id, article.revision, article.draft, actor="system", now=published_at)
        make_version(article, actor="system", now=published_at)
        refresh_article(article.id, now=published_at)
        return article.id


def make_campaign(article_id: int, *, now: datetime = NOON) -> int:
    """Freeze the audience of an article and return the campaign's id."""
    with transaction():
        campaign = freeze_article(article_id, now=now)
        assert campaign is not None
        return campaign.id


def make_digest(kind: Frequency, *, now: datetime) -> int | None:
    """Freeze the newest digest of this kind and return the campaign's id, or None where it has nothing new."""
    period = latest_period(kind, now, "Europe/Dublin")
    articles, copies = digest_copies(period, now=now)
    with transaction():
        campaign = freeze_digest(period, articles, copies, now=now)
        return campaign.id if campaign else None


def letters_at(app: Flask, now: datetime = NOON) -> LetterSender:
    """Return the app's sender of letters with its clock standing at `now`."""
    letters: LetterSender = app.extensions["letters"]
    return replace(letters, clock=lambda: now)


def reread(subscriber_id: int) -> Subscriber:
    """Return a subscriber as the database has it now."""
    db.session.rollback()
    return db.session.get_one(Subscriber, subscriber_id)


def weeks(number: int) -> timedelta:
    """Return so many weeks."""
    return timedelta(weeks=number)
