"""Who lost password or phone gets in again by the command line; who leaves the staff is out at once."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User, UserSession
from app.audit.models import AuditEntry
from app.clock import utcnow
from app.db import db, transaction
from tests.factories.accounts import make_staff
from tests.support.staff import sign_in, sign_in_shopper

OWNER = "owner@softhours.example"
CARLA = "carla@softhours.example"


def say(app: Flask, *arguments: str) -> tuple[int, str]:
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["staff", *arguments])
        db.session.remove()
    return result.exit_code, result.output


@pytest.mark.postgres
def test_a_reset_gives_a_new_password_and_shuts_every_other_door(app: Flask, client: FlaskClient) -> None:
    sign_in(app, client, email=CARLA)
    with app.app_context(), transaction() as session:
        carla = session.scalars(select(User)).one()
        carla.tf_totp_secret, carla.paused_until, carla.mf_recovery_codes = "{}", utcnow(), ["one"]
    status, told = say(app, "reset", CARLA.upper())
    assert status == 0
    assert client.get("/staff/").status_code == 302, "the old browser is signed out"
    answer = client.post("/account/sign-in", data={"email": CARLA, "password": told.split()[-1]})
    assert answer.location == "/staff/"
    with app.app_context():
        carla = db.session.scalars(select(User)).one()
        kept = (carla.tf_primary_method, carla.tf_totp_secret, carla.mf_recovery_codes, carla.paused_until)
        assert kept == (None, None, [], None)
        assert "staff.reset" in db.session.scalars(select(AuditEntry.action)).all()


def test_who_is_removed_is_out_at_once_and_no_password_fits(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        make_staff(email=OWNER)
    sign_in(app, client, role="editor", email=CARLA)
    assert client.get("/staff/").status_code == 200
    assert say(app, "remove", CARLA) == (0, f"{CARLA} is no longer on the staff.\n")
    assert client.get("/staff/").status_code == 302
    with app.app_context():
        kept = db.session.scalars(select(User.password).where(User.email == CARLA)).one() or ""
    assert kept.startswith("$argon2id$")
    for password in ("tea and a window seat", kept, "never used"):
        client.post("/account/sign-in", data={"email": CARLA, "password": password})
        assert client.get("/staff/").status_code == 302
    assert say(app, "remove", CARLA)[0] == 1, "once is enough"
    shopper = sign_in_shopper(app, client, email=CARLA)
    assert shopper.get("/your-orders/").status_code == 200, "who buys may come back as everybody may"
    assert shopper.get("/staff/").status_code != 200


def test_the_only_owner_stays_and_a_stranger_is_named_as_one(app: Flask) -> None:
    with app.app_context(), transaction():
        make_staff(email=OWNER)
    assert say(app, "remove", OWNER) == (1, "Error: This is the only owner. Add another one first.\n")
    for verb in ("reset", "remove"):
        assert say(app, verb, "nobody@x.example") == (1, "Error: No member of staff has this address.\n")
    with app.app_context():
        assert db.session.scalars(select(User.role_names)).all() == [["owner"]]
        assert db.session.scalars(select(UserSession)).all() == []
