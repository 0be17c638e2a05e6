"""A house elsewhere that answers as a test says, and somebody who may ask it although it is ours."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from app.fetching import Fetcher

HOUSE = "https://house.example"


@dataclass
class House:
    """A server of the test's own; `asked` is what it saw."""

    port: int
    asked: list[tuple[str, str]] = field(default_factory=list)
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    head_is_unknown: bool = False

    def instead(self, url: str) -> str:
        """Return where an address of HOUSE is really asked."""
        return url.replace(HOUSE, self.at(""))

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@contextmanager
def open_house() -> Iterator[House]:
    made: list[House] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply()

        def do_HEAD(self) -> None:
            self.reply()

        def reply(self) -> None:
            made[0].asked.append((self.command, self.path))
            status, headers, body = made[0].answers.get(self.path, (200, {}, b"here"))
            if self.path == "/robots.txt" and self.path not in made[0].answers:
                status, body = 404, b""
            if self.command == "HEAD" and made[0].head_is_unknown:
                status, body = 405, b""
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.append(House(port=server.server_port))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield made[0]
    server.shutdown()
    server.server_close()


def may_ask(house: House, **changes: Any) -> Fetcher:
    """Return a fetcher that may ask the test's own server."""
    return Fetcher(
        agent="SoftHours (http://localhost)",
        ports=frozenset({house.port}),
        seconds=3,
        **{"allows": lambda _address: True, **changes},
    )
