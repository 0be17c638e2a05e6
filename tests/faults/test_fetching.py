"""Fetching strangers' addresses: our own house is never asked, whatever spells or leads to it (SAFETY, class SSRF)."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app.fetching import Fetcher, FetchFailed, is_public


@dataclass
class Canary:
    """A server that must not be asked, or that answers as a test says; `asked` are the paths it saw."""

    port: int
    asked: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@pytest.fixture
def canary() -> Iterator[Canary]:
    made: list[Canary] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made[0].asked.append(self.path)
            made[0].hosts.append(self.headers["Host"])
            answer = made[0].answers.get(self.path, (200, {}, b"here"))
            if callable(answer):
                answer(self)
                return
            status, headers, body = answer
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.append(Canary(port=server.server_port))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made[0]
    server.shutdown()
    server.server_close()


def strict(canary: Canary, **changes: Any) -> Fetcher:
    """The site's fetcher, but for the port that a test's server has."""
    return Fetcher(ports=frozenset({canary.port}), seconds=3, **changes)


def lenient(canary: Canary, **changes: Any) -> Fetcher:
    """One that may ask the test's own server."""
    return strict(canary, allows=lambda _address: True, **changes)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "[::1]", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0.0.0.0", "[::]",  # noqa: S104
     "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.1", "192.168.1.1", "172.16.0.1", "[fe80::1]", "[fd00::1]",
     "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "100.64.0.1", "224.0.0.1", "255.255.255.255",
     "[fec0::1]", "[3fff::1]", "192.0.0.8", "192.88.99.1", "[::ffff:192.0.0.8]", "[::127.0.0.1]"],
)  # fmt: skip
def test_no_spelling_of_our_own_house_is_asked(canary: Canary, host: str) -> None:
    with pytest.raises(FetchFailed) as caught:
        strict(canary).fetch(canary.at("/secret", host))
    assert caught.value.reason in ("refused", "unreachable")
    assert canary.asked == []


def test_a_name_that_leads_to_us_is_not_asked(canary: Canary) -> None:
    with pytest.raises(FetchFailed) as caught:
        strict(canary, resolve=lambda *_: ["127.0.0.1"]).fetch(canary.at("/secret", "evil.example"))
    assert caught.value.reason == "refused" and canary.asked == []


def test_one_private_address_among_public_ones_spoils_them_all(canary: Canary) -> None:
    with pytest.raises(FetchFailed):
        strict(canary, resolve=lambda *_: ["93.184.215.14", "127.0.0.1"]).fetch(
            canary.at("/", "evil.example")
        )
    assert canary.asked == []


def test_a_name_is_looked_up_once_and_the_judged_address_is_asked(canary: Canary) -> None:
    """DNS rebinding: the second answer of the name's server would be another."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    answer = lenient(canary, resolve=lambda *_: next(answers)).fetch(canary.at("/", "rebound.example"))
    assert answer.body == b"here" and canary.hosts == [f"rebound.example:{canary.port}"]
    assert next(answers) == ["10.0.0.1"]


def test_a_redirect_into_our_house_is_judged_anew(canary: Canary) -> None:
    inside = canary.at("/secret", "inside.example")
    canary.answers["/"] = (302, {"Location": inside}, b"")
    judged: list[str] = []

    def allows(address: str) -> bool:
        judged.append(address)
        return len(judged) == 1  # what the redirect leads to is private

    with pytest.raises(FetchFailed) as caught:
        strict(canary, allows=allows, resolve=lambda *_: ["127.0.0.1"]).fetch(canary.at("/", "fine.example"))
    assert caught.value.reason == "refused" and canary.asked == ["/"] and len(judged) == 2


@pytest.mark.parametrize(
    "onward", ["file:///etc/passwd", "ftp://example.org/", "gopher://x/", "http://127.0.0.1:22/"]
)
def test_a_redirect_to_what_is_no_web_address_is_refused(canary: Canary, onward: str) -> None:
    canary.answers["/"] = (302, {"Location": onward}, b"")
    with pytest.raises(FetchFailed) as caught:
        lenient(canary).fetch(canary.at("/"))
    assert caught.value.reason == "refused"


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://example.org/", "//example.org/", "javascript:alert(1)", "http://", "",
     "http://user:secret@example.org/", "https://example.org:22/", "http://[::1", "https://x:99999/", "x" * 3000],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(FetchFailed) as caught:
        Fetcher(resolve=lambda *_: ["93.184.215.14"]).fetch(url)
    assert caught.value.reason == "refused"


def test_redirects_are_followed_and_end(canary: Canary) -> None:
    canary.answers["/old"] = (301, {"Location": "/new"}, b"")
    canary.answers["/round"] = (302, {"Location": "/round"}, b"")
    answer = lenient(canary).fetch(canary.at("/old"))
    assert (answer.status, answer.body, answer.url) == (200, b"here", canary.at("/new"))
    with pytest.raises(FetchFailed) as caught:
        lenient(canary).fetch(canary.at("/round"))
    assert caught.value.reason == "refused" and canary.asked.count("/round") == 5


def test_more_than_we_take_is_not_taken(canary: Canary) -> None:
    canary.answers["/"] = (200, {}, b"x" * 5000)
    with pytest.raises(FetchFailed) as caught:
        lenient(canary, most_bytes=4999).fetch(canary.at("/"))
    assert caught.value.reason == "too large"


@pytest.mark.parametrize(
    "begin", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"]
)
def test_a_server_that_drips_is_cut_off(canary: Canary, begin: bytes) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        for sign in begin + b"a" * 500:
            try:
                handler.wfile.write(bytes([sign]))
            except OSError:
                return
            time.sleep(0.02)

    canary.answers["/"] = drip
    started = time.monotonic()
    with pytest.raises(FetchFailed) as caught:
        Fetcher(ports=None, seconds=0.4, allows=lambda _: True).fetch(canary.at("/"))
    assert caught.value.reason == "unreachable" and time.monotonic() - started < 3


def test_nobody_at_home_is_unreachable() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchFailed) as caught:
        Fetcher(ports=None, allows=lambda _: True, seconds=1).fetch(f"http://127.0.0.1:{port}/")
    assert caught.value.reason == "unreachable"


def test_the_open_internet_is_public() -> None:
    assert is_public("93.184.215.14") and is_public("2606:4700::1111")
    assert not is_public("not an address")


def test_the_beginning_of_what_is_too_large_is_taken_where_that_is_enough(canary: Canary) -> None:
    canary.answers["/long"] = (200, {}, b"x" * 5000)
    answer = lenient(canary, most_bytes=100, cuts=True).fetch(canary.at("/long"))
    assert (answer.status, len(answer.body) >= 100) == (200, True)


def test_only_steps_that_are_meant_for_good_say_that_something_has_moved(canary: Canary) -> None:
    canary.answers["/old"] = (301, {"Location": "/new"}, b"")
    canary.answers["/busy"] = (302, {"Location": "/old"}, b"")
    assert lenient(canary).fetch(canary.at("/old")).has_moved
    assert not lenient(canary).fetch(canary.at("/busy")).has_moved
    assert not lenient(canary).fetch(canary.at("/new")).has_moved
