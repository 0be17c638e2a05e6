"""From a card below an article to a paid order and a refund, and what staff then read of that article."""

import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, open_window
from tests.journeys.steps import (
    PAID,
    answer_questions,
    go_to_payment,
    pay_with,
    sign_in_as_staff,
    wait_until_paid,
)
from tests.support.site import Site

pytestmark = pytest.mark.timeout(600)
ARTICLE, TITLE = "/articles/choosing-a-weighted-blanket/", "Choosing a weighted blanket"


def wait_for_words(page: Page, address: str, words: str) -> None:
    """Reload until the page says so: sums are written some seconds after they were counted."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        page.goto(address)
        if page.get_by_text(re.compile(words)).count():
            return
        time.sleep(1)
    raise AssertionError(f"{address} never said {words!r}: {page.inner_text('main')}")


@pytest.mark.postgres
def test_a_card_that_was_followed_to_a_paid_order_is_credited_to_the_article_and_a_refund_too(
    reader_page: Page, browser: Browser, running_site: Site, script: bool
) -> None:
    page, mark = reader_page, "on" if script else "off"
    page.goto(ARTICLE)
    page.locator(".store .card-title a").first.click()
    page.get_by_role("button", name="Put in basket").click()
    answer_questions(page, email=f"credited-{mark}@home.example")
    go_to_payment(page)
    pay_with(page, PAID)
    page.wait_for_url(re.compile("/checkout/done/|/orders/"))
    wait_until_paid(page)
    heading = page.get_by_role("heading", level=1).inner_text()
    number = re.search(r"\d{4,}", heading)
    assert number is not None
    for staff in open_window(browser, running_site, script=script, viewport=DESK):
        sign_in_as_staff(staff, running_site)
        staff.goto("/staff/effect/")
        staff.get_by_role("link", name=TITLE).click()
        address = staff.url
        wait_for_words(staff, address, r"It was read .* led to .*paid for \(€")
        staff.goto(f"/staff/orders/{number[0]}/")
        give_all_back(staff)
        wait_for_words(staff, address, "of which €.* went back")
        expect(staff.get_by_role("table", name="What each link led to")).to_be_visible()


def give_all_back(page: Page) -> None:
    """Give the whole order's money back from its page."""
    form = page.locator('form[action*="refund"]')
    form.get_by_label("All of it").check()
    form.get_by_label("Why").fill("It did not suit.")
    form.get_by_role("button").click()
