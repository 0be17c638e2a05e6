"""One frozen configuration object, read once from the environment.

The table of variables stands in the README. In demo mode secrets are made once and kept in INSTANCE_DIR with mode
0600; in production a missing, weak or contradictory variable stops the start with a sentence that names it.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

REDIS_PATIENCE = 2.0  # seconds; a Redis that hangs must not hold up a page


class Mode(StrEnum):
    """How the site runs: `demo` brings its own stand-ins and content, `production` brings nothing."""

    DEMO = "demo"
    PRODUCTION = "production"


class ConfigError(Exception):
    """A variable is missing, weak or contradicts another; the message names it."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything the process was told from outside."""

    mode: Mode
    port: int
    instance_dir: Path
    site_url: str
    secret_keys: tuple[str, ...]
    database_url: str
    redis_url: str
    stripe_secret_key: str
    stripe_webhook_secret: str
    stripe_api_base: str
    checkout_origin: str
    mail_url: str
    mail_from: str
    media_dir: Path
    metrics_token: str
    trusted_proxies: int
    graph_meaning: bool

    @property
    def is_demo(self) -> bool:
        """Whether demo data, the stand-in and the mailbox page exist."""
        return self.mode is Mode.DEMO

    @property
    def is_https(self) -> bool:
        """Whether visitors reach the site over https; decides Secure and __Host- cookies and HSTS."""
        return self.site_url.startswith("https://")

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Host headers that are answered; everything else is 400."""
        hosts = {urlsplit(self.site_url).netloc.lower()}
        if self.is_demo:
            hosts |= {f"{name}:{self.port}" for name in ("127.0.0.1", "localhost", "[::1]")}
        return frozenset(hosts)

    @property
    def allowed_origins(self) -> frozenset[str]:
        """Origins whose unsafe requests are accepted when a browser sends no Sec-Fetch-Site."""
        scheme = urlsplit(self.site_url).scheme
        return frozenset(f"{scheme}://{host}" for host in self.allowed_hosts)

    @property
    def queue_path(self) -> Path:
        """The job queue's own SQLite file, used where there is no Redis."""
        return self.instance_dir / "queue.sqlite3"


def load_config(environ: Mapping[str, str] | None = None) -> Config:
    """Read and check the environment; raises ConfigError with a sentence that names the variable."""
    env = os.environ if environ is None else environ
    mode = _mode(env)
    instance = Path(env.get("INSTANCE_DIR") or "instance").resolve()
    port = _port(env)
    demo = mode is Mode.DEMO
    if demo:
        instance.mkdir(parents=True, exist_ok=True)
    kept = _kept_secrets(instance) if demo else {}
    site_url = (env.get("SITE_URL") or (f"http://127.0.0.1:{port}" if demo else "")).rstrip("/")
    stripe_key = env.get("STRIPE_SECRET_KEY") or kept.get("STRIPE_SECRET_KEY", "")
    own_stripe = not env.get("STRIPE_SECRET_KEY") and not env.get("STRIPE_API_BASE")
    api_base = env.get("STRIPE_API_BASE") or (_standin_base(instance) if demo and own_stripe else "")
    config = Config(
        mode=mode,
        port=port,
        instance_dir=instance,
        site_url=site_url,
        secret_keys=tuple((env.get("SECRET_KEY") or kept.get("SECRET_KEY", "")).split(",")),
        database_url=_database_url(env, instance, demo),
        redis_url=env.get("REDIS_URL", ""),
        stripe_secret_key=stripe_key,
        stripe_webhook_secret=env.get("STRIPE_WEBHOOK_SECRET") or kept.get("STRIPE_WEBHOOK_SECRET", ""),
        stripe_api_base=api_base.rstrip("/"),
        checkout_origin=_origin(api_base) if api_base else "https://checkout.stripe.com",
        mail_url=env.get("MAIL_URL") or (f"file:{instance / 'mail'}" if demo else ""),
        mail_from=env.get("MAIL_FROM") or ("Soft Hours <letters@softhours.example>" if demo else ""),
        media_dir=_media_dir(env, instance),
        metrics_token=env.get("METRICS_TOKEN", ""),
        trusted_proxies=_whole_number(env, "TRUSTED_PROXIES", 0),
        graph_meaning=_on_or_off(env, "GRAPH_MEANING", "on"),
    )
    _check(config)
    return config


