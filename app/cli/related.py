"""`flask related`: what an article leads to, or what a set of texts in a folder would."""

import json
import os
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.errors import DomainError, Invalid
from app.relatedness.encoding import find_encoder, why_not
from app.relatedness.rules import NodeKind

NAMES = {NodeKind.PRODUCT: "products", NodeKind.RESOURCE: "resources", NodeKind.ARTICLE: "articles"}


class Refused(click.ClickException):
    """What cannot be done, in a sentence on standard error."""

    exit_code = 2


@click.command("related")
@click.argument("slug", required=False)
@click.option("--set", "folder", default="", help="Score the three files in this folder; no site is needed.")
@click.option("--rebuild", is_flag=True, help="Have the worker compute everything anew.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_appcontext
def related(slug: str | None, folder: str, rebuild: bool, as_json: bool) -> None:
    """Print what an article leads to, in the order its page shows it."""
    try:
        if folder and not slug and not rebuild:
            print_set(Path(folder), as_json=as_json)
            return
        if [bool(slug), bool(folder), rebuild].count(True) != 1:
            raise Invalid("Name one article, or a folder with --set, or say --rebuild.")
        found = list_related(slug) if slug else None
    except DomainError as error:
        raise Refused(error.sentence) from None
    if rebuild:
        owe_rebuild()
    else:
        click.echo(json.dumps(found, ensure_ascii=False, indent=None if as_json else 2))


def owe_rebuild() -> None:
    """Owe the worker a look at everything the graph knows."""
    from app.clock import utcnow
    from app.db import transaction
    from app.outbox.actions import enqueue

    with transaction():
        enqueue("graph_rebuild", now=utcnow(), at_leisure=True)
    click.echo("The worker will do it.")


def print_set(folder: Path, *, as_json: bool) -> None:
    """Score a set and print one JSON object, article by article; say on standard error by which way."""
    from app.relatedness.sets import each_scored, read_set

    texts = read_set(folder)
    encoder = find_encoder(Path(os.environ.get("INSTANCE_DIR") or "instance").resolve())
    if encoder is None:
        click.echo(f"By words alone: {why_not()}.", err=True)
    else:
        click.echo("By meaning and words.", err=True)
    before, after = ("", "") if as_json else ("\n  ", "\n")
    for number, (slug, lists) in enumerate(each_scored(texts, encoder)):
        told = f"{json.dumps(slug, ensure_ascii=False)}: {json.dumps(lists, ensure_ascii=False)}"
        click.echo(f"{', ' if number and as_json else ',' if number else '{'}{before}{told}", nl=False)
    click.echo(f"{after}}}" if texts[NodeKind.ARTICLE] else "{}")


def list_related(slug: str) -> dict[str, list[dict[str, object]]]:
    """Return what the page of a published article shows, by kind: slug, score and reason."""
    from flask import current_app

    from app.content.queries import find_published_article
    from app.errors import NotFound
    from app.web.templating import site_today
    from blueprints.blog.following import list_shown

    with current_app.test_request_context():
        found = find_published_article(slug)
        if found is None:
            raise NotFound(f"There is no published article called {slug}.")
        shown = list_shown(found.article.id, site_today())
    return {
        name: [
            {"slug": link.slug, "score": round(link.score, 4), "reason": link.reason} for link in shown[kind]
        ]
        for kind, name in NAMES.items()
    }
