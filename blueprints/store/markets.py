"""Which market a reader stands in, as far as the page knows: nobody is looked up by their address on the net."""

from flask import request

from app.pricing.queries import load_tariff
from app.web.visitor import describe_visitor


def reader_country() -> str:
    """Return the country that the address names (`?country=`), else the basket's; "" for where the site is at home."""
    told = (request.args.get("country", ""), describe_visitor().country)
    return next((code for code in told if code and code in load_tariff().codes), "")
