"""The demo's standing pages say what the product does, and no more."""

import re

from app.cart.rules import KEPT_DAYS
from app.demo.delivery import FREE_FROM, PLACE
from app.demo.reading import read_table
from app.settings.rules import SiteSettings
from app.web.preferences import COOKIE
from tests.support.words import grade_of, long_paragraphs, long_sentences

PAGES = {row["slug"]: row["body"] for row in read_table("pages")}
SETTINGS = SiteSettings()
MODEL_FORM = "I/We hereby give notice"  # the directive's own words, not ours to shorten


def test_they_are_plain_to_read() -> None:
    for slug, body in PAGES.items():
        assert [one for one in long_sentences(body) if MODEL_FORM not in one] == [], slug
        assert [one for one in long_paragraphs(body) if MODEL_FORM not in one] == [], slug
        assert grade_of(body) <= 9, slug


def test_the_cookie_page_names_each_cookie_and_how_long_the_basket_stays() -> None:
    for name in ("basket", COOKIE, "session"):
        assert f"\n## {name}\n" in PAGES["cookies"]
    assert len(re.findall(r"^## [a-z]+$", PAGES["cookies"], re.MULTILINE)) == 3
    assert f"{KEPT_DAYS} days after you last used it" in PAGES["cookies"]


def test_the_pages_name_the_address_that_the_settings_hold() -> None:
    assert all("soft-hours.example" not in body for body in PAGES.values())
    assert SETTINGS.email in PAGES["contact"]
    for slug in ("contact", "privacy", "terms", "withdrawal"):
        assert SETTINGS.postal_address in PAGES[slug], slug


def test_the_delivery_page_names_the_days_that_each_country_takes() -> None:
    for country in SETTINGS.countries:
        assert country.days.removesuffix(" working days") in PAGES["delivery-and-returns"], country.code


def test_the_privacy_pages_promise_no_button_that_does_not_exist() -> None:
    for slug in ("privacy", "privacy-health"):
        assert "in your account" not in PAGES[slug]
        assert "privacy@softhours.example" in PAGES[slug]


def test_what_is_built_is_led_to_and_what_is_not_is_said_to_be_missing() -> None:
    assert "](/withdrawal/)" in PAGES["withdrawal"]
    assert "none on this site yet" in PAGES["terms"]
    assert "has a review yet" in PAGES["how-we-check-reviews"]


def test_each_legal_page_says_that_it_is_demo_text() -> None:
    for slug in ("privacy", "privacy-health", "delivery-and-returns", "withdrawal", "terms", "accessibility"):
        assert "Demo text" in PAGES[slug], slug


def test_the_delivery_page_names_from_when_it_is_free_and_where_things_are_fetched() -> None:
    assert f"free once your things come to €{FREE_FROM // 100}.00" in PAGES["delivery-and-returns"]
    assert PLACE.rsplit(", ", 1)[-1] in PAGES["delivery-and-returns"]
