"""What staff do with tax rates: set one for a class in a country, and take it away again."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from app.audit.actions import record
from app.catalog.rules import TAX_CLASSES, UNION
from app.db import db
from app.freshness import raise_version
from app.pricing.errors import TaxRefused
from app.pricing.models import TaxRateRow
from app.pricing.queries import load_tariff
from app.pricing.taxing import WHOLE
from app.settings.actions import change_setting
from app.settings.queries import load_settings
from app.settings.rules import why_not_together


def set_tax_rate(country: str, tax_class: str, points: int | None, *, actor: str, now: datetime) -> None:
    """Say what a class bears in a country from now on, in basis points; raises TaxRefused.

    Orders keep what they had.
    """
    errors = {}
    if country not in UNION and country not in load_tariff().codes:
        errors["country"] = "Choose a country of the Union or one you deliver to."
    if tax_class not in TAX_CLASSES:
        errors["tax_class"] = "Choose one of the tax classes."
    if points is None or not 0 <= points < WHOLE:
        errors["percent"] = "Enter a percentage such as 9 or 13.5, from 0 to below 100."
    if errors:
        raise TaxRefused(errors)
    row = _find(country, tax_class)
    before = row.points if row else None
    if before == points:
        return
    if row is None:
        row = TaxRateRow(country=country, tax_class=tax_class)
        db.session.add(row)
    row.points, row.set_at, row.set_by = points or 0, now, actor
    db.session.flush()
    details = {"country": country, "class": tax_class, "from": before, "to": points}
    record("tax.set", actor=actor, subject=("tax", f"{country}-{tax_class}"), now=now, details=details)
    raise_version()


def set_tax_source(source: str, *, seen: str, actor: str, now: datetime) -> None:
    """Say who works taxes out from now on: our own table, or Stripe Tax; `seen` is what the page had shown.

    Raises TaxRefused where the other settings stand against it. Orders keep what they had.
    """
    settings = load_settings()
    if source not in ("own", "stripe"):
        raise TaxRefused({"source": "Choose one of the two."})
    if seen != settings.tax_source:
        raise TaxRefused({"source": "Somebody has changed this since the page was opened. Look at it again."})
    if reason := why_not_together(replace(settings, tax_source=source)):
        raise TaxRefused({"source": reason})
    if source != seen:
        change_setting("tax_source", source, actor=actor, now=now)
        record(
            "tax.source",
            actor=actor,
            subject=("tax", "source"),
            now=now,
            details={"from": seen, "to": source},
        )


def remove_tax_rate(country: str, tax_class: str, *, actor: str, now: datetime) -> None:
    """Take a rate away, so that the usual one counts again; taking it away twice is taking it away once."""
    row = _find(country, tax_class)
    if row is None:
        return
    details = {"country": country, "class": tax_class, "from": row.points}
    db.session.delete(row)
    record("tax.removed", actor=actor, subject=("tax", f"{country}-{tax_class}"), now=now, details=details)
    raise_version()


def _find(country: str, tax_class: str) -> TaxRateRow | None:
    query = select(TaxRateRow).where(TaxRateRow.country == country, TaxRateRow.tax_class == tax_class)
    return db.session.scalars(query.with_for_update()).first()
