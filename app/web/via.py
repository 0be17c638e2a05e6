"""Where a visitor comes from within the site: signed edge ids in the address of a page, and nothing else.

No cookie and no third party: the link itself says which edge was followed, and, where that page had been reached by an
edge as well, which one came first. `?via=` is no cache key, so such a page is rendered live.
"""

import re

from flask import current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer
from markupsafe import Markup

from app.cart.touching import Touch
from app.config import Config

LONGEST = 100
_IN_ADDRESS = re.compile(r"(?<=\?via=)[A-Za-z0-9._-]{1,100}(?=\")")


def sign_via(edge_id: int, *, first: int | None = None) -> str:
    """Return the value of `via` for one edge, with the edge that led to its page where there was one."""
    return str(_signer().dumps(edge_id if first in (None, edge_id) else [first, edge_id]))


def read_via(raw: str) -> Touch | None:
    """Return the edges a `via` names, or None when it is missing or was made up."""
    if not raw or len(raw) > LONGEST:
        return None
    try:
        told = _signer().loads(raw)
    except BadSignature:
        return None
    ids = told if isinstance(told, list) and len(told) == 2 else [told, told]
    if not all(type(one) is int and 0 < one < 2**53 for one in ids):
        return None
    return Touch(first=ids[0], last=ids[1])


def own_via() -> Touch | None:
    """Return the edges that led to the page which is asked for."""
    if "via" not in g:
        g.via = read_via(request.args.get("via", ""))
    found: Touch | None = g.via
    return found


def carry_first(html: Markup) -> Markup:
    """Let the links of a page that an edge led to say so: what is followed next came from there first."""
    came = own_via()
    if came is None:
        return html
    first = came.first

    def signed(found: re.Match[str]) -> str:
        touch = read_via(found[0])
        return sign_via(touch.last, first=first) if touch else found[0]

    return Markup(_IN_ADDRESS.sub(signed, html))  # noqa: S704 - the same page with other signatures in it


def _signer() -> URLSafeSerializer:
    config: Config = current_app.extensions["config"]
    return URLSafeSerializer(list(reversed(config.secret_keys)), salt="via")
