"""Reading the settings: one query for each site version and process."""

from dataclasses import fields

from sqlalchemy import select

from app.db import db, is_writing
from app.freshness import current_version, sees_version
from app.settings.models import Setting
from app.settings.rules import ShippingCountry, SiteSettings


class _Kept:
    version = -1
    settings = SiteSettings()


def load_settings() -> SiteSettings:
    """Return the site's settings as one frozen object; what only this transaction sees is not kept for others."""
    version = current_version()
    if _Kept.version == version:
        return _Kept.settings
    anew = select(Setting).execution_options(populate_existing=True)
    is_for_all = not is_writing() and sees_version(version)
    settings = settings_from({row.key: row.value for row in db.session.scalars(anew)})
    if is_for_all:
        _Kept.settings, _Kept.version = settings, version
    return settings


def known_settings() -> SiteSettings:
    """Return the settings as they were last read, without asking the database; for pages that must work without it."""
    return _Kept.settings


def settings_from(rows: dict[str, object]) -> SiteSettings:
    """Build the settings from stored values; unknown keys are left out."""
    names = {one.name for one in fields(SiteSettings)}
    values = {key: value for key, value in rows.items() if key in names}
    if isinstance(values.get("countries"), list):
        values["countries"] = tuple(ShippingCountry(**one) for one in values["countries"])  # type: ignore[attr-defined]
    for name in ("ingestible_markets", "quiet_markets"):
        if isinstance(values.get(name), list):
            values[name] = tuple(values[name])  # type: ignore[arg-type]
    return SiteSettings(**values)  # type: ignore[arg-type]


def forget_settings() -> None:
    """Make the next question ask the database (between tests)."""
    _Kept.version = -1
