"""`flask verify`: count every invariant over the whole database."""

import json
import sys

import click
from flask.cli import with_appcontext

from app.verifying import run_checks


@click.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--repair", default="", help="Apply the one logged repair of this check.")
@with_appcontext
def verify(as_json: bool, repair: str) -> None:
    """Print each invariant with how much was looked at and what does not hold; exit 1 when anything does not."""
    results = run_checks(repair=repair)
    if as_json:
        click.echo(json.dumps([one.as_dict() for one in results]))
    else:
        for one in results:
            sign = "ok " if not one.mismatches else "BAD"
            click.echo(f"{sign} {one.code:4} {one.looked_at:7} {one.sentence}")
            for line in one.mismatches[:20]:
                click.echo(f"      {line}")
    wrong = sum(len(one.mismatches) for one in results)
    if not as_json:
        click.echo(f"{len(results)} invariants, {wrong} mismatches.")
    sys.exit(1 if wrong else 0)
