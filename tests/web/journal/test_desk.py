"""The writing desk, resources and doors for staff."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.asking import Found, LinkState
from app.community.queries import list_doors
from app.content.drafts import draft_from_json
from app.content.models import ArticleState
from app.db import db, transaction
from app.relatedness.models import Edge, EdgeState
from app.resources.health import keep_found
from app.resources.models import Resource
from tests.factories.catalog import make_topic
from tests.factories.journal import (
    MORNING,
    make_article,
    make_open_door,
    make_resource,
)
from tests.factories.shop import put_on_sale
from tests.support.staff import sign_in
from tests.web.journal.desk import FORM, open_desk, stored


def test_an_article_is_begun_written_and_published(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        make_topic("sleep", "Sleep")
        resource, door = make_resource(), make_open_door()
        variant = put_on_sale(title="Wool hot-water bottle")
    answer = staff_client.post("/staff/articles/new/", data={"title": "Longer nights", "article_class": "B"})
    assert answer.status_code == 303
    desk = answer.location
    assert staff_client.get(desk).status_code == 200
    assert staff_client.post(desk, data={**FORM, "revision": "1"}).status_code == 303
    refused = staff_client.post(f"{desk}publication")
    assert refused.status_code == 422 and "Lead to at least one resource." in refused.get_data(as_text=True)
    for kind, identity in (("resource", resource.id), ("door", door.id), ("product", variant.product_id)):
        assert staff_client.post(f"{desk}links/", data={"kind": kind, "id": str(identity)}).status_code == 303
    assert staff_client.get(f"{desk}preview/").status_code == 200
    assert staff_client.post(f"{desk}publication").status_code == 303
    html = staff_client.get("/articles/longer-nights/").get_data(as_text=True)
    assert "A trial of lamps" in html and "1,234" in html and "A second work" in html
    assert staff_client.post(f"{desk}archive").status_code == 303
    assert staff_client.get("/articles/longer-nights/").status_code == 404


def test_the_form_comes_back_as_it_was_kept(app: Flask, staff_client: FlaskClient) -> None:
    article_id = open_desk(app)
    staff_client.post(f"/staff/articles/{article_id}/", data={**FORM, "revision": "1"})
    draft = draft_from_json(stored(app, article_id).draft)
    assert draft.body == "## Within reach\n\nA lamp [@pmid:123]."
    assert [one.key for one in draft.references] == ["pmid:123", "doi:10.1000/xyz"]
    assert draft.findings[0].people == 1234
    html = staff_client.get(f"/staff/articles/{article_id}/").get_data(as_text=True)
    assert "Bidonde, Busch (2017). <strong>A trial of lamps</strong>" in html
    assert 'name="reference-0-key" value="pmid:123"' in html and 'name="reference-0-title"' not in html


def test_two_editors_lose_nothing(
    app: Flask, staff_client: FlaskClient, new_client: Callable[[], FlaskClient]
) -> None:
    article_id = open_desk(app)
    other = sign_in(app, new_client(), role="editor")
    address = f"/staff/articles/{article_id}/"
    assert (
        other.post(address, data={**FORM, "body": "Theirs, all of it.", "revision": "1"}).status_code == 303
    )
    refused = staff_client.post(address, data={**FORM, "body": "Mine, all of it.", "revision": "1"})
    html = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert "Theirs, all of it." in html and "Mine, all of it." in html
    assert draft_from_json(stored(app, article_id).draft).body == "Theirs, all of it."
    assert 'name="revision" value="2"' in html
    assert (
        staff_client.post(address, data={**FORM, "body": "Mine, all of it.", "revision": "2"}).status_code
        == 303
    )
    assert draft_from_json(stored(app, article_id).draft).body == "Mine, all of it."


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Give it a title"),
        ("title", "x" * 200, "120 signs"),
        ("summary", "x" * 301, "300 signs"),
        ("reviewed_on", "next week", "Write the day as"),
        ("finding-0-people", "\u00b2", "as a number"),
        ("finding-0-last_searched", "in spring", "“in spring” is none"),
        ("reference-0-pmid", "\u0663", "digits only"),
        ("reference-0-year", "in press", "“in press” is none"),
        ("reference-0-doi", "not a doi", "“not a doi” is none"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    app: Flask, staff_client: FlaskClient, field: str, value: str, sentence: str
) -> None:
    article_id = open_desk(app)
    answer = staff_client.post(f"/staff/articles/{article_id}/", data={**FORM, "revision": "1", field: value})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in html and f'href="#{field}"' in html
    assert "A lamp [@pmid:123]." in html and "A trial of lamps" in html
    assert stored(app, article_id).revision == 1


@pytest.mark.parametrize(
    ("field", "value", "where"),
    [
        ("finding-4-intervention", "A long bath", "finding-1-statement"),
        ("finding-1-cites", "pmid:123", "finding-1-statement"),
        ("reference-3-authors", "Bidonde, Julia", "reference-2-title"),
        ("reference-3-container", "Pain", "reference-2-title"),
    ],
)
def test_a_row_that_was_only_begun_is_not_thrown_away(
    app: Flask, staff_client: FlaskClient, field: str, value: str, where: str
) -> None:
    article_id = open_desk(app)
    answer = staff_client.post(f"/staff/articles/{article_id}/", data={**FORM, "revision": "1", field: value})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422 and f'href="#{where}"' in html and value in html
    assert stored(app, article_id).revision == 1


def test_a_row_beyond_the_most_is_said_and_not_thrown_away(app: Flask, staff_client: FlaskClient) -> None:
    article_id = open_desk(app)
    full: dict[str, str] = {"title": "Many", "article_class": "B", "revision": "1"}
    for at in range(40):
        full |= {f"reference-{at}-title": f"Work {at}", f"reference-{at}-pmid": str(1000 + at)}
        full |= {f"finding-{at}-statement": f"Finding {at}.", f"finding-{at}-references": "pmid:1000"}
    address = f"/staff/articles/{article_id}/"
    assert staff_client.post(address, data=full).status_code == 303
    for name, sent in (
        ("reference-40-title", {"reference-40-title": "One too many", "reference-40-pmid": "7"}),
        ("finding-40-statement", {"finding-40-statement": "One too many."}),
    ):
        answer = staff_client.post(address, data={**full, **sent, "revision": "2"})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422 and "One too many" in page and f'href="#{name}"' in page
    assert len(draft_from_json(stored(app, article_id).draft).references) == 40


def test_a_finding_goes_when_its_statement_is_emptied(app: Flask, staff_client: FlaskClient) -> None:
    article_id = open_desk(app)
    address = f"/staff/articles/{article_id}/"
    assert staff_client.post(address, data={**FORM, "revision": "1"}).status_code == 303
    without = {**FORM, "revision": "2", "finding-0-statement": ""}
    assert staff_client.post(address, data=without).status_code == 303
    assert draft_from_json(stored(app, article_id).draft).findings == ()


def test_more_authors_than_are_kept_are_said_to_be_more(app: Flask, staff_client: FlaskClient) -> None:
    article_id = open_desk(app)
    names = "\n".join(f"Name{at}, A" for at in range(60))
    form = {**FORM, "revision": "1", "reference-0-authors": names}
    assert staff_client.post(f"/staff/articles/{article_id}/", data=form).status_code == 303
    work = draft_from_json(stored(app, article_id).draft).references[0]
    assert len(work.authors) == 50 and work.et_al


def test_what_is_wrong_with_a_reference_is_said_where_its_row_comes_back(
    app: Flask, staff_client: FlaskClient
) -> None:
    article_id = open_desk(app)
    form = {**FORM, "revision": "1", "reference-2-doi": "not a doi"}
    answer = staff_client.post(f"/staff/articles/{article_id}/", data=form)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "A DOI looks like" in html
    assert 'href="#reference-1-doi"' in html and 'id="reference-1-title" name="reference-1-title"' in html


@pytest.mark.parametrize("revision", ["", "0", "x", "-1", "\u0661", "9" * 30])
def test_an_odd_revision_is_a_stale_one(app: Flask, staff_client: FlaskClient, revision: str) -> None:
    article_id = open_desk(app)
    answer = staff_client.post(f"/staff/articles/{article_id}/", data={**FORM, "revision": revision})
    assert answer.status_code == 409


def test_links_are_found_added_ordered_taken_away_and_refused(app: Flask, staff_client: FlaskClient) -> None:
    article_id = open_desk(app)
    with app.app_context():
        variants = [put_on_sale(title=f"Pillow {name}", sku=f"SH-{name}") for name in ("ONE", "TWO")]
    address = f"/staff/articles/{article_id}/links/"
    found = staff_client.get(f"{address}?kind=product&words=pillow").get_data(as_text=True)
    assert "Pillow ONE" in found and "Pillow TWO" in found
    for variant in variants:
        staff_client.post(address, data={"kind": "product", "id": str(variant.product_id)})
    with app.app_context():
        first, second = db.session.scalars(select(Edge.id).order_by(Edge.rank)).all()
    assert staff_client.post(f"{address}{second}/up").status_code == 303
    assert staff_client.post(f"{address}{first}/remove").status_code == 303
    assert staff_client.post(f"{address}{first}/remove").status_code == 404
    assert staff_client.post(f"{address}{second}/reject").status_code == 404
    with app.app_context():
        shown = select(Edge.id).where(Edge.state == EdgeState.SHOWN)
        assert db.session.scalars(shown).all() == [second]
    assert staff_client.get(address).status_code == 200


@pytest.mark.parametrize("kind", ["product", "resource", "door", "article", "person", ""])
@pytest.mark.parametrize("identity", ["999", "", "x", "\u00b2", "1" * 30])
def test_a_link_to_nothing_is_refused(
    app: Flask, staff_client: FlaskClient, kind: str, identity: str
) -> None:
    article_id = open_desk(app)
    answer = staff_client.post(f"/staff/articles/{article_id}/links/", data={"kind": kind, "id": identity})
    assert answer.status_code == 404


def test_a_none_is_recorded_and_taken_back(app: Flask, staff_client: FlaskClient) -> None:
    article_id = open_desk(app)
    address = f"/staff/articles/{article_id}/none"
    staff_client.post(address, data={"what": "products", "reason": "Nothing fits."})
    assert stored(app, article_id).none_products == "Nothing fits."
    staff_client.post(address, data={"what": "products", "reason": " "})
    assert stored(app, article_id).none_products is None
    assert staff_client.post(address, data={"what": "slug", "reason": "x"}).status_code == 422


def test_the_address_moves_and_the_old_one_leads_to_it(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        article_id = make_article().id
    address = f"/staff/articles/{article_id}/"
    assert staff_client.post(f"{address}address", data={"slug": "Quiet nights"}).status_code == 303
    assert staff_client.get("/articles/long-nights/").location == "/articles/quiet-nights/"
    assert staff_client.post(f"{address}address", data={"slug": "!!"}).status_code == 422


def test_a_draft_is_sent_to_review_and_found_in_the_list(app: Flask, staff_client: FlaskClient) -> None:
    article_id = open_desk(app)
    staff_client.post(f"/staff/articles/{article_id}/review")
    assert stored(app, article_id).state is ArticleState.IN_REVIEW
    html = staff_client.get("/staff/articles/?words=nights").get_data(as_text=True)
    assert "Long nights" in html and "In review" in html
    assert "Nothing is called that" in staff_client.get("/staff/articles/?words=%25").get_data(as_text=True)


def test_what_is_missing_leads_to_where_it_is_mended(app: Flask, staff_client: FlaskClient) -> None:
    address = staff_client.post("/staff/articles/new/", data={"title": "Slow", "article_class": "B"}).location
    desk = staff_client.get(address).get_data(as_text=True)
    assert '<a class="tall-link" href="#summary">Write the one-sentence summary.</a>' in desk
    assert '<a class="tall-link" href="#topic-1">Choose at least one topic that exists.</a>' in desk
    assert f'<a class="tall-link" href="{address}links/">Lead to at least one resource.</a>' in desk
    assert desk.count(">Type one by hand<") == 1
    assert "Something to try" in staff_client.get("/staff/articles/").get_data(as_text=True)


def test_a_resource_is_added_changed_and_withdrawn(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        make_topic("sleep", "Sleep")
    form = {"title": "Sleep pages", "url": "https://example.org/", "kind": "guide", "publisher": "NHS",
            "summary": "Pages on sleep.", "language": "en", "cost": "free", "topics": ["sleep"]}  # fmt: skip
    bad = staff_client.post("/staff/resources/new/", data={**form, "url": "javascript:alert(1)"})
    assert bad.status_code == 422 and "Pages on sleep." in bad.get_data(as_text=True)
    assert staff_client.post("/staff/resources/new/", data=form).status_code == 303
    with app.app_context():
        resource_id = db.session.scalars(select(Resource.id)).one()
    address = f"/staff/resources/{resource_id}/"
    assert staff_client.get(address).status_code == 200
    assert (
        staff_client.post(address, data={**form, "title": "Better pages", "revision": "1"}).status_code == 303
    )
    assert staff_client.post(address, data={**form, "revision": "1"}).status_code == 409
    assert "Better pages" in staff_client.get("/resources/sleep-pages/").get_data(as_text=True)
    assert staff_client.post(f"{address}withdrawal").status_code == 303
    assert staff_client.get("/resources/sleep-pages/").status_code == 404
    assert staff_client.post(f"{address}restoration").status_code == 303
    assert "Better pages" in staff_client.get("/staff/resources/").get_data(as_text=True)


def test_a_door_is_made_changed_and_closed(app: Flask, staff_client: FlaskClient) -> None:
    form = {"name": "The porch", "kind": "forum", "language": "en", "place": "Anywhere", "summary": "Quiet.",
            "invitation": "https://example.org/1", "what_to_expect": "Few posts.\nNo chat.", "rules": ""}  # fmt: skip
    assert staff_client.get("/staff/doors/new/").status_code == 200
    assert staff_client.post("/staff/doors/new/", data={**form, "what_to_expect": ""}).status_code == 422
    assert staff_client.post("/staff/doors/new/", data=form).status_code == 303
    with app.app_context():
        door_id = list_doors()[0].id
    address = f"/staff/doors/{door_id}/"
    rotated = {**form, "invitation": "https://example.org/2", "revision": "1"}
    assert staff_client.post(address, data=rotated).status_code == 303
    assert "https://example.org/2" in staff_client.post("/join/the-porch/").get_data(as_text=True)
    assert staff_client.post(f"{address}closing").status_code == 303
    assert staff_client.get("/join/the-porch/").status_code == 404
    assert staff_client.post(f"{address}opening").status_code == 303
    html = staff_client.get("/staff/doors/").get_data(as_text=True)
    assert "The porch" in html and "Open" in html


@pytest.mark.parametrize("role", ["merchant", "support", "moderator"])
def test_others_may_not_write(app: Flask, new_client: Callable[[], FlaskClient], role: str) -> None:
    article_id = open_desk(app)
    visitor = sign_in(app, new_client(), role=role)
    assert visitor.get(f"/staff/articles/{article_id}/").status_code == 403
    assert visitor.post(f"/staff/articles/{article_id}/", data={**FORM, "revision": "1"}).status_code == 403
    assert visitor.post(f"/staff/articles/{article_id}/publication").status_code == 403


def test_staff_see_which_addresses_are_broken_and_where_others_have_gone(
    app: Flask, staff_client: FlaskClient
) -> None:
    with app.app_context():
        broken, moved = make_resource("A closed leaflet"), make_resource("A leaflet elsewhere")
        for one, found in (
            (broken, Found(state=LinkState.BROKEN, said="It answers 404.")),
            (
                moved,
                Found(state=LinkState.MOVED, said="It has moved for good.", moved_to="https://new.example/"),
            ),
        ):
            with transaction():
                keep_found(one.id, one.url, found, now=MORNING)
    listed = staff_client.get("/staff/resources/?link=broken").get_data(as_text=True)
    assert (
        "A closed leaflet" in listed and "It answers 404." in listed and "A leaflet elsewhere" not in listed
    )
    everything = staff_client.get("/staff/resources/?link=nonsense").get_data(as_text=True)
    assert "A leaflet elsewhere" in everything and "Has moved" in everything
    form = staff_client.get(f"/staff/resources/{moved.id}/").get_data(as_text=True)
    assert "It is now at https://new.example/." in form
    today = staff_client.get("/staff/").get_data(as_text=True)
    assert "resources whose addresses are broken or have moved" in today


def test_the_toolbar_stands_between_the_label_of_the_text_and_its_field(
    app: Flask, staff_client: FlaskClient
) -> None:
    page = staff_client.get(f"/staff/articles/{open_desk(app)}/").get_data(as_text=True)
    places = [
        page.index(one)
        for one in ('for="body"', 'role="toolbar"', '<textarea class="input input-full" id="body"')
    ]
    assert places == sorted(places)
