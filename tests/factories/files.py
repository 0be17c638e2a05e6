"""Files that are bought, for tests: small, and real by their content."""

import io
import zipfile

from app.catalog.models import Product, Variant
from app.downloads.actions import attach_file
from app.downloads.models import ProductFile
from app.downloads.store import keep_file
from tests.factories.catalog import ACTOR, MORNING, apart, writing

PDF = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n" + b"." * 4000
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" * 40


def archive(*names: str, first: bytes = b"words") -> bytes:
    """A ZIP with files of these names; `first` is what stands in the first one."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for number, name in enumerate(names):
            out.writestr(name, first if number == 0 else b"more words")
    return made.getvalue()


def book() -> bytes:
    """An EPUB, as far as its container says so."""
    return archive("mimetype", "META-INF/container.xml", first=b"application/epub+zip")


def attach_a_file(
    of: Variant | Product, *, title: str = "All eight lessons", data: bytes = PDF
) -> ProductFile:
    """Attach a file to a product or to a variant's product."""
    product_id = of.product_id if isinstance(of, Variant) else of.id
    kept = keep_file(io.BytesIO(data))
    with writing():
        file = attach_file(product_id, kept, title=title, actor=ACTOR, now=MORNING)
    return apart(file)
