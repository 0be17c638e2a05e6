"""References for staff and readers: pasting, putting right, retractions, who cites what, files."""

import json
import re
from dataclasses import replace
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.content.drafts import ReferenceDraft, draft_from_json
from app.content.evidence_models import Citation
from app.content.pasting import read_pasted
from app.content.rules import Direction
from app.db import db, transaction
from app.settings.actions import change_setting
from tests.factories.journal import (
    ACTOR,
    COCHRANE,
    FINDING,
    MORNING,
    make_article,
    make_open_door,
    make_resource,
    make_retracted,
)
from tests.web.journal.desk import open_desk, press, stored

WORK = "/references/bidonde-2017-aerobic-exercise-training-for-adults-with/"
RIS = "TY  - JOUR\nAU  - Li, Xin\nTI  - Warm water\nPY  - 2019\nDO  - 10.1000/warm\nER  - \n"


def keys_of(app: Flask, article_id: int) -> list[str]:
    return [one.key for one in draft_from_json(stored(app, article_id).draft).references]


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def forget_pages(app: Flask) -> None:
    app.extensions["page_cache"].checked = float("-inf")


def test_what_is_pasted_at_the_desk_goes_onto_the_list_once(app: Flask, staff_client: FlaskClient) -> None:
    article_id = open_desk(app)
    assert press(staff_client, article_id, paste=RIS).status_code == 303
    assert keys_of(app, article_id) == ["pmid:123", "doi:10.1000/xyz", "doi:10.1000/warm"]
    html = text_of(staff_client, f"/staff/articles/{article_id}/")
    assert "<strong>Warm water</strong>" in html and 'name="reference-2-key" value="doi:10.1000/warm"' in html
    kept = {f"reference-{at}-key": key for at, key in enumerate(keys_of(app, article_id))}
    again = press(staff_client, article_id, revision="2", paste="https://doi.org/10.1000/WARM", **kept)
    assert again.status_code == 303 and len(keys_of(app, article_id)) == 3


def test_a_reference_is_taken_off_the_list_and_stays_in_the_library(
    app: Flask, staff_client: FlaskClient
) -> None:
    article_id = open_desk(app)
    press(staff_client, article_id)
    kept = {"reference-0-key": "pmid:123", "reference-0-off": "yes", "reference-2-key": "doi:10.1000/xyz"}
    press(staff_client, article_id, revision="2", **kept)
    assert keys_of(app, article_id) == ["doi:10.1000/xyz"]
    assert "A trial of lamps" in text_of(staff_client, "/staff/references/")


def test_what_cannot_be_read_stays_in_the_box_and_the_rest_in_rows(
    app: Flask, staff_client: FlaskClient
) -> None:
    article_id = open_desk(app)
    answer = press(staff_client, article_id, paste=f"{RIS}a very good paper\n10.1000/bare\n")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422 and keys_of(app, article_id) == ["doi:10.1002/14651858.cd012700"]
    assert "There is no DOI or PubMed number in “a very good paper”." in html
    box = re.search(r'<textarea[^>]*name="paste"[^>]*>(.*?)</textarea>', html, re.DOTALL)
    assert box and box[1].strip() == "a very good paper"
    assert 'value="Warm water"' in html and 'value="10.1000/bare"' in html
    assert "We know only its number" in html and 'href="#reference-3-title"' in html


def test_a_bare_number_is_asked_about_where_the_setting_permits(
    app: Flask, staff_client: FlaskClient
) -> None:
    article_id = open_desk(app)
    with app.app_context(), transaction():
        change_setting("look_up_references", True, actor=ACTOR, now=MORNING)
    assert press(staff_client, article_id, paste="10.1000/bare").status_code == 303
    html = text_of(staff_client, f"/staff/articles/{article_id}/")
    assert "We are asking what it is called" in html
    assert "The reference doi:10.1000/bare has no title yet." in html


def test_many_are_pasted_into_the_library_or_none(app: Flask, staff_client: FlaskClient) -> None:
    bad = staff_client.post("/staff/references/", data={"paste": f"{RIS}nothing"})
    assert bad.status_code == 422 and "nothing" in bad.get_data(as_text=True)
    bare = staff_client.post("/staff/references/", data={"paste": "pmid 5"})
    assert bare.status_code == 422 and "Type that one by hand." in bare.get_data(as_text=True)
    assert staff_client.post("/staff/references/", data={"paste": " "}).status_code == 422
    with app.app_context():
        assert db.session.scalars(select(Citation)).all() == []
    done = staff_client.post("/staff/references/", data={"paste": RIS + RIS.replace("warm", "cold")})
    assert done.location == "/staff/references/?added=2"
    assert "2 references are in the list." in text_of(staff_client, done.location)
    assert "Warm water" in text_of(staff_client, "/staff/references/?words=warm")


