"""Files that belong to a product and are handed over when it is paid."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.catalog.queries import get_product
from app.clock import utcnow
from app.db import end_reading, transaction
from app.downloads.actions import attach_file, remove_file
from app.downloads.errors import FileRefused
from app.downloads.store import keep_file
from app.web.permissions import current_actor, needs
from blueprints.staff.catalog.hall import staff_catalog

Answer = str | Response | tuple[str, int]


@staff_catalog.get("/<int:product_id>/files/new/")
@needs("catalog.edit")
def new_file(product_id: int) -> str:
    """Show the form that takes a file."""
    return file_page(product_id, "", [])


@staff_catalog.post("/<int:product_id>/files/")
@needs("catalog.edit")
def add_file(product_id: int) -> Answer:
    """Judge the file by its content, keep it, and attach it under its title."""
    title = request.form.get("title", "").replace("\x00", "").strip()
    get_product(product_id)
    end_reading()
    sent = request.files.get("file")
    problems = (
        [] if 0 < len(title) <= 120 else [("title", "Give it a name of up to 120 letters; buyers read it.")]
    )
    if sent is None or not sent.filename:
        problems.append(("file", "Choose a file from your device."))
    if problems or sent is None:
        return file_page(product_id, title, problems), 422
    try:
        kept = keep_file(sent.stream)
    except FileRefused as error:
        return file_page(product_id, title, [("file", error.sentence)]), 422
    with transaction():
        attach_file(product_id, kept, title=title, actor=current_actor(), now=utcnow())
    return redirect(url_for("staff_catalog.edit", product_id=product_id, saved="file"), 303)


@staff_catalog.post("/<int:product_id>/files/<int:file_id>/removal")
@needs("catalog.edit")
def take_file_off(product_id: int, file_id: int) -> Response:
    """Take a file off the product; those who bought it before keep it."""
    with transaction():
        remove_file(product_id, file_id, actor=current_actor(), now=utcnow())
    return redirect(url_for("staff_catalog.edit", product_id=product_id, saved="file"), 303)


def file_page(product_id: int, title: str, problems: list[tuple[str, str]]) -> str:
    """Return the form with what was typed."""
    product = get_product(product_id)
    return render_template("staff/catalog/file.html", product=product, title=title, errors=problems)
