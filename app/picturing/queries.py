"""Which picture a page has."""

from app.db import db
from app.media.store import SHARE
from app.picturing.models import HOUSE_ID, PageKind, PagePicture
from app.remembered import same_for_everybody


@same_for_everybody
def read_picture(kind: PageKind, subject_id: int = HOUSE_ID) -> str:
    """Return the path of a page's picture, that of the house where it has none yet, or an empty text."""
    for found in ((kind, subject_id), (PageKind.HOUSE, HOUSE_ID)):
        row = db.session.get(PagePicture, found)
        if row is not None:
            return f"/media/{row.digest}/{SHARE}"
    return ""