def test_one_is_typed_by_hand_and_put_right_for_every_article(app: Flask, staff_client: FlaskClient) -> None:
    form = {
        "title": "Typed",
        "doi": "10.1000/typed",
        "authors": "Li, Xin",
        "year": "2020",
        "csl_type": "book",
    }
    for lacking in ({"title": ""}, {"doi": ""}, {"doi": "nonsense"}):
        assert staff_client.post("/staff/references/new/", data=form | lacking).status_code == 422
    made = staff_client.post("/staff/references/new/", data=form)
    assert made.status_code == 303 and "Typed" in text_of(staff_client, made.location)
    twice = staff_client.post("/staff/references/new/", data=form)
    assert twice.status_code == 422 and "There is a reference with this number already." in twice.get_data(
        as_text=True
    )
    page = made.location.split("?")[0]
    right = staff_client.post(page, data=form | {"title": "Put right", "revision": "1"})
    assert right.status_code == 303
    stale = staff_client.post(page, data=form | {"title": "Mine", "revision": "1"})
    assert stale.status_code == 409 and 'value="Mine"' in stale.get_data(as_text=True)


def test_readers_see_at_once_what_was_put_right_in_the_library(
    app: Flask, client: FlaskClient, staff_client: FlaskClient
) -> None:
    with app.app_context():
        make_article()
    assert "Aerobic exercise training for adults" in text_of(client, "/articles/long-nights/")
    form = {"title": "Put right", "doi": COCHRANE.doi, "revision": "1"}
    assert staff_client.post("/staff/references/1/", data=form).status_code == 303
    forget_pages(app)
    assert "Put right" in text_of(client, "/articles/long-nights/")
    assert "Put right" in text_of(client, "/articles/long-nights/references.ris")


def test_citation_marks_lead_to_the_list_and_back(app: Flask, client: FlaskClient) -> None:
    cite = "[@doi:10.1002/14651858.CD012700]"
    with app.app_context():
        make_article(body=f"## One\n\nFirst {cite}. Second {cite}.\n")
    html = text_of(client, "/articles/long-nights/")
    assert '<a href="#ref-1" id="cite-1"' in html and '<a href="#ref-1" id="cite-1.2"' in html
    reference = html[html.index('id="ref-1"') :]
    assert 'href="#cite-1"' in reference and 'href="#cite-1.2"' in reference
    assert f'href="{WORK}"' in reference


def test_a_reference_names_everyone_who_cites_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_article()
        make_article(title="Short days", resource=make_resource("B"), door=make_open_door("D"))
    html = text_of(client, WORK)
    assert "Long nights" in html and "Short days" in html and "Bidonde J, Busch AJ, et al (2017)." in html
    assert f'href="{WORK}"' in text_of(client, "/references/")
    assert client.get("/references/nothing/").status_code == 404


def test_an_old_address_of_a_reference_leads_to_the_new_one(
    app: Flask, client: FlaskClient, staff_client: FlaskClient
) -> None:
    with app.app_context():
        make_article()
    staff_client.post("/staff/references/1/", data={"title": "Rest", "doi": COCHRANE.doi, "revision": "1"})
    forget_pages(app)
    answer = client.get(WORK)
    assert (answer.status_code, answer.location) == (301, "/references/rest/")


def test_a_retraction_is_told_at_the_article_on_the_reference_and_to_staff(
    app: Flask, client: FlaskClient, staff_client: FlaskClient
) -> None:
    with app.app_context():
        make_article()
    assert "retracted" not in text_of(client, "/articles/long-nights/")
    lacking = staff_client.post(
        "/staff/references/1/retraction", data={"retracted_on": "", "note": "Made up."}
    )
    assert lacking.status_code == 422 and 'value="Made up."' in lacking.get_data(as_text=True)
    data = {"retracted_on": "2026-01-05", "note": "Data were made up."}
    assert (
        staff_client.post("/staff/references/1/retraction", data=data).location
        == "/staff/references/reviews/"
    )
    forget_pages(app)
    html = text_of(client, "/articles/long-nights/")
    assert (
        "rests on has been retracted" in html and '<a href="#ref-1">reference 1</a> on 5 January 2026' in html
    )
    assert "Retracted on 5 January 2026." in html[html.index('id="ref-1"') :]
    assert "Data were made up." in text_of(client, WORK)
    assert "article that rests on a retracted work" in text_of(staff_client, "/staff/")
    assert "Long nights" in text_of(staff_client, "/staff/references/reviews/")
    assert staff_client.post("/staff/references/reviews/1/decision", data={"decision": ""}).status_code == 422
    staff_client.post("/staff/references/reviews/1/decision", data={"decision": "It was taken out."})
    assert "No article waits" in text_of(staff_client, "/staff/references/reviews/")
    assert staff_client.post("/staff/references/1/clearing").status_code == 303
    forget_pages(app)
    assert "retracted" not in text_of(client, "/articles/long-nights/")


