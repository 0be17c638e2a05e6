"""Where a visitor comes from within the site: a signed edge id in the address of a product, and nothing else.

No cookie and no third party: the link itself says which edge was followed. `?via=` is no cache key, so such a page is
rendered live.
"""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from app.config import Config


def sign_via(edge_id: int) -> str:
    """Return the value of `via` for one edge."""
    return str(_signer().dumps(edge_id))


def read_via(raw: str) -> int | None:
    """Return the edge a `via` names, or None when it is missing or was made up."""
    if not raw or len(raw) > 100:
        return None
    try:
        edge_id = _signer().loads(raw)
    except BadSignature:
        return None
    return edge_id if type(edge_id) is int and 0 < edge_id < 2**53 else None


def _signer() -> URLSafeSerializer:
    config: Config = current_app.extensions["config"]
    return URLSafeSerializer(list(reversed(config.secret_keys)), salt="via")
