"""What the program is told when it starts: command line first, then the environment."""

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit


class RefusedSettings(Exception):
    """The settings do not allow a start; the message names the one to mend."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One run of the stand-in."""

    host: str
    port: int
    database: str
    secret_key: str
    webhook_url: str | None
    webhook_secret: str | None
    enabled_events: tuple[str, ...]
    return_origin: str | None
    public_url: str | None
    threads: int
    seed: int


def read_settings(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> Settings:
    """Parse and check; raises RefusedSettings."""
    env = os.environ if environment is None else environment
    if env.get("APP_MODE", "").strip().lower() == "production":
        raise RefusedSettings("APP_MODE is production, where only Stripe itself may take payments.")
    given = _parser(env).parse_args(list(arguments))
    settings = Settings(
        host=given.host,
        port=given.port,
        database=given.database,
        secret_key=given.secret_key,
        webhook_url=given.webhook_url or None,
        webhook_secret=given.webhook_secret or None,
        enabled_events=tuple(name.strip() for name in given.enabled_events.split(",") if name.strip()),
        return_origin=given.return_origin or None,
        public_url=(given.public_url or "").rstrip("/") or None,
        threads=given.threads,
        seed=given.seed,
    )
    _refuse_what_cannot_work(settings)
    return settings


def _parser(env: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app.standin", description="A local stand-in for Stripe.")
    add = parser.add_argument
    add("--host", default=env.get("STANDIN_HOST", "127.0.0.1"), help="address to listen on (127.0.0.1)")
    add("--port", type=int, default=int(env.get("STANDIN_PORT", "12111")), help="port to listen on (12111)")
    add("--database", default=env.get("STANDIN_DATABASE", ""), help="path of its SQLite file")
    add("--secret-key", default=env.get("STRIPE_SECRET_KEY", ""), help="the one key accepted, sk_test_...")
    add("--webhook-url", default=env.get("STANDIN_WEBHOOK_URL", ""), help="the store's /webhooks/stripe")
    add("--webhook-secret", default=env.get("STRIPE_WEBHOOK_SECRET", ""), help="signs webhooks, whsec_...")
    add("--enabled-events", default=env.get("STANDIN_EVENTS", "*"), help="event types sent there (*: all)")
    add(
        "--return-origin",
        default=env.get("STANDIN_RETURN_ORIGIN", ""),
        help="extra origin the page may return to",
    )
    add(
        "--public-url",
        default=env.get("STANDIN_PUBLIC_URL", ""),
        help="origin in session.url, behind a proxy",
    )
    add("--threads", type=int, default=16, help="threads that answer (16)")
    add("--seed", type=int, default=1, help="seed of the webhook policy's chances (1)")
    return parser


def _refuse_what_cannot_work(settings: Settings) -> None:
    if not settings.secret_key.startswith("sk_test_") or len(settings.secret_key) < 16:
        raise RefusedSettings(
            "--secret-key (STRIPE_SECRET_KEY) must be a test key, sk_test_ and 8 characters or more."
        )
    if not settings.database:
        raise RefusedSettings("--database (STANDIN_DATABASE) must name a file.")
    if settings.webhook_url:
        if not _is_web_address(settings.webhook_url):
            raise RefusedSettings("--webhook-url (STANDIN_WEBHOOK_URL) must start with http:// or https://.")
        if not (settings.webhook_secret or "").startswith("whsec_"):
            raise RefusedSettings("--webhook-secret (STRIPE_WEBHOOK_SECRET) must start with whsec_.")
    for name, value in (("--return-origin", settings.return_origin), ("--public-url", settings.public_url)):
        if value and not _is_web_address(value):
            raise RefusedSettings(f"{name} must start with http:// or https://.")


def _is_web_address(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
