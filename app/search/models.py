"""Documents and the words they are made of; the index tables beside them belong to the database."""

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, EnumText, Id
from app.search.rules import LONGEST_WORD, Kind


class SearchDocument(Base):
    """What the search knows of one thing; `topics` are topic names, a line each."""

    __tablename__ = "search_documents"
    __table_args__ = (UniqueConstraint("kind", "subject_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[Kind] = mapped_column(EnumText(Kind))
    subject_id: Mapped[int] = mapped_column(Id)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(500))
    url: Mapped[str] = mapped_column(String(500))
    text: Mapped[str] = mapped_column(Text)
    topics: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]


class KnownWord(Base):
    """One word that stands, or once stood, in a document: lower case, without accents."""

    __tablename__ = "search_vocabulary"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    word: Mapped[str] = mapped_column(String(LONGEST_WORD), unique=True)
