"""Authors and checkers: their pages, what they declare, their articles, and what machines are told of them."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.content.actions import save_draft
from app.content.people import PersonDraft, add_person, change_person, is_orcid
from app.content.queries import get_article
from app.db import transaction
from app.errors import Invalid
from app.publishing.actions import publish_article
from tests.factories.journal import ACTOR, MORNING, NIGHTS, make_article, make_person
from tests.web.journal.desk import open_desk, press

ORCID = "0000-0002-1825-0097"


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def nodes_of(html: str) -> list[dict[str, object]]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    nodes: list[dict[str, object]] = json.loads(found[1])
    return nodes


def test_an_article_leads_to_who_wrote_and_checked_it_and_back(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_person("Maeve Byrne", orcid=ORCID)
        make_person("Aoife Walsh", conflicts="She owns shares in Lamp Ltd")
        make_article(author="Aoife Walsh", reviewed_by="Maeve Byrne", reviewed_on=date(2026, 9, 1))
    html = text_of(client, "/articles/long-nights/")
    assert 'Written by <a href="/authors/aoife-walsh/">Aoife Walsh</a>' in html
    assert 'Checked by <a href="/authors/maeve-byrne/">Maeve Byrne</a>, rheumatology nurse in Cork.' in html
    assert "Interests of Aoife Walsh: She owns shares in Lamp Ltd." in html and "We sell things." in html
    article, page = nodes_of(html)[:2]
    assert article["author"]["url"] == "http://127.0.0.1:8000/authors/aoife-walsh/"  # type: ignore[index]
    assert page["reviewedBy"]["sameAs"] == f"https://orcid.org/{ORCID}"  # type: ignore[index]
    checker = text_of(client, "/authors/maeve-byrne/")
    assert "Has checked" in checker and "Long nights" in checker and "Has written" not in checker
    assert "Has written" in text_of(client, "/authors/aoife-walsh/")
    assert "Maeve Byrne" in text_of(client, "/authors/")


def test_an_article_without_a_checker_says_that_it_is_not_reviewed(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_article()
    html = text_of(client, "/articles/long-nights/")
    assert "Written by the editors. Not yet medically reviewed." in html
    assert "reviewedBy" not in nodes_of(html)[1]


def test_somebody_who_changes_their_name_keeps_their_articles(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        person = make_person("Maeve Byrne")
        article = make_article(reviewed_by="Maeve Byrne")
        said = PersonDraft(name="Maeve Kelly", does="Nurse", conflicts="None.")
        with transaction():
            change_person(person.id, said, seen_revision=1, actor=ACTOR, now=MORNING)
            draft = replace(NIGHTS, body="Newer.", reviewed_by="Maeve Byrne")
            save_draft(article.id, draft, seen_revision=1, actor=ACTOR, now=MORNING)
            publish_article(get_article(article.id), actor=ACTOR, now=MORNING)
    assert client.get("/authors/maeve-byrne/").location == "/authors/maeve-kelly/"
    assert "Long nights" in text_of(client, "/authors/maeve-kelly/")
    assert client.get("/authors/nobody/").status_code == 404


def test_a_checker_without_a_page_or_a_day_stops_the_publication(
    app: Flask, staff_client: FlaskClient
) -> None:
    article_id = open_desk(app)
    refused = press(staff_client, article_id, "publication", reviewed_by="Dr Nobody", reviewed_on="")
    html = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "has no page yet: add them under Authors" in html and "Say on which day it was checked." in html


def test_people_are_added_and_put_right_by_staff(app: Flask, staff_client: FlaskClient) -> None:
    form = {
        "name": "Maeve Byrne",
        "does": "Nurse",
        "conflicts": "None.",
        "orcid": f"https://orcid.org/{ORCID}",
    }
    wrong = {"name": "", "does": "", "conflicts": " ", "orcid": "0000-0002-1825-0098", "is_group": "yes"}
    for lacking in ({name: value} for name, value in wrong.items()):
        answer = staff_client.post("/staff/contributors/new/", data=form | lacking)
        assert answer.status_code == 422 and "Not kept" in answer.get_data(as_text=True), lacking
    assert staff_client.post("/staff/contributors/new/", data=form).status_code == 303
    assert staff_client.post("/staff/contributors/new/", data=form).status_code == 422
    page = text_of(staff_client, "/staff/contributors/1/")
    assert f'value="{ORCID}"' in page and 'name="revision" value="1"' in page
    changed = form | {"does": "Nurse in Cork", "revision": "1"}
    assert staff_client.post("/staff/contributors/1/", data=changed).status_code == 303
    stale = staff_client.post("/staff/contributors/1/", data=changed | {"does": "Mine"})
    assert stale.status_code == 409 and 'value="Mine"' in stale.get_data(as_text=True)
    assert "Nurse in Cork" in text_of(staff_client, "/staff/contributors/")


def test_a_name_that_somebody_has_or_had_is_refused(context: Flask) -> None:
    one, other = make_person("Maeve Byrne"), make_person("Aoife Walsh")
    said = PersonDraft(name="Aoife  WALSH", does="Nurse", conflicts="None.")
    with pytest.raises(Invalid), transaction():
        change_person(one.id, said, seen_revision=1, actor=ACTOR, now=MORNING)
    with pytest.raises(Invalid), transaction():
        add_person(said, actor=ACTOR, now=MORNING)
    assert other.slug == "aoife-walsh"


def test_an_orcid_is_judged_by_its_last_sign() -> None:
    assert is_orcid(ORCID) and is_orcid("0000-0002-1694-233X")
    assert not any(
        is_orcid(one) for one in ("0000-0002-1825-0098", "0000000218250097", "", "٠000-0002-1825-0097")
    )


def test_today_names_what_is_to_be_read_again_soon(app: Flask, staff_client: FlaskClient) -> None:
    from app.web.templating import site_today

    with app.app_context():
        make_article(review_due=site_today())
    assert "article to be read again within a month" in text_of(staff_client, "/staff/")
    assert "Long nights" in text_of(staff_client, "/staff/articles/?show=review_soon")
