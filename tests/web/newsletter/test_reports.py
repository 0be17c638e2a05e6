"""Reports that come back by mail: who has no mailbox and who called a letter spam is written to no more."""

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.audit.models import AuditEntry
from app.clock import utcnow
from app.db import db
from app.newsletter.models import Subscriber
from app.newsletter.queries import find_subscriber
from app.newsletter.reports import ReportKind, read_report
from app.newsletter.rules import SubscriberState, SuppressionReason
from app.newsletter.suppressing import find_suppression
from tests.factories.letters import make_article, make_campaign, make_reader

Mailbox = Callable[[], list[EmailMessage]]
NORA = "nora@reader.example"
GONE = "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <nora@reader.example> User unknown"
SPAM = "Feedback-Type: abuse\nUser-Agent: SomeProvider/1.0\nVersion: 1"
FULL = "Action: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552-5.2.2 The mailbox is full"


def report_on(message: EmailMessage, told: str, *, returned: str = "message/rfc822") -> bytes:
    """Return what a mail server writes about a copy it has taken (RFC 3464, 5965, 6522)."""
    kind, about = (
        "delivery-status",
        f"Reporting-MTA: dns; mx.reader.example\n\nFinal-Recipient: rfc822; {NORA}\n{told}",
    )
    if told.startswith("Feedback"):
        kind, about = "feedback-report", told
    copy = (
        bytes(message).decode()
        if returned == "message/rfc822"
        else bytes(message).decode().split("\r\n\r\n")[0]
    )
    lines = (
        "From: MAILER-DAEMON@mx.reader.example", "To: letters@softhours.example", "Subject: Returned mail",
        "MIME-Version: 1.0", f'Content-Type: multipart/report; report-type={kind}; boundary="part"', "",
        "--part", "Content-Type: text/plain", "", "We are sorry.", "--part", f"Content-Type: message/{kind}", "",
        about, "", "--part", f"Content-Type: {returned}", "", copy, "--part--", "",
    )  # fmt: skip
    return "\n".join(lines).encode()


@pytest.fixture
def letter(app: Flask, mailbox: Mailbox) -> EmailMessage:
    """A letter that Nora was sent."""
    with app.app_context():
        make_reader(NORA)
        make_campaign(make_article(published_at=utcnow()), now=utcnow())
    [message] = mailbox()
    return message


def state(app: Flask) -> tuple[SubscriberState, SuppressionReason | None]:
    with app.app_context():
        found = find_suppression(NORA)
        return db.session.scalars(select(Subscriber.state)).one(), found.reason if found else None


def pipe(app: Flask, raw: bytes, tmp_path: Path) -> tuple[int, str]:
    path = tmp_path / "report.eml"
    path.write_bytes(raw)
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["letters", "report", str(path)])
        db.session.remove()
    return result.exit_code, result.output


@pytest.mark.postgres
@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
@pytest.mark.parametrize(
    ("told", "is_now", "reason"),
    [
        (GONE, SubscriberState.CONFIRMED, SuppressionReason.BOUNCED),
        (SPAM, SubscriberState.UNSUBSCRIBED, SuppressionReason.COMPLAINED),
        (FULL, SubscriberState.CONFIRMED, None),
    ],
)
def test_a_report_is_taken_and_twice_is_once(
    app: Flask, letter: EmailMessage, tmp_path: Path, told: str, returned: str,
    is_now: SubscriberState, reason: SuppressionReason | None,
) -> None:  # fmt: skip
    for _ in range(2):
        assert pipe(app, report_on(letter, told, returned=returned), tmp_path)[0] == 0
    assert state(app) == (is_now, reason)
    with app.app_context():
        actions = db.session.scalars(select(AuditEntry.action)).all()
        assert actions.count(f"letters.{reason}") == (1 if reason else 0)


