"""After the sale an order is changed, one cancelled, one withdrawn from; by shopper and staff in real windows."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import open_window, width_of
from tests.journeys.steps import (
    PAID,
    answer_questions,
    go_to_payment,
    pay_with,
    put_in_basket,
    sign_in_as_staff,
    wait_for_mail,
    wait_until_paid,
)
from tests.support.site import Site


@pytest.fixture
def staff(browser: Browser, running_site: Site, script: bool) -> Iterator[Page]:
    """A member of staff who is signed in, in a window of the same kind as the shopper's."""
    for page in open_window(browser, running_site, script=script, viewport=width_of(script)):
        sign_in_as_staff(page, running_site)
        yield page


def buy(page: Page, *slugs: str, email: str) -> str:
    """Buy one of each and return the order's number; the page is the order's own."""
    for slug in slugs:
        put_in_basket(page, slug)
    answer_questions(page, email=email)
    go_to_payment(page)
    pay_with(page, PAID)
    wait_until_paid(page)
    return page.get_by_role("heading", level=1).inner_text().removeprefix("Order ")


def test_an_order_is_changed_before_it_is_sent(
    own_page: Page, staff: Page, running_site: Site, script: bool
) -> None:
    page, email = own_page, f"changed-{script}@home.example".lower()
    number = buy(page, "wheat-heat-wrap", "the-pacing-notebook", email=email)
    staff.goto(f"/staff/orders/{number}/")
    staff.get_by_role("link", name="Change the address, add or take off things").click()
    staff.get_by_label("Street and house number").fill("2 Quay Lane")
    staff.get_by_role("button", name="Send it there").click()
    wait_for_mail(running_site, email, "2 Quay Lane")
    staff.get_by_role("link", name="Change the address, add or take off things").click()
    staff.get_by_label(re.compile("^The pacing notebook")).fill("1")
    staff.get_by_role("button", name="Take them off and give the money back").click()
    expect(staff.get_by_role("heading", level=1)).to_have_text(f"Order {number}")
    wait_for_mail(running_site, email, "something goes no more")
    page.reload()
    expect(page.get_by_text("2 Quay Lane")).to_be_visible()
    expect(page.get_by_text("Not sent any more: 1 of The pacing notebook")).to_be_visible()


def test_an_order_is_cancelled_and_its_money_goes_back(
    own_page: Page, staff: Page, running_site: Site, script: bool
) -> None:
    page, email = own_page, f"cancelled-{script}@home.example".lower()
    number = buy(page, "the-pacing-notebook", email=email)
    staff.goto(f"/staff/orders/{number}/")
    staff.get_by_role("link", name=re.compile("^Cancel this order")).click()
    staff.get_by_label("Why").fill("She rang")
    staff.get_by_role("button", name=re.compile(f"^Cancel order {number} and give back €")).click()
    expect(staff.get_by_role("heading", level=1)).to_have_text(f"Order {number}")
    wait_for_mail(running_site, email, f"Order {number} is cancelled")
    page.reload()
    expect(page.get_by_text(re.compile("cancelled", re.I)).first).to_be_visible()


def test_a_buyer_withdraws_and_gets_the_money_back(
    own_page: Page, staff: Page, running_site: Site, script: bool
) -> None:
    page, email = own_page, f"withdrawn-{script}@home.example".lower()
    number = buy(page, "the-pacing-notebook", email=email)
    page.get_by_role("main").get_by_role("link", name="Withdraw from contract here").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm withdrawal")
    page.get_by_role("button", name="Confirm withdrawal").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your withdrawal is received")
    wait_for_mail(running_site, email, "withdrawal")
    staff.goto(f"/staff/orders/{number}/")
    expect(staff.get_by_text("The buyer has withdrawn")).to_be_visible()
    staff.get_by_label("All of it").check()
    staff.get_by_role("button", name="Give it back").click()
    wait_for_mail(running_site, email, "money on its way back")
    staff.goto("/staff/orders/")
    staff.get_by_role("button", name=f"Done with the withdrawal from order {number}").click()
    expect(staff.get_by_text(f"withdraws from order {number}")).to_have_count(0)
