"""A picture as templates see it: addresses, sizes and words; no query."""

from dataclasses import dataclass

from app.media.models import Picture
from app.media.store import ORIGINAL, widths_for

TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
SOUNDS = {"wav": "audio/wav", "mp3": "audio/mpeg", "ogg": "audio/ogg"}


@dataclass(frozen=True, kw_only=True)
class PictureView:
    """What the picture macro takes; until the renditions are made, `src` is the original and `sources` is empty."""

    src: str
    width: int
    height: int
    alt: str
    sources: tuple[tuple[str, str], ...] = ()


def describe(picture: Picture) -> PictureView:
    """Return a stored picture for a template."""
    folder = f"/media/{picture.digest}"
    if picture.renditions_at is None:
        return PictureView(
            src=f"{folder}/{ORIGINAL}", width=picture.width, height=picture.height, alt=picture.alt
        )
    widths = widths_for(picture.width)
    middle = widths[min(1, len(widths) - 1)]
    sources = tuple(
        (TYPES[suffix], ", ".join(f"{folder}/{width}.{suffix} {width}w" for width in widths))
        for suffix in ("avif", "webp")
    )
    return PictureView(
        src=f"{folder}/{middle}.jpg",
        width=picture.width,
        height=picture.height,
        alt=picture.alt,
        sources=sources,
    )
