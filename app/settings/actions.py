"""Changing a setting."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from app.audit.actions import record
from app.db import db
from app.errors import Invalid
from app.freshness import raise_version
from app.settings.models import Setting
from app.settings.rules import WORDS, SiteSettings


def change_setting(key: str, value: Any, *, actor: str, now: datetime) -> None:
    """Store one setting; raises Invalid for a key that does not exist."""
    if key not in {one.name for one in fields(SiteSettings)}:
        raise Invalid(f"There is no setting called {key}.")
    words = WORDS.get(key)
    if words and value not in words:
        raise Invalid(f"{key} is one of these words: {', '.join(words)}.")
    row = db.session.get(Setting, key)
    if row is None:
        db.session.add(Setting(key=key, value=value))
    else:
        row.value = value
    raise_version()
    record("setting.changed", actor=actor, subject=("setting", key), now=now)
