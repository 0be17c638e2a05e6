"""An article from the first word to a correction: written, looked at, set to a minute, out, and put right."""

import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, open_window
from tests.journeys.steps import first_link, sign_in_as_staff, wait_for_mail
from tests.support.site import Site

PASTED = Path(__file__).resolve().parents[1] / "data" / "pasted"
BODY = "## The height\n\nA stool of 60 cm fits most sinks.\n\n## The order\n\nSoak first, then sit."


@pytest.fixture
def second_page(browser: Browser, running_site: Site, script: bool) -> Iterator[Page]:
    """Somebody else's window on the same site."""
    yield from open_window(browser, running_site, script=script, viewport=DESK)


@pytest.fixture
def scripted_page(browser: Browser, running_site: Site) -> Iterator[Page]:
    """A window at desk width in which script runs: for what only script can do."""
    yield from open_window(browser, running_site, script=True, viewport=DESK)


def begin(page: Page, title: str) -> str:
    """Begin an article that lacks nothing, and return its desk."""
    page.goto("/staff/articles/new/")
    page.get_by_label("Title").fill(title)
    page.locator('input[name="article_class"][value="C"]').check()
    page.get_by_role("button", name="Begin").click()
    page.locator("#summary").fill("Sitting down for the dishes.")
    page.get_by_label("Lead topic").select_option("hands")
    page.locator("#body").fill(BODY)
    page.get_by_role("button", name="Keep changes").click()
    desk = page.url.split("?")[0]
    for kind, words in (("product", "stool"), ("resource", "NHS"), ("door", "Evenings")):
        page.goto(f"{desk}links/?kind={kind}&words={words}")
        page.get_by_role("button", name=re.compile("^Lead there")).first.click()
    page.goto(desk)
    return desk


def tick_phrases(page: Page) -> None:
    """Say that the phrases near an illness were looked at, where there are any."""
    box = page.get_by_label("I have looked at each of them, and they may stay.")
    if box.count():
        box.check()


@pytest.mark.postgres
@pytest.mark.timeout(600)  # the worker publishes at a minute of the clock
def test_an_article_is_written_looked_at_set_to_a_minute_and_corrected(
    wide_page: Page, second_page: Page, running_site: Site, script: bool
) -> None:
    page, mark = wide_page, "on" if script else "off"
    ada, title = f"ada-{mark}@softhours.example", f"Soaking first ({mark})"
    password = running_site.flask(
        "staff", "add", ada, "--name", f"Ada {mark}", "--role", "editor"
    ).stdout.split()[-1]
    sign_in_as_staff(page, running_site)
    desk = begin(page, title)
    page.get_by_label("Whom to ask").select_option(label=f"Ada {mark}")
    page.get_by_label("What to look at").fill("Is the height right?")
    page.get_by_role("button", name="Ask for another pair of eyes").click()

    sign_in_as_staff(second_page, running_site, email=ada, password=password)
    second_page.goto(first_link(wait_for_mail(running_site, ada, title), "/comments/"))
    expect(second_page.get_by_text("Is the height right?")).to_be_visible()
    second_page.get_by_label("On which words").fill("60 cm")
    second_page.get_by_label("Comment", exact=True).fill("Some sinks are lower.")
    second_page.get_by_role("button", name="Add the comment").click()
    second_page.get_by_label("Something should change first").check()
    second_page.get_by_label("What you say to it").fill("Give a range.")
    second_page.get_by_role("button", name=re.compile("^Answer whoever asked")).click()
    wait_for_mail(running_site, running_site.email, title)

    page.goto(desk)
    page.get_by_role("link", name="2 comments that wait").click()
    page.get_by_role("button", name=re.compile("^It is dealt with")).first.click()
    page.goto(desk)
    page.locator("#body").fill(BODY.replace("60 cm", "50 to 60 cm"))
    page.get_by_role("button", name="Keep changes").click()
    page.get_by_role("link", name="See every revision, and what changed").click()
    page.get_by_role("row").nth(1).get_by_role("link").click()
    expect(page.locator("ins", has_text="50 to")).to_be_visible()

    page.goto(desk)
    page.get_by_role("link", name="Links to the draft, for people without an account").click()
    page.get_by_role("button", name="Make a link").click()
    secret = page.get_by_label("As a page").input_value()
    second_page.context.clear_cookies()
    second_page.goto(secret)
    expect(second_page.get_by_text("A stool of 50 to 60 cm fits most sinks.")).to_be_visible()

    page.goto(desk)
    tick_phrases(page)
    set_minute(page, "Let it come out then")
    expect(page.get_by_text("It comes out by itself at its minute.")).to_be_visible()
    address = f"/articles/soaking-first-{mark}/"
    assert second_page.goto(address).status == 404  # type: ignore[union-attr]
    wait_until_out(second_page, address)

    page.goto(desk)
    page.locator("#body").fill(BODY.replace("60 cm", "45 to 60 cm"))
    tick_phrases(page)
    set_minute(page, "Let the change come out then")
    expect(page.get_by_text("The change comes out by itself at its minute.")).to_be_visible()
    second_page.goto(address)
    expect(second_page.get_by_text("A stool of 50 to 60 cm fits most sinks.")).to_be_visible()
    wait_until_out(second_page, address, words="A stool of 45 to 60 cm fits most sinks.")
    expect(second_page.get_by_text(re.compile("changed")).first).to_be_visible()


def set_minute(page: Page, button: str) -> None:
    """Let something come out about a minute from now."""
    minute = datetime.now(ZoneInfo("Europe/Dublin")) + timedelta(seconds=70)
    page.get_by_label("Day", exact=False).first.fill(f"{minute:%Y-%m-%d}")
    page.get_by_label("Time", exact=False).first.fill(f"{minute:%H:%M}")
    page.get_by_role("button", name=button).click()


