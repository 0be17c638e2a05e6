"""Every answer of every route carries its policy, and what belongs to somebody is kept by nobody."""

from tests.support.house import House, send
from tests.web.hostile.walking import clients, is_staffs, who_asks

#: files whose address is made from their content
FOR_EVER = {"media.picture_file"}

#: mails as they are, with the styles that mails carry; shut in a sandbox without scripts
MAILS = ("staff_mailbox.message_html", "preview.show_mail")


def test_every_answer_carries_its_policy(house: House) -> None:
    who = clients(house)
    for rule in house.rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = send(
                who[who_asks(rule)], method, house.address_of(rule), headers={"Sec-Fetch-Site": "none"}
            )
            policy, said = answer.headers.get("Content-Security-Policy", ""), f"{method} {rule.rule}"
            assert policy.startswith("default-src 'none'"), said
            assert "unsafe" not in policy or rule.endpoint in MAILS, said
            assert answer.headers["X-Content-Type-Options"] == "nosniff", said
            assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", said
            assert answer.headers["Referrer-Policy"] == "same-origin", said
            if rule.endpoint not in FOR_EVER:
                assert "no-store" in answer.headers["Cache-Control"], said
                assert "public" not in answer.headers["Cache-Control"], said


def test_what_a_stranger_gets_never_holds_what_another_visitor_has(house: House) -> None:
    """A member of staff and a shopper look at every public page first; strangers then get pages without them."""
    owner, shopper, stranger = house.staff(), house.visitor(with_basket=True), house.visitor()
    assert 'href="/staff/"' in send(owner, "GET", "/").text
    assert '<span class="figures">(1<' in send(shopper, "GET", "/").text
    for rule in house.rules():
        if is_staffs(rule) or rule.endpoint.startswith("security.") or "GET" not in (rule.methods or ()):
            continue
        address = house.address_of(rule)
        for client in (owner, shopper):
            send(client, "GET", address)
        for _ in range(2):
            answer = send(stranger, "GET", address)
            assert "Set-Cookie" not in answer.headers, rule.rule
            if answer.mimetype == "text/html":
                assert 'href="/staff/"' not in answer.text, rule.rule
                assert '<span class="figures">(1<' not in answer.text, rule.rule
    assert house.app.extensions["page_cache"].pages, "nothing was kept, so nothing could have been crossed"
