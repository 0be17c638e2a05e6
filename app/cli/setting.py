"""`flask setting`: read or change what staff may set, from the command line."""

import json
from dataclasses import fields

import click
from flask.cli import with_appcontext

from app.clock import utcnow
from app.db import transaction
from app.errors import DomainError, Invalid
from app.settings.actions import change_setting
from app.settings.queries import load_settings
from app.settings.rules import SiteSettings

SIMPLE = (str, bool, int)


@click.command("setting")
@click.argument("key")
@click.argument("value", required=False)
@with_appcontext
def setting(key: str, value: str | None) -> None:
    """Print one setting, or change it: flask setting postal_address "Our Shop, 1 Quay, Cork, Ireland"."""
    try:
        if value is not None:
            with transaction():
                change_setting(key, read_value(key, value), actor="system", now=utcnow())
        known = {one.name for one in fields(SiteSettings)}
        if key not in known:
            raise Invalid(f"There is no setting called {key}. There are: {', '.join(sorted(known))}.")
        click.echo(getattr(load_settings(), key))
    except DomainError as error:
        raise click.ClickException(error.sentence) from None


def read_value(key: str, raw: str) -> object:
    """Return a value of the type that the setting has; raises Invalid with a sentence."""
    now = getattr(SiteSettings(), key, "")
    if isinstance(now, str):
        return raw
    if not isinstance(now, SIMPLE):
        raise Invalid(f"{key} is a list; it cannot be set from the command line.")
    try:
        value = json.loads(raw)
    except ValueError:
        value = None
    if type(value) is not type(now):
        raise Invalid(f"{key} is {'true or false' if isinstance(now, bool) else 'a whole number'}.")
    return value
