"""Pictures as rows; the files stand in config.media_dir under their digest."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id


class Picture(Base):
    """One use of a stored original: two rows with the same digest share their files and differ in their words."""

    __tablename__ = "pictures"
    __table_args__ = (CheckConstraint("width > 0 AND height > 0", name="size"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    digest: Mapped[str] = mapped_column(String(32), index=True)
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[str] = mapped_column(String(400))
    credit: Mapped[str] = mapped_column(String(200), default="")
    stored_at: Mapped[datetime]
    stored_by: Mapped[str] = mapped_column(String(120))
    renditions_at: Mapped[datetime | None]
