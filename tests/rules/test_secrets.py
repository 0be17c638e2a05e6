"""Production does not start on a key that can be guessed, nor without what proves a webhook."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.config import ConfigError, load_config
from app.outbox.mail import build_message

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
        ("STRIPE_WEBHOOK_SECRET", "whsec_x, whsec_y"), ("STRIPE_WEBHOOK_SECRET", "whsec_x,"),
        ("STRIPE_WEBHOOK_SECRET", ""), ("STRIPE_WEBHOOK_SECRET", "secret"), ("STRIPE_SECRET_KEY", "pk_live_x"),
        ("SITE_URL", "http://softhours.example"), ("SITE_URL", ""), ("MAIL_URL", "ftp://x"), ("APP_MODE", "debug"),
        ("TRUSTED_PROXIES", "-1"), ("PORT", "٣"),
    ],
)  # fmt: skip
def test_a_setting_that_is_weak_or_missing_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        load_config({**SETTINGS, name: value})


@pytest.mark.parametrize(
    ("key", "moves_money"), [("sk_live_x", True), ("rk_live_x", True), ("sk_test_x", False)]
)
def test_a_demo_never_takes_real_money(key: str, moves_money: bool, tmp_path: Path) -> None:
    assert load_config({**SETTINGS, "STRIPE_SECRET_KEY": key}).moves_real_money is moves_money
    demo = {"APP_MODE": "demo", "INSTANCE_DIR": str(tmp_path), "STRIPE_SECRET_KEY": key}
    if not moves_money:
        assert load_config(demo).stripe_secret_key == key
        return
    with pytest.raises(ConfigError, match="STRIPE_SECRET_KEY is a live key"):
        load_config(demo)


@pytest.mark.parametrize(
    "sender",
    [
        "Soft Hours", "letters@", "Soft Hours, Ltd <letters@softhours.example>", "a@softhours.example, x@y.example",
        "Soft Hours <letters@localhost>", "Soft Hours <létters@softhours.example>", "<>",
        "Soft Hours <letters@softhours.example", "a\r\nBcc: b@c.example <letters@softhours.example>",
    ],
)  # fmt: skip
def test_a_sender_that_every_mail_would_fail_on_stops_the_start(sender: str) -> None:
    with pytest.raises(ConfigError, match="MAIL_FROM"):
        load_config({**SETTINGS, "MAIL_FROM": sender})


@pytest.mark.parametrize(
    "sender",
    [
        "letters@softhours.example", "Soft Hours <letters@softhours.example>", "Stille Stünden <l@softhours.example>",
        '"Soft Hours, Ltd." <letters@softhours.example>',
    ],
)  # fmt: skip
def test_a_sender_that_is_taken_makes_a_message(sender: str) -> None:
    config = load_config({**SETTINGS, "MAIL_FROM": sender})
    message = build_message(
        sender=config.mail_from, to="n@reader.example", subject="x", text="x", html="<p>x</p>",
        message_id="<x@softhours.example>", now=datetime(2026, 11, 18, tzinfo=UTC), headers={},
    )  # fmt: skip
    assert message.as_bytes().isascii()
    assert str(message["From"]).endswith("@softhours.example>" if "<" in sender else "@softhours.example")


@pytest.mark.parametrize(
    "url",
    [
        "smtp://", "smtp+starttls://user:pass@", "smtps://mail.example:99999", "smtps://user:pa/ss@mail.example:465",
        "smtp://user:password@mail.example:25", "smtp://user:password@8.8.8.8",
    ],
)  # fmt: skip
def test_a_mail_server_that_cannot_be_or_hears_a_bare_password_stops_the_start(url: str) -> None:
    with pytest.raises(ConfigError, match="MAIL_URL"):
        load_config({**SETTINGS, "MAIL_URL": url})


@pytest.mark.parametrize(
    "url",
    [
        "smtps://user:p%40ss@mail.example", "smtp+starttls://user:pass@mail.example:587", "smtp://mail.example",
        "smtp://user:pass@127.0.0.1:2525", "smtp://user:pass@10.0.0.3", "smtp://user:pass@mailhog:1025", "file:/x",
    ],
)  # fmt: skip
def test_a_mail_server_that_can_be_is_taken(url: str) -> None:
    assert load_config({**SETTINGS, "MAIL_URL": url}).mail_url == url


def test_the_payment_page_may_stand_on_a_domain_of_ones_own() -> None:
    assert load_config(SETTINGS).checkout_origin == "https://checkout.stripe.com"
    own = {**SETTINGS, "CHECKOUT_ORIGIN": "https://pay.softhours.example/"}
    assert load_config(own).checkout_origin == "https://pay.softhours.example"
    for wrong in (
        "http://pay.softhours.example",
        "https://a.example; script-src *",
        "https://a.example/x",
        "*",
    ):
        with pytest.raises(ConfigError, match="CHECKOUT_ORIGIN"):
            load_config({**SETTINGS, "CHECKOUT_ORIGIN": wrong})
