"""How long a form has been looked at: a signed moment in it, for pages that are rendered live.

A person needs some seconds to write; a program sends at once, or sends a moment that it made up. Nobody is turned away
for it: the form comes again with what was typed and asks to be sent once more. There is no upper bound (CARE, fog).
A page that is kept for everybody cannot carry one: the moment would be that of the first visitor, and as old as the
page, so that it told nothing; and a moment of one's own in the page would make it nobody else's.
"""

from datetime import datetime, timedelta

from flask import current_app
from itsdangerous import BadSignature, Signer

from app.config import Config

YOUNGEST = timedelta(seconds=3)


def stamp_form(now: datetime) -> str:
    """Return the moment as it stands in a hidden field."""
    return _signer().sign(str(int(now.timestamp()))).decode()


def is_too_young(raw: str, *, now: datetime) -> bool:
    """Say whether a form came back sooner than a person could have read it, or with a moment that is not ours."""
    try:
        moment = int(_signer().unsign(raw[:100]))
    except (BadSignature, ValueError):
        return True
    return now.timestamp() - moment < YOUNGEST.total_seconds()


def _signer() -> Signer:
    config: Config = current_app.extensions["config"]
    return Signer(list(reversed(config.secret_keys)), salt="form-age")