def wait_until_out(page: Page, address: str, *, words: str = "", seconds: float = 150) -> None:
    """Reload until the worker has published, and these words are there."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = page.goto(address)
        if answer and answer.status == 200 and words in page.inner_text("main"):
            return
        time.sleep(2)
    raise AssertionError(f"{address} did not come out")


def test_words_survive_a_lost_connection_and_a_crash(scripted_page: Page, running_site: Site) -> None:
    page = scripted_page
    sign_in_as_staff(page, running_site)
    desk = begin(page, "Lost and found")
    page.locator("#body").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\nTyped online.")
    expect(page.locator("[data-autosave-said]")).to_contain_text("Kept for you at")
    page.context.set_offline(True)
    page.keyboard.type(" Typed offline.")
    expect(page.locator("[data-autosave-said]")).to_contain_text("Your words are kept on this device")
    crashed = page.context.new_page()
    page.close()
    crashed.context.set_offline(False)
    crashed.goto(desk)
    expect(crashed.get_by_role("button", name="Bring them back")).to_have_count(1)
    crashed.get_by_role("button", name="Bring them back").click()
    # The page has offered an earlier state all along; without the button it is the one that the server has now.
    expect(crashed.get_by_role("button", name="Bring them back")).to_have_count(0)
    crashed.get_by_role("link", name=re.compile("^Show them in the form")).first.click()
    expect(crashed.locator("#body")).to_have_value(f"{BODY}\n\nTyped online. Typed offline.")
    crashed.get_by_role("button", name="Keep changes").click()
    expect(crashed.get_by_text("Words are waiting")).to_have_count(0)
    expect(crashed.get_by_text("did not reach us")).to_have_count(0)


def test_a_session_that_ends_while_somebody_types_is_said_and_takes_no_words(
    scripted_page: Page, running_site: Site
) -> None:
    page = scripted_page
    sign_in_as_staff(page, running_site)
    page.goto("/staff/articles/1/")
    page.locator("#body").press("Control+End")
    page.context.clear_cookies()
    page.keyboard.type("\n\nTyped after the end.")
    expect(page.locator("[data-autosave-said]")).to_contain_text("You are signed out")
    page.get_by_role("button", name="Keep changes").click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    expect(page.get_by_text("Typed after the end.")).to_be_visible()


LEFT_OUT = {
    "web": "Left out: 1 picture, 1 video or frame. Add pictures with the button “Picture”.",
    "notes": "Left out: 1 passage that was struck out.",
    "page": "Left out: 1 picture, 1 video or frame, 2 passages that were struck out.",
}


@pytest.mark.parametrize("sample", ["word", "docs", "web", "notes", "page"])
def test_what_is_pasted_comes_in_as_markdown(scripted_page: Page, running_site: Site, sample: str) -> None:
    page = scripted_page
    sign_in_as_staff(page, running_site)
    page.goto("/staff/articles/1/")
    page.locator("#body").press("Control+a")
    page.locator("#body").press("Delete")
    paste(page, (PASTED / f"{sample}.html").read_text(encoding="utf-8"))
    made = page.locator("#body").input_value()
    assert made.strip() == (PASTED / f"{sample}.md").read_text(encoding="utf-8").strip()
    said = page.locator("[data-paste-said]")
    expect(said).to_have_text(re.compile(f"^Pasted as Markdown. ?{LEFT_OUT.get(sample, '$')}"))
    page.keyboard.press("Control+z")
    expect(page.locator("#body")).not_to_have_value(made)


def paste(page: Page, html: str) -> None:
    """Paste words with their shapes into the text."""
    page.evaluate(
        """(html) => {
          const area = document.querySelector("#body");
          area.focus();
          const data = new DataTransfer();
          data.setData("text/html", html);
          area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        html,
    )


def test_a_hostile_paste_is_read_in_moments_or_left_to_the_browser(
    scripted_page: Page, running_site: Site
) -> None:
    page = scripted_page
    sign_in_as_staff(page, running_site)
    page.goto("/staff/articles/1/")
    page.locator("#body").fill("")
    for html in (
        "<a href='" * 50_000,
        "<p>" + "<span>" * 30_000 + "x",
        "<ul><li>" * 3_000 + "x",
        "<p>" + "x" * 3_100_000,
    ):
        begun = time.monotonic()
        paste(page, html)
        assert time.monotonic() - begun < 6, html[:20]
    assert len(page.locator("#body").input_value()) < 5_000


def test_the_toolbar_is_used_by_keys_alone(scripted_page: Page, running_site: Site) -> None:
    page = scripted_page
    sign_in_as_staff(page, running_site)
    page.goto("/staff/articles/1/")
    area = page.locator("#body")
    area.fill("")
    area.focus()
    page.keyboard.press("Control+b")
    page.keyboard.type("warm")
    page.keyboard.press("End")
    page.keyboard.type("\nFeet")
    page.keyboard.press("Control+Alt+Digit2")
    expect(area).to_have_value("**warm**\n## Feet")
    page.get_by_role("button", name="Bold", exact=True).focus()
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Product", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("lamp")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=re.compile("lamp", re.I)).first.press("Enter")
    expect(area).to_have_value(re.compile(r"^\*\*warm\*\*\n## Feet\n\n::product\{[a-z-]+\}\n$"))
    expect(area).to_be_focused()
    page.get_by_text("How the text will look").click()
    expect(page.locator("[data-looks] strong")).to_have_text("warm")
