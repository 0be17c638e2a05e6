"""Steps that several journeys share, in the words a person would use."""

import re
import time
from email.message import EmailMessage
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support.mail import read_mail, text_of
from tests.support.site import Site

PAID, DECLINED, SECURE = "4242424242424242", "4000000000000002", "4000002500003155"


def put_in_basket(page: Page, slug: str) -> None:
    """Open a product's page and put one into the basket."""
    page.goto(f"/products/{slug}/")
    page.get_by_role("button", name="Put in basket").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your basket")


def answer_questions(page: Page, *, email: str) -> None:
    """Go from the basket through the questions to the page that asks to check the answers."""
    page.get_by_role("button", name="Go on to delivery").click()
    page.locator("input[name=email]").fill(email)
    page.get_by_role("button", name="Continue").click()
    if page.get_by_role("heading", level=1).inner_text().startswith("Which country"):
        page.get_by_label("Ireland").check()
        page.get_by_role("button", name="Continue").click()
    page.locator("input[name=name]").fill("Nuala Byrne")
    page.locator("input[name=street]").fill("14 Example Terrace")
    page.locator("input[name=city]").fill("Galway")
    if page.locator("input[name=region]").count():
        page.locator("input[name=region]").fill("Galway")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you pay")


def go_to_payment(page: Page) -> None:
    """Agree, unless that was done before, and go to the hosted payment page."""
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name=re.compile("^Go to payment, €")).click()
    page.wait_for_url(re.compile("/c/pay/"))


def pay_with(page: Page, card: str) -> None:
    """Press the quick choice of a test card on the hosted page."""
    page.locator(f'button[name="quick"][value="{card}"]').click()


def wait_until_paid(page: Page) -> None:
    """Wait on the success page, reloading as its link says, until the order is shown as paid."""
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        heading = page.get_by_role("heading", level=1).inner_text()
        if heading.startswith("Order ") and page.get_by_text("Paid", exact=False).count():
            return
        time.sleep(0.3)
        page.reload()
    raise AssertionError(f"the order was not paid: {page.url} {page.content()[:500]}")


def wait_for_mail(site: Site, to: str, words: str, *, seconds: float = 60) -> EmailMessage:
    """Wait for a message to this address whose subject or text holds `words`; return the newest."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = [
            one
            for one in read_mail(Path(site.instance) / "mail")
            if to in str(one["To"]) and (words in str(one["Subject"]) or words in text_of(one))
        ]
        if found:
            return found[-1]
        time.sleep(0.2)
    raise AssertionError(f"no mail to {to} with {words!r} came")


def first_link(message: EmailMessage, part: str) -> str:
    """Return the first link in a message's text that holds `part`."""
    found = re.search(rf"https?://\S*{re.escape(part)}\S*", text_of(message))
    assert found, text_of(message)
    return found.group(0).rstrip(".,)")


def sign_in_as_staff(page: Page, site: Site, *, email: str = "", password: str = "") -> None:
    """Sign in with what `make run` printed, or as somebody else."""
    page.goto("/staff/")
    page.get_by_label("E-mail address").fill(email or site.email)
    page.get_by_label("Password").fill(password or site.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
