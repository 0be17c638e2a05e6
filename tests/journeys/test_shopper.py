"""A shopper's way from an article to a paid order, as a guest, on a phone, script on and off."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    DECLINED,
    PAID,
    SECURE,
    answer_questions,
    go_to_payment,
    pay_with,
    put_in_basket,
    wait_for_mail,
    wait_until_paid,
)
from tests.support.site import Site


@pytest.mark.every_way
def test_from_the_first_page_to_a_paid_order_and_its_mail(
    browser_page: Page, running_site: Site, script: bool
) -> None:
    page, email = browser_page, f"nuala-{'on' if script else 'off'}@home.example"
    page.goto("/")
    page.get_by_role("heading", name="Choosing a weighted blanket").get_by_role("link").click()
    page.get_by_role("heading", name="From our store").wait_for()
    page.locator(".store .card-title a").first.click()
    expect(page).to_have_url(re.compile("/products/"))
    page.get_by_role("button", name="Put in basket").click()
    answer_questions(page, email=email)
    total = page.locator(".money-total").inner_text()
    go_to_payment(page)
    assert re.findall(r"\d+\.\d\d", total)[-1] in page.content()
    pay_with(page, PAID)
    page.wait_for_url(re.compile("/checkout/done/|/orders/"))
    wait_until_paid(page)
    message = wait_for_mail(running_site, email, "/orders/")
    assert "blanket" not in str(message["Subject"]).lower()


def test_a_declined_card_loses_nothing_and_another_one_pays(own_page: Page, script: bool) -> None:
    page = own_page
    put_in_basket(page, "wide-grip-jar-opener")
    answer_questions(page, email="declined@home.example")
    go_to_payment(page)
    pay_with(page, DECLINED)
    expect(page.get_by_role("alert")).to_contain_text("Nothing was taken")
    pay_with(page, PAID)
    wait_until_paid(page)


def test_three_d_secure_asks_once_more(own_page: Page, script: bool) -> None:
    page = own_page
    put_in_basket(page, "wide-grip-jar-opener")
    answer_questions(page, email="secure@home.example")
    go_to_payment(page)
    pay_with(page, SECURE)
    page.get_by_role("button", name=re.compile("^Complete")).click()
    wait_until_paid(page)


def test_coming_back_without_paying_keeps_basket_and_answers(browser_page: Page, script: bool) -> None:
    page = browser_page
    put_in_basket(page, "wide-grip-jar-opener")
    answer_questions(page, email="back@home.example")
    go_to_payment(page)
    page.get_by_role("link", name="Back to the shop without paying").click()
    expect(page.get_by_text("Nothing was taken").first).to_be_visible()
    expect(page.get_by_text("back@home.example").first).to_be_visible()
    go_to_payment(page)
    pay_with(page, PAID)
    wait_until_paid(page)


def test_a_line_taken_out_comes_back_with_one_press(browser_page: Page, script: bool) -> None:
    page = browser_page
    put_in_basket(page, "wide-grip-jar-opener")
    page.get_by_role("button", name=re.compile("Take out|Remove")).first.click()
    expect(page.get_by_text("You took out").first).to_be_visible()
    page.get_by_role("button", name=re.compile("Put it back")).click()
    expect(page.get_by_role("button", name="Go on to delivery")).to_be_visible()
