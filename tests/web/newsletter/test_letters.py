"""The letter itself: its headers, its two parts, and what it does not hold."""

from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage

import pytest
from flask import Flask

from app.clock import utcnow
from app.db import transaction
from app.outbox.actions import enqueue
from app.settings.actions import change_setting
from tests.factories.letters import letters_at, make_article, make_campaign, make_reader, weeks
from tests.support.mail import read_mail, text_of

Mailbox = Callable[[], list[EmailMessage]]


def publish(app: Flask, title: str = "Quiet evenings") -> None:
    with app.app_context():
        article = make_article(title, slug="quiet-evenings", published_at=utcnow())
        with transaction():
            enqueue("article_published", {"article_id": article}, now=utcnow())


def html_of(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("html",))
    assert part is not None
    return str(part.get_content())


@pytest.mark.postgres
def test_publishing_an_article_writes_to_its_readers(app: Flask, mailbox: Mailbox) -> None:
    with app.app_context():
        make_reader(now=utcnow() - weeks(1))
    publish(app)
    [message] = mailbox()
    assert message["Subject"] == "A new article from Soft Hours", "a subject says nothing of anybody's health"
    assert message["To"] == "nora@reader.example"
    text, html = text_of(message), html_of(message)
    for part in (text, html):
        assert "Quiet evenings" in part
        assert "http://127.0.0.1:8000/articles/quiet-evenings/" in part
        assert "/letters/unsubscribe/" in part
        assert "/letters/preferences/" in part
        assert "4 Example Street" in part
        assert "PERSONAL" not in part
    assert "Dim the lamps." in text
    assert "<img" not in html, "no picture tells us who opened it"


def test_the_headers_let_programs_stop_the_letters(app: Flask, mailbox: Mailbox) -> None:
    with app.app_context():
        make_reader()
    publish(app)
    [message] = mailbox()
    page, post = message["List-Unsubscribe"].strip().split(", ")
    assert page.startswith("<http://127.0.0.1:8000/letters/unsubscribe/")
    assert post == "<mailto:hello@softhours.example?subject=Stop%20the%20letters>"
    assert message["List-Unsubscribe-Post"] is None, "one click needs https (RFC 8058)"
    assert message["List-Id"] == "<letters.softhours.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Feedback-ID"].endswith(":article:letters:softhours.example")
    assert message["Date"] is not None
    assert message["Reply-To"] == "hello@softhours.example"


def test_with_https_one_click_is_offered(app: Flask) -> None:
    letters = letters_at(app)
    safe = replace(letters, sender=replace(letters.sender, site_url="https://softhours.example"))
    with app.app_context():
        make_reader()
        make_campaign(make_article())
        safe.send_due()
    [message] = read_mail(app.extensions["config"].instance_dir / "mail")
    assert message["List-Unsubscribe"].strip().startswith("<https://softhours.example/letters/one-click/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_title_is_the_subject_where_staff_have_said_so(app: Flask, mailbox: Mailbox) -> None:
    with app.app_context():
        make_reader()
        with transaction():
            change_setting("neutral_words", False, actor="system", now=utcnow())
    publish(app, "Sleep\r\nBcc: all@reader.example")
    [message] = mailbox()
    assert message["Subject"] == "Sleep Bcc: all@reader.example"
    assert message["Bcc"] is None


def test_what_an_article_says_is_text_in_the_mail_and_never_markup(app: Flask, mailbox: Mailbox) -> None:
    with app.app_context():
        make_reader()
    publish(app, '<script>alert(1)</script> "quiet"')
    [message] = mailbox()
    assert "<script" not in html_of(message)
    assert "<script>alert(1)</script>" in text_of(message)


def test_two_readers_get_links_of_their_own(app: Flask, mailbox: Mailbox) -> None:
    with app.app_context():
        make_reader("nora@reader.example")
        make_reader("mae@reader.example")
    publish(app)
    one, two = (message["List-Unsubscribe"] for message in mailbox())
    assert one != two
