"""Buying in a real browser against the real processes: shop, stand-in and worker; with script and without."""

import re

import pytest
from playwright.sync_api import Page, expect

PRODUCT = "/products/the-pacing-notebook/"
LONG = 15_000


def to_payment(page: Page) -> None:
    """Walk from a product to the payment page."""
    page.goto(PRODUCT, wait_until="domcontentloaded", timeout=4 * LONG)
    page.get_by_role("button", name="Put in basket").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your basket")
    page.get_by_role("button", name="Go on to delivery").click()
    page.get_by_label("Where shall we write to?").fill("nuala@home.example")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Ireland").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name").fill("Nuala Byrne")
    page.get_by_label("Street and number").fill("14 Example Terrace")
    page.get_by_label("Town or city").fill("Galway")
    page.get_by_label("Eircode").fill("h91xx00")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you pay")
    expect(page.get_by_role("checkbox")).not_to_be_checked()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name=re.compile("Go to payment, €")).click()


@pytest.mark.postgres
def test_a_shopper_pays_and_sees_the_order(own_page: Page, script: bool) -> None:
    page = own_page
    to_payment(page)
    page.get_by_role("button", name=re.compile("^Pays card ending")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Order \d+"), timeout=LONG)
    expect(page.get_by_text("We have your order and your payment")).to_be_visible()
    assert re.search(r"/orders/[0-9a-f]{32}/", page.url)


def test_a_declined_card_and_the_way_back_lose_nothing(own_page: Page, script: bool) -> None:
    page = own_page
    to_payment(page)
    page.get_by_role("button", name=re.compile("^Is declined")).click()
    expect(page.get_by_text("Nothing was taken. You can try again")).to_be_visible()
    page.get_by_role("link", name="Back to the shop without paying").click()
    expect(page.get_by_text("You are back from the payment page. Nothing was taken.")).to_be_visible()
    expect(page.get_by_text("nuala@home.example")).to_be_visible()
    expect(page.get_by_text("You have agreed to this order already")).to_be_visible()
    page.get_by_role("button", name=re.compile("Go to payment, €")).click()
    page.get_by_role("button", name=re.compile("^Asks for 3-D Secure")).first.click()
    page.get_by_role("button", name=re.compile("Complete")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Order \d+"), timeout=LONG)
