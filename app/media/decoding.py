"""Making a sent file safe: decode, turn upright, shrink, drop everything but the picture, write it anew.

The format is what the decoder finds, never the name or the type that was sent. Size and pixels are read from the
header before a single pixel is decoded (a picture of 64,250 x 64,250 points is refused in a few milliseconds).
"""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from struct import error as not_in_shape
from typing import TYPE_CHECKING

from app.media.errors import PictureRefused

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 1600
QUALITY = {"webp": 80, "avif": 50, "jpg": 80}
#: what decoders say of damaged files; that of AVIF knows RuntimeError alone
_BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, MemoryError, RuntimeError, TypeError, LookupError, ArithmeticError,
    not_in_shape,
)  # fmt: skip
_UNREADABLE = "We could not read that file as a picture. Please send a JPEG, PNG, WebP or AVIF."


@dataclass(frozen=True, kw_only=True)
class CleanPicture:
    """The stored original: WebP, 1600 px at most, without metadata."""

    data: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """Its name: the first 128 bits of its SHA-256."""
        return sha256(self.data).hexdigest()[:32]


def clean_picture(data: bytes) -> CleanPicture:
    """Return what is kept of a sent file; raises PictureRefused with a sentence for people."""
    image = _open(data)
    try:
        if image.format == "JPEG":
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = _upright(image)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        out = BytesIO()
        upright.save(out, "WEBP", quality=88, method=4)
    except _BROKEN as error:
        raise PictureRefused(_UNREADABLE) from error
    return CleanPicture(data=out.getvalue(), width=upright.width, height=upright.height)


def keep_picture(data: bytes) -> CleanPicture:
    """Return a WebP of ours as it is, its header checked; anything else is cleaned like a stranger's.

    For pictures that came with the code: making 30 of them anew would keep the first start waiting.
    """
    image = _open(data)
    if (
        image.format != "WEBP"
        or max(image.size) > LONGEST_SIDE
        or image.info.keys() & {"exif", "xmp", "icc_profile"}
    ):
        return clean_picture(data)
    return CleanPicture(data=data, width=image.width, height=image.height)


def render(original: bytes, *, width: int, suffix: str) -> bytes:
    """Return the stored original at `width` pixels as "avif", "webp" or "jpg"."""
    from PIL import Image

    image = Image.open(BytesIO(original), formats=["WEBP"])
    small = image.convert("RGBA" if "A" in image.getbands() else "RGB")
    if width < image.width:
        small = small.resize(
            (width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS
        )
    out = BytesIO()
    if suffix == "avif":
        small.save(out, "AVIF", quality=QUALITY["avif"], speed=9)
    elif suffix == "webp":
        small.save(out, "WEBP", quality=QUALITY["webp"], method=4)
    else:
        _on_paper(small).save(out, "JPEG", quality=QUALITY["jpg"], optimize=True, progressive=True)
    return out.getvalue()


def _open(data: bytes) -> "Picture":
    from PIL import Image

    if len(data) > MAX_BYTES:
        raise PictureRefused("That file is larger than 12 MB. Please send a smaller one.")
    too_large = PictureRefused("That picture has more than 40 million points. Please send a smaller one.")
    try:
        image = Image.open(BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_large from error
    except _BROKEN as error:
        raise PictureRefused(_UNREADABLE) from error
    if image.width * image.height > MAX_PIXELS:
        raise too_large
    return image


def _upright(image: "Picture") -> "Picture":
    """Return the first frame, turned as the camera held it, in sRGB, with no metadata left."""
    from PIL import ImageOps

    turned = ImageOps.exif_transpose(image)
    has_alpha = "A" in turned.getbands() or "transparency" in turned.info
    plain = _in_srgb(turned).convert("RGBA" if has_alpha else "RGB")
    plain.info.clear()
    return plain


def _in_srgb(image: "Picture") -> "Picture":
    """Return the picture in the web's own colours, so that dropping its profile changes nothing."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return turned or image


def _on_paper(image: "Picture") -> "Picture":
    """Return the picture without transparency, as JPEG needs it."""
    from PIL import Image

    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, "#FAF7F2")
    paper.paste(image, mask=image.getchannel("A"))
    return paper
