"""Wherever staff read who did something, they read a name."""

import re

from flask import Flask

from app.db import transaction
from blueprints.staff.actors import name_actors
from tests.factories.accounts import make_staff
from tests.support.house import House, send
from tests.support.queries import counted_queries


def test_no_page_of_the_staff_shows_a_person_as_a_number(house: House) -> None:
    owner, seen = house.staff(), 0
    for rule in house.rules():
        if not rule.rule.startswith("/staff") or "GET" not in (rule.methods or ()):
            continue
        answer = send(owner, "GET", house.address_of(rule))
        if answer.mimetype == "text/html":
            seen += 1
            assert re.search(r"\buser:\d", answer.text) is None, rule.rule
    assert seen > 30


def test_all_actors_of_a_page_are_named_by_one_query(app: Flask) -> None:
    with app.app_context():
        with transaction():
            first, second = make_staff(email="a@softhours.example", name="Ada"), make_staff(name="Bo")
        asked = [f"user:{first.id}", f"user:{second.id}", "system", "shopper", "stripe", "user:99", None]
        with counted_queries(app) as queries:
            names = name_actors(asked)
    assert len(queries) == 1
    assert [names[one] for one in asked] == [
        "Ada", "Bo", "The shop", "The buyer", "Stripe", "Staff number 99", "",
    ]  # fmt: skip
    assert name_actors(["user:x", "user:²"]) == {"user:x": "user:x", "user:²": "user:²"}
