"""Where a visitor comes from within the site: signed edge ids in the address of a page, and nothing else.

No cookie and no third party: the link itself says which edge was followed, and, where that page had been reached by an
edge as well, which one came first. `?via=` is no cache key, so such a page is rendered live.
"""

import re
from base64 import urlsafe_b64encode
from hmac import compare_digest, digest

from flask import current_app, g, request
from markupsafe import Markup

from app.cart.touching import Touch
from app.config import Config

LONGEST = 100
_FORM = re.compile(r"((?:([1-9][0-9]{0,15})\.)?([1-9][0-9]{0,15}))\.([A-Za-z0-9_-]{11})", re.ASCII)
_IN_ADDRESS = re.compile(r"(?<=\?via=)[A-Za-z0-9._-]{1,100}(?=\")")


def sign_via(edge_id: int, *, first: int | None = None) -> str:
    """Return the value of `via` for one edge, with the edge that led to its page where there was one.

    The mark is 64 bits of an HMAC: each card of a page carries one, and it keeps sums honest, not money.
    """
    ids = str(edge_id) if first in (None, edge_id) else f"{first}.{edge_id}"
    return f"{ids}.{_mark(ids, _keys()[0])}"


def read_via(raw: str) -> Touch | None:
    """Return the edges a `via` names, or None when it is missing or was made up."""
    found = _FORM.fullmatch(raw)
    if found is None:
        return None
    ids, mark = found[1], found[4]
    if not any(compare_digest(mark, _mark(ids, key)) for key in _keys()):
        return None
    return Touch(first=int(found[2] or found[3]), last=int(found[3]))


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


def drop_vias(html: str) -> str:
    """Let the links of a page say nothing of where they were followed: of a draft nothing is counted."""
    return re.sub(r"\?via=[A-Za-z0-9._-]{1,100}(?=\")", "", html)


def _mark(ids: str, key: str) -> str:
    return urlsafe_b64encode(digest(key.encode(), f"via:{ids}".encode(), "sha256")[:8]).decode().rstrip("=")


def _keys() -> tuple[str, ...]:
    config: Config = current_app.extensions["config"]
    return config.secret_keys
