"""Every kind of page through axe, in each scheme: WCAG A, AA, AAA and the rules of good practice, without exception."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import DESK, PHONE, open_window
from tests.journeys.steps import (
    PAID,
    answer_questions,
    go_to_payment,
    pay_with,
    put_in_basket,
    sign_in_as_staff,
    wait_until_paid,
)
from tests.support.site import Site

pytestmark = pytest.mark.timeout(600)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "wcag2aaa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": RULES},
    "rules": {"target-size": {"enabled": True}, "color-contrast-enhanced": {"enabled": True}},
    "resultTypes": ["violations"],
}
ABOUT_COLOUR = {
    **OPTIONS,
    "runOnly": {"type": "rule", "values": ["color-contrast", "color-contrast-enhanced"]},
}
RUN = """async options => (await axe.run(options)).violations.map(
  ({ id, nodes }) => `${id} at ${nodes[0].target} (${nodes.length})`)"""
READING = (
    "/", "/articles/", "/articles/telling-work/", "/resources/", "/resources/nhs-fibromyalgia/", "/topics/sleep/",
    "/search/?q=kettle", "/search/?q=zzqqx", "/join/", "/join/whatsapp-evenings/", "/letters/", "/letters/sent/",
    "/articles/choosing-a-weighted-blanket/comments/", "/articles/choosing-a-weighted-blanket/comments/write/",
    "/comments/sent/with-care/", "/glossary/", "/archive/", "/authors/", "/references/", "/corrections/",
    "/series/what-the-trials-show/", "/comfort/", "/pages/cookies/", "/no-such-page/", "/account/sign-in",
)  # fmt: skip
SHOPPING = (
    "/shop/", "/shop/warmth/", "/products/linen-weighted-blanket/", "/products/folding-garden-stool/",
    "/products/gift-card/", "/basket/",
)  # fmt: skip
STAFF = (
    "/staff/", "/staff/orders/", "/staff/products/", "/staff/products/1/", "/staff/articles/", "/staff/articles/1/",
    "/staff/articles/1/links/", "/staff/articles/1/comments/", "/staff/articles/1/revisions/1/",
    "/staff/articles/1/links-to-draft/", "/staff/articles/calendar/", "/staff/articles/outward-links/",
    "/staff/stock/", "/staff/mailbox/", "/staff/audit/", "/staff/letters/",
    "/staff/doors/1/", "/staff/resources/1/", "/staff/pages/cookies/", "/staff/parts/",
    "/staff/offers/", "/staff/offers/new/", "/staff/offers/1/", "/staff/gift-cards/", "/staff/gift-cards/new/",
    "/staff/delivery/", "/staff/delivery/zones/1/", "/staff/delivery/rates/4/", "/staff/tax/", "/staff/orders/returns/",
    "/staff/products/1/files/new/",
    "/staff/effect/", "/staff/effect/1/", "/staff/glossary/1/", "/staff/series/1/",
    "/staff/comments/", "/staff/comments/articles/1/", "/staff/markets/", "/staff/articles/run-out/",
    "/staff/articles/1/preview/", "/staff/articles/1/corrections/", "/staff/references/", "/staff/references/reviews/",
    "/staff/references/1/", "/staff/contributors/", "/staff/contributors/new/", "/staff/people/",
    "/staff/products/new/",
    "/staff/products/variants/1/", "/staff/stock/1/", "/staff/articles/new/",
)  # fmt: skip


@pytest.fixture
def phone(browser: Browser, running_site: Site) -> Iterator[Page]:
    """A phone's window, with script only: axe looks at the same page without it."""
    yield from open_window(browser, running_site, script=True, viewport=PHONE)


@pytest.fixture
def desk(browser: Browser, running_site: Site) -> Iterator[Page]:
    """The same at desk width."""
    yield from open_window(browser, running_site, script=True, viewport=DESK)


def complaints(page: Page, where: str) -> list[str]:
    """Return what axe finds: everything in light, and the colours again in dark, dim and strong contrast."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    told = [f"{where}, light: {one}" for one in found(page, OPTIONS)]
    page.emulate_media(color_scheme="dark")
    told += [f"{where}, dark: {one}" for one in found(page, ABOUT_COLOUR)]
    for scheme in ("dim", "contrast"):
        page.evaluate("scheme => { document.documentElement.dataset.scheme = scheme }", scheme)
        told += [f"{where}, {scheme}: {one}" for one in found(page, ABOUT_COLOUR)]
    return told


def found(page: Page, options: dict[str, object]) -> list[str]:
    """Return one line for each rule that a page breaks, with the first element that breaks it."""
    if not page.evaluate("'axe' in window"):  # half a megabyte to read, so once a page
        page.evaluate(AXE_SCRIPT)
    told: list[str] = page.evaluate(RUN, options)
    return told


def look_at(page: Page, paths: tuple[str, ...]) -> None:
    told: list[str] = []
    for path in paths:
        page.goto(path)
        told += complaints(page, path)
    assert told == []


@pytest.mark.parametrize("paths", [READING, SHOPPING], ids=["reading", "shopping"])
def test_public_pages_pass_axe_in_every_scheme(phone: Page, paths: tuple[str, ...]) -> None:
    look_at(phone, paths)


def test_the_way_to_the_payment_passes_axe_with_its_errors(phone: Page) -> None:
    page = phone
    put_in_basket(page, "linen-weighted-blanket")
    told = complaints(page, "the basket")
    answer_questions(page, email="axe@home.example")
    check = page.url
    page.get_by_role("button", name=re.compile("^Go to payment")).click()
    told += complaints(page, "an answer that is missing")
    page.goto(check)
    told += complaints(page, "check before you pay")
    for question in ("email", "country", "notes", "address"):
        page.goto(f"/checkout/{question}/")
        told += complaints(page, question)
    page.locator("input[name=name]").fill("")
    page.get_by_role("button", name="Continue").click()
    told += complaints(page, "an address that is missing something")
    assert told == []


def test_a_paid_order_and_its_invoice_pass_axe(phone: Page) -> None:
    page = phone
    put_in_basket(page, "linen-weighted-blanket")
    answer_questions(page, email="papers@home.example")
    go_to_payment(page)
    pay_with(page, PAID)
    wait_until_paid(page)
    told = complaints(page, "the order")
    page.get_by_role("link", name=re.compile("^Page to print")).click()
    assert "Invoice " in page.get_by_role("heading", level=1).inner_text()
    told += complaints(page, "its invoice")
    assert told == []


def test_staff_pages_pass_axe_in_every_scheme(desk: Page, running_site: Site) -> None:
    sign_in_as_staff(desk, running_site)
    look_at(desk, STAFF)


def test_axe_would_notice(phone: Page) -> None:
    """The control: one field without a label and one pale line, and axe says so."""
    page = phone
    page.goto("/comfort/")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<input><p id=pale>pale</p>')"
    )
    page.evaluate("document.getElementById('pale').style.color = '#707070'")
    assert {line.split(" ")[0] for line in found(page, OPTIONS)} == {"label", "color-contrast-enhanced"}
