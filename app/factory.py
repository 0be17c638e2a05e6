"""How the app is put together: `create_app` is a list of steps, one line each."""

from datetime import date
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import blueprints
from app.cli import register_commands
from app.config import Config, load_config
from app.db import db, give_back, prepare_engine
from app.freshness import current_version
from app.handlers import register_handlers
from app.logs import init_logs
from app.models import load_models
from app.outbox.tasks import init_queue
from app.sources import register_sources
from app.web.answers import init_answers
from app.web.assets import init_assets
from app.web.compressing import compress_live
from app.web.counting import init_counting, watch_kept
from app.web.guard import init_guard
from app.web.headers import init_headers
from app.web.limits import init_limits
from app.web.page_cache import PageCache, mark_response
from app.web.paths import RowId
from app.web.preferences import init_preferences
from app.web.security import init_security
from app.web.templating import init_templating, site_today

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1024 * 1024


def create_app(config: Config | None = None) -> Flask:
    """Build the WSGI application; reads the environment unless a configuration is given."""
    config = config or load_config()
    app = Flask("app", root_path=str(ROOT), template_folder="templates", static_folder=None)
    app.extensions["config"] = config
    app.url_map.converters["int"] = RowId
    app.config.update(flask_settings(config))
    init_logs()
    init_database(app)
    init_guard(app, config)
    init_headers(app, config)
    init_templating(app, config.instance_dir / "templates")
    init_preferences(app)
    init_limits(app, config)
    init_answers(app)
    init_security(app, config)
    blueprints.register(app)
    register_handlers(app, config)
    register_sources()
    init_queue(app, config)
    register_commands(app, ROOT / "migrations")
    init_counting(app)
    app.after_request(compress_live)  # after_request functions run last first: the mark is set by then
    app.after_request(mark_response)
    init_page_cache(app)
    init_assets(app, ROOT / "static", config.instance_dir)
    init_proxies(app, config)
    return app


def flask_settings(config: Config) -> dict[str, object]:
    """Return what Flask and its extensions are told."""
    return {
        "SECRET_KEY": config.secret_keys[0],
        "SECRET_KEY_FALLBACKS": list(config.secret_keys[1:]),
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(config.database_url),
        "WTF_CSRF_ENABLED": False,  # web/guard.py stands before every blueprint instead
        "SESSION_COOKIE_NAME": "__Host-session" if config.is_https else "session",
        "SESSION_COOKIE_SECURE": config.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "MAX_CONTENT_LENGTH": 16 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 2 * MEGABYTE,
        "MAX_FORM_PARTS": 1200,  # 40 findings and 40 references are 920
        "BABEL_DEFAULT_LOCALE": "en_IE",
    }


def engine_options(url: str) -> dict[str, object]:
    """Return pool settings: kept connections are tested, waiting is short, a hung query ends."""
    if url.startswith("sqlite"):
        return {
            "hide_parameters": True,  # an error's text must not carry what people typed into the logs
            "connect_args": {"timeout": 10, "check_same_thread": False},
            "pool_size": 20,
        }
    return {
        "hide_parameters": True,
        "pool_pre_ping": True,
        "pool_size": 10,
        "max_overflow": 10,
        "pool_timeout": 5,
        "connect_args": {"connect_timeout": 3, "options": "-c statement_timeout=15000 -c lock_timeout=8000"},
    }


def init_database(app: Flask) -> None:
    """Bind the session, load every mapped class and prepare each engine."""
    load_models()
    db.init_app(app)
    app.teardown_appcontext(give_back)  # runs before the extension's own, which closes the session
    with app.app_context():
        for engine in db.engines.values():
            prepare_engine(engine)


def init_page_cache(app: Flask) -> None:
    """Put the page cache in front of Flask."""

    def version() -> tuple[int, date]:
        with app.app_context():
            return current_version(), site_today()  # at midnight reductions and review dates may end

    cache = PageCache(app.wsgi_app, version, watch_kept(app))
    app.extensions["page_cache"] = cache
    app.wsgi_app = cache  # type: ignore[method-assign]


def init_proxies(app: Flask, config: Config) -> None:
    """Believe exactly as many proxies as TRUSTED_PROXIES says; none by default."""
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
