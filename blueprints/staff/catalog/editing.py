"""The list of products, and writing one."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.catalog.actions import change_product, create_product
from app.catalog.errors import ProductProblems, StaleEdit
from app.catalog.models import Product
from app.catalog.queries import get_product, list_for_staff, topic_ids_of
from app.clock import utcnow
from app.db import transaction
from app.settings.queries import load_settings
from app.web.permissions import current_actor, needs
from blueprints.staff.catalog.desk import product_desk, writing_desk
from blueprints.staff.catalog.forms import PRODUCT_FIELDS, ProductForm, empty_product_form, form_of, typed
from blueprints.staff.catalog.hall import staff_catalog
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
    return product_desk(product, form_of(product, saved_topics(product)))


@staff_catalog.post("/<int:product_id>/")
@needs("catalog.edit")
def save(product_id: int) -> Answer:
    """Save an edit; a stale one is refused and shown beside what is saved, with everything that was typed."""
    form = ProductForm(values=typed(request.form, PRODUCT_FIELDS))
    seen = read_id(request.form.get("edition", "")) or 0
    draft, problems = form.read()
    try:
        if problems:
            raise ProductProblems(problems)
        with transaction():
            change_product(product_id, draft, seen_edition=seen, actor=current_actor(), now=utcnow())
    except ProductProblems as error:
        form = ProductForm(values=form.values, problems=error.problems)
        return product_desk(get_product(product_id), form, edition=seen), 422
    except StaleEdit as error:
        product = get_product(product_id)
        theirs = form_of(product, saved_topics(product))
        return product_desk(product, form, stale=differences(form, theirs), sentence=error.sentence), 409
    return redirect(url_for("staff_catalog.edit", product_id=product_id, saved="yes"), 303)


@staff_catalog.get("/<int:product_id>/preview/")
@needs("catalog.edit")
def preview(product_id: int) -> str:
    """Show the page as visitors will see it."""
    product = get_product(product_id)
    shown = make_shown(product, load_settings().countries[0], is_preview=True)
    return render_product(shown, is_preview=True)


def saved_topics(product: Product) -> list[int]:
    """Return the ids of a product's topics, the leading one first."""
    return topic_ids_of([product.id]).get(product.id, [])


def differences(mine: ProductForm, theirs: ProductForm) -> list[tuple[str, str]]:
    """Return (field, what is saved now) for each field that differs from what was typed."""
    return [
        (name, words)
        for name, words in theirs.values.items()
        if words.strip() != mine.values.get(name, "").strip()
    ]
