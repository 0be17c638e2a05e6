"""A reader asks for letters, confirms, pauses for a flare, stops, and takes it back."""

import re
import time
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect

from tests.support.mail import read_mail, text_of
from tests.support.site import Site

PATIENCE = 60.0


def mail_to(site: Site, address: str) -> EmailMessage:
    """Wait for the worker to send something to an address."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = [one for one in read_mail(site.instance / "mail") if one["To"] == address]
        if found:
            return found[0]
        time.sleep(0.3)
    raise AssertionError(f"no mail came to {address}")


@pytest.mark.postgres
def test_a_reader_joins_pauses_stops_and_comes_back(
    browser_page: Page, running_site: Site, script: bool
) -> None:
    page = browser_page
    address = f"orla-{'script' if script else 'plain'}@journey.example"
    page.goto("/letters/")
    page.get_by_label("Your e-mail address").fill(address)
    page.get_by_label(re.compile("Yes, write to me")).check()
    page.get_by_role("button", name="Send me the letters").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look in your mailbox")
    found = re.search(r"http://\S+/letters/confirm/\S+", text_of(mail_to(running_site, address)))
    assert found is not None
    page.goto(found[0])
    page.get_by_role("button", name="Yes, write to me").click()
    expect(page.get_by_text("You are on the list now")).to_be_visible()
    page.get_by_label("For how long").select_option("4")
    page.get_by_role("button", name="Pause the letters").click()
    expect(page.get_by_text("We write again from")).to_be_visible()
    page.get_by_role("button", name="End the pause now").click()
    expect(page.get_by_text("The pause is over")).to_be_visible()
    page.get_by_role("link", name="Stop the letters altogether").click()
    page.get_by_role("button", name="Stop the letters").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The letters have stopped")
    page.get_by_role("button", name="Undo: go on writing to me").click()
    expect(page.get_by_text("We go on writing to you")).to_be_visible()
    assert page.context.cookies() == [], "none of this needs a cookie"
