"""Forty connections that send or read a byte at a time, and a visitor who wants the first page meanwhile."""

import contextlib
import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.config import load_config
from scripts.serve import web_command
from tests.support.outbox import ROOT
from tests.support.servers import free_port, wait_for_port
from tests.support.site import Site, running_demo, site_environment

SLOW = 40
#: ten times what an idle machine needs
SOON = 5.0
HEAD = b"GET /healthz HTTP/1.1\r\nHost: HOST\r\nX-Slow: "
BODY = (
    b"POST /basket/lines HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 5000\r\n\r\nsku="
)
CHUNKED = b"POST /basket/lines HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n"
LARGE = BODY.replace(b"5000", b"5000000")
CLOSING = b"GET /healthz HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n"
AHEAD = CLOSING.replace(b"Connection: close\r\n", b"") + b"GET /he"
SOUND_BYTES = 6_000_000
SOUND = bytes(range(250)) * (SOUND_BYTES // 250)
pytestmark = [pytest.mark.xdist_group("slow-clients"), pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The whole site, as `make run` serves it."""
    with running_demo(tmp_path_factory.mktemp("slow") / "instance") as site:
        yield site


def to_host(address: tuple[str, int], words: bytes) -> bytes:
    """Return a request's bytes as they go to this server."""
    return words.replace(b"HOST", f"{address[0]}:{address[1]}".encode())


@pytest.fixture(scope="module")
def sound(site: Site) -> str:
    """The address of a large file that the site serves."""
    digest = "ab" * 16
    folder = site.instance / "media" / digest[:2] / digest
    folder.mkdir(parents=True)
    (folder / "spoken.wav").write_bytes(SOUND)
    return f"/media/{digest}/spoken.wav"


@contextlib.contextmanager
def dripping(address: tuple[str, int], first: bytes) -> Iterator[None]:
    """Keep forty connections open that begin with these bytes and send one more a second."""
    stop = threading.Event()
    slow = [socket.create_connection(address, timeout=5) for _ in range(SLOW)]
    for one in slow:
        one.sendall(to_host(address, first))

    def drip() -> None:
        while not stop.wait(1):
            for one in slow:
                with contextlib.suppress(OSError):
                    one.sendall(b"a")

    thread = threading.Thread(target=drip)
    thread.start()
    time.sleep(1.5)
    try:
        yield
    finally:
        stop.set()
        thread.join()
        for one in slow:
            one.close()


@contextlib.contextmanager
def hardly_reading(address: tuple[str, int], path: str) -> Iterator[None]:
    """Keep forty connections open that ask for something and take nothing of it."""
    slow = []
    for _ in range(SLOW):
        one = socket.socket()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        one.connect(address)
        one.sendall(to_host(address, f"GET {path} HTTP/1.1\r\nHost: HOST\r\n\r\n".encode()))
        slow.append(one)
    time.sleep(1.5)
    try:
        yield
    finally:
        for one in slow:
            one.close()


def address_of(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return str(parts.hostname), int(parts.port or 80)


def seconds_of_a_visit(address: tuple[str, int], path: str = "/", *, patience: float = SOON) -> float:
    """Return how long a page takes; raises TimeoutError after `patience` seconds."""
    before = time.monotonic()
    connection = http.client.HTTPConnection(*address, timeout=patience)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
    finally:
        connection.close()
    return time.monotonic() - before


@pytest.mark.parametrize("first", [b"", HEAD, BODY, CHUNKED, LARGE, CLOSING, AHEAD])
def test_who_sends_a_byte_a_second_keeps_nobody_waiting(site: Site, first: bytes) -> None:
    address = address_of(site.url)
    with dripping(address, first):
        assert max(seconds_of_a_visit(address) for _ in range(5)) < SOON


@pytest.mark.parametrize("path", ["/articles/", "sound"])
def test_who_does_not_read_keeps_nobody_waiting(site: Site, sound: str, path: str) -> None:
    address = address_of(site.url)
    with hardly_reading(address, sound if path == "sound" else path):
        assert max(seconds_of_a_visit(address) for _ in range(5)) < SOON


def test_a_file_that_is_taken_slowly_comes_whole(site: Site, sound: str) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        connection.connect(address_of(site.url))
        asked = f"GET {sound} HTTP/1.1\r\nHost: HOST\r\n\r\n"
        for _ in range(2):  # the connection is kept for a second one
            connection.sendall(to_host(address_of(site.url), asked.encode()))
            got = b""
            while len(got.partition(b"\r\n\r\n")[2]) < SOUND_BYTES:
                piece = connection.recv(65536)
                assert piece
                got += piece
                time.sleep(0.002)
            assert got.partition(b"\r\n\r\n")[2] == SOUND


def test_what_comes_in_pieces_is_answered_whole(site: Site) -> None:
    """A slow hand, and not a hostile one: head and form arrive a piece at a time."""
    form = b"sku=SH-WHW&quantity=1"
    words = (
        b"POST /basket/lines HTTP/1.1\r\nHost: HOST\r\nSec-Fetch-Site: same-origin\r\nContent-Length: "
        + str(len(form)).encode()
        + b"\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n"
        + form
    )
    words = to_host(address_of(site.url), words)
    with socket.create_connection(address_of(site.url), timeout=30) as connection:
        for start in range(0, len(words), 23):
            connection.sendall(words[start : start + 23])
            time.sleep(0.05)
        assert b" 303 " in read_all(connection).partition(b"\r\n")[0]


def test_a_head_without_end_is_refused(site: Site) -> None:
    with socket.create_connection(address_of(site.url), timeout=30) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(HEAD + b"a" * 40_000)
        assert b" 431 " in read_all(connection).partition(b"\r\n")[0]


def read_all(connection: socket.socket) -> bytes:
    """Read until the other side closes."""
    got = b""
    while piece := connection.recv(65536):
        got += piece
    return got


@pytest.mark.parametrize("first", [HEAD, BODY])
def test_control_threads_that_read_for_themselves_are_all_held(
    site: Site, start_plain: Callable[[], tuple[str, int]], first: bytes
) -> None:
    address = start_plain()
    with dripping(address, first), pytest.raises(TimeoutError):
        for _ in range(10):  # the forty may lie unevenly with the two processes
            seconds_of_a_visit(address)


@pytest.fixture
def start_plain(site: Site, tmp_path: Path) -> Iterator[Callable[[], tuple[str, int]]]:
    """Start the same web server with gunicorn's own threads, on the same folder's database."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> tuple[str, int]:
        port = free_port()
        environment = site_environment(tmp_path / "plain", port=port)
        command = web_command(load_config(environment))
        command[command.index("--worker-class") + 1] = "gthread"
        command[0] = sys.executable
        started.append(subprocess.Popen(command, cwd=ROOT, env={**site.environment, "PORT": str(port)}))
        wait_for_port(port, seconds=60)
        return "127.0.0.1", port

    yield start
    for one in started:
        one.terminate()
        one.wait(20)
