"""A browser without script: cookies, redirects, and the headers that browsers send with a navigation."""

import http.client
import time
from urllib.parse import urlencode, urljoin, urlsplit

from tests.faults.proving.markup import Form, Page

MOST_REDIRECTS = 8
PATIENCE = 20.0
AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
)


class Lost(Exception):
    """No answer came: whether the request had an effect is unknown."""


class Browser:
    """One visitor's browser. Each has a loopback address of its own, so that limits by address see many visitors."""

    def __init__(self, *, address: str) -> None:
        self.address = address
        self.cookies: dict[str, str] = {}
        self.here = ""
        self.slowest = (0.0, "")

    def get(self, url: str) -> Page:
        """Open an address, as from a bookmark when nothing is open yet."""
        return self._go("GET", url, None)

    def send(self, form: Form, pairs: list[tuple[str, str]], button: str = "") -> Page:
        """Send a form, with the name and value of the button that says `button`, if it has one."""
        pressed = [
            (name, value) for name, value, words in form.buttons if name and button and button in words
        ]
        data = urlencode([*pairs, *pressed[:1]])
        if form.method == "get":
            return self._go("GET", f"{form.action.partition('?')[0]}?{data}", None)
        return self._go("POST", form.action, data)

    def _go(self, method: str, url: str, data: str | None) -> Page:
        site = worst_site(self.here, url, "none" if not self.here else "same-origin")
        origin = self.here
        for _ in range(MOST_REDIRECTS):
            status, headers, body = self._ask(method, url, data, site, origin)
            target = headers.get("Location")
            if status not in (301, 302, 303, 307, 308) or not target:
                if headers.get_content_type() != "text/html":
                    return Page(url=url, status=status, html="", begins=body[:8])
                self.here = url
                return Page(url=url, status=status, html=body)
            following = urljoin(url, target)
            site = worst_site(url, following, site)
            method, data, url = ("GET", None, following) if status != 307 else (method, data, following)
        raise AssertionError(f"more than {MOST_REDIRECTS} redirects, the last to {url}")

    def _ask(
        self, method: str, url: str, data: str | None, site: str, origin: str
    ) -> tuple[int, http.client.HTTPMessage, str]:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(
            parts.netloc, timeout=PATIENCE, source_address=(self.address, 0)
        )
        start = time.monotonic()
        try:
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request(
                method, path or "/", body=data, headers=self._headers(method, site, origin, url)
            )
            answer = connection.getresponse()
            body = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            raise Lost(f"{method} {parts.path}: {type(error).__name__}") from error
        finally:
            connection.close()
            self.slowest = max(self.slowest, (time.monotonic() - start, f"{method} {parts.path}"))
        self._keep_cookies(answer.headers)
        return answer.status, answer.headers, body

    def _headers(self, method: str, site: str, origin: str, url: str) -> dict[str, str]:
        headers = {
            "User-Agent": AGENT,
            "Accept": "text/html,application/xhtml+xml",
            "Accept-Language": "en-GB",
            "Sec-Fetch-Site": site,
            "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-Dest": "document",
            "Sec-Fetch-User": "?1",
        }
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = origin_of(origin or url)
        if origin and origin_of(origin) == origin_of(url):
            headers["Referer"] = origin
        return headers

    def _keep_cookies(self, headers: http.client.HTTPMessage) -> None:
        for line in headers.get_all("Set-Cookie") or []:
            name, _, rest = line.partition("=")
            value = rest.partition(";")[0].strip('"')
            if "max-age=0" in rest.lower() or not value:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value


def origin_of(url: str) -> str:
    """Return scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def worst_site(before: str, after: str, so_far: str) -> str:
    """Return Sec-Fetch-Site after one more step: ports differ on 127.0.0.1, so the stand-in is same-site."""
    if not before or so_far in ("none", "cross-site"):
        return so_far
    if origin_of(before) == origin_of(after):
        return so_far
    same_host = urlsplit(before).hostname == urlsplit(after).hostname
    return "same-site" if same_host else "cross-site"
