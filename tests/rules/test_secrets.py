"""Production does not start on a key that can be guessed, nor without what proves a webhook."""

import pytest

from app.config import ConfigError, load_config

GOOD = "kX3v9QmT7rLw2ZpB5nHs8JdYc4GfAe6u"
SETTINGS = {
    "APP_MODE": "production",
    "SITE_URL": "https://softhours.example",
    "DATABASE_URL": "sqlite:////var/lib/softhours/site.sqlite3",
    "SECRET_KEY": GOOD,
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
    "MAIL_URL": "smtps://mail.example",
    "MAIL_FROM": "letters@softhours.example",
}


def test_settings_that_are_whole_are_taken() -> None:
    assert load_config(SETTINGS).secret_keys == (GOOD,)
    assert load_config({**SETTINGS, "SECRET_KEY": f"{GOOD},{GOOD[::-1]}"}).secret_keys == (GOOD, GOOD[::-1])


@pytest.mark.parametrize(
    "key",
    ["", "short", "a" * 64, "changeme" * 8, "secret-key" * 5, "12345678" * 4, f"{GOOD},", f"{GOOD},dev"],
)
def test_a_key_that_can_be_guessed_stops_the_start(key: str) -> None:
    with pytest.raises(ConfigError, match="SECRET_KEY"):
        load_config({**SETTINGS, "SECRET_KEY": key})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STRIPE_WEBHOOK_SECRET", ""), ("STRIPE_WEBHOOK_SECRET", "secret"), ("STRIPE_SECRET_KEY", "pk_live_x"),
        ("SITE_URL", "http://softhours.example"), ("SITE_URL", ""), ("MAIL_URL", "ftp://x"), ("APP_MODE", "debug"),
        ("TRUSTED_PROXIES", "-1"), ("PORT", "٣"),
    ],
)  # fmt: skip
def test_a_setting_that_is_weak_or_missing_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        load_config({**SETTINGS, name: value})
