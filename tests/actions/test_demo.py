"""What the demo adds beside its files' own words."""

from flask import Flask
from sqlalchemy import select

from app.catalog.models import Maker
from app.clock import utcnow
from app.db import db, transaction
from app.demo.catalog import INVENTED, load_makers


def test_every_maker_is_said_to_be_invented_where_shoppers_read_of_it(app: Flask) -> None:
    with app.app_context(), transaction():
        load_makers(utcnow())
        sentences = list(db.session.scalars(select(Maker.sentence)))
    assert len(sentences) == 10
    assert [one for one in sentences if not one.endswith(INVENTED)] == []