def test_who_bounced_is_written_to_no_more_until_staff_say_so(
    app: Flask, letter: EmailMessage, mailbox: Mailbox, staff_client: FlaskClient
) -> None:
    page = staff_client.post("/staff/letters/report/", data={"report": report_on(letter, GONE).decode()})
    assert "no mailbox" in staff_client.get(page.location).text

    def publish(title: str) -> int:
        with app.app_context():
            make_campaign(make_article(title, published_at=utcnow()), now=utcnow())
        return len(mailbox())

    assert publish("Warm hands") == 1, "the one from before"
    form = {"email": NORA, "consent": "yes", "form": "letters"}
    assert staff_client.post("/letters/", data=form).status_code == 303
    assert len(mailbox()) == 1, "nor does the form's own mail go there"
    again = staff_client.post("/staff/letters/write-again/", data={"email": " Nora@reader.example"})
    assert "may be written to again" in staff_client.get(again.location).text
    assert publish("A slow morning") == 2
    again = staff_client.post("/staff/letters/write-again/", data={"email": NORA})
    assert "was not shut out" in staff_client.get(again.location).text
    assert staff_client.post("/staff/letters/write-again/", data={"email": "nora"}).status_code == 422


def test_after_a_complaint_a_person_has_to_join_anew(
    app: Flask, letter: EmailMessage, mailbox: Mailbox, staff_client: FlaskClient
) -> None:
    staff_client.post("/staff/letters/report/", data={"report": report_on(letter, SPAM).decode()})
    staff_client.post("/staff/letters/write-again/", data={"email": NORA})
    assert state(app) == (SubscriberState.UNSUBSCRIBED, None)
    staff_client.post("/letters/", data={"email": NORA, "consent": "yes", "form": "letters"})
    assert "confirm your address" in mailbox()[-1]["Subject"]


def test_what_is_no_report_of_ours_changes_nothing(
    app: Flask, letter: EmailMessage, tmp_path: Path, staff_client: FlaskClient
) -> None:
    """A report without the copy's own headers may be anybody's: an address alone stops nobody's letters."""
    true = report_on(letter, GONE)
    token = letter["List-Unsubscribe"].split("/unsubscribe/")[1].split("/")[0].encode()
    odd = (
        b"", b"\xff\xfe\x00" * 500, b"Subject: hello\n\nPlease stop.", true.replace(token, b"A" * 22),
        true.replace(b"List-Unsubscribe", b"X-Nothing"), true.replace(b"Action: failed", b"Action: delayed"),
        report_on(letter, SPAM).replace(b"abuse", b"not-spam"),
    )  # fmt: skip
    for raw in odd:
        told = pipe(app, raw, tmp_path)
        assert told == (0, "No report about a letter of ours; a person should read it.\n"), raw[:80]
        pasted = staff_client.post(
            "/staff/letters/report/", data={"report": raw.decode("latin-1").replace("\0", "")}
        )
        assert "a person should read it" in staff_client.get(pasted.location).text
    assert state(app) == (SubscriberState.CONFIRMED, None)


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ("Action: failed\nStatus: 5.1.10", ReportKind.HARD),
        ("Action: failed\nStatus: 5.2.1 (mailbox disabled)", ReportKind.HARD),
        ("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 No such user", ReportKind.HARD),
        (
            "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550-5.1.1 The account\n 550 5.1.1 is gone",
            ReportKind.HARD,
        ),
        ("Action: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 550 5.7.1 Not from you", ReportKind.SOFT),
        ("Action: failed\nStatus: 4.4.7", ReportKind.SOFT),
        ("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: x-unix; who?", ReportKind.SOFT),
    ],
)
def test_only_a_mailbox_that_does_not_exist_is_a_hard_bounce(told: str, kind: ReportKind) -> None:
    copy = EmailMessage()
    copy["List-Unsubscribe"] = f"<https://softhours.example/letters/one-click/{'A' * 22}/>"
    found = read_report(report_on(copy, told))
    assert found is not None
    assert found.kind is kind


def test_an_erased_person_is_not_found_by_a_report(app: Flask, letter: EmailMessage, tmp_path: Path) -> None:
    from app.db import transaction
    from app.newsletter.leaving import erase_subscriber

    with app.app_context(), transaction():
        erase_subscriber(NORA, actor="system", now=utcnow())
    assert "a person should read it" in pipe(app, report_on(letter, SPAM), tmp_path)[1]
    with app.app_context():
        assert find_subscriber(NORA) is None


def test_a_mail_server_is_told_to_try_later_where_the_database_is_away(
    app: Flask, letter: EmailMessage, tmp_path: Path
) -> None:
    """Any other failure of a pipe would send the mail back to whoever wrote it."""
    with app.app_context():
        db.session.execute(text("DROP TABLE letter_tokens"))
        db.session.commit()
    assert pipe(app, report_on(letter, GONE), tmp_path)[0] == 75
