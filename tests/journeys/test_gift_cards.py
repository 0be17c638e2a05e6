"""A gift card: issued by staff, typed in beside a code, paid with, and given back as store credit by mail."""

import os
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import open_window, width_of
from tests.journeys.steps import answer_questions, put_in_basket, sign_in_as_staff, wait_for_mail
from tests.journeys.test_axe import complaints
from tests.support.mail import text_of
from tests.support.site import Site

CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")
#: where somebody wants to look at the pages
PICTURES = os.environ.get("JOURNEY_PICTURES", "")


def look(page: Page, name: str, *, script: bool) -> list[str]:
    """What axe finds on a page; without script there is nothing to find it with."""
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)
    return complaints(page, name) if script else []


@pytest.mark.every_way
@pytest.mark.timeout(600)
def test_a_card_is_issued_typed_in_paid_with_and_given_back(
    wide_page: Page, browser: Browser, running_site: Site, script: bool
) -> None:
    staff = wide_page
    sign_in_as_staff(staff, running_site)
    staff.goto("/staff/gift-cards/new/")
    staff.get_by_label("Value in EUR").fill("500")
    told = look(staff, "issuing", script=script)
    staff.get_by_role("button", name="Issue this card").click()
    expect(staff.get_by_role("heading", level=1)).to_have_text("Gift card issued")
    code = CODE.findall(staff.inner_text("main"))[0]
    told += look(staff, "issued", script=script)
    for page in open_window(browser, running_site, script=script, viewport=width_of(script)):
        number = buy_with(page, code, email=f"card-{script}@home.example".lower())
    staff.goto(f"/staff/orders/{number}/")
    told += look(staff, "order", script=script)
    staff.get_by_label("Where it goes").select_option("credit")
    staff.get_by_label("All of it").check()
    staff.get_by_role("button", name="Give it back").click()
    mail = wait_for_mail(running_site, f"card-{script}@home.example".lower(), "store credit")
    assert CODE.findall(text_of(mail)) and CODE.findall(text_of(mail)) != [code]
    staff.goto("/staff/gift-cards/")
    told += look(staff, "cards", script=script)
    staff.get_by_role("link", name=f"Ending in {code[-4:]}").click()
    told += look(staff, "card", script=script)
    assert told == []


def buy_with(page: Page, code: str, *, email: str) -> str:
    """Buy a blanket with a code, and a card that covers the rest; returns the order's number."""
    put_in_basket(page, "linen-weighted-blanket")
    page.locator("summary", has_text="Have a code or a gift card?").click()
    page.get_by_label("Code", exact=True).fill("Welcome10")
    page.get_by_role("button", name="Use this code").click()
    expect(page.get_by_text("Your code: WELCOME10")).to_be_visible()
    page.locator("summary", has_text="Another code or gift card?").click()
    page.get_by_label("Code", exact=True).fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Use this code").click()
    expect(page.get_by_text(f"Gift card ending in {code[-4:]}").first).to_be_visible()
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/basket.png", full_page=True)
    answer_questions(page, email=email)
    page.get_by_role("checkbox").check()
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/check.png", full_page=True)
    page.get_by_role("button", name=re.compile("^Pay €.* with your gift card$")).click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile("^Order [0-9]+$"))
    expect(page.get_by_text("Paid by gift card").first).to_be_visible()
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/bought.png", full_page=True)
    return heading.inner_text().removeprefix("Order ")
