"""A working day: a new product with its stock, an article that goes out by mail, an order sent and money given back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    PAID,
    answer_questions,
    first_link,
    go_to_payment,
    pay_with,
    put_in_basket,
    sign_in_as_staff,
    wait_for_mail,
    wait_until_paid,
)
from tests.support.site import ROOT, Site

PICTURE = ROOT / "app" / "demo" / "pictures" / "products" / "linen-weighted-blanket.webp"


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_a_product_is_made_priced_pictured_stocked_and_sold(
    wide_page: Page, running_site: Site, script: bool
) -> None:
    page, name = wide_page, f"Reading stand {'one' if script else 'two'}"
    sku = f"SH-STAND-{1 if script else 2}"
    sign_in_as_staff(page, running_site)
    page.goto("/staff/products/")
    page.get_by_role("link", name="Add a product").first.click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("One honest line").fill("Holds a heavy book, so the hands need not.")
    page.get_by_label("Shelf").select_option(index=2)
    page.get_by_label("Maker").select_option(index=1)
    page.get_by_label(re.compile("^Text")).fill(
        "A beech stand with a brass lip. Not for tablets wider than 30 cm."
    )
    page.get_by_label("Leading topic").select_option(label="Hands and grip")
    page.get_by_role("button", name="Keep as a draft").click()
    page.get_by_role("button", name="Keep, and add a variant").click()
    page.get_by_label("SKU").fill(sku)
    page.get_by_label(re.compile("^Price with tax")).fill("32.50")
    page.get_by_label(re.compile("^Weight in the parcel")).fill("900")
    page.get_by_label("On hand now").fill("5")
    page.get_by_role("button", name="Add the variant").click()
    page.get_by_role("button", name="Keep, and add a picture").click()
    page.get_by_label("Picture", exact=True).set_input_files(PICTURE)
    page.get_by_label("What can be seen").fill("A wooden stand on a linen cloth, light from the left.")
    page.get_by_role("button", name="Add the picture").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("link", name="See it in the shop").click()
    assert heading(page) == name
    expect(page.get_by_text("€32.50").first).to_be_visible()
    page.goto("/staff/stock/")
    page.get_by_role("link", name=re.compile(sku)).first.click()
    page.get_by_label("On hand, as counted").fill("4")
    page.get_by_label("Why it changes").fill("one came with a crack")
    page.get_by_role("button", name="Keep this count").click()
    expect(page.get_by_text("one came with a crack").first).to_be_visible()


@pytest.mark.postgres
def test_an_article_is_written_published_mailed_and_stopped(
    wide_page: Page, running_site: Site, script: bool
) -> None:
    page, mark = wide_page, "on" if script else "off"
    reader = f"letters-{mark}@home.example"
    page.goto("/letters/")
    page.get_by_label("Your e-mail address").fill(reader)
    page.locator("form#letter").get_by_role("checkbox", name=re.compile("^Yes")).check()
    page.get_by_role("button", name="Send me the letters").click()
    page.goto(first_link(wait_for_mail(running_site, reader, "/letters/"), "/letters/"))
    page.get_by_role("button", name="Yes, write to me").click()

    title = f"A chair at the sink ({mark})"
    sign_in_as_staff(page, running_site)
    page.goto("/staff/articles/new/")
    page.get_by_label("Title").fill(title)
    page.locator('input[name="article_class"][value="C"]').check()
    page.get_by_role("button", name="Begin").click()
    page.locator("#summary").fill("Sitting down for the dishes.")
    page.get_by_label("Lead topic").select_option("hands")
    page.get_by_label("In short").fill("Sit down.\nSoak first.\nStop half way.")
    page.get_by_label(re.compile("^Text")).fill(
        "## The height\n\nA stool of 60 cm fits most sinks.\n\n## The order\n\nSoak first, then sit."
    )
    page.get_by_role("button", name="Keep changes").click()
    edit = page.url.split("?")[0]
    page.get_by_role("button", name="Keep, and choose what it leads to").click()
    links = page.url.split("?")[0]
    for kind, words in (("product", "stool"), ("resource", "NHS"), ("door", "Evenings")):
        page.goto(f"{links}?kind={kind}&words={words}")
        page.get_by_role("button", name=re.compile("^Lead there")).first.click()
    page.goto(edit)
    if page.get_by_label("I have looked at each of them, and they may stay.").count():
        page.get_by_label("I have looked at each of them, and they may stay.").check()
    page.get_by_role("button", name=re.compile("^Publish, and write to")).click()
    page.get_by_role("link", name="See what readers see").click()
    assert heading(page) == title
    expect(page.get_by_role("heading", name="From our store")).to_be_visible()

    letter = wait_for_mail(running_site, reader, title)
    assert "List-Unsubscribe" in letter
    stop = re.search(r"<(https?://[^>]+)>", letter["List-Unsubscribe"])
    assert stop
    page.goto(stop.group(1))
    page.get_by_role("button", name=re.compile("[Ss]top")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("stopped", re.I))


def test_an_order_is_seen_sent_and_refunded(wide_page: Page, running_site: Site) -> None:
    page = wide_page
    put_in_basket(page, "wheat-heat-wrap")
    answer_questions(page, email="sent@home.example")
    go_to_payment(page)
    pay_with(page, PAID)
    wait_until_paid(page)
    number = heading(page).removeprefix("Order ")
    sign_in_as_staff(page, running_site)
    page.goto("/staff/orders/")
    page.get_by_label("Find an order").fill("nuala byr")
    page.get_by_role("button", name="Find").click()
    assert heading(page) == "Orders found"
    assert "nuala" not in page.url.lower()
    page.get_by_role("link", name=number, exact=True).click()
    page.get_by_label("A note").fill("She asked for a quiet courier.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_text("She asked for a quiet courier.")).to_be_visible()
    page.get_by_role("link", name="Change the address, add or take off things").click()
    page.get_by_label("Street and house number").fill("2 Quay Lane")
    page.get_by_role("button", name="Send it there").click()
    wait_for_mail(running_site, "sent@home.example", "2 Quay Lane")
    page.get_by_label("Courier").fill("An Post")
    page.get_by_label("Number to follow it").fill("RR123456785IE")
    page.get_by_role("button", name="It has left the house").click()
    wait_for_mail(running_site, "sent@home.example", "RR123456785IE")
    page.get_by_label("Amount").fill("5.00")
    page.get_by_role("button", name="Give it back").click()
    expect(page.get_by_text("€5.00").first).to_be_visible()
    page.goto("/staff/audit/")
    expect(page.get_by_text(re.compile("Order shipped|Refund begun")).first).to_be_visible()
