"""What the demo adds beside its files' own words."""

from flask import Flask
from sqlalchemy import select

from app.catalog.models import Maker
from app.clock import utcnow
from app.db import db, transaction
from app.demo.catalog import INVENTED, load_makers
from app.demo.delivery import FREE_FROM, load_delivery
from app.pricing.delivering import Parcel, list_ways
from app.pricing.queries import load_tariff


def test_every_maker_is_said_to_be_invented_where_shoppers_read_of_it(app: Flask) -> None:
    with app.app_context(), transaction():
        load_makers(utcnow())
        sentences = list(db.session.scalars(select(Maker.sentence)))
    assert len(sentences) == 10
    assert [one for one in sentences if not one.endswith(INVENTED)] == []


def test_the_demo_sends_one_thing_for_what_the_settings_say_and_has_a_place_to_fetch_it(app: Flask) -> None:
    with app.app_context():
        with transaction():
            load_delivery(utcnow())
        tariff = load_tariff()
        assert tariff.codes == ("IE", "GB", "DE")
        ways = list_ways(tariff.zones[0], Parcel(weight=900, goods=FREE_FROM - 1, count=1))
        assert [(one.rate.is_pickup, one.cost) for one in ways] == [(False, 450), (True, 0)]
        assert list_ways(tariff.zones[0], Parcel(weight=900, goods=FREE_FROM, count=1))[0].cost == 0
