"""Every button of a product's desk stands in one form: what was typed is kept first, then the button's deed is done."""

from datetime import datetime
from typing import Any, Protocol

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.catalog.actions import change_product
from app.catalog.errors import CannotPublish, ProductProblems, StaleEdit
from app.catalog.models import Product
from app.catalog.queries import get_product, topic_ids_of
from app.clock import utcnow
from app.db import transaction
from app.errors import Conflict, Invalid
from app.publishing.keeping import drop_refused
from blueprints.staff.catalog.desk import product_desk
from blueprints.staff.catalog.forms import PRODUCT_FIELDS, ProductForm, form_of, typed
from blueprints.staff.reading import read_id, read_seen

Answer = str | Response | tuple[str, int]
#: where the buttons lead that only keep
NEXT = {"look": "preview", "variant": "new_variant", "picture": "new_picture", "file": "new_file"}


class Deed(Protocol):
    """What a button does to a product beyond keeping it."""

    def __call__(self, product_id: int, /, *, actor: str, now: datetime) -> object: ...


def keep_then(
    product_id: int, deed: Deed | None = None, *, actor: str, said: str = "yes", fingerprint: str = ""
) -> Answer:
    """Keep what was typed and do the deed, in one transaction.

    When either is refused nothing has happened, and everything typed is shown again. A press that brings no text acts
    on what is kept.
    """
    form = ProductForm(values=typed(request.form, PRODUCT_FIELDS))
    is_typed = deed is None or "edition" in request.form
    try:
        with transaction():
            if is_typed:
                keep(product_id, form, actor=actor)
            if deed:
                deed(product_id, actor=actor, now=utcnow())
    except ProductProblems as error:
        form = ProductForm(values=form.values, problems=error.problems)
        return again(product_id, form), 422
    except StaleEdit as error:
        differing = differences(form, saved_form(get_product(product_id)))
        return again(product_id, form, edition=None, stale=differing, sentence=error.sentence), 409
    except CannotPublish as error:
        return again(product_id, form if is_typed else None, refusal=error.reasons), 422
    except (Invalid, Conflict) as error:
        claim_error = (fingerprint, error.sentence)
        return again(product_id, form if is_typed else None, claim_error=claim_error), error.status
    view = NEXT.get(request.form.get("then", "")) if deed is None else None
    if view:
        return redirect(url_for(f"staff_catalog.{view}", product_id=product_id), 303)
    return redirect(url_for("staff_catalog.edit", product_id=product_id, saved=said), 303)


def keep(product_id: int, form: ProductForm, *, actor: str) -> None:
    """Keep what was typed; raises ProductProblems and StaleEdit. What says nothing new is no edit.

    What leads to it and may not any more ends with it, whenever the worker comes.
    """
    product = get_product(product_id)
    draft, problems = form.read()
    if problems:
        raise ProductProblems(problems)
    if request.form.get("edition") == str(product.edition) and not differences(form, saved_form(product)):
        return
    seen = read_seen(request.form.get("edition", ""))
    change_product(product_id, draft, seen_edition=seen, actor=actor, now=utcnow())
    drop_refused(product_id, now=utcnow())


def again(product_id: int, form: ProductForm | None, **told: Any) -> str:
    """Return the desk as it was typed, with what is wrong; nothing was kept."""
    product = get_product(product_id)
    told.setdefault("edition", read_id(request.form.get("edition", "")) or 0 if form else None)
    return product_desk(product, form or saved_form(product), **told)


def saved_form(product: Product) -> ProductForm:
    """Return the form of a product as it is saved."""
    return form_of(product, topic_ids_of([product.id]).get(product.id, []))


def differences(mine: ProductForm, theirs: ProductForm) -> list[tuple[str, str]]:
    """Return (field, what is saved now) for each field that differs from what was typed."""
    return [
        (name, words)
        for name, words in theirs.values.items()
        if words.strip() != mine.values.get(name, "").strip()
    ]
