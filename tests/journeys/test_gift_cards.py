"""Gift cards: issued by staff and given back as store credit; bought for somebody, arrived by mail, and spent."""

import os
import re

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


@pytest.mark.timeout(600)
def test_a_card_is_bought_for_somebody_arrives_and_is_spent(
    browser: Browser, running_site: Site, script: bool
) -> None:
    lena = f"lena-{script}@friend.example".lower()
    for page in open_window(browser, running_site, script=script, viewport=width_of(script)):
        told = buy_for(page, lena, script=script)
    assert told == []
    mail = wait_for_mail(running_site, lena, "Nuala Byrne has bought you a gift card")
    assert "Choose something warm." in text_of(mail)
    (code,) = CODE.findall(text_of(mail))
    for page in open_window(browser, running_site, script=script, viewport=width_of(script)):
        spend(page, code, email=lena)


def buy_for(page: Page, to: str, *, script: bool) -> list[str]:
    """Buy a card of fifty euros for somebody; return what axe finds on the way."""
    page.goto("/products/gift-card/")
    told = look(page, "product", script=script)
    page.get_by_label("€50.00").check()
    page.get_by_role("button", name="Put in basket").click()
    page.get_by_role("link", name="Go on to your details").click()
    page.locator("input[name=email]").fill(f"giver-{script}@home.example".lower())
    page.get_by_role("button", name="Continue").click()
    if page.get_by_role("heading", level=1).inner_text() != "What is your name?":
        page.get_by_label("Ireland").check()
        page.get_by_role("button", name="Continue").click()
    page.locator("input[name=name]").fill("Nuala Byrne")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("which is you")).to_be_visible()
    page.get_by_role("link", name="who gets the gift card").click()
    told += look(page, "who", script=script)
    page.get_by_label("Their e-mail address").fill(to)
    page.get_by_label("A few words").fill("Choose something warm.")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text(to)).to_be_visible()
    told += look(page, "check-card", script=script)
    go_to_payment(page)
    pay_with(page, PAID)
    wait_until_paid(page)
    expect(page.get_by_role("heading", name="Your gift card")).to_be_visible()
    return told + look(page, "order-card", script=script)


def spend(page: Page, code: str, *, email: str) -> None:
    """Pay for a wheat wrap with a card alone."""
    put_in_basket(page, "wheat-heat-wrap")
    page.locator("summary", has_text="Have a code or a gift card?").click()
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Use this code").click()
    answer_questions(page, email=email)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name=re.compile("^Pay €.* with your gift card$")).click()
    expect(page.get_by_text("Paid by gift card").first).to_be_visible()
