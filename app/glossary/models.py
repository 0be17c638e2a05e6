"""Terms."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id


class Term(Base):
    """One word with its meaning; `spellings` are other forms that stand for it in texts."""

    __tablename__ = "terms"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    spellings: Mapped[list[str]] = mapped_column(default=list)
    meaning: Mapped[str] = mapped_column(String(400))
    revision: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
