"""The list of products, and writing one."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.catalog.actions import create_product
from app.catalog.errors import ProductProblems
from app.catalog.queries import get_product, list_for_staff
from app.clock import utcnow
from app.db import transaction
from app.pricing.queries import load_tariff
from app.web.permissions import current_actor, needs
from blueprints.staff.catalog.desk import product_desk, writing_desk
from blueprints.staff.catalog.forms import PRODUCT_FIELDS, ProductForm, empty_product_form, typed
from blueprints.staff.catalog.hall import staff_catalog
from blueprints.staff.catalog.keeping import keep_then, saved_form
from blueprints.staff.reading import read_id
from blueprints.store.products import make_shown, render_product

PAGE_SIZE = 30
Answer = str | Response | tuple[str, int]


@staff_catalog.get("/")
@needs("catalog.edit")
def index() -> str:
    """List products by name, or those that a search finds."""
    words = request.args.get("q", "")[:80]
    after_id = read_id(request.args.get("after_id", ""))
    after = (request.args.get("after", "")[:120], after_id) if after_id is not None else None
    products = list_for_staff(words=words, after=after, limit=PAGE_SIZE + 1)
    page = products[:PAGE_SIZE]
    return render_template(
        "staff/catalog/index.html",
        products=page,
        words=words,
        after=after,
        has_more=len(products) > PAGE_SIZE,
    )


@staff_catalog.get("/new/")
@needs("catalog.edit")
def new() -> str:
    """Show an empty form."""
    return writing_desk(empty_product_form())


@staff_catalog.post("/")
@needs("catalog.edit")
def create() -> Answer:
    """Add a product as a draft and go on to its variants."""
    form = ProductForm(values=typed(request.form, PRODUCT_FIELDS))
    draft, problems = form.read()
    try:
        if problems:
            raise ProductProblems(problems)
        with transaction():
            product = create_product(draft, actor=current_actor(), now=utcnow())
            identity = product.id
    except ProductProblems as error:
        return writing_desk(ProductForm(values=form.values, problems=error.problems)), 422
    return redirect(url_for("staff_catalog.edit", product_id=identity), 303)


@staff_catalog.get("/<int:product_id>/")
@needs("catalog.edit")
def edit(product_id: int) -> str:
    """Show one product with everything around it."""
    product = get_product(product_id)
    return product_desk(product, saved_form(product))


@staff_catalog.post("/<int:product_id>/")
@needs("catalog.edit")
def save(product_id: int) -> Answer:
    """Save an edit; a stale one is refused and shown beside what is saved, with everything that was typed."""
    return keep_then(product_id, actor=current_actor())


@staff_catalog.get("/<int:product_id>/preview/")
@needs("catalog.edit")
def preview(product_id: int) -> str:
    """Show the page as visitors will see it."""
    product = get_product(product_id)
    shown = make_shown(product, load_tariff().codes[0], is_preview=True)
    return render_product(shown, is_preview=True)