def test_each_file_of_references_can_be_pasted_again(app: Flask, client: FlaskClient) -> None:
    second = ReferenceDraft(
        title="Rest & quiet", authors=(("Ó Briain", "Áine"),), year=2001, pmid="77", csl_type="book"
    )
    with app.app_context():
        make_article(references=(COCHRANE, second))
    expected = [COCHRANE, second]
    for path, works in (
        (f"{WORK}reference", expected[:1]),
        ("/articles/long-nights/references", expected),
        ("/references/all", expected),
    ):
        for form in ("bib", "ris", "json"):
            read = read_pasted(text_of(client, f"{path}.{form}"))
            assert not read.problems
            assert [(one.key, one.title, one.authors) for one in read.works] == [
                (one.key, one.title, one.authors) for one in works
            ], f"{path}.{form}"
    assert json.loads(text_of(client, "/references/all.json"))[1]["PMID"] == "77"


def test_a_shared_retracted_work_marks_every_article(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_article()
        make_article(title="Short days", resource=make_resource("B"), door=make_open_door("D"))
        make_retracted()
    for slug in ("long-nights", "short-days"):
        assert "has been retracted" in text_of(client, f"/articles/{slug}/")


def test_a_finding_is_tied_to_works_by_ticking_them(app: Flask, staff_client: FlaskClient) -> None:
    article_id = open_desk(app)
    press(staff_client, article_id)
    kept = {"reference-0-key": "pmid:123", "reference-2-key": "doi:10.1000/xyz"}
    ticked = {"finding-0-references": "pmid:9", "finding-0-cites": ["doi:10.1000/xyz", "pmid:123"]}
    assert press(staff_client, article_id, revision="2", **kept, **ticked).status_code == 303
    finding = draft_from_json(stored(app, article_id).draft).findings[0]
    assert finding.references == ("doi:10.1000/xyz", "pmid:123", "pmid:9")
    html = text_of(staff_client, f"/staff/articles/{article_id}/")
    assert re.search(r'name="finding-0-cites" value="pmid:123" checked', html)
    assert re.search(r'name="finding-0-references"[^>]*value="pmid:9"', html)


def test_readers_see_which_way_a_finding_points_in_whom_and_the_badge(
    app: Flask, client: FlaskClient
) -> None:
    harm = replace(FINDING, statement="It may harm.", direction=Direction.HARMS, in_fibromyalgia=False)
    with app.app_context():
        make_article(findings=(FINDING, harm))
    html = text_of(client, "/articles/long-nights/")
    assert "<dt>For pain:</dt><dd>helps a little</dd>" in html and "<dd>may harm a little</dd>" in html
    assert "<dd>Adults with fibromyalgia</dd>" in html and "<span>Certainty: low</span>" in html
    assert html.count("<dt>Studied in people with fibromyalgia:</dt><dd>no</dd>") == 1


def test_a_work_without_a_journal_ends_with_one_full_stop(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_article(references=(replace(COCHRANE, container="", volume="", page=""),))
    for path in ("/references/", "/articles/long-nights/"):
        html = " ".join(text_of(client, path).split())
        assert "<cite></cite>" not in html and ". ." not in html


def test_works_beyond_the_most_stay_in_the_box(app: Flask, staff_client: FlaskClient) -> None:
    article_id = open_desk(app)
    csl = json.dumps({"type": "book", "title": "Rest", "DOI": "10.1000/rest"})
    pasted = "\n".join([*(f"10.1000/n{at}" for at in range(40)), csl, "PMID 77", "nothing in here"])
    answer = press(staff_client, article_id, paste=pasted)
    page = answer.get_data(as_text=True)
    box = re.search(r'<textarea[^>]*name="paste"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert answer.status_code == 422 and "40 works at most" in page and box
    left = read_pasted(unescape(box[1]))
    assert [one.key for one in left.works] == [
        "doi:10.1000/n38",
        "doi:10.1000/n39",
        "doi:10.1000/rest",
        "pmid:77",
    ]
    assert left.works[2].title == "Rest" and "nothing in here" in left.left
