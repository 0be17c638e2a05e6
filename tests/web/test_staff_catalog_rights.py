"""Who may see and do what on the staff pages of catalogue and stock: every route, every role."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.shop import put_on_sale
from tests.support.staff import sign_in

ROUTES = [
    ("GET", "/staff/products/"), ("GET", "/staff/products/new/"), ("POST", "/staff/products/"),
    ("GET", "/staff/products/1/"), ("POST", "/staff/products/1/"), ("GET", "/staff/products/1/preview/"),
    ("GET", "/staff/products/1/variants/new/"), ("POST", "/staff/products/1/variants/"),
    ("GET", "/staff/products/variants/1/"), ("POST", "/staff/products/variants/1/"),
    ("POST", "/staff/products/variants/1/withdrawal"), ("GET", "/staff/products/1/pictures/new/"),
    ("POST", "/staff/products/1/pictures/"), ("GET", "/staff/products/1/pictures/1/"),
    ("POST", "/staff/products/1/pictures/1/"), ("POST", "/staff/products/1/pictures/1/lead"),
    ("POST", "/staff/products/1/pictures/1/removal"), ("POST", "/staff/products/1/publication"),
    ("POST", "/staff/products/1/draft"), ("POST", "/staff/products/1/archive"), ("POST", "/staff/products/1/claims/x"),
    ("GET", "/staff/products/furniture/"), ("GET", "/staff/products/shelves/new/"),
    ("POST", "/staff/products/shelves/"),
    ("GET", "/staff/products/shelves/1/"), ("POST", "/staff/products/shelves/1/"),
    ("GET", "/staff/products/makers/new/"), ("POST", "/staff/products/makers/"),
    ("GET", "/staff/products/makers/1/"), ("POST", "/staff/products/makers/1/"),
    ("GET", "/staff/products/1/files/new/"), ("POST", "/staff/products/1/files/"),
    ("POST", "/staff/products/1/files/1/removal"),
    ("GET", "/staff/stock/"), ("GET", "/staff/stock/1/"), ("POST", "/staff/stock/1/"),
    ("POST", "/staff/stock/1/deliveries"),
]  # fmt: skip


def test_every_route_of_these_halls_stands_in_the_list_above(app: Flask) -> None:
    known = {(method, path.replace("/x", "/1")) for method, path in ROUTES}
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(("staff_catalog.", "staff_stock.")):
            path = rule.rule
            for argument in rule.arguments:
                for kind in (f"<int:{argument}>", f"<{argument}>"):
                    path = path.replace(kind, "1")
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                assert (method, path) in known


@pytest.mark.parametrize("role", ["editor", "moderator", "support"])
def test_roles_without_the_permission_are_turned_away_everywhere(
    app: Flask, new_client: Callable[[], FlaskClient], role: str
) -> None:
    with app.app_context():
        put_on_sale()
    client = sign_in(app, new_client(), role=role)
    answers = {(method, path): client.open(path, method=method).status_code for method, path in ROUTES}
    assert set(answers.values()) == {403}, answers


def test_strangers_are_led_to_the_sign_in(app: Flask, client: FlaskClient) -> None:
    for method, path in ROUTES:
        answer = client.open(path, method=method)
        assert answer.status_code == 302 and "sign-in" in answer.location, path


def test_a_merchant_may(app: Flask, new_client: Callable[[], FlaskClient]) -> None:
    client = sign_in(app, new_client(), role="merchant")
    assert client.get("/staff/products/").status_code == 200
    assert client.get("/staff/stock/").status_code == 200


@pytest.mark.parametrize("path", ["/staff/products/9/", "/staff/products/variants/9/", "/staff/stock/9/"])
def test_what_is_not_there_is_404(staff_client: FlaskClient, path: str) -> None:
    assert staff_client.get(path).status_code == 404
    assert staff_client.post(path, data={"edition": "1", "price": "1", "weight_g": "1"}).status_code in (
        404,
        422,
    )
