"""A file bought and downloaded, and a part of an order sent back; script on at a desk, off on a phone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, open_window
from tests.journeys.steps import (
    PAID,
    answer_questions,
    first_link,
    pay_with,
    put_in_basket,
    sign_in_as_staff,
    wait_for_mail,
    wait_until_paid,
)
from tests.journeys.test_axe import complaints
from tests.support.site import Site

BOX = re.compile("^I want to download Pacing in practice")


def pass_axe(page: Page, script: bool, where: str) -> None:
    """Have axe look at a page in every scheme; it needs script for that."""
    if script:
        assert complaints(page, where) == []


def to_payment(page: Page) -> None:
    """Tick what is asked, and go to the payment page."""
    for box in page.get_by_role("checkbox").all():
        expect(box).not_to_be_checked()
        box.check()
    page.get_by_role("button", name=re.compile("^Go to payment, €")).click()
    page.wait_for_url(re.compile("/c/pay/"))


@pytest.mark.postgres
def test_a_file_is_bought_and_downloaded_at_once(
    own_page: Page, running_site: Site, script: bool, site_kind: str
) -> None:
    page, email = own_page, f"file-{script}-{site_kind}@home.example".lower()
    page.goto("/products/pacing-in-practice/")
    expect(page.get_by_text("your 14 days to change your mind then end")).to_be_visible()
    put_in_basket(page, "pacing-in-practice")
    page.get_by_role("link", name="Go on to your details").click()
    page.locator("input[name=email]").fill(email)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Ireland").check()
    page.get_by_role("button", name="Continue").click()
    page.locator("input[name=name]").fill("Nuala Byrne")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("checkbox", name=BOX)).not_to_be_checked()
    pass_axe(page, script, "the box about files")
    to_payment(page)
    pay_with(page, PAID)
    page.wait_for_url(re.compile("/orders/"))
    expect(page.get_by_role("heading", name="Your files")).to_be_visible()
    pass_axe(page, script, "an order with files")
    with page.expect_download() as got:
        page.get_by_role("button", name=re.compile("^Download All lessons, to print")).click()
    assert got.value.suggested_filename == "All-lessons-to-print.pdf"
    assert Path(got.value.path()).read_bytes().startswith(b"%PDF-")
    link = first_link(wait_for_mail(running_site, email, "Your files are ready"), "#downloads")
    page.goto(link)
    expect(page.get_by_text("19 more times")).to_be_visible()


@pytest.mark.postgres
def test_a_part_of_an_order_comes_back(
    own_page: Page, browser: Browser, running_site: Site, script: bool, site_kind: str
) -> None:
    page, email = own_page, f"back-{script}-{site_kind}@home.example".lower()
    put_in_basket(page, "wheat-heat-wrap")
    put_in_basket(page, "the-pacing-notebook")
    answer_questions(page, email=email)
    page.get_by_role("link", name=re.compile("what we should know")).click()
    page.get_by_label("For the courier").fill("Leave it at number 6")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("For the courier: Leave it at number 6")).to_be_visible()
    to_payment(page)
    pay_with(page, PAID)
    wait_until_paid(page)
    number = page.get_by_role("heading", level=1).inner_text().removeprefix("Order ")
    staff_steps = open_window(browser, running_site, script=True, viewport=DESK)
    staff = next(staff_steps)
    sign_in_as_staff(staff, running_site)
    staff.goto(f"/staff/orders/{number}/")
    expect(staff.get_by_text("Leave it at number 6")).to_be_visible()
    staff.get_by_role("button", name="It has left the house").click()
    page.goto(first_link(wait_for_mail(running_site, email, "is on its way"), "/return/"))
    page.get_by_role("button", name="Get the return number").click()
    pass_axe(page, script, "a return without a thing")
    page.get_by_label("The pacing notebook").fill("1")
    page.get_by_role("button", name="Get the return number").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Return {number}-R1")
    pass_axe(page, script, "a return")
    wait_for_mail(running_site, email, "how to send it back")
    staff.goto("/staff/orders/returns/")
    staff.get_by_role("link", name=f"{number}-R1").click()
    pass_axe(staff, script, "a return for staff")
    staff.get_by_role("button", name="It is here").click()
    pass_axe(staff, script, "a return to decide about")
    staff.get_by_label("The pacing notebook").fill("1")
    staff.get_by_role("button", name="Keep this decision").click()
    staff.get_by_role("button", name="Give it back").click()
    expect(staff.get_by_role("heading", level=1)).to_have_text(f"Order {number}")
    page.reload()
    expect(page.get_by_text("Looked at")).to_be_visible()
    wait_for_mail(running_site, email, "money on its way back")
    list(staff_steps)
