"""The visits under fire: people shop, letters go out and staff work while processes are killed and Stripe is unwell."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from app.config import load_config
from tests.faults.proving.aftercare import Aftercare
from tests.faults.proving.books import Books
from tests.faults.proving.editing import Editor, write_article
from tests.faults.proving.errands import Errand, Way, plan_errands
from tests.faults.proving.giving import plan_spending
from tests.faults.proving.history import History
from tests.faults.proving.killer import Killer, plan_blows
from tests.faults.proving.readers import Readers
from tests.faults.proving.sharing import issue_card
from tests.faults.proving.shopper import Shopper
from tests.faults.proving.staff import Staff
from tests.faults.proving.stripe_tax import turn_to_stripe_tax
from tests.faults.proving.terms import ENOUGH_FOR_ALL, HANDS, Terms
from tests.faults.proving.till import Till
from tests.faults.proving.visiting import visit
from tests.faults.proving.weather import Weather
from tests.support.clocks import Clocks
from tests.support.site import Site
from tests.support.smtp import SmtpServer


def under_fire(
    site: Site, till: Till, staff: Staff, terms: Terms, history: History, readers: Readers, clocks: Clocks
) -> tuple[list[Shopper], dict[str, int], dict[str, int]]:
    """Let the visits happen while processes are killed, webhooks are lost and Stripe answers badly."""
    if terms.checkouts > ENOUGH_FOR_ALL:
        for slug in terms.goods:
            staff.count(slug, terms.checkouts)
    errands = with_cards(plan_errands(terms.seed, terms.checkouts, goods=terms.goods), staff)
    desks = [readers.write(number) for number in range(1, terms.letters + 1)]
    drafts = [write_article(staff, f"A stool in the hall, part {number}") for number in range(1, 3)]
    buyers: dict[str, Shopper] = {}
    hands = [
        Aftercare(
            site.url, staff.browser.cookies, Books(load_config(site.environment).database_url), history,
            number=number, seed=terms.seed, buyers=buyers,
        )
        for number in range(HANDS)
    ]  # fmt: skip
    editors = [
        Editor(site.url, staff.browser.cookies, history, drafts, number=number, seed=terms.seed)
        for number in range(terms.editors)
    ]
    mail = threading.Thread(target=write_letters, args=(readers, desks, till, terms), daemon=True)
    till.reseed(terms.seed)
    till.change_policy(drop=terms.drop, duplicates=1, shuffle_seconds=1.0)
    blows = plan_blows(
        terms.seed, terms.kills, longest_wait=terms.longest_wait, with_database=bool(terms.restart_database)
    )
    killer = Killer(site.instance, blows, restart_database=terms.restart_database)
    weather = Weather(till, clocks, terms.seed, pause=terms.weather_pause)
    killer.start()
    if terms.weather_pause:
        weather.start()
    for thread in (mail, *hands, *editors):
        thread.start()
    cookies = dict(staff.browser.cookies)
    shoppers = send_shoppers(site, till, terms, history, errands, buyers, cookies)
    shoppers += spend_cards(site, till, terms, history, shoppers, readers.post)
    mail.join(600)
    for one in (*hands, *editors):
        one.finish()
    killer.finish()
    if terms.weather_pause:
        weather.finish()
    till.change_policy(drop=0.0, duplicates=0, shuffle_seconds=0.0)
    return shoppers, dict(killer.killed), dict(weather.sent)


def with_cards(errands: list[Errand], staff: Staff) -> list[Errand]:
    """Give those who pay with a gift card its code: each code to two of them."""
    codes: list[str] = []
    handed = []
    for errand in errands:
        if errand.way is not Way.PAYS_BY_CARD:
            handed.append(errand)
            continue
        codes = codes or [issue_card(staff)] * 2
        handed.append(replace(errand, code=codes.pop()))
    return handed


def write_letters(readers: Readers, desks: list[str], till: Till, terms: Terms) -> None:
    """Send one letter after another; while each goes out, some of its readers stop, and no webhook arrives."""
    leaving = terms.readers // (2 * max(1, len(desks)))
    for desk in desks:
        till.change_policy(drop=1.0)
        stops = threading.Thread(
            target=readers.stop_some, args=(leaving,), kwargs={"seconds": max(8.0, terms.readers / 12)}
        )
        stops.start()
        readers.publish(desk)
        stops.join()
        till.change_policy(drop=terms.drop)


def send_shoppers(
    site: Site, till: Till, terms: Terms, history: History, errands: list[Errand], buyers: dict[str, Shopper],
    cookies: dict[str, str],
) -> list[Shopper]:  # fmt: skip
    """Let all visits happen, several at a time; whoever pays late pays when the others are through.

    With the middle one staff turn to Stripe Tax, so that open pages and new ones go by different tables.
    """
    middle = errands[len(errands) // 2].number

    def go(errand: Errand) -> Shopper:
        if errand.number == middle:
            turn_to_stripe_tax(site.url, cookies, history)
        shopper = visit(site.url, errand, history, till)
        if "/orders/" in shopper.order_url:
            buyers[errand.answers["email"]] = shopper
        return shopper

    with ThreadPoolExecutor(terms.shoppers) as pool:
        shoppers = list(pool.map(go, errands))
    pay_late(till, terms, history, shoppers)
    return shoppers


def pay_late(till: Till, terms: Terms, history: History, shoppers: list[Shopper]) -> None:
    """Pay on the pages that were left open, in any order."""
    late = [one for one in shoppers if one.errand.way is Way.PAYS_LATE and one.session]
    random.Random(terms.seed).shuffle(late)
    for shopper in late:
        outcome = till.pay(shopper.session)["outcome"]
        history.note(
            shopper.errand.number, "paid" if outcome == "paid" else "paid late", "ok", shopper.session
        )


def spend_cards(
    site: Site, till: Till, terms: Terms, history: History, shoppers: list[Shopper], post: SmtpServer
) -> list[Shopper]:
    """Let those who got a gift card by mail buy with it, while staff may be taking it back."""
    givers = [one for one in shoppers if one.errand.way is Way.GIVES and one.order_url]
    visits = plan_spending(givers, post, first=terms.checkouts + 1) if givers else []
    with ThreadPoolExecutor(terms.shoppers) as pool:
        return list(pool.map(lambda errand: visit(site.url, errand, history, till), visits))
