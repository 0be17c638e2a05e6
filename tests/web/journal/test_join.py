"""The doors."""

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from app.community.actions import set_door_state
from app.community.models import DoorKind, DoorState
from app.community.queries import get_door, sums_of_doors
from app.db import transaction
from app.web.templating import site_today
from tests.factories.journal import ACTOR, MORNING, make_open_door

SECRET = "https://example.org/porch"


def sums(app: Flask, door_id: int) -> tuple[int, int]:
    with app.app_context():
        return sums_of_doors(site_today() - timedelta(days=1)).get(door_id, (0, 0))


def test_an_invitation_is_shown_after_a_press_only(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        door = make_open_door()
    for path in ("/join/", "/join/the-porch/"):
        assert SECRET not in client.get(path).get_data(as_text=True)
    answer = client.post("/join/the-porch/")
    assert answer.status_code == 200
    assert f'href="{SECRET}"' in answer.get_data(as_text=True)
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert sums(app, door.id) == (1, 0)


def test_a_whatsapp_door_says_first_that_numbers_are_seen(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_open_door("Evenings", kind=DoorKind.WHATSAPP, position=1)
        make_open_door(position=2)
    page = client.get("/join/evenings/").get_data(as_text=True)
    assert "WhatsApp shows your telephone number to every member" in page and "/join/the-porch/" in page
    refused = client.post("/join/evenings/")
    assert refused.status_code == 422
    html = refused.get_data(as_text=True)
    assert SECRET not in html and re.search(r"<title>Error: Evenings", html)
    assert SECRET in client.post("/join/evenings/", data={"number": "yes"}).get_data(as_text=True)


def test_who_went_in_may_say_so(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        door = make_open_door()
    answer = client.post("/join/the-porch/arrival")
    assert (answer.status_code, answer.location) == (303, "/join/the-porch/arrival")
    assert "nothing about you" in client.get("/join/the-porch/arrival").get_data(as_text=True)
    assert sums(app, door.id) == (0, 1)


def test_a_closed_door_is_nowhere(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        door = make_open_door()
        with transaction():
            set_door_state(get_door(door.id), DoorState.CLOSED, actor=ACTOR, now=MORNING)
    assert client.get("/join/the-porch/").status_code == 404
    assert client.post("/join/the-porch/").status_code == 404
    assert client.post("/join/the-porch/arrival").status_code == 404
    assert "All doors are closed" in client.get("/join/").get_data(as_text=True)
