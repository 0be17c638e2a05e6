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
from tests.support.dkim import dkim_key
from tests.support.mail import text_of

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
    token = page.split("/")[5]
    assert post == f"<mailto:hello@softhours.example?subject=Stop%20the%20letters%20{token}>"
    assert message["List-Unsubscribe-Post"] is None, "one click needs https (RFC 8058)"
    assert message["List-Id"] == "<letters.softhours.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    campaign, *rest, sender = message["Feedback-ID"].split(":")
    assert (campaign.isdigit(), rest) == (True, ["article", "letters"])
    assert 5 <= len(sender) <= 15, "Gmail's bounds for the sender's name"
    assert message["Date"] is not None
    assert message["Reply-To"] == "hello@softhours.example"
    assert message["From"] == "Soft Hours <letters@softhours.example>"
    assert message["Message-ID"].endswith("@softhours.example>"), "the domain we send from, not the server's"


@pytest.mark.parametrize(
    "host", ["softhours.example", "www.a-very-long-name-for-a-community-shop.example.org"]
)
def test_with_https_one_click_is_offered_as_it_stands(app: Flask, host: str) -> None:
    """No encoded word (RFC 2047) in these headers, however long the address: mail programs would not know it."""
    letters = letters_at(app)
    safe = replace(letters, sender=replace(letters.sender, site_url=f"https://{host}"))
    with app.app_context():
        make_reader()
        make_campaign(make_article())
        safe.send_due()
    [path] = (app.extensions["config"].instance_dir / "mail").glob("*.eml")
    head = path.read_bytes().partition(b"\r\n\r\n")[0].decode("ascii")
    assert f"\r\nList-Unsubscribe: <https://{host}/letters/one-click/" in head
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in head
    assert "=?" not in head


def test_a_letter_is_written_so_that_every_server_can_carry_it(app: Flask, mailbox: Mailbox) -> None:
    with app.app_context():
        make_reader("nora." + "n" * 59 + "@" + ".".join(["reader" * 8] * 3) + ".example")
        with transaction():
            change_setting("neutral_words", False, actor="system", now=utcnow())
    publish(app, "Müde Hände – und was ihnen hilft, " * 5)
    [message] = mailbox()
    [path] = (app.extensions["config"].instance_dir / "mail").glob("*.eml")
    raw = path.read_bytes()
    assert raw.isascii(), "nothing needs 8BITMIME or SMTPUTF8"
    assert b"\n" not in raw.replace(b"\r\n", b"")
    head, _, body = raw.partition(b"\r\n\r\n")
    assert max(map(len, head.split(b"\r\n"))) < 998
    assert max(map(len, body.split(b"\r\n"))) <= 78
    assert message["Subject"].startswith("Müde Hände – und was ihnen hilft")
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_what_a_mailbox_shows_beside_the_subject_is_as_neutral_as_it(app: Flask, mailbox: Mailbox) -> None:
    with app.app_context():
        make_reader()
    publish(app)
    [message] = mailbox()
    preview = html_of(message).split('class="preview"')[1].split("</div>")[0]
    assert "One new piece to read" in preview
    assert "evening" not in preview


def test_the_signature_of_a_domain_covers_what_stops_the_letters(app: Flask) -> None:
    """RFC 8058, 4: our message can be signed (DKIM) over both headers, and the signature holds."""
    import dkim

    letters = letters_at(app)
    safe = replace(letters, sender=replace(letters.sender, site_url="https://softhours.example"))
    with app.app_context():
        make_reader()
        make_campaign(make_article())
        safe.send_due()
    [path] = (app.extensions["config"].instance_dir / "mail").glob("*.eml")
    key, record = dkim_key()
    covered = [
        b"from",
        b"to",
        b"subject",
        b"date",
        b"message-id",
        b"list-unsubscribe",
        b"list-unsubscribe-post",
    ]
    signature = dkim.sign(path.read_bytes(), b"test", b"softhours.example", key, include_headers=covered)
    signed = signature + path.read_bytes()
    assert dkim.verify(signed, dnsfunc=lambda *_args, **_named: record)
    spoilt = signed.replace(b"/letters/one-click/", b"/letters/one-klick/")
    assert not dkim.verify(spoilt, dnsfunc=lambda *_args, **_named: record)


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
