"""Changing a setting."""

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from app.audit.actions import record
from app.db import db
from app.errors import Invalid
from app.freshness import raise_version
from app.settings.models import Setting
from app.settings.queries import load_settings
from app.settings.rules import WORDS, SiteSettings, why_not_together


def change_setting(key: str, value: Any, *, actor: str, now: datetime) -> None:
    """Store one setting; raises Invalid for a key that does not exist, and for what the others cannot stand beside.

    Whoever changes one waits for the site's version, so of two at once the second sees the first.
    """
    if key not in {one.name for one in fields(SiteSettings)}:
        raise Invalid(f"There is no setting called {key}.")
    words = WORDS.get(key)
    if words and value not in words:
        raise Invalid(f"{key} is one of these words: {', '.join(words)}.")
    raise_version()
    reason = why_not_together(replace(load_settings(), **{key: value}))
    if reason:
        raise Invalid(reason)
    row = db.session.get(Setting, key)
    if row is None:
        db.session.add(Setting(key=key, value=value))
    else:
        row.value = value
    record("setting.changed", actor=actor, subject=("setting", key), now=now)
