"""A reader comments, confirms, is let through, is answered, hears of it by mail, and stops the mails."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import first_link, sign_in_as_staff, wait_for_mail
from tests.support.site import Site


def write(page: Page, *, name: str, email: str, text: str, wish: bool = False) -> None:
    """Fill the form, as slowly as a person."""
    page.get_by_label("What you want to say").fill(text)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_label(re.compile("Yes, show my name")).check()
    if wish:
        page.get_by_label(re.compile("Write to me when somebody answers")).check()
    page.wait_for_timeout(3500)
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look in your mailbox")


def confirm(page: Page, site: Site, email: str) -> None:
    """Press the button behind the mailed link."""
    page.goto(first_link(wait_for_mail(site, email, "confirm what you wrote"), "/comments/confirm/"))
    page.get_by_role("button", name=re.compile("Yes, this is mine")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your comments")
    expect(page.get_by_text(re.compile(r"waits for one of us"))).to_be_visible()


def show(page: Page, words: str) -> None:
    """Let a member of staff show the comment that holds these words."""
    page.goto("/staff/comments/")
    entry = page.locator(".staff-comments > li").filter(has_text=words)
    entry.get_by_role("button", name=re.compile("Show it")).click()
    expect(page.get_by_text("It is on the page.")).to_be_visible()


@pytest.mark.postgres
@pytest.mark.timeout(600)
def test_a_comment_is_written_confirmed_read_answered_and_the_mails_stopped(
    browser_page: Page, wide_page: Page, running_site: Site, script: bool
) -> None:
    page, desk = browser_page, wide_page
    kind = "script" if script else "plain"
    orla, ida = f"orla-{kind}@talk.example", f"ida-{kind}@talk.example"
    page.goto("/articles/")
    page.locator("main a[href^='/articles/']").first.click()
    page.get_by_role("link", name="Write a comment").click()
    write(page, name="Orla", email=orla, text=f"Warm water helps me, says {kind}.", wish=True)
    confirm(page, running_site, orla)
    sign_in_as_staff(desk, running_site)
    show(desk, f"says {kind}")
    page.get_by_role("link").filter(has_text=re.compile(".")).first.wait_for()
    page.locator(".thread h2 a").first.click()
    comment = page.locator(".comment").filter(has_text=f"says {kind}")
    expect(comment).to_be_visible()
    comment.get_by_role("link", name="Answer Orla").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Answer a comment")
    write(page, name="Ida", email=ida, text=f"Me too, answers {kind}.")
    confirm(page, running_site, ida)
    show(desk, f"answers {kind}")
    mail = wait_for_mail(running_site, orla, "answered where you wrote")
    page.goto(first_link(mail, "#comment-"))
    expect(page.get_by_text(f"Me too, answers {kind}.")).to_be_visible()
    page.goto(first_link(mail, "/comments/stop/"))
    page.get_by_role("button", name="Stop the mails on answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The mails on answers have stopped")
    assert page.context.cookies() == [], "none of this needs a cookie"
