"""A reader's way from an article to letters and out again, and through the community's door."""

import re
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import first_link, wait_for_mail
from tests.support.site import Site

ARTICLE = "/articles/pacing-without-boom-and-bust/"
NARROW = (
    "/",
    "/articles/",
    ARTICLE,
    "/shop/",
    "/products/wide-grip-jar-opener/",
    "/resources/",
    "/join/",
    "/comfort/",
)


@pytest.mark.postgres
def test_subscribing_below_an_article_and_stopping_by_one_click(
    browser_page: Page, running_site: Site, script: bool
) -> None:
    page, email = browser_page, f"reader-{'on' if script else 'off'}@home.example"
    page.goto(ARTICLE)
    form = page.locator("form#letter")
    form.get_by_label("Your e-mail address").fill(email)
    form.get_by_role("checkbox").check()
    form.get_by_role("button", name="Send me the letters").click()
    message = wait_for_mail(running_site, email, "/letters/")
    page.goto(first_link(message, "/letters/"))
    page.get_by_role("button", name="Yes, write to me").click()
    expect(page).to_have_url(re.compile("said=welcome"))


def test_a_slip_is_told_in_a_summary_that_has_the_focus(browser_page: Page, script: bool) -> None:
    page = browser_page
    page.goto("/letters/")
    page.get_by_label("Your e-mail address").fill("not an address")
    page.get_by_label("Your e-mail address").press("Enter")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your e-mail address")).to_be_focused()
    expect(page.get_by_label("Your e-mail address")).to_have_value("not an address")


def test_every_related_thing_says_why_it_is_there(browser_page: Page, script: bool) -> None:
    page = browser_page
    page.goto(ARTICLE)
    for heading in ("Read on", "From our store", "Come in"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    why = page.locator(".store details.why").first
    why.locator("summary").click()
    expect(why).to_contain_text("We earn money if you buy this")
    page.locator(".store .card-title a").first.click()
    expect(page.get_by_role("link", name="Pacing without boom and bust").first).to_be_visible()


def test_the_invitation_is_shown_after_a_press_only(
    browser_page: Page, running_site: Site, script: bool
) -> None:
    page = browser_page
    page.goto("/join/")
    page.get_by_role("link", name="Evenings on WhatsApp").first.click()
    page.get_by_role("checkbox").check()
    assert "example.org" not in page.content()
    page.get_by_role("button").filter(has_text=re.compile("invitation|Show", re.I)).first.click()
    expect(page.locator('a[href*="example.org"]').first).to_be_visible()
    expect(page).to_have_url(re.compile("/join/"))


def test_comfort_settings_hold_on_every_page(browser_page: Page, script: bool) -> None:
    page = browser_page
    page.goto("/comfort/")
    page.locator('input[name="scheme"][value="dim"]').check()
    page.get_by_role("button", name=re.compile("^(Save|Keep)")).click()
    page.goto(ARTICLE)
    assert page.locator("html").get_attribute("data-scheme") == "dim"


def test_no_page_scrolls_sideways_at_320_px(browser_page: Page, script: bool) -> None:
    browser_page.set_viewport_size({"width": 320, "height": 640})
    widths = {}
    for path in NARROW:
        browser_page.goto(path)
        widths[path] = browser_page.evaluate("document.documentElement.scrollWidth")
    assert {path: width for path, width in widths.items() if width > 320} == {}


def test_pages_set_no_cookie_for_a_reader(running_site: Site, site_kind: str) -> None:
    for path in ("/", ARTICLE, "/shop/", "/join/"):
        answer = urllib.request.urlopen(running_site.url + path, timeout=30)
        assert answer.headers.get_all("Set-Cookie") is None
