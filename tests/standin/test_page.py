"""The hosted page, pressed as a browser would press it."""

import re
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser

import pytest
import requests
import stripe

from tests.standin.conftest import PAID, Receiver, StandIn, until


def press(url: str, **fields: str) -> requests.Response:
    return requests.post(url, data=fields, allow_redirects=False, timeout=10)


def look(url: str) -> str:
    return requests.get(url, timeout=10).text


def test_the_page_shows_the_order_and_says_that_it_is_a_test(standin: StandIn) -> None:
    answer = requests.get(standin.session().url, timeout=10)
    assert "No money moves here" in answer.text
    assert "Order 1042, item 1" in answer.text
    assert "24.00 EUR" in answer.text
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "form-action 'self' http://shop.test" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_good_card_pays_and_leads_back(standin: StandIn, receiver: Receiver) -> None:
    session = standin.session()
    answer = press(session.url, quick="4242424242424242")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"http://shop.test/thanks?session={session.id}"
    paid = standin.client.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge"]}
    )
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.payment_intent.latest_charge.amount == 2400  # type: ignore[union-attr]
    until(lambda: sorted(receiver.types()) == PAID, "all four events, in any order")


def test_a_typed_card_pays_too(standin: StandIn) -> None:
    session = standin.session(customer_email=None)
    typed = {"number": "4242 4242 4242 4242", "expiry": "12/34", "cvc": "123", "email": "nora@example.com"}
    assert press(session.url, **typed).status_code == 303
    paid = standin.client.v1.checkout.sessions.retrieve(session.id)
    assert paid.customer_details is not None
    assert paid.customer_details.email == "nora@example.com"


def test_what_is_wrong_stands_beside_its_field(standin: StandIn) -> None:
    session = standin.session(customer_email=None)
    answer = press(session.url, number="4242", expiry="13/34", cvc="1", email="nora")
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    for name in ("number", "expiry", "cvc", "email"):
        assert f'id="{name}-wrong"' in answer.text
    assert 'value="13/34"' in answer.text
    assert standin.client.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_a_declined_card_stays_on_the_page(standin: StandIn, receiver: Receiver) -> None:
    session = standin.session()
    answer = press(session.url, quick="4000000000000002")
    assert answer.headers["Location"].endswith(f"/c/pay/{session.id}")
    assert "Your card was declined." in look(session.url)
    event = receiver.wait_for("payment_intent.payment_failed")[0]
    assert event.data.object.status == "requires_payment_method"
    assert event.data.object.last_payment_error.decline_code == "generic_decline"
    assert standin.client.v1.checkout.sessions.retrieve(session.id).payment_intent is None
    assert (
        press(session.url, quick="4242424242424242").headers["Location"].startswith("http://shop.test/thanks")
    )
    intents = standin.client.v1.payment_intents.list().data
    assert [intent.status for intent in intents] == ["succeeded"]


def test_insufficient_funds_say_so(standin: StandIn) -> None:
    session = standin.session()
    press(session.url, quick="4000000000009995")
    assert "insufficient funds" in look(session.url)


@pytest.mark.parametrize("card", ["4000002500003155", "4000002760003184"])
def test_three_d_secure_asks_and_then_pays(standin: StandIn, card: str) -> None:
    session = standin.session()
    asked = press(session.url, quick=card).headers["Location"]
    assert asked.endswith("/authenticate")
    address = f"{standin.base}/c/pay/{session.id}/authenticate"
    assert "Your bank asks" in look(address)
    assert press(address, answer="complete").headers["Location"].startswith("http://shop.test/thanks")
    assert standin.client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_three_d_secure_that_fails_leads_back_to_the_form(standin: StandIn) -> None:
    session = standin.session()
    press(session.url, quick="4000002500003155")
    press(f"{session.url}/authenticate", answer="fail")
    assert "could not confirm" in look(session.url)
    assert standin.client.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_pressing_twice_pays_once(standin: StandIn) -> None:
    session = standin.session()
    places = {press(session.url, quick="4242424242424242").headers["Location"] for _ in range(3)}
    assert places == {f"http://shop.test/thanks?session={session.id}"}
    assert len(standin.client.v1.charges.list().data) == 1


def test_many_presses_at_once_pay_once(standin: StandIn) -> None:
    session = standin.session()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: press(session.url, quick="4242424242424242"), range(8)))
    assert {answer.headers["Location"] for answer in answers} == {
        f"http://shop.test/thanks?session={session.id}"
    }
    assert standin.control("GET", "/state")["charges"]["succeeded"] == {"eur": 2400}


def test_paying_and_expiring_at_once_leaves_one_winner(standin: StandIn) -> None:
    for _ in range(5):
        session = standin.session()
        with ThreadPoolExecutor(2) as pool:
            paying = pool.submit(press, session.url, quick="4242424242424242")
            expiring = pool.submit(expire, standin, session.id)
        paid = "thanks" in paying.result().headers["Location"]
        assert paid != expiring.result()
        assert standin.client.v1.checkout.sessions.retrieve(session.id).status == (
            "complete" if paid else "expired"
        )


def expire(standin: StandIn, identifier: str) -> bool:
    try:
        return bool(standin.client.v1.checkout.sessions.expire(identifier).status == "expired")
    except stripe.InvalidRequestError:
        return False


def test_a_paid_and_an_expired_page_say_so_and_lead_back(standin: StandIn) -> None:
    paid, expired = standin.session(), standin.session()
    press(paid.url, quick="4242424242424242")
    standin.client.v1.checkout.sessions.expire(expired.id)
    assert "This is paid" in look(paid.url)
    assert f'href="http://shop.test/thanks?session={paid.id}"' in look(paid.url)
    assert "has expired" in look(expired.url)
    assert 'href="http://shop.test/basket"' in look(expired.url)
    assert press(expired.url, quick="4242424242424242").headers["Location"].endswith(f"/c/pay/{expired.id}")


def test_the_way_back_is_a_link(standin: StandIn) -> None:
    assert '<a href="http://shop.test/basket">Back to the shop without paying</a>' in look(
        standin.session().url
    )


def test_an_unknown_page_is_a_kind_404(standin: StandIn) -> None:
    answer = requests.get(f"{standin.base}/c/pay/cs_test_nobody", timeout=10)
    assert answer.status_code == 404
    assert "There is nothing to pay here" in answer.text


def test_names_of_lines_are_escaped(standin: StandIn) -> None:
    from tests.standin.conftest import line

    session = standin.session(line_items=[line(name="<b>Bold</b> & co")])
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; co" in look(session.url)


class Forms(HTMLParser):
    """Collects ids, labels and inputs."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: set[str] = set()
        self.inputs: dict[str, dict[str, str | None]] = {}
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag == "label":
            self.labels.add(given["for"] or "")
        if tag == "input":
            self.inputs[given["id"] or ""] = given


def test_inputs_are_labelled_and_carry_their_purpose(standin: StandIn) -> None:
    forms = Forms()
    text = look(standin.session(customer_email=None).url)
    forms.feed(text)
    assert set(forms.inputs) == forms.labels
    assert {name: given["autocomplete"] for name, given in forms.inputs.items()} == {
        "email": "email",
        "number": "cc-number",
        "expiry": "cc-exp",
        "cvc": "cc-csc",
    }
    assert len(forms.ids) == len(set(forms.ids))
    assert len(re.findall("<h1>", text)) == 1
