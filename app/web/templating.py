"""What every template may say: filters for money and time, the site, the visitor."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_currency
from flask import Flask, current_app
from jinja2 import FileSystemBytecodeCache, StrictUndefined, Template
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import Markup

from app.clock import utcnow
from app.money import Money
from app.settings.queries import load_settings


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """What a page may know of who is looking; the default is a stranger."""

    cart_count: int = 0
    cart_version: int | None = None
    country: str = ""
    is_signed_in: bool = False
    is_staff: bool = False
    name: str = ""


class Unindented(Extension):
    """Takes the indentation out of pages when they are compiled: 130 bytes of a first visit, compressed.

    It means nothing in HTML but in <pre> and <textarea>, whose text is never written in a template. Mail keeps its own.
    """

    INDENT = re.compile(r"^[ \t]+", re.M)

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        is_page = name is not None and name.endswith(".html") and not name.startswith("email/")
        return self.INDENT.sub("", source) if is_page else source


class HouseTemplate(Template):
    """A template that is imported without a look at who imports it: none here has globals of its own.

    Jinja would compare both sets of globals for every `from ... import`, which took a tenth of a page's time.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


class CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates on the disk; where it is full a page is made without keeping them."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, if there is room."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def render_shared(template: str, **arguments: Any) -> Markup:
    """Return a part of a page that is the same for everybody: it knows the site; naming the visitor is an error."""
    made = current_app.jinja_env.get_template(template).render(site=load_settings(), **arguments)
    return Markup(made)  # noqa: S704 - a template of ours, which escapes


def format_money(amount: Money) -> str:
    """Return "€24.00" in the site's locale."""
    return _write_money(amount, load_settings().locale)


@lru_cache(maxsize=2048)
def _write_money(amount: Money, locale: str) -> str:
    return str(format_currency(amount.decimal, amount.currency, locale=locale))


@lru_cache(maxsize=2048)
def _write_day(day: date, locale: str) -> str:
    return str(format_date(day, "d MMMM y", locale=locale))


def in_site_zone(moment: datetime) -> datetime:
    """Return the moment on the site's clock."""
    return moment.astimezone(ZoneInfo(load_settings().time_zone))


def site_today() -> date:
    """Return the day on the site's calendar."""
    return in_site_zone(utcnow()).date()


def format_day(value: date | datetime) -> str:
    """Return "14 March 2026" on the site's calendar."""
    day = in_site_zone(value) if isinstance(value, datetime) else value
    return _write_day(date(day.year, day.month, day.day), load_settings().locale)


def format_clock_time(moment: datetime) -> str:
    """Return "14:05" on the site's clock."""
    return str(format_time(in_site_zone(moment), "HH:mm", locale=load_settings().locale))


def init_templating(app: Flask, compiled: Path) -> None:
    """Make Jinja strict and give it the shared words; what it compiles is kept in a folder for the next start."""
    compiled.mkdir(parents=True, exist_ok=True)
    app.jinja_env.bytecode_cache = CompiledTemplates(str(compiled))
    app.jinja_env.template_class = HouseTemplate
    app.jinja_env.add_extension(Unindented)
    app.jinja_env.policies["json.dumps_kwargs"] = {"separators": (",", ":"), "ensure_ascii": False}
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        money=format_money,
        day=format_day,
        clock_time=format_clock_time,
        iso=lambda moment: moment.isoformat(timespec="seconds"),
    )
    app.context_processor(lambda: {"site": load_settings(), "visitor": current_visitor()})


def current_visitor() -> Visitor:
    """Return what this page may know of who is looking, as the rooms have registered it."""
    from app.web.visitor import describe_visitor

    visitor: Visitor = describe_visitor()
    return visitor
