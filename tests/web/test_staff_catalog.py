"""Staff pages of the catalogue."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.audit.models import AuditEntry
from app.catalog.models import Product, ProductState, Variant
from app.catalog.queries import pictures_of, topic_ids_of
from app.db import db
from app.inventory.queries import items_of
from app.pricing.queries import current_prices
from tests.factories.catalog import make_category, make_maker, make_product, make_topic, make_variant
from tests.factories.media import huge_jpeg, picture_bytes
from tests.factories.shop import put_on_sale
from tests.support.queries import counted_queries


@pytest.fixture
def shelf(app: Flask) -> dict[str, str]:
    """What a filled form needs to name."""
    with app.app_context():
        return {
            "category": str(make_category().id),
            "maker": str(make_maker().id),
            "topic": str(make_topic().id),
        }


def filled(shelf: dict[str, str], **changes: str) -> dict[str, str]:
    return {
        "title": "Amber lamp", "tagline": "A low lamp.", "product_class": "1", "kind": "goods", **shelf,
        "in_the_hand": "Weight: 690 g\nNoise: silent", "body": "It is **dim**.", "warnings": "Hot.\n\nHeavy.",
        "returns": "14 days", "registered_for": "", "registered_in": "", "registered_as": "", **changes,
    }  # fmt: skip


def only_product(app: Flask) -> Product:
    with app.app_context():
        return db.session.scalars(select(Product)).one()


def text_of(answer: TestResponse) -> str:
    return " ".join(answer.get_data(as_text=True).split())


def logged(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        rows = db.session.execute(select(AuditEntry.action, AuditEntry.actor).order_by(AuditEntry.id))
        return [(action, actor) for action, actor in rows]


def test_a_product_goes_from_an_empty_form_to_the_shop(
    app: Flask, staff_client: FlaskClient, client: FlaskClient, shelf: dict[str, str]
) -> None:
    created = staff_client.post("/staff/products/", data=filled(shelf))
    assert created.status_code == 303
    desk = created.location
    assert "Add at least one variant" in text_of(staff_client.get(desk))
    refused = staff_client.post(f"{desk}publication")
    assert refused.status_code == 422 and "Not published" in text_of(refused)
    variant = {
        "sku": "sh-lamp",
        "name": "",
        "price": "68,00",
        "weight_g": "690",
        "tax_class": "standard",
        "units": "4",
    }
    assert staff_client.post(f"{desk}variants/", data=variant).status_code == 303
    assert "Amber lamp" in text_of(staff_client.get(f"{desk}preview/"))
    assert client.get("/products/amber-lamp/").status_code == 404
    assert staff_client.post(f"{desk}publication").status_code == 303
    page = text_of(client.get("/products/amber-lamp/"))
    assert "€68.00" in page and "SH-LAMP" in page and "<strong>dim</strong>" in page
    actions = [action for action, actor in logged(app) if actor.startswith("user:")]
    for action in ("product.created", "variant.added", "price.set", "stock.opened", "product.published"):
        assert action in actions


def test_what_cannot_be_kept_is_said_beside_its_field_and_nothing_typed_is_lost(
    app: Flask, staff_client: FlaskClient, shelf: dict[str, str]
) -> None:
    odd = filled(shelf, title="", in_the_hand="no colon here", body="Typed <b>text</b>.", category="٣")
    answer = staff_client.post("/staff/products/", data=odd)
    html = text_of(answer)
    assert answer.status_code == 422
    assert "<title>Error: Add a product" in html
    assert "Choose the shelf it stands on." in html
    assert "no colon here" in html and "Typed &lt;b&gt;text&lt;/b&gt;." in html
    second = staff_client.post("/staff/products/", data=filled(shelf, title="", in_the_hand="no colon here"))
    assert "Give the product a name." in text_of(second) and "a word, a colon" in text_of(second)


def test_an_empty_form_is_told_of_everything_at_once(app: Flask, staff_client: FlaskClient) -> None:
    """Two fields are missing: one that the form reads and one that the catalog judges. Nobody is sent back twice."""
    answer = staff_client.post(
        "/staff/products/", data={"kind": "goods", "product_class": "9", "shelf_position": "x"}
    )
    html = text_of(answer)
    assert answer.status_code == 422
    for sentence in (
        "Give the product a name.",
        "Choose one of the six classes.",
        "Choose the shelf it stands on.",
        "Give a whole number such as 2, or leave it empty.",
    ):
        assert html.count(sentence) == 2, f"{sentence} stands above the form and beside its field"


def test_only_declared_fields_of_a_form_change_anything(
    app: Flask, staff_client: FlaskClient, shelf: dict[str, str]
) -> None:
    sneaky = {column.name: "1" for column in Product.__table__.columns}
    sneaky |= {
        "state": "published",
        "published_at": "2020-01-01",
        "edition": "77",
        "body_html": "<script>x</script>",
    }
    staff_client.post("/staff/products/", data={**sneaky, **filled(shelf)})
    product = only_product(app)
    assert product.state is ProductState.DRAFT and product.published_at is None
    assert (product.edition, product.created_by, product.archived_at) == (1, "user:1", None)
    assert "<script>" not in product.body_html
    with app.app_context():
        variant = make_variant(product, sku="SH-1")
    columns = {column.name: "9" for column in Variant.__table__.columns}
    data = {
        **columns,
        "name": "Large",
        "price": "10",
        "weight_g": "5",
        "tax_class": "standard",
        "sku": "SH-EVIL",
    }
    staff_client.post(f"/staff/products/variants/{variant.id}/", data=data)
    with app.app_context():
        kept = db.session.get_one(Variant, variant.id)
        assert (kept.sku, kept.product_id, kept.withdrawn_at, kept.position) == ("SH-1", product.id, None, 0)


def test_an_edit_that_comes_too_late_is_shown_both_texts_and_can_be_kept(
    app: Flask, staff_client: FlaskClient, shelf: dict[str, str]
) -> None:
    desk = staff_client.post("/staff/products/", data=filled(shelf)).location
    staff_client.post(desk, data=filled(shelf, edition="1", tagline="Their line."))
    late = staff_client.post(desk, data=filled(shelf, edition="1", tagline="My line."))
    html = text_of(late)
    assert late.status_code == 409
    assert "Somebody else was quicker" in html and "Their line." in html and 'value="My line."' in html
    assert only_product(app).tagline == "Their line."
    assert 'name="edition" value="2"' in html
    assert staff_client.post(desk, data=filled(shelf, edition="2", tagline="My line.")).status_code == 303
    assert only_product(app).tagline == "My line."


def test_topics_and_facts_are_kept_in_their_order(
    app: Flask, staff_client: FlaskClient, shelf: dict[str, str]
) -> None:
    with app.app_context():
        sleep = make_topic("sleep", "Sleep")
    data = filled(shelf, topic=str(sleep.id), topic_2=shelf["topic"], topic_3=str(sleep.id))
    staff_client.post("/staff/products/", data=data)
    product = only_product(app)
    assert product.in_the_hand == [["Weight", "690 g"], ["Noise", "silent"]]
    assert product.warnings == ["Hot.", "Heavy."]
    with app.app_context():
        assert topic_ids_of([product.id])[product.id] == [sleep.id, int(shelf["topic"])]


@pytest.mark.parametrize("field", ["category", "maker", "topic"])
def test_a_row_that_does_not_exist_is_refused_and_breaks_nothing(
    staff_client: FlaskClient, shelf: dict[str, str], field: str
) -> None:
    answer = staff_client.post("/staff/products/", data=filled(shelf, **{field: "99999"}))
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "changes",
    [{"price": "0"}, {"price": "-1"}, {"price": "1.005"}, {"price": "²"}, {"price": "1e3"}, {"price": "99999999"},
     {"weight_g": ""}, {"weight_g": "-1"}, {"weight_g": "1.5"}, {"sku": "a b!"}, {"units": "-3"}, {"units": "٣"},
     {"tax_class": "none"}],
)  # fmt: skip
def test_an_odd_variant_is_refused_with_everything_kept(
    app: Flask, staff_client: FlaskClient, changes: dict[str, str]
) -> None:
    with app.app_context():
        product = make_product()
    usual = {
        "sku": "SH-1",
        "name": "Large one",
        "price": "24",
        "weight_g": "1",
        "tax_class": "standard",
        "units": "1",
    }
    answer = staff_client.post(f"/staff/products/{product.id}/variants/", data={**usual, **changes})
    assert answer.status_code == 422
    assert "Error: " in text_of(answer) and 'value="Large one"' in text_of(answer)
    with app.app_context():
        assert db.session.scalars(select(Variant)).all() == []


def test_a_price_is_changed_and_the_old_one_stays_in_the_history(
    app: Flask, staff_client: FlaskClient
) -> None:
    with app.app_context():
        variant = put_on_sale(price=2400)
    address = f"/staff/products/variants/{variant.id}/"
    data = {"name": "", "price": "€ 19.50", "weight_g": "400", "tax_class": "standard"}
    assert staff_client.post(address, data=data).status_code == 303
    html = text_of(staff_client.get(address))
    assert "€24.00" in html and "€19.50" in html
    with app.app_context():
        assert current_prices([variant.id], "EUR")[variant.id].minor == 1950


def test_a_withdrawn_variant_leaves_the_shop(
    app: Flask, staff_client: FlaskClient, client: FlaskClient
) -> None:
    with app.app_context():
        product = make_product(topic_ids=(make_topic().id,))
        variant, other = put_on_sale(product, sku="SH-GONE"), put_on_sale(product, sku="SH-LAST")
    assert staff_client.post(f"/staff/products/variants/{variant.id}/withdrawal").status_code == 303
    refused = staff_client.post(f"/staff/products/variants/{other.id}/withdrawal")
    assert refused.status_code == 422 and "It stands in the shop." in text_of(refused)
    assert "SH-GONE" not in text_of(client.get("/products/wool-hot-water-bottle/"))


def upload(
    client: FlaskClient, product_id: int, data: bytes, alt: str = "A lamp on a table."
) -> TestResponse:
    return client.post(
        f"/staff/products/{product_id}/pictures/",
        data={"picture": (BytesIO(data), "../../x.svg"), "alt": alt},
    )


def test_a_picture_with_words_is_put_on_the_product(
    app: Flask, staff_client: FlaskClient, client: FlaskClient
) -> None:
    with app.app_context():
        variant = put_on_sale()
    assert upload(staff_client, variant.product_id, picture_bytes()).status_code == 303
    html = text_of(client.get("/products/wool-hot-water-bottle/"))
    assert 'alt="A lamp on a table."' in html
    assert "../" not in html


@pytest.mark.parametrize("data", [b"", b"<svg onload=alert(1)>", b"GIF89a", huge_jpeg()])
def test_a_hostile_file_is_refused_and_the_words_are_kept(
    app: Flask, staff_client: FlaskClient, data: bytes
) -> None:
    with app.app_context():
        product = make_product()
    answer = upload(staff_client, product.id, data, alt="My words.")
    assert answer.status_code == 422
    assert "My words." in text_of(answer) and 'id="picture-error"' in text_of(answer)


def test_a_picture_without_words_is_refused(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        product = make_product()
    answer = upload(staff_client, product.id, picture_bytes(), alt=" ")
    assert answer.status_code == 422 and "Describe the picture" in text_of(answer)
    with app.app_context():
        assert pictures_of([product.id]) == {}


def test_pictures_change_their_words_their_place_and_leave(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        product = make_product()
    for colour in ("red", "blue"):
        upload(staff_client, product.id, picture_bytes(colour=colour), alt=f"A {colour} lamp.")

    def alts() -> list[str]:
        with app.app_context():
            return [picture.alt for picture in pictures_of([product.id]).get(product.id, [])]

    with app.app_context():
        red, blue = [picture.id for picture in pictures_of([product.id])[product.id]]
    base = f"/staff/products/{product.id}/pictures"
    staff_client.post(f"{base}/{blue}/lead")
    assert alts() == ["A blue lamp.", "A red lamp."]
    assert staff_client.post(f"{base}/{red}/", data={"alt": " "}).status_code == 422
    staff_client.post(f"{base}/{red}/", data={"alt": "A clay lamp."})
    left = staff_client.post(f"{base}/{blue}/removal", follow_redirects=True)
    assert "The picture is kept." in text_of(left), "one is left"
    assert alts() == ["A clay lamp."]
    assert staff_client.get(f"{base}/{red}/").status_code == 200
    assert staff_client.get(f"{base}/{blue}/").status_code == 404
    assert "There is no picture now." in text_of(
        staff_client.post(f"{base}/{red}/removal", follow_redirects=True)
    )
    upload(staff_client, product.id, picture_bytes(), alt="A lamp.")
    both = upload(staff_client, product.id, picture_bytes(colour="blue"), alt="Another.")
    assert "The pictures are kept." in text_of(staff_client.get(both.headers["Location"]))


def test_a_claim_is_shown_and_a_decision_with_a_reason_lets_a_device_be_published(
    app: Flask, staff_client: FlaskClient
) -> None:
    from app.catalog.queries import get_product
    from app.catalog.readiness import list_open_claims

    with app.app_context():
        topic = make_topic()
        product = make_product(
            "Warm belt", published=False, product_class=4, body="It relieves pain.", topic_ids=(topic.id,)
        )
        put_on_sale(product)
        claim = list_open_claims(get_product(product.id))[0]
    desk = f"/staff/products/{product.id}/"
    assert "It relieves pain." in text_of(staff_client.get(desk))
    assert "Decide about each claim" in text_of(staff_client.post(f"{desk}publication"))
    assert (
        staff_client.post(
            f"{desk}claims/{claim.fingerprint}", data={f"reason-{claim.fingerprint}": " "}
        ).status_code
        == 422
    )
    decided = staff_client.post(
        f"{desk}claims/{claim.fingerprint}", data={f"reason-{claim.fingerprint}": "Registered use."}
    )
    assert decided.status_code == 303
    assert (
        staff_client.post(
            f"{desk}claims/{claim.fingerprint}", data={f"reason-{claim.fingerprint}": "Again."}
        ).status_code
        == 409
    )
    assert staff_client.post(f"{desk}publication").status_code == 303
    assert "claim.decided" in [action for action, _ in logged(app)]


def test_unpublishing_and_archiving_take_it_off(
    app: Flask, staff_client: FlaskClient, client: FlaskClient
) -> None:
    with app.app_context():
        product = put_on_sale().product_id
    staff_client.post(f"/staff/products/{product}/draft")
    assert client.get("/products/wool-hot-water-bottle/").status_code == 404
    staff_client.post(f"/staff/products/{product}/archive")
    assert client.get("/products/wool-hot-water-bottle/").status_code == 410


def test_the_list_finds_by_name_and_sku_and_goes_on(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        for number in range(32):
            make_product(f"Lamp {number:02}")
        make_variant(make_product("Cushion"), sku="SH-CUSH")
    assert "Cushion" in text_of(staff_client.get("/staff/products/?q=sh-cus"))
    assert "Nothing is called that" in text_of(staff_client.get("/staff/products/?q=%25"))
    first = text_of(staff_client.get("/staff/products/?q=Lamp"))
    assert "Lamp 29" in first and "Lamp 30" not in first
    onward = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = text_of(staff_client.get(onward))
    assert "Lamp 30" in second and "Lamp 29" not in second


def test_the_list_asks_as_often_for_twenty_as_for_one(app: Flask, staff_client: FlaskClient) -> None:
    def asked() -> int:
        with counted_queries(app) as sent:
            staff_client.get("/staff/products/")
        return len(sent)

    with app.app_context():
        make_variant(make_product("Lamp"))
    for_one = asked()
    with app.app_context():
        for number in range(19):
            make_variant(make_product(f"Lamp {number}"))
    assert asked() == for_one


def test_a_new_variant_has_the_units_that_were_counted(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        product = make_product()
    data = {"sku": "SH-1", "price": "24", "weight_g": "0", "tax_class": "", "units": "12"}
    assert staff_client.post(f"/staff/products/{product.id}/variants/", data=data).status_code == 303
    with app.app_context():
        variant = db.session.scalars(select(Variant)).one()
        assert items_of([variant.id])[variant.id].on_hand == 12
