"""Whole pages kept in front of Flask for visitors who carry nothing of their own.

A view marks its answer with `@cached_page`; the answer is kept when it is 200, sets no cookie and the visitor sent
none but comfort settings. Key: path, allowed query keys, comfort, so unkeyed headers cannot poison it. Compressed
variants are made once. Everything is dropped when the site's version moves; when the database is down, what is
there is still served. 64 MB at most, least recently used goes first. What a page shows of the graph is kept beside it
and told to whoever counts it (web/counting.py) each time the page is sent.
"""

import gzip
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from functools import wraps
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import brotli
import zstandard
from flask import Response, g, request
from werkzeug.http import parse_cookie

from app.web.preferences import COOKIE, read_cookie

MARK = "X-Page-Cache"
SHOWS = "X-Page-Shows"  # an article's id and the edges on its page; never leaves the house
KEPT = "softhours.kept"  # in the environ of a request whose answer may be kept
_OWN = (MARK, SHOWS, "Content-Length", "ETag")
ALLOWED_KEYS = frozenset({"country", "after", "before"})
MAX_BYTES = 64 * 1024 * 1024
F = TypeVar("F", bound=Callable[..., Any])
Headers = list[tuple[str, str]]
Watch = Callable[[str, dict[str, Any]], None]


def cached_page(view: F) -> F:
    """Say that this view's page is the same for every visitor who carries nothing."""

    @wraps(view)
    def marked(*args: Any, **kwargs: Any) -> Any:
        g.cached_page = True
        return view(*args, **kwargs)

    return marked  # type: ignore[return-value]


def mark_response(response: Response) -> Response:
    """Tell the middleware that this answer may be kept (an after_request function)."""
    personal = any(name != COOKIE for name in request.cookies)
    is_plain = response.status_code == 200 and "Set-Cookie" not in response.headers
    if g.get("cached_page") and is_plain and not personal:
        response.headers[MARK] = "1"
        response.headers["Cache-Control"] = "no-cache"
        response.vary.update(("Accept-Encoding", "Cookie"))
    return response


class Page:
    """One kept answer with its compressed variants."""

    def __init__(self, headers: Headers, body: bytes, shows: str = "") -> None:
        self.shows = shows
        self.times_sent = 0
        self.etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        self.headers = [*headers, ("ETag", self.etag)]
        self.variants = {
            "br": brotli.compress(body, quality=9, lgwin=16),  # as quick as 5 with a wide window
            "zstd": zstandard.ZstdCompressor(level=6).compress(body),
            "gzip": gzip.compress(body, 6, mtime=0),
            "": body,
        }
        self.size = sum(map(len, self.variants.values())) + 1000

    def note_sent(self) -> None:
        """Compress as small as it goes what is asked for again: some 30 ms once, and a tenth less each time."""
        self.times_sent += 1
        if self.times_sent == 2:
            self.variants["br"] = brotli.compress(self.variants[""], quality=11)


def best_encoding(accepted: str) -> str:
    """Return the variant to send for an Accept-Encoding header; q=0 means no."""
    names = set()
    for part in accepted.lower().split(","):
        name, _, weight = part.strip().partition(";")
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            names.add(name.strip())
    return next((one for one in ("br", "zstd", "gzip") if one in names), "")


class PageCache:
    """WSGI middleware; `version` says what pages are made from, or raises when the database is down."""

    def __init__(
        self,
        wsgi_app: Callable[..., Iterable[bytes]],
        version: Callable[[], Hashable],
        watch: Watch = lambda _shows, _environ: None,
    ) -> None:
        self.wsgi_app = wsgi_app
        self.version = version
        self.watch = watch
        self.pages: OrderedDict[tuple[Any, ...], Page] = OrderedDict()
        self.bytes = 0
        self.seen: Hashable = None
        self.lock = Lock()
        self.checked = float("-inf")

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        key = self.key_of(environ)
        if key is None:
            return self.wsgi_app(environ, start_response)
        self.drop_if_old()
        page = self.pages.get(key)
        if page is not None:
            with self.lock:
                if key in self.pages:
                    self.pages.move_to_end(key)
            return self.send(page, environ, start_response)
        return self.render(key, environ, start_response)

    def send(
        self, page: Page, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer with a kept page, and tell that it was shown."""
        page.note_sent()
        if page.shows:
            self.watch(page.shows, environ)
        return send_page(page, environ, start_response)

    def key_of(self, environ: dict[str, Any]) -> tuple[Any, ...] | None:
        """Return the cache key, or None when the answer cannot be a kept page."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        query = environ.get("QUERY_STRING", "")
        pairs = parse_qsl(query, keep_blank_values=True) if query else []
        if any(name not in ALLOWED_KEYS for name, _ in pairs) or len(dict(pairs)) < len(pairs):
            return None  # a key that is given twice is read in its order, which the cache's key does not know
        cookies = environ.get("HTTP_COOKIE", "")
        comfort = ""
        if cookies:
            sent = parse_cookie(cookies)
            if any(name != COOKIE for name in sent):
                return None
            comfort = read_cookie(sent.get(COOKIE, "")).cookie_value
        host = environ.get("HTTP_HOST", "")
        return (host, environ.get("PATH_INFO", ""), tuple(sorted(pairs)), comfort)

    def drop_if_old(self) -> None:
        """Forget every page when the site's version has moved."""
        now = time.monotonic()
        if now - self.checked < 1.0:
            return
        self.checked = now
        try:
            version = self.version()
        except Exception:  # the database is down: what is kept is better than nothing
            return
        if version != self.seen:
            with self.lock:
                self.pages.clear()
                self.bytes, self.seen = 0, version

    def render(
        self, key: tuple[Any, ...], environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Ask Flask, and keep the answer when it carries the mark."""
        seen = self.seen
        told: list[Any] = []

        def listen(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], None]:
            told[:] = [status, headers, exc_info]
            return lambda _data: None

        as_get = {**environ, "REQUEST_METHOD": "GET", KEPT: True}
        answer = self.wsgi_app(as_get, listen)
        status, headers, exc_info = told
        if not any(name == MARK for name, _ in headers):
            start_response(status, headers, exc_info) if exc_info else start_response(status, headers)
            return answer
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        kept = [(name, value) for name, value in headers if name not in _OWN]
        page = Page(kept, body, next((value for name, value in headers if name == SHOWS), ""))
        if seen == self.seen:
            self.keep(key, page)
        return self.send(page, environ, start_response)

    def keep(self, key: tuple[Any, ...], page: Page) -> None:
        """Store a page and let the least recently used go."""
        with self.lock:
            old = self.pages.pop(key, None)
            self.bytes += page.size - (old.size if old else 0)
            self.pages[key] = page
            while self.bytes > MAX_BYTES:
                _, gone = self.pages.popitem(last=False)
                self.bytes -= gone.size


def send_page(page: Page, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer with the best variant, or 304 when the browser has it."""
    if environ.get("HTTP_IF_NONE_MATCH", "").removeprefix("W/") == page.etag:
        start_response("304 Not Modified", [one for one in page.headers if one[0] != "Content-Type"])
        return [b""]
    encoding = best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    body = page.variants[encoding]
    headers = [*page.headers, ("Content-Length", str(len(body)))]
    if encoding:
        headers.append(("Content-Encoding", encoding))
    start_response("200 OK", headers)
    return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [body]
