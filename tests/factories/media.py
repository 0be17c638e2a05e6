"""Pictures for tests: small ones that are honest, and files that are not."""

import struct
import zlib
from datetime import UTC, datetime
from io import BytesIO

from app.media.actions import store_picture
from app.media.models import Picture
from tests.factories.catalog import apart, writing

MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def picture_bytes(
    format: str = "JPEG", *, width: int = 40, height: int = 30, colour: str = "#5B3A78"
) -> bytes:
    """A plain picture of one colour."""
    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (width, height), colour).save(out, format)
    return out.getvalue()


def huge_jpeg(width: int = 64_250, height: int = 64_250) -> bytes:
    """A JPEG of a few hundred bytes whose header promises more points than fit into memory."""
    small = picture_bytes("JPEG")
    frame = small.index(b"\xff\xc0")
    size = struct.pack(">HH", height, width)
    return small[: frame + 5] + size + small[frame + 9 :]


def huge_png(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG whose header promises the same."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def make_picture(*, alt: str = "A folded blanket on a table.", width: int = 40, height: int = 30) -> Picture:
    """A stored picture without renditions."""
    with writing():
        picture = store_picture(
            picture_bytes(width=width, height=height), alt=alt, actor="user:1", now=MORNING
        )
    return apart(picture)
