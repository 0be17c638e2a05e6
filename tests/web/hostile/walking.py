"""Which form belongs to which route: read from the pages that show it, or named here."""

from dataclasses import replace
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.web.guard import SAFE_METHODS
from tests.support.forms import SentForm, forms_of
from tests.support.house import House, send

FORM = "application/x-www-form-urlencoded"
#: forms that no page shows as the house stands: they belong to programs, or to a moment of their own
UNSEEN: dict[str, dict[str, str]] = {
    "cart.agree": {},
    "cart.keep_line": {},
    "cart.move_kept": {"move": "out"},
    "cart.enter_postcode": {"postal_code": "D02 X285"},
    "cart.stop": {},
    "cart.take_card_out_again": {"card": "1"},
    "cart.put_line_back": {"from": "later"},
    "checkout.answer_gift": {
        "gift_name": "Lena",
        "gift_email": "lena@example.org",
        "gift_message": "Be warm.",
    },
    "checkout.renew": {},
    "checkout.use_again": {},
    "comments.stop_one_click": {"List-Unsubscribe": "One-Click"},
    "community.say_arrived": {},
    "mine.end_device": {},
    "newsletter.confirm": {},
    "newsletter.undo": {},
    "newsletter.unsubscribe_one_click": {"List-Unsubscribe": "One-Click"},
    "staff_owed.settled": {},
    "security.change_password": {"password": "x", "new_password": "y", "new_password_confirm": "y"},
    "security.login": {"email": "a@b.example", "password": "x", "next": "/staff/"},
    "security.mf_recovery": {"code": "x"},
    "security.mf_recovery_codes": {"generate_new_codes": "1"},
    "security.tf_select": {"which": "authenticator"},
    "security.two_factor_rescue": {"help_setup": "help"},
    "security.two_factor_setup_validate": {"code": "123456"},
    "security.two_factor_token_validation": {"code": "123456"},
    "staff_catalog.take_file_off": {},
    "staff_content.change_link": {},
    "staff_content.dispose": {},
    "staff_content.restore_kept": {"revision": "1"},
    "staff_content.answer": {"verdict": "fine"},
    "staff_content.settle_comment": {},
    "staff_content.say_none": {"what": "products", "reason": "Nothing fits."},
    "staff_letters.stop": {},
    "staff_references.ask": {},
    "staff_references.retract": {"retracted_on": "2026-01-01", "note": "Data were made up."},
    "staff_offers.prolong": {"until_on": "", "edition": "1"},
    "orders.pay": {"consent": "yes"},
    "staff_orders.look_at_addition": {"sku-1": "SH-WHW", "add-1": "1"},
    "staff_orders.add": {"sku-1": "SH-WHW", "add-1": "1", "seen": "0", "seen_total": "2400"},
    "staff_orders.call_buyer": {},
    "staff_orders.cancel": {"reason": "asked"},
    "staff_orders.decide": {},
    "staff_orders.take_in": {"variant": "1", "units": "1"},
    "staff_comments.unblock": {},
    "webhooks.stripe": {},
}
#: fields that a form shows only once they are asked for
ON_REQUEST = {"checkout.answer_address": ("vat_number",)}
#: buttons that send another route's form to their own
TIED = {
    "staff_catalog.archive": "staff_catalog.save",
    "staff_catalog.decide_claim": "staff_catalog.save",
    "staff_catalog.publish": "staff_catalog.save",
    "staff_catalog.unpublish": "staff_catalog.save",
    "staff_content.archive": "staff_content.save",
    "staff_content.look_at_links": "staff_content.save",
    "staff_content.ask_for_review": "staff_content.save",
    "staff_content.report": "staff_content.save",
    "staff_content.look": "staff_content.save",
    "staff_content.take_picture": "staff_content.save",
    "staff_content.move": "staff_content.save",
    "staff_content.publish": "staff_content.save",
    "staff_content.restore": "staff_content.save",
    "staff_content.schedule": "staff_content.save",
    "staff_content.unschedule": "staff_content.save",
}


def who_asks(rule: Rule) -> str:
    """Say who asks: an owner, a signed-in shopper, or a visitor with a basket."""
    if rule.rule.startswith("/your-orders"):
        return "shopper"
    return "owner" if is_staffs(rule) else "visitor"


def is_staffs(rule: Rule) -> bool:
    """Say whether a route is the staff's."""
    return rule.rule.startswith(("/staff", "/account")) and rule.endpoint not in (
        "security.login",
        "security.mf_recovery",
        "security.two_factor_token_validation",
    )


def clients(house: House) -> dict[str, FlaskClient]:
    """Who asks: an owner behind the staff's doors, a shopper behind their own, a visitor with a basket elsewhere."""
    visitor = house.visitor(with_basket=True)
    return {"owner": house.staff(), "shopper": house.shopper(), "visitor": visitor}


def unsafe_methods(rule: Rule) -> set[str]:
    """Return the methods of a route that may change something."""
    return (rule.methods or set()) - SAFE_METHODS


def find_forms(house: House, who: dict[str, FlaskClient]) -> dict[str, tuple[Rule, SentForm]]:
    """Return each unsafe route's form, found on the pages that show it or named in UNSEEN."""
    found: dict[str, tuple[Rule, SentForm]] = {}
    rules = {rule.endpoint: rule for rule in house.rules() if unsafe_methods(rule)}
    routes = house.app.url_map.bind("127.0.0.1:8000")
    for rule in house.rules():
        if "GET" not in (rule.methods or ()):
            continue
        path = house.address_of(rule)
        answer = send(who[who_asks(rule)], "GET", path)
        for form in forms_of(answer.text, path) if answer.mimetype == "text/html" else ():
            if form.method == "POST":
                endpoint, _ = routes.match(urlsplit(form.action).path, method="POST")
                found.setdefault(endpoint, (rules[endpoint], form))
    for endpoint, fields in UNSEEN.items():
        rule = rules[endpoint]
        form = SentForm(method="POST", action=house.address_of(rule), pairs=list(fields.items()),
                        names=tuple(fields) or ("x",), with_file=False)  # fmt: skip
        found.setdefault(endpoint, (rule, form))
    for endpoint, owner in TIED.items():
        rule = rules[endpoint]
        found[endpoint] = (rule, replace(found[owner][1], action=house.address_of(rule)))
    for endpoint, names in ON_REQUEST.items():
        rule, form = found[endpoint]
        found[endpoint] = (rule, replace(form, names=(*form.names, *names)))
    missing = set(rules) - set(found)
    assert not missing, f"no page shows the form of {sorted(missing)}; name it in UNSEEN"
    return found
