"""What the desk's script asks while somebody writes, and the same without script."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.catalog.publishing import unpublish_product
from app.clock import utcnow
from app.content.drafts import draft_from_json
from app.db import db, transaction
from app.media.models import Picture
from tests.factories.catalog import make_topic
from tests.factories.journal import ACTOR, make_article, make_open_door, make_resource
from tests.factories.media import make_picture, picture_bytes
from tests.factories.shop import put_on_sale
from tests.web.journal.desk import open_desk, press, stored


def test_a_text_is_shown_by_the_readers_renderer_and_nothing_is_kept(
    app: Flask, staff_client: FlaskClient
) -> None:
    article_id = open_desk(app)
    hostile = "<script>alert(1)</script> [x](javascript:alert(1))"
    body = f"## Here\n\n{hostile} **bold**\n\n::video{{https://a.example/b|A film}}"
    answer = staff_client.post(f"/staff/articles/{article_id}/look", data={"body": body}).get_json()
    assert '<h2 id="part-here">Here</h2>' in answer["html"] and "<strong>bold</strong>" in answer["html"]
    assert "<script" not in answer["html"] and 'href="javascript' not in answer["html"]
    assert stored(app, article_id).revision == 1
    long = staff_client.post(f"/staff/articles/{article_id}/look", data={"body": "x " * 200_000}).get_json()
    assert long == {"html": None, "note": "This text is too long to be one page; please split it."}


def test_things_are_found_by_their_title_with_the_line_that_shows_them(
    app: Flask, staff_client: FlaskClient
) -> None:
    with app.app_context():
        make_topic("sleep", "Sleep")
        make_resource(), make_open_door(), put_on_sale(title="Wool hot-water bottle")
        picture = make_picture()
        words, number = picture.alt, picture.id
    for kind, part, directive in (
        ("product", "hot-water", "::product{wool-hot-water-bottle}"),
        ("resource", "nhs", "::resource{sleep-from-the-nhs}"),
        ("door", "porch", "::door{the-porch}"),
        ("picture", words[:6], f"::figure{{{number}}}"),
    ):
        found = staff_client.get(f"/staff/articles/things/?kind={kind}&words={part}").get_json()["things"]
        assert [one["directive"] for one in found] == [directive], kind
    for kind, part in (("product", "%"), ("user", ""), ("", "x"), ("picture", "no such words")):
        assert staff_client.get(f"/staff/articles/things/?kind={kind}&words={part}").get_json() == {
            "things": []
        }


def test_a_picture_comes_into_the_text_with_its_words_or_not_at_all(
    app: Flask, staff_client: FlaskClient
) -> None:
    article_id = open_desk(app)
    address = f"/staff/articles/{article_id}/pictures"
    for fields, field in (
        ({"figure_alt": "A lamp."}, "figure"),
        ({"figure": (BytesIO(picture_bytes()), "lamp.jpg")}, "figure_alt"),
        ({"figure": (BytesIO(b"<svg>"), "lamp.svg"), "figure_alt": "A lamp."}, "figure"),
    ):
        refused = staff_client.post(address, data=fields)
        assert refused.get_json()["field"] == field and refused.status_code >= 400
    with app.app_context():
        assert db.session.query(Picture).count() == 0
    fields = {"figure": (BytesIO(picture_bytes()), "lamp.jpg"), "figure_alt": "A lamp beside a bed."}
    made = staff_client.post(address, data=fields).get_json()
    assert made["directive"] == "::figure{1}"


def test_without_script_a_picture_goes_to_the_end_of_the_text(app: Flask, staff_client: FlaskClient) -> None:
    article_id = open_desk(app)
    file = (BytesIO(picture_bytes()), "lamp.jpg")
    refused = press(staff_client, article_id, then="figure", figure_alt="A lamp.")
    assert refused.status_code == 422 and "A lamp [@pmid:123]." in refused.get_data(as_text=True)
    assert (
        press(
            staff_client, article_id, then="figure", figure_alt="A lamp beside a bed.", figure=file
        ).status_code
        == 303
    )
    assert draft_from_json(stored(app, article_id).draft).body.endswith(
        "A lamp [@pmid:123].\n\n::figure{1}\n"
    )
    page = staff_client.get(f"/staff/articles/{article_id}/preview/").get_data(as_text=True)
    assert 'alt="A lamp beside a bed."' in page


def test_readers_see_a_figure_with_its_caption(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        picture = make_picture()
        make_article(body=f"Text.\n\n::figure{{{picture.id}|The plan}}\n")
        words = picture.alt
    page = staff_client.get("/articles/long-nights/").get_data(as_text=True)
    assert f'alt="{words}"' in page and "<figcaption>The plan</figcaption>" in page


@pytest.mark.parametrize("number", [999, 10**11])
def test_a_picture_that_is_not_there_is_said_before_publishing(
    app: Flask, staff_client: FlaskClient, number: int
) -> None:
    article_id = open_desk(app)
    press(staff_client, article_id, body=f"::figure{{{number}}}")
    page = staff_client.get(f"/staff/articles/{article_id}/").get_data(as_text=True)
    assert f"The text shows the picture {number}, which readers cannot see." in page
    assert staff_client.get(f"/staff/articles/{article_id}/preview/").status_code == 200


def test_a_text_leads_to_itself_and_not_to_what_has_gone(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        variant = put_on_sale(title="Wool hot-water bottle", sku="SH-WHB")
        links = "[the bottle](/products/wool-hot-water-bottle/) [this](/articles/long-nights/)"
        body = f"::product{{wool-hot-water-bottle}}\n\n{links}\n"
        make_article(body=body, products=(variant.product_id,))
        with transaction():
            unpublish_product(variant.product_id, actor=ACTOR, now=utcnow())
    page = staff_client.get("/articles/long-nights/").get_data(as_text=True)
    assert "the bottle" in page and 'href="/products/wool-hot-water-bottle/' not in page
    assert page.count("<h1") == 1, "an article does not hold itself"
