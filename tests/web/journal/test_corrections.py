"""Dated corrections: with the article, on a page of their own, and by mail to those whom the article reached."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.content.correcting import correct_article
from app.content.correction_models import Correction
from app.content.queries import get_article
from app.db import db, transaction
from app.errors import Conflict, Invalid
from app.newsletter.correcting import count_reached, freeze_correction
from app.newsletter.leaving import unsubscribe
from app.newsletter.models import Campaign, Delivery
from app.newsletter.rendering import LetterPress
from app.newsletter.rules import DeliveryState, TokenKind
from app.newsletter.tokens import lasting_token, note_lasting_tokens
from app.outbox.mail import mail_environment
from app.settings.queries import load_settings
from app.verifying import run_checks
from tests.factories.journal import ACTOR, MORNING, make_article, make_draft
from tests.factories.letters import letters_at, make_campaign, make_reader

WAS, SAYS = "We wrote that 1,351 people took part.", "351 people took part."


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def correct(article_id: int, *, by_mail: bool = False, was: str = WAS) -> int:
    with transaction():
        article = get_article(article_id)
        return correct_article(
            article, was, SAYS, by_mail=by_mail, actor=ACTOR, now=MORNING + timedelta(days=3)
        ).id


def test_a_correction_stands_with_the_article_and_on_its_own_page(
    app: Flask, client: FlaskClient, staff_client: FlaskClient
) -> None:
    with app.app_context():
        article_id = make_article().id
    assert "Nothing has had to be corrected yet." in text_of(client, "/corrections/")
    page = f"/staff/articles/{article_id}/corrections/"
    lacking = staff_client.post(page, data={"was": WAS, "says": " ", "by_mail": "yes"})
    html = lacking.get_data(as_text=True)
    assert lacking.status_code == 422 and WAS in html and 'value="yes" checked' in html
    assert staff_client.post(page, data={"was": WAS, "says": SAYS}).status_code == 303
    assert staff_client.post(page, data={"was": WAS, "says": SAYS}).status_code == 409
    assert WAS in text_of(staff_client, page)
    app.extensions["page_cache"].checked = float("-inf")
    for path in ("/corrections/", "/articles/long-nights/"):
        assert WAS in text_of(client, path) and SAYS in text_of(client, path)
    assert "changed <time" in text_of(client, "/articles/long-nights/")


@pytest.mark.postgres
def test_what_nobody_reads_or_says_nothing_is_no_correction(context: Flask) -> None:
    with pytest.raises(Conflict):
        correct(make_draft().id)
    article = make_article()
    with pytest.raises(Invalid):
        correct(article.id, was="x" * 501)
    correct(article.id)
    with pytest.raises(Conflict):
        correct(article.id)
    assert len(db.session.scalars(select(Correction)).all()) == 1


@pytest.mark.postgres
def test_a_correction_is_written_to_those_whom_the_article_reached_and_once(context: Flask) -> None:
    reached, left, uncertain = (make_reader(f"{name}@reader.example") for name in ("nora", "left", "maybe"))
    letters, article = letters_at(context, MORNING), make_article(now=MORNING)
    key = letters.token_key
    campaign = make_campaign(article.id, now=MORNING)
    states = {
        reached: DeliveryState.ACCEPTED,
        left: DeliveryState.ACCEPTED,
        uncertain: DeliveryState.UNCERTAIN,
    }
    with transaction():
        for copy in db.session.scalars(select(Delivery).where(Delivery.campaign_id == campaign)):
            copy.state, copy.sending_at, copy.ended_at = states[copy.subscriber_id], MORNING, MORNING
    late = make_reader("late@reader.example")
    with transaction():
        note_lasting_tokens(key, left, now=MORNING)
        unsubscribe(lasting_token(key, TokenKind.UNSUBSCRIBE, left), form="one click", now=MORNING)
    assert count_reached(article.id, now=MORNING) == 1
    correction = correct(article.id, by_mail=True)
    for _ in range(2):
        with transaction():
            freeze_correction(correction, now=MORNING)
    written = db.session.scalars(select(Campaign).where(Campaign.key == f"correction:{correction}")).one()
    copies = db.session.scalars(select(Delivery).where(Delivery.campaign_id == written.id)).all()
    assert [one.subscriber_id for one in copies] == [reached] and written.audience == 1 and late not in states
    environment = mail_environment(site_url=letters.sender.site_url, site=load_settings())
    letter = LetterPress(environment, "http://127.0.0.1", "Soft Hours").letter(written, copies[0].segment)
    assert WAS in letter.text and SAYS in letter.html and "A correction: Long nights" in letter.text
    assert "Long nights" not in letter.subject
    told = next(one for one in run_checks() if one.code == "E1").mismatches
    assert not [one for one in told if one.startswith("campaign")]
