"""Couriers whose pages can follow a parcel by its number; of any other the plain number is told."""

import re
from urllib.parse import quote

#: each template is the courier's own public address for one number
TEMPLATES = {
    "DHL": "https://www.dhl.com/global-en/home/tracking.html?tracking-id={}",
    "Royal Mail": "https://www.royalmail.com/track-your-item#/tracking-results/{}",
}
KNOWN = ("An Post", "DPD", "DHL", "Royal Mail")
_NUMBER = re.compile(r"[A-Za-z0-9]{6,40}")


def tracking_link(carrier: str, tracking: str) -> str:
    """Return where a parcel can be followed; empty where we are not sure."""
    number = re.sub(r"[\s-]", "", tracking)
    known = {name.casefold(): template for name, template in TEMPLATES.items()}
    template = known.get(carrier.strip().casefold())
    return template.format(quote(number)) if template and _NUMBER.fullmatch(number) else ""
