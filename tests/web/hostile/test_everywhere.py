"""Every route of the map, with everything odd in its address, its query, its fields and its body.

Nothing gives a 500, whatever is refused has changed nothing, nothing typed comes back as markup or as a template, and
nobody is led to another site. A route that cannot be filled, or a form that no page shows, fails here by its name.
"""

import itertools
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.support.bodies import broken_chunk
from tests.support.forms import SentForm
from tests.support.house import House, send
from tests.support.rows import Rows
from tests.web.hostile.walking import FORM, TIED, clients, find_forms, unsafe_methods, who_asks

pytestmark = pytest.mark.timeout(600)  # thousands of requests, each with a look at what was written
MARKUP = "'\"><script>alert(1)</script>{{7771*7}}${7771*7}"
ODD = (
    "", "\0", b"\xed\xa0\x80", b"\xff\xfe", "x" * 100_000, "²", "٣", "1000000000", "0x10", "-1", "1.5", "NaN",
    str(2**63), str(2**64), "' OR 1=1 --", MARKUP, "a@b.example\r\nBcc: c@d.example", "\u202egnp.exe", "🐌%_\\",
    "https://[", "//evil.example", "2026-02-30", "\ufffe\x0b\x1f\u2028",
)  # fmt: skip
ODD_PARTS = (
    "%00", "%ED%A0%80", "%ff%fe", "x" * 3000, "%C2%B2", "%D9%A3", str(2**63), "9" * 40, "-1", "1.5", "0x10",
    "%0d%0aX:%20y", "..%2f..%2fetc%2fpasswd", "%27%20OR%201%3D1", "%3Cscript%3Ealert(1)", "%F0%9F%90%8C", "0", "%25",
)  # fmt: skip
KEYS = (
    "after", "after_id", "back", "before", "country", "kept", "kind", "new", "next", "page", "q", "queue", "said",
    "saved", "session", "taken", "via", "words",
)  # fmt: skip
BODIES = (
    ("application/json", b'{"email": 1, "password": [], "x": "\\u0000\\ud800"}'),
    ("application/json", b"[1, 2]"),
    ("application/json", b"[" * 50_000),
    ("text/plain", b"email=a"),
    ("multipart/form-data", b"--b\r\n\r\n"),
    (
        "multipart/form-data; boundary=c",
        b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n',
    ),
    (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="\xff\0"\r\n\r\n\0\r\n--b--\r\n',
    ),
    ("application/x-www-form-urlencoded; charset=utf-16", b"a=\xff\xfe"),
    ("application/x-www-form-urlencoded; charset=none", b"&&=&%zz=%&" * 20),
    ("\xff/\xfe; =", b"a=b"),
)
#: what a refusal does write: the count of wrong passwords, and what was typed in a form of the checkout (CARE F1)
WRITES = {"security.login", "checkout.answer_email", "checkout.answer_address", "checkout.answer_notes"} | {
    "checkout.answer_gift"
}


#: the second and later rows of a form that has several alike
LATER_ROW = re.compile(r"-[1-9][0-9]*-")


class Walk:
    """What was sent, and what was wrong with an answer."""

    def __init__(self, house: House, rows: Rows) -> None:
        self.house, self.rows = house, rows
        self.wrong: list[str] = []
        self.sent = 0

    def send(
        self, client: FlaskClient, method: str, path: str, rule: Rule, words: object, **more: Any
    ) -> None:
        """Send one request and judge the answer."""
        self.sent += 1
        answer = send(client, method, path, **more)
        has_written = self.rows.have_changed()
        said = f"{method} {rule.rule} with {str(words)[:60]!r}: {answer.status_code}"
        if answer.status_code >= 500:
            self.wrong.append(said)
        is_refused = answer.status_code >= 400 and rule.endpoint not in WRITES
        if has_written and (is_refused or method == "GET"):
            self.wrong.append(f"{said}, and something was written")
        if urlsplit(answer.location or "").netloc not in ("", "127.0.0.1:8000", urlsplit(self.till).netloc):
            self.wrong.append(f"{said}, to {answer.location[:80]}")
        if answer.mimetype == "text/html" and any(
            bad in answer.text for bad in ("<script>alert", str(7771 * 7))
        ):
            self.wrong.append(f"{said}, and came back as it was")

    @property
    def till(self) -> str:
        """Where the checkout may lead: the stand-in's page."""
        return self.house.shop.stripe.base

    def assert_calm(self, least: int) -> None:
        """Fail with everything that was wrong; `least` requests must have been sent, or the walk was none."""
        assert not self.wrong, "\n".join(self.wrong[:40])
        assert self.sent >= least


