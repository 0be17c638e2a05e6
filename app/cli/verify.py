"""`flask verify`: count every invariant over the whole database."""

import json
import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.db import db
from app.verifying import run_checks

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


class OlderDatabase(click.ClickException):
    """Told in place of a traceback; not exit 1, which says that an invariant does not hold."""

    exit_code = 2


@click.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--repair", default="", help="Apply the one logged repair of this check.")
@with_appcontext
def verify(as_json: bool, repair: str) -> None:
    """Print each invariant with how much was looked at and what does not hold; exit 1 when anything does not.

    Exit 2 when the database is older than this program: then there is nothing that could be counted.
    """
    if is_older():
        raise OlderDatabase(
            "The database is older than this program. Run `flask prepare` first, then ask again."
        )
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


def is_older() -> bool:
    """Say whether migrations of this program are still to come; one that it does not know is a newer program's."""
    from alembic.runtime.migration import MigrationContext  # not at every start: init_migrations says why
    from alembic.script import ScriptDirectory

    steps = ScriptDirectory(str(MIGRATIONS))
    known = {step.revision for step in steps.walk_revisions()}
    with db.engine.connect() as connection:
        here = set(MigrationContext.configure(connection).get_current_heads())
    return here <= known and here != set(steps.get_heads())
