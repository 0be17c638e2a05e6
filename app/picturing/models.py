"""Which picture a page has."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, EnumText, Id

HOUSE_ID = 1


class PageKind(StrEnum):
    """What a page is about; `house` is the site itself and its lists, under the id 1."""

    HOUSE = "house"
    TOPIC = "topic"
    SERIES = "series"
    RESOURCE = "resource"
    DOOR = "door"
    SHELF = "shelf"


class PagePicture(Base):
    """The drawn picture's file, and a mark of what it was drawn from, so that the same is not drawn twice."""

    __tablename__ = "page_pictures"

    kind: Mapped[PageKind] = mapped_column(EnumText(PageKind), primary_key=True)
    subject_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(32))
    drawn_from: Mapped[str] = mapped_column(String(64))
    drawn_at: Mapped[datetime]