def test_odd_parts_of_an_address(house: House, rows: Rows) -> None:
    walk, who = Walk(house, rows), clients(house)
    rows.keep()
    for rule in house.rules():
        for argument, part in itertools.product(sorted(rule.arguments), ODD_PARTS):
            method = "GET" if "GET" in (rule.methods or ()) else "POST"
            address = house.address_of(rule, **{argument: part})
            walk.send(who[who_asks(rule)], method, address, rule, part)
    walk.assert_calm(least=1000)


def test_odd_queries(house: House, rows: Rows) -> None:
    """Each page gets every key with an odd value of its own, six times over, so that all pairs come up."""
    walk, who = Walk(house, rows), clients(house)
    rows.keep()
    turn = itertools.cycle(odd for odd in ODD if odd != "\0")  # a null byte ends it before any key is read
    for rule in house.rules():
        for _ in range(6) if "GET" in (rule.methods or ()) else ():
            query = encode([(key, odd[:3000]) for key, odd in zip(KEYS, turn, strict=False)])
            walk.send(
                who[who_asks(rule)], "GET", house.address_of(rule), rule, query, query_string=query.decode()
            )
    walk.assert_calm(least=400)


def odd_fields(
    form: SentForm, names: tuple[str, ...], turn: Iterator[str | bytes]
) -> Iterator[tuple[list[tuple[str, Any]], object]]:
    """Yield what is sent: all fields odd alike, each one odd in its turn, none at all, and every one three times."""
    for odd in itertools.islice(turn, 3):
        yield [(name, odd) for name in form.names], odd
    for name in names:
        for odd in itertools.islice(turn, 3) if not LATER_ROW.search(name) else ():
            yield form.with_value(name, odd), f"{name}={odd!r}"  # type: ignore[arg-type]
    yield [], "nothing"
    yield [(name, value) for name in form.names for value in ("1", "2", "x")], "every field three times"


def test_odd_fields(house: House, rows: Rows) -> None:
    walk, who = Walk(house, rows), clients(house)
    turn = itertools.cycle(ODD)
    forms = find_forms(house, who)
    rows.keep()
    for endpoint in sorted(forms, key=lambda one: one == "security.logout"):
        rule, form = forms[endpoint]
        if endpoint == "security.logout":
            assert send(who["owner"], "GET", "/staff/").status_code == 200, (
                "the owner was signed out on the way"
            )
        names = form.names if endpoint not in TIED else ()  # one by one they are sent to the form's own route
        for fields, words in odd_fields(form, names, turn):
            data = encode(fields)
            walk.send(who[who_asks(rule)], "POST", form.action, rule, words, data=data,
                      content_type=FORM)  # fmt: skip
    walk.assert_calm(least=900)


def encode(fields: list[tuple[str, Any]]) -> bytes:
    """Write fields as a form is sent, bytes that are no text included."""
    from urllib.parse import quote_from_bytes

    def written(value: str | bytes) -> str:
        return quote_from_bytes(value if isinstance(value, bytes) else value.encode())

    return "&".join(f"{written(name)}={written(value)}" for name, value in fields).encode()


def test_odd_bodies(house: House, rows: Rows) -> None:
    walk, who = Walk(house, rows), clients(house)
    rows.keep()
    for rule in house.rules():
        for method in sorted(unsafe_methods(rule)):
            for kind, body in BODIES:
                walk.send(who[who_asks(rule)], method, house.address_of(rule), rule, (kind, body),
                          data=body, content_type=kind)  # fmt: skip
            walk.send(
                who[who_asks(rule)], method, house.address_of(rule), rule, "a broken chunk", **broken_chunk()
            )
    walk.assert_calm(least=600)
