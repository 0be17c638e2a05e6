"""Files of products, consents, downloads and their endings."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id
from app.downloads.rules import MOST_DOWNLOADS


class ProductFile(Base):
    """One file of a product; taken off it stays stored, for those who bought it before."""

    __tablename__ = "product_files"
    __table_args__ = (
        CheckConstraint("size > 0", name="size"),
        CheckConstraint("suffix IN ('pdf', 'epub', 'mp3', 'zip')", name="suffix"),
        CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name="removed"),
        Index("ix_product_files_product", "product_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    title: Mapped[str] = mapped_column(String(120))
    suffix: Mapped[str] = mapped_column(String(8))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64), index=True)
    stored_at: Mapped[datetime]
    stored_by: Mapped[str] = mapped_column(String(120))
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str | None] = mapped_column(String(120))


class DigitalConsent(Base):
    """That a buyer wanted their files at once and knew what that ends; triggers refuse any change.

    Directive 2011/83/EU, Article 16(m): consent to begin, and acknowledgement that the right to withdraw is lost.
    """

    __tablename__ = "digital_consents"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), unique=True)
    wording: Mapped[str] = mapped_column(String(40))
    given_at: Mapped[datetime]


class Download(Base):
    """How often one file of one order line was asked for; the count never passes its limit."""

    __tablename__ = "downloads"
    __table_args__ = (
        CheckConstraint(f"times BETWEEN 0 AND {MOST_DOWNLOADS}", name="times"),
        UniqueConstraint("order_line_id", "file_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("product_files.id"), index=True)
    times: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime]


class DownloadEnding(Base):
    """That staff closed the downloads of one order line, because its money went back."""

    __tablename__ = "download_endings"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), unique=True)
    ended_at: Mapped[datetime]
    ended_by: Mapped[str] = mapped_column(String(120))
