"""Pictures of a product: sending one, its words, its place."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.catalog.picturing import drop_picture, lead_with_picture, put_picture
from app.catalog.queries import get_product, pictures_of
from app.clock import utcnow
from app.db import end_reading, transaction
from app.errors import Invalid, NotFound
from app.media.actions import describe_anew, store_picture
from app.media.decoding import MAX_BYTES, CleanPicture, clean_picture
from app.media.errors import PictureRefused
from app.media.models import Picture
from app.media.views import describe
from app.web.permissions import current_actor, needs
from blueprints.staff.catalog.hall import staff_catalog

Answer = str | Response | tuple[str, int]
NEEDED = "Describe the picture in a sentence, for people who cannot see it."


@staff_catalog.get("/<int:product_id>/pictures/new/")
@needs("catalog.edit")
def new_picture(product_id: int) -> str:
    """Show the form that takes a picture."""
    return upload_page(product_id, "", [])


@staff_catalog.post("/<int:product_id>/pictures/")
@needs("catalog.edit")
def add_picture(product_id: int) -> Answer:
    """Make the file safe, store it with its words and put it on the product."""
    alt = request.form.get("alt", "").replace("\x00", "").strip()
    get_product(product_id)
    end_reading()
    clean, problems = read_upload()
    if not alt or len(alt) > 400:
        problems.append(("alt", NEEDED if not alt else "Keep this under 400 signs."))
    if problems or clean is None:
        return upload_page(product_id, alt, problems), 422
    actor, now = current_actor(), utcnow()
    with transaction():
        picture = store_picture(clean, alt=alt, actor=actor, now=now)
        put_picture(product_id, picture.id, actor=actor, now=now)
    return back_to(product_id)


@staff_catalog.get("/<int:product_id>/pictures/<int:picture_id>/")
@needs("catalog.edit")
def edit_picture(product_id: int, picture_id: int) -> str:
    """Show one picture with its words and its place."""
    return picture_page(product_id, picture_id)


@staff_catalog.post("/<int:product_id>/pictures/<int:picture_id>/")
@needs("catalog.edit")
def save_picture(product_id: int, picture_id: int) -> Answer:
    """Change a picture's words."""
    alt = request.form.get("alt", "").replace("\x00", "")
    try:
        with transaction():
            find_picture(product_id, picture_id)
            describe_anew(picture_id, alt=alt, actor=current_actor(), now=utcnow())
    except Invalid as error:
        return picture_page(product_id, picture_id, alt=alt, error=error.sentence), 422
    return back_to(product_id)


@staff_catalog.post("/<int:product_id>/pictures/<int:picture_id>/lead")
@needs("catalog.edit")
def lead_picture(product_id: int, picture_id: int) -> Response:
    """Show this picture first."""
    with transaction():
        lead_with_picture(product_id, picture_id, actor=current_actor(), now=utcnow())
    return back_to(product_id)


@staff_catalog.post("/<int:product_id>/pictures/<int:picture_id>/removal")
@needs("catalog.edit")
def remove_picture(product_id: int, picture_id: int) -> Response:
    """Take a picture off the product."""
    with transaction():
        drop_picture(product_id, picture_id, actor=current_actor(), now=utcnow())
    return back_to(product_id)


def read_upload() -> tuple[CleanPicture | None, list[tuple[str, str]]]:
    """Return the sent file made safe, or what is wrong with it; no transaction is open meanwhile."""
    sent = request.files.get("picture")
    data = sent.read(MAX_BYTES + 1) if sent is not None else b""
    if not data:
        return None, [("picture", "Choose a picture from your device.")]
    try:
        return clean_picture(data), []
    except PictureRefused as error:
        return None, [("picture", error.sentence)]


def upload_page(product_id: int, alt: str, problems: list[tuple[str, str]]) -> str:
    """Return the upload form with what was typed."""
    product = get_product(product_id)
    return render_template("staff/catalog/upload.html", product=product, alt=alt, errors=problems)


def picture_page(product_id: int, picture_id: int, *, alt: str | None = None, error: str = "") -> str:
    """Return the page of one picture of a product."""
    product = get_product(product_id)
    picture = find_picture(product_id, picture_id)
    words = picture.alt if alt is None else alt
    return render_template(
        "staff/catalog/picture.html",
        product=product,
        picture=picture,
        view=describe(picture),
        alt=words,
        error=error,
    )


def find_picture(product_id: int, picture_id: int) -> Picture:
    """Return a picture of this product; raises NotFound for another's."""
    for picture in pictures_of([product_id]).get(product_id, ()):
        if picture.id == picture_id:
            return picture
    raise NotFound("This product has no such picture.")


def back_to(product_id: int) -> Response:
    """Go back to the product's page."""
    return redirect(url_for("staff_catalog.edit", product_id=product_id, saved="picture"), 303)
