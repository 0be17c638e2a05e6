"""Coming back: as a customer who signs in by mail and buys again, and to a payment page whose time is over."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import create_engine, text

from app.clock import utcnow
from app.config import load_config
from tests.faults.proving.till import Till
from tests.journeys.steps import (
    PAID,
    answer_questions,
    first_link,
    go_to_payment,
    pay_with,
    put_in_basket,
    wait_for_mail,
    wait_until_paid,
)
from tests.support.site import Site


def test_a_customer_signs_in_by_mail_and_buys_the_same_again(
    own_page: Page, running_site: Site, script: bool
) -> None:
    page, email = own_page, f"customer-{script}@home.example".lower()
    put_in_basket(page, "the-pacing-notebook")
    answer_questions(page, email=email)
    go_to_payment(page)
    pay_with(page, PAID)
    wait_until_paid(page)
    number = page.get_by_role("heading", level=1).inner_text().removeprefix("Order ")
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Mail me the link").click()
    page.goto(first_link(wait_for_mail(running_site, email, "/sign-in/link/"), "/sign-in/link/"))
    page.get_by_role("button", name="Show my orders").click()
    page.get_by_role("link", name=f"Order {number}").click()
    page.get_by_role("button", name="Buy this again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your basket")
    page.get_by_role("button", name="Go on to delivery").click()
    page.get_by_role("button", name="Use the same address as last time").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you pay")
    expect(page.get_by_text("14 Example Terrace")).to_be_visible()
    go_to_payment(page)
    pay_with(page, PAID)
    wait_until_paid(page)
    page.goto("/your-orders/")
    expect(page.get_by_role("link", name=re.compile("^Order [0-9]+$"))).to_have_count(2)


def test_a_payment_page_that_is_over_is_renewed_in_one_press(
    own_page: Page, running_site: Site, script: bool
) -> None:
    page, email = own_page, f"later-{script}@home.example".lower()
    put_in_basket(page, "the-pacing-notebook")
    answer_questions(page, email=email)
    go_to_payment(page)
    first = page.url
    let_the_hour_pass(running_site, email)
    page.goto("/checkout/check/")
    expect(page.get_by_text("Your hour is over and your basket is safe")).to_be_visible()
    go_to_payment(page)
    second = page.url
    assert second != first
    page.goto(first)
    expect(page.get_by_role("heading", level=1)).to_have_text("This payment page has expired")
    let_it_expire(running_site, second)
    wait_until_it_is_known(page)
    go_to_payment(page)
    assert page.url not in (first, second)
    pay_with(page, PAID)
    wait_until_paid(page)


def wait_until_it_is_known(page: Page) -> None:
    """Look at the answers until the page's end has arrived here: then they are agreed to anew."""
    for _ in range(60):
        page.goto("/checkout/check/")
        if not page.get_by_text("You have agreed to this order already").count():
            return
        page.wait_for_timeout(500)
    raise AssertionError("the end of the payment page was never heard of")


def let_the_hour_pass(site: Site, email: str) -> None:
    """Move the end of the protected hour into the past, as an hour of waiting would."""
    engine = create_engine(load_config(site.environment).database_url)
    with engine.begin() as connection:
        moved = connection.execute(
            text(
                "UPDATE payment_attempts SET protected_until = :past"
                " WHERE order_id IN (SELECT id FROM orders WHERE email = :email)"
            ),
            {"past": utcnow().replace(tzinfo=None) - timedelta(minutes=1), "email": email},
        )
    engine.dispose()
    assert moved.rowcount == 1


def let_it_expire(site: Site, page_url: str) -> None:
    """Let Stripe's own time for a payment page be over, and wait for its event."""
    till = Till(site.instance, load_config(site.environment).stripe_secret_key)
    till.expire(re.sub(r"\W.*", "", page_url.rpartition("/c/pay/")[2]))
