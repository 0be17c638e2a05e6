"""The matrix: every route of the map, asked by a stranger, by each role, and with links that belong to something else.

A route is open to everybody, or names a permission, or belongs to the sign-in; one that is none of these fails here.
"""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.accounts.rules import Role, may
from tests.support.house import House, send
from tests.support.rows import Rows

#: halls without a door: what they show is public, or opens by an unguessable token or by the visitor's own cookie
OPEN = {
    "blog",
    "cart",
    "checkout",
    "comments",
    "community",
    "erasure",
    "health",
    "media",
    "newsletter",
    "orders",
    "preview",
    "sign_in",
    "site",
    "store",
    "webhooks",
    "withdrawal",
}
#: pages of the sign-in that a stranger meets
FOR_STRANGERS = {"security.login", "security.mf_recovery", "security.two_factor_token_validation"}
NOT_HERE = {"security.tf_select", "security.two_factor_rescue"}
#: with an empty form, or by another than whose it is, these look for something and do not find it
ASK_FOR_MORE = {"staff_catalog.decide_claim", "staff_content.add_link", "staff_content.dispose"}
#: lead on to the page with the button, which looks at the token
ONE_CLICK_PAGES = ("newsletter.one_click_page", "comments.one_click_page")
TOKENS = (
    "sign_in",
    "erase",
    "confirm",
    "undo",
    "preferences",
    "unsubscribe",
    "order",
    "basket_link",
    "download",
    "confirm_comment",
    "own_comments",
    "stop_answers",
    "draft_link",
)


def permission_of(app: Flask, rule: Rule) -> str | None:
    return getattr(app.view_functions[rule.endpoint], "permission", None)


def is_for_shoppers(app: Flask, rule: Rule) -> bool:
    return getattr(app.view_functions[rule.endpoint], "is_for_shoppers", False)


def asked(house: House) -> list[tuple[Rule, str, str]]:
    """Every route with its real address, once for each method."""
    return [
        (rule, method, house.address_of(rule))
        for rule in house.rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def test_every_route_is_open_or_guarded(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        hall = rule.endpoint.split(".")[0]
        is_guarded = permission_of(app, rule) is not None or is_for_shoppers(app, rule) or hall == "security"
        assert is_guarded != (hall in OPEN), f"{rule.endpoint}: say in this file who may"


def test_a_stranger_sees_what_is_open_and_is_led_to_the_sign_in_elsewhere(house: House, rows: Rows) -> None:
    stranger = house.visitor()
    for rule, method, address in asked(house):
        rows.have_changed()
        answer = send(stranger, method, address)
        said = f"{method} {address}: {answer.status_code} {answer.location or ''}"
        if rule.endpoint.split(".")[0] in OPEN:
            assert answer.status_code not in (401, 403), said
            assert "/account/sign-in" not in (answer.location or ""), said
        elif rule.endpoint in NOT_HERE:
            assert answer.status_code == 404, said
        elif rule.endpoint not in FOR_STRANGERS:
            assert answer.status_code in (302, 303, 401), said
            assert "Set-Cookie" not in answer.headers or "_user_id" not in str(answer.headers), said
            assert not rows.have_changed(), said
            door = "/sign-in/" if is_for_shoppers(house.app, rule) else "/"
            assert (answer.location or "").startswith(door), said
            assert answer.location != address, said


@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_do_exactly_what_it_was_given(house: House, rows: Rows, role: Role) -> None:
    member = house.staff(role.value)
    rows.keep()
    for rule, method, address in asked(house):
        permission = permission_of(house.app, rule)
        if permission is None:
            continue
        answer = send(member, method, address)
        has_written = rows.have_changed()
        said = f"{role} {method} {address} ({permission}): {answer.status_code}"
        if may([role.value], permission):
            is_let_in = answer.status_code not in (401, 403, 404) or rule.endpoint in ASK_FOR_MORE
            assert is_let_in, said
        else:
            assert answer.status_code == 403, said
            assert not has_written, said


def test_a_shopper_sees_nothing_of_the_staffs_and_nothing_of_another_shoppers(
    house: House, rows: Rows
) -> None:
    """Another shopper behind the doors of the buyer's: orders and devices are not found, and nothing has happened."""
    buyer, other = house.shopper(), house.shopper("somebody@else.example")
    rows.keep()
    asked_of_theirs = 0
    for rule, method, address in asked(house):
        said = f"{method} {address}"
        if permission_of(house.app, rule) is not None:
            assert send(buyer, method, address).status_code == 403, said
        elif rule.rule.startswith("/account/") and rule.endpoint not in ("security.logout", *NOT_HERE):
            assert send(buyer, method, address).location == "/your-orders/", said
        elif is_for_shoppers(house.app, rule) and rule.arguments:
            asked_of_theirs += 1
            answer = send(other, method, address)
            assert answer.status_code == 404 or answer.location == "/your-orders/devices/", said
        else:
            continue
        assert not rows.have_changed(), said
    assert asked_of_theirs > 1


def test_a_member_of_staff_is_no_shopper(house: House) -> None:
    owner = house.staff()
    for rule in house.rules():
        if is_for_shoppers(house.app, rule):
            method = "GET" if "GET" in (rule.methods or ()) else "POST"
            assert send(owner, method, house.address_of(rule)).location == "/sign-in/", rule.rule


def test_a_token_opens_one_kind_of_door(house: House, rows: Rows) -> None:
    """Each sort of link at every other sort's address: not found, and nothing has happened."""
    stranger = house.visitor()
    tried = 0
    for rule in house.rules():
        if "token" not in rule.arguments or rule.endpoint in (*ONE_CLICK_PAGES, *NOT_HERE):
            continue
        if rule.endpoint.startswith("security."):
            continue
        own = house.values_of(rule)["token"]
        for name in TOKENS:
            token = house.known[name]
            for one in {token[::-1], token + "A", token.swapcase(), token} - {own}:
                for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                    data = {"List-Unsubscribe": "One-Click"} if method == "POST" else None
                    answer = send(stranger, method, house.address_of(rule, token=one), data=data)
                    tried += 1
                    assert answer.status_code == 404, f"{method} {rule.rule} opened by a {name} link"
                    assert not rows.have_changed()
    assert tried > 100


@pytest.mark.parametrize("wrong", ["1001", "1", "%00", "0" * 32, "' OR 1=1", "NULL", "None", ""])
def test_an_order_is_not_found_by_anything_but_its_link(house: House, wrong: str) -> None:
    for client in (house.visitor(), house.staff()):
        assert send(client, "GET", f"/orders/{wrong}/").status_code in (400, 404)


def test_a_member_of_staff_ends_no_session_of_another(house: House) -> None:
    owner, other = house.staff("owner"), house.staff("merchant")
    assert send(other, "POST", "/account/sessions/1/end").status_code == 303
    assert send(owner, "GET", "/staff/").status_code == 200
    assert send(owner, "POST", "/account/sessions/1/end").status_code == 303
    assert send(owner, "GET", "/staff/").status_code == 302


def test_one_visitors_basket_is_nobody_elses(house: House) -> None:
    mine, theirs = house.visitor(with_basket=True), house.visitor()
    assert "Wool hot-water bottle" in send(mine, "GET", "/basket/").text
    assert "Wool hot-water bottle" not in send(theirs, "GET", "/basket/").text
    for path in ("/checkout/email/", "/checkout/address/", "/checkout/check/"):
        assert send(theirs, "GET", path).location == "/basket/"
    send(theirs, "POST", f"/basket/lines/{house.known['sku']}", data={"quantity": "0"})
    assert "Wool hot-water bottle" in send(mine, "GET", "/basket/").text