def current_config() -> Config:
    """Return the configuration of the application that is running."""
    from flask import current_app

    config: Config = current_app.extensions["config"]
    return config


def _mode(env: Mapping[str, str]) -> Mode:
    try:
        return Mode(env.get("APP_MODE") or "production")
    except ValueError:
        raise ConfigError("APP_MODE must be demo or production.") from None


def _whole_number(env: Mapping[str, str], name: str, default: int) -> int:
    raw = env.get(name) or str(default)
    if not (raw.isascii() and raw.isdigit()):
        raise ConfigError(f"{name} must be a whole number, not {raw!r}.")
    return int(raw)


def _on_or_off(env: Mapping[str, str], name: str, default: str) -> bool:
    raw = env.get(name) or default
    if raw not in ("on", "off"):
        raise ConfigError(f"{name} must be on or off, not {raw!r}.")
    return raw == "on"


def _port(env: Mapping[str, str]) -> int:
    port = _whole_number(env, "PORT", 8000)
    if not 1 <= port <= 65535:
        raise ConfigError("PORT must be between 1 and 65535.")
    return port


def _database_url(env: Mapping[str, str], instance: Path, demo: bool) -> str:
    url = env.get("DATABASE_URL") or (f"sqlite:///{instance / 'site.sqlite3'}" if demo else "")
    return database_driver(url)


def database_driver(url: str) -> str:
    """Return a database's address with our driver in it."""
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def _media_dir(env: Mapping[str, str], instance: Path) -> Path:
    url = env.get("MEDIA_URL") or f"file:{instance / 'media'}"
    if not url.startswith("file:"):
        raise ConfigError("MEDIA_URL must be file:FOLDER; buckets are not supported yet.")
    return Path(url.removeprefix("file:")).resolve()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _kept_secrets(instance: Path) -> dict[str, str]:
    """Read the demo's secrets, making them on the first start (mode 0600, written whole or not at all)."""
    path = instance / "secrets.env"
    if not path.exists():
        made = {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "STRIPE_SECRET_KEY": "sk_test_" + secrets.token_hex(16),
            "STRIPE_WEBHOOK_SECRET": "whsec_" + secrets.token_hex(24),
        }
        temporary = path.with_suffix(f".{os.getpid()}")
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.writelines(f"{name}={value}\n" for name, value in made.items())
        os.rename(temporary, path)
    lines = path.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _standin_base(instance: Path) -> str:
    """Where our own stand-in listens; its port is remembered in INSTANCE_DIR."""
    path = instance / "standin.port"
    return f"http://127.0.0.1:{path.read_text().strip()}" if path.exists() else ""


def _check(config: Config) -> None:
    if config.is_demo:
        return
    required = {
        "SITE_URL": config.site_url,
        "DATABASE_URL": config.database_url,
        "STRIPE_SECRET_KEY": config.stripe_secret_key,
        "STRIPE_WEBHOOK_SECRET": config.stripe_webhook_secret,
        "MAIL_URL": config.mail_url,
        "MAIL_FROM": config.mail_from,
    }
    for name, value in required.items():
        if not value:
            raise ConfigError(f"{name} is not set; production needs it.")
    if any(len(key) < 32 or len(set(key)) < 10 for key in config.secret_keys):
        raise ConfigError(
            "SECRET_KEY is missing, shorter than 32 characters, or the same few characters over and over."
        )
    if not config.stripe_webhook_secret.startswith("whsec_"):
        raise ConfigError("STRIPE_WEBHOOK_SECRET must start with whsec_.")
    if not config.stripe_secret_key.startswith(("sk_", "rk_")):
        raise ConfigError("STRIPE_SECRET_KEY must start with sk_ or rk_.")
    if not config.is_https and urlsplit(config.site_url).hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise ConfigError("SITE_URL must be https in production.")
    if not config.mail_url.startswith(("smtp://", "smtps://", "smtp+starttls://", "file:")):
        raise ConfigError("MAIL_URL must start with smtp://, smtps://, smtp+starttls:// or file:.")
